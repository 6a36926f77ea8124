"""Whole periods on the command line: a year, a quarter, a month."""

import re
from datetime import UTC, datetime
from typing import NamedTuple

from civitop.cli.commands.snapshot import FIRST_YEAR, LAST_YEAR

_PERIOD = re.compile(r"(?P<year>\d{4})(-Q(?P<quarter>[1-4])|-(?P<month>0[1-9]|1[0-2]))?", re.IGNORECASE)


class Period(NamedTuple):
    """A stretch of time, its end not in it."""

    start: datetime
    end: datetime


def period(text: str) -> Period | None:
    """Return the period (UTC) that `2026`, `2026-Q2` or `2026-06` means; `None` where it means none."""
    match = _PERIOD.fullmatch(text)
    if match is None or not FIRST_YEAR <= int(match["year"]) <= LAST_YEAR:
        return None
    first, months = 1, 12
    if match["quarter"]:
        first, months = int(match["quarter"]) * 3 - 2, 3
    elif match["month"]:
        first, months = int(match["month"]), 1
    year = int(match["year"])
    return Period(_month(year, first), _month(year, first + months))


def _month(year: int, month: int) -> datetime:
    """Return where a month begins; the thirteenth is the next year's first."""
    return datetime(year + (month - 1) // 12, (month - 1) % 12 + 1, 1, tzinfo=UTC)
