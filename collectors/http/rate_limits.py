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
SHORTEST_WAIT = timedelta(seconds=1)
"""After a limit, whatever the forge names; it doubles as long as the forge goes on refusing."""
TRIES = 10
"""Limits in a row after which it is no use to wait: the shortest waits add up to a quarter of an hour."""


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
    except (KeyError, ValueError, TypeError, OverflowError):
        return None


def within_reason(at: datetime, now: datetime) -> datetime:
    """Return a moment of the forge's as one that can be waited for: not past, and no further than two hours."""
    return min(max(at, now), now + LONGEST_WAIT)


def _number(headers: Mapping[str, str], name: str) -> int | None:
    value = headers.get(f"x-ratelimit-{name}", headers.get(f"ratelimit-{name}", "")).strip()
    return int(value) if value.isascii() and value.isdecimal() and len(value) < 12 else None


def allowance(headers: Mapping[str, str], now: datetime) -> Allowance:
    """Read the budget headers of an answer (lower-case names); the reset is put on the clock of `now`."""
    reset = _number(headers, "reset")
    resets_at = None
    if reset is not None:
        resets_at = _ours(datetime.fromtimestamp(reset, UTC), headers, now)
    return Allowance(_number(headers, "limit"), _number(headers, "remaining"), resets_at)


def retry_after(headers: Mapping[str, str], now: datetime) -> datetime | None:
    """Return until when `Retry-After` (seconds or a date) asks to wait, or `None` where it is absent."""
    value = headers.get("retry-after", "").strip()
    if value.isascii() and value.isdecimal():
        return now + (timedelta(seconds=int(value)) if len(value) < 5 else LONGEST_WAIT)
    try:
        return _ours(parsedate_to_datetime(value).astimezone(UTC), headers, now)
    except (ValueError, TypeError, OverflowError):
        return None


def _ours(at: datetime, headers: Mapping[str, str], now: datetime) -> datetime:
    """Return a moment of the forge's clock on ours, within reason."""
    wait = at - (server_time(headers) or now)
    return now + min(max(wait, timedelta(0)), LONGEST_WAIT)


class Patience:
    """How long to wait where a limit was met, and how often that happened in a row."""

    def __init__(self) -> None:
        self.until: datetime | None = None
        self.times = 0
        """Limits since the last good answer; those of requests that were under way together are one."""

    def limit(self, now: datetime, asked: datetime | None, first: timedelta) -> datetime:
        """Return until when to wait: as was `asked`, but not less than a pause that doubles, nor too long.

        `first` is the first pause where nothing was asked.
        """
        if self.until is None or self.until <= now:
            self.times += 1
        least = (SHORTEST_WAIT if asked else first) * 2 ** min(max(self.times - 1, 0), TRIES)
        until = within_reason(max(asked or now, now + least), now)
        self.until = max(until, self.until or until)
        return self.until

    @property
    def exhausted(self) -> bool:
        """Return whether waiting did not help so often that it will not."""
        return self.times > TRIES


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
        self.patience = Patience()
        """Keeps this token back where the forge refused it."""

    def note(self, said: Allowance, now: datetime) -> None:
        """Take in what an answer said; of answers that overtook each other the lower figure counts."""
        if said.limit is None or said.remaining is None:
            return
        resets_at = within_reason(said.resets_at, now) if said.resets_at else None
        renewed = not (self.resets_at and resets_at) or resets_at > self.resets_at + 2 * RESET_MARGIN
        self.limit = said.limit
        if renewed or self.remaining is None:
            self.remaining, self.resets_at = said.remaining, resets_at
        else:
            self.remaining = min(self.remaining, said.remaining)

    def left(self, now: datetime) -> float:
        """Return what may still be spent, the reserve kept aside; infinite while the forge said nothing."""
        if self.limit is None or self.remaining is None or self._renewed(now):
            return math.inf
        return self.remaining - self.in_flight - math.ceil(self.limit * self._reserve)

    def free_at(self, now: datetime, cost: int) -> datetime | None:
        """Return when something of this `cost` may be asked; `None` is now."""
        if self.patience.until and self.patience.until > now:
            return self.patience.until
        if self.left(now) >= cost or not self.resets_at:
            return None
        if self.remaining == self.limit and not self.in_flight:
            return None  # it costs more than the whole hour may: waiting would not make it cheaper
        return self.resets_at + RESET_MARGIN

    def _renewed(self, now: datetime) -> bool:
        return self.resets_at is not None and self.resets_at + RESET_MARGIN <= now
