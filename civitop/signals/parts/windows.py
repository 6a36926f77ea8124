"""Windows of time, and whether the facts that are held fill them (SIGNALS.md, "Common rules").

Every window is half-open and ends at a moment: `[end − days, end)`; all times are UTC.
"""

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta

from msgspec import Struct

from civitop.i18n.message import Phrase, say
from civitop.model import Extent

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
YEAR = timedelta(days=365)
MONTH = timedelta(days=30)
"""What `change_30d` looks back."""
QUARTER = timedelta(days=90)
HALF_YEAR = timedelta(days=180)
"""The window of the monthly trends: six of them, a month apart, lie within the 365 days that are held."""


def end_of(day: date) -> datetime:
    """Return the moment at which a day ends, the next midnight (UTC): a window that ends there holds the day."""
    return datetime.combine(day + timedelta(days=1), time(), UTC)


def day_before(moment: datetime) -> date:
    """Return the last day (UTC) of which a window that ends at `moment` holds anything."""
    return (moment.astimezone(UTC) - timedelta.resolution).date()


class MonthEnd(Struct, frozen=True, gc=False):
    """The end of a calendar month."""

    day: date
    """Its last day."""
    at: datetime
    """The midnight that ends it (UTC)."""


def month_start(at: datetime, back: int = 0) -> datetime:
    """Return the midnight that began the month of `at`, or the month `back` months before."""
    month = at.year * 12 + at.month - 1 - back
    return datetime(month // 12, month % 12 + 1, 1, tzinfo=UTC)


def month_ends(asof: datetime, count: int) -> tuple[MonthEnd, ...]:
    """Return the last `count` month ends that are not after `asof`, oldest first."""
    starts = (month_start(asof, back) for back in reversed(range(count)))
    return tuple(MonthEnd(day=(start - DAY).date(), at=start) for start in starts)


def between(times: Sequence[datetime], start: datetime, end: datetime) -> int:
    """Return how many of the ascending `times` lie in `[start, end)`."""
    return bisect_left(times, end) - bisect_left(times, start)


def days(span: timedelta) -> float:
    """Return a span of time in days."""
    return span / DAY


def covers(extent: Extent, start: datetime | None) -> bool:
    """Return whether everything from `start` on (`None`: from the beginning) is held.

    Where an extent has a `since`, its `missing` tells why there is nothing before it, or what small defect
    the rest has (`notes` hands that on); without a `since`, what is missing may be anywhere.
    """
    if not extent.held:
        return False
    if extent.since is None:
        return extent.missing is None
    return start is not None and extent.since <= start


_SUBJECTS: Mapping[str, Phrase] = {
    "commits": say("The commits"),
    "issues": say("The issues"),
    "change requests": say("The change requests"),
    "releases": say("The releases"),
    "tags": say("The tags"),
    "files": say("The files"),
}
"""The facts as the subject of a sentence, by their English plural."""

_UNTOLD = say("The forge did not say why.")


def gap(extent: Extent, what: str, start: datetime | None) -> Phrase | None:
    """Return a sentence on why not everything from `start` on is held, `None` where it is.

    `what` names the facts in the plural: `commits`.
    """
    if covers(extent, start):
        return None
    facts, why = _SUBJECTS[what], extent.missing or _UNTOLD
    if not extent.held:
        return say("{facts} are not known: {why}", facts=facts, why=why)
    if extent.since is None:
        return say("{facts} are not all known: {why}", facts=facts, why=why)
    if extent.missing is None:
        return say("{facts} are known from {since:date} on only.", facts=facts, since=extent.since)
    return say("{facts} are known from {since:date} on only: {why}", facts=facts, since=extent.since, why=why)


def notes(extent: Extent, what: str, start: datetime | None) -> tuple[Phrase, ...]:
    """Return what `Coverage.missing` has to say of an extent: the gap, or the defect of what is held; its note."""
    sentences = (gap(extent, what, start) or extent.missing, extent.note)
    return tuple(sentence for sentence in sentences if sentence)


def later(extent: Extent, start: datetime) -> datetime | None:
    """Return where the held part begins, if that is later than the `start` that was asked for."""
    return extent.since if extent.held and extent.since is not None and extent.since > start else None
