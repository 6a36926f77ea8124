"""Moments and whole periods on the command line: a day, a year, a quarter, a month."""

import argparse
import re
from datetime import UTC, datetime
from typing import NamedTuple

from civitop.i18n.message import say
from civitop.signals.parts.windows import end_of

FIRST_YEAR, LAST_YEAR = 1970, 2999
"""What dates are taken for: windows before and after them must lie in the calendar, too."""
LONGEST_DATE = 100
_PERIOD = re.compile(r"(?P<year>\d{4})(-Q(?P<quarter>[1-4])|-(?P<month>0[1-9]|1[0-2]))?", re.IGNORECASE)


def moment(text: str) -> datetime:
    """Return the moment that a person means: a day is meant to its end; UTC unless it says otherwise.

    Raises `argparse.ArgumentTypeError` for what is no date.
    """
    try:
        at = datetime.fromisoformat(text)
    except ValueError as error:
        why = say("{text} is no date; write 2026-06-30 or 2026-06-30T12:00Z", text=repr(text[:LONGEST_DATE]))
        raise argparse.ArgumentTypeError(str(why)) from error
    if not FIRST_YEAR <= at.year <= LAST_YEAR:
        why = say(
            "{text} is no date from the years {first} to {last}",
            text=repr(text[:LONGEST_DATE]),
            first=str(FIRST_YEAR),
            last=str(LAST_YEAR),
        )
        raise argparse.ArgumentTypeError(str(why))
    if len(text) == len("2026-06-30"):
        return end_of(at.date())
    return at if at.tzinfo else at.replace(tzinfo=UTC)


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
