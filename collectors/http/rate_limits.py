"""What a forge still allows, by its own word: one account for each token in each pool it counts apart.

Knows the two header dialects (`X-RateLimit-*` of GitHub, `RateLimit-*` of GitLab) and nothing of the
network.
"""

import math
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from msgspec import Struct

RESET_MARGIN = timedelta(seconds=1)
"""Forges name the reset in whole seconds; a request in the last fraction would still be refused."""
LONGEST_WAIT = timedelta(hours=2)
"""No forge counts over more than an hour: a longer wait is a clock that is wrong."""


class Allowance(Struct, frozen=True):
    """What one answer said about the budget; `None` where it was silent."""

    limit: int | None = None
    remaining: int | None = None
    resets_at: datetime | None = None
    cost: int | None = None
    """Points that this one request took (GitHub's `rateLimit { cost }`)."""


def server_time(headers: Mapping[str, str]) -> datetime | None:
    """Return the forge's own clock, from `Date`, so that a wrong clock here shortens no wait."""
    try:
        return parsedate_to_datetime(headers["date"]).astimezone(UTC)
    except (KeyError, ValueError, TypeError):
        return None


def _number(headers: Mapping[str, str], name: str) -> int | None:
    value = headers.get(f"x-ratelimit-{name}", headers.get(f"ratelimit-{name}", "")).strip()
    return int(value) if value.isdecimal() and len(value) < 12 else None


def allowance(headers: Mapping[str, str], now: datetime) -> Allowance:
    """Read the budget headers of an answer (lower-case names); the reset is put on the clock of `now`."""
    reset = _number(headers, "reset")
    resets_at = None
    if reset is not None:
        wait = datetime.fromtimestamp(reset, UTC) - (server_time(headers) or now)
        resets_at = now + min(max(wait, timedelta(0)), LONGEST_WAIT)
    return Allowance(_number(headers, "limit"), _number(headers, "remaining"), resets_at)


def retry_after(headers: Mapping[str, str], now: datetime) -> datetime | None:
    """Return until when `Retry-After` (seconds or a date) asks to wait, or `None` where it is absent."""
    value = headers.get("retry-after", "").strip()
    if value.isdecimal() and len(value) < 8:
        return now + timedelta(seconds=int(value))
    try:
        at = parsedate_to_datetime(value).astimezone(UTC)
    except (ValueError, TypeError):
        return None
    return now + min(max(at - (server_time(headers) or now), timedelta(0)), LONGEST_WAIT)


class Account:
    """What one token has left in one pool; `token` is `None` for polling without one."""

    def __init__(self, token: str | None, reserve: float) -> None:
        self.token = token
        self._reserve = reserve
        self.limit: int | None = None
        self.remaining: int | None = None
        self.resets_at: datetime | None = None
        self.in_flight = 0
        """Cost of the requests that are under way and not yet in `remaining`."""
        self._blocked_until: datetime | None = None

    def note(self, said: Allowance) -> None:
        """Take in what an answer said; of answers that overtook each other the lower figure counts."""
        if said.limit is None or said.remaining is None:
            return
        renewed = (
            not (self.resets_at and said.resets_at) or said.resets_at > self.resets_at + 2 * RESET_MARGIN
        )
        self.limit = said.limit
        if renewed or self.remaining is None:
            self.remaining, self.resets_at = said.remaining, said.resets_at
        else:
            self.remaining = min(self.remaining, said.remaining)

    def block(self, until: datetime) -> None:
        """Keep this token back until then: the forge refused it."""
        self._blocked_until = max(until, self._blocked_until or until)

    def left(self, now: datetime) -> float:
        """Return what may still be spent, the reserve kept aside; infinite while the forge said nothing."""
        if self.limit is None or self.remaining is None or self._renewed(now):
            return math.inf
        return self.remaining - self.in_flight - math.ceil(self.limit * self._reserve)

    def free_at(self, now: datetime, cost: int) -> datetime | None:
        """Return when something of this `cost` may be asked; `None` is now."""
        if self._blocked_until and self._blocked_until > now:
            return self._blocked_until
        if self.left(now) >= cost or not self.resets_at:
            return None
        if self.remaining == self.limit and not self.in_flight:
            return None  # it costs more than the whole hour may: waiting would not make it cheaper
        return self.resets_at + RESET_MARGIN

    def _renewed(self, now: datetime) -> bool:
        return self.resets_at is not None and self.resets_at + RESET_MARGIN <= now
