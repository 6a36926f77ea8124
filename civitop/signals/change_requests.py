"""Change requests: whether what others offer is dealt with (CHAOSS Change Request Closure Ratio).

Value: change requests closed (merged or not) ÷ opened in the 90 days before `asof`, those of bots left out;
null where none was opened.
Level: `bad` up to the threshold `bad` (0.5), `watch` up to `watch` (0.8), else `good`; `good` as well where
none is open.
Trend: the value at the end of each of the last 6 months, over 90 days each.
Source: CHAOSS, Change Request Closure Ratio.
Weakness: closing without merging counts as dealing with it; a project of one vendor that pushes without change
requests has no ratio.
"""

from datetime import datetime

from msgspec import Struct

from civitop.i18n.language import N_, NN_
from civitop.i18n.message import Phrase, say, say_n
from civitop.model import ChangeRequest
from civitop.signals.base import (
    Coverage,
    Definition,
    Level,
    Project,
    Settings,
    Signal,
    Thresholds,
)
from civitop.signals.parts.backlog import request_backlog
from civitop.signals.parts.levels import limits, low_is_bad
from civitop.signals.parts.responses import by_bot
from civitop.signals.parts.sentences import sentence
from civitop.signals.parts.statistics import difference, median, point, share
from civitop.signals.parts.windows import MONTH, QUARTER, between, covers, days, gap, later, month_ends, notes
from civitop.signals.views.figures import Figure, Figures
from civitop.signals.views.keys import number_key

ID = "change_requests"
UNIT = N_("closed for each one opened")
DEFAULTS = Thresholds(watch=0.8, bad=0.5)
WINDOW = QUARTER
TREND_MONTHS = 6


class ChangeRequests(Struct, frozen=True, gc=False, kw_only=True):
    """The figures behind the closure ratio; those of bots left out."""

    opened_90d: int | None
    """Null, as are the other counts, where the 90 days are not held."""
    closed_90d: int | None
    """Merged or not, whenever they were opened."""
    merged_90d: int | None
    merged_share: float | None
    """Merged ÷ closed in the 90 days."""
    median_days_to_merge: float | None
    """From opening to merge, of those merged in the 90 days."""
    open: int | None
    """Open at `asof`; null where older ones are not held."""
    merged_without_review: float | None
    """Share of those merged in the 90 days that nobody but the author reviewed; null where not known."""


class _Requests:
    """The change requests of people before `asof`, and when those of bots were opened."""

    def __init__(self, project: Project, asof: datetime) -> None:
        self.extent = project.facts.extent("change_requests")
        before = [request for request in project.facts.change_requests if request.opened_at < asof]
        self.all = [request for request in before if not by_bot(request, project.people)]
        self.bots = sorted(request.opened_at for request in before if by_bot(request, project.people))
        self.opened = sorted(request.opened_at for request in self.all)
        self.closed = sorted(request.closed_at for request in self.all if request.closed_at is not None)

    def ratio(self, end: datetime) -> float | None:
        """Return closed ÷ opened in the window that ends at `end`, `None` where it is not held."""
        start = end - WINDOW
        if not covers(self.extent, start):
            return None
        return share(between(self.closed, start, end), between(self.opened, start, end))


def measure(project: Project, asof: datetime, settings: Settings) -> Signal[ChangeRequests]:
    """Measure how one repository dealt with change requests in the 90 days before `asof`."""
    requests = project.once(_Requests, asof)
    start = asof - WINDOW
    missing = gap(requests.extent, "change requests", start)
    value, before = requests.ratio(asof), requests.ratio(asof - MONTH)
    detail = _detail(project, requests, start, asof)
    bots = between(requests.bots, start, asof)
    return Signal(
        value=value,
        unit=UNIT,
        level="unknown" if missing else _level(value, detail, settings),
        reason=missing or _reason(detail),
        coverage=Coverage(
            sample=None if missing else (detail.opened_90d or 0) + (detail.closed_90d or 0),
            since=later(requests.extent, start),
            left_out={"bots": bots} if bots else {},
            missing=notes(requests.extent, "change requests", start),
        ),
        change_30d=difference(value, before),
        trend=tuple(point(end.day, requests.ratio(end.at)) for end in month_ends(asof, TREND_MONTHS)),
        detail=detail,
    )


def _detail(project: Project, requests: _Requests, start: datetime, end: datetime) -> ChangeRequests:
    held = covers(requests.extent, start)
    closed = between(requests.closed, start, end)
    merged = [r for r in requests.all if r.merged_at is not None and start <= r.merged_at < end]
    everything = project.once(request_backlog, end).all_held(end)
    return ChangeRequests(
        opened_90d=between(requests.opened, start, end) if held else None,
        closed_90d=closed if held else None,
        merged_90d=len(merged) if held else None,
        merged_share=share(len(merged), closed) if held else None,
        median_days_to_merge=median([days(r.merged_at - r.opened_at) for r in merged if r.merged_at])
        if held
        else None,
        open=sum(r.closed_at is None or r.closed_at >= end for r in requests.all) if everything else None,
        merged_without_review=_unreviewed(project, merged) if held else None,
    )


def _unreviewed(project: Project, merged: list[ChangeRequest]) -> float | None:
    reviewed = [another_reviewed(project, request) for request in merged]
    return None if None in reviewed else share(reviewed.count(False), len(merged))


def another_reviewed(project: Project, request: ChangeRequest) -> bool | None:
    """Whether a human other than the author reviewed it; `None` where not all reviews are held.

    A deleted account is taken for another one.
    """
    if request.reviews is None:
        return None
    author = project.people.of.get(request.author) if request.author else None
    for review in request.reviews:
        reviewer = project.people.of.get(review.author) if review.author else None
        if review.author is None or (reviewer is not None and reviewer != author):
            return True
    return None if (request.review_total or 0) > len(request.reviews) else False


def _level(value: float | None, detail: ChangeRequests, settings: Settings) -> Level:
    if detail.open == 0:
        return "good"
    return "unknown" if value is None else low_is_bad(value, *limits(settings, ID, DEFAULTS))


def _reason(detail: ChangeRequests) -> Phrase:
    if not detail.opened_90d and not detail.closed_90d:
        if not detail.open:
            return say("Nobody offered a change in the last 90 days.")
        return say_n(
            "Nobody offered a change in the last 90 days; {n} older one is open.",
            "Nobody offered a change in the last 90 days; {n} older ones are open.",
            detail.open,
        )
    if not detail.merged_without_review:
        return sentence(_dealt_with(detail))
    unseen = say(
        "{share:.0%} of the merged ones had no review by another person", share=detail.merged_without_review
    )
    return sentence(_dealt_with(detail), unseen)


def _dealt_with(detail: ChangeRequests) -> Phrase:
    if not detail.opened_90d:
        return say(
            "No change requests were opened in the last 90 days and {closed} closed, {merged} of them merged",
            closed=detail.closed_90d or 0,
            merged=detail.merged_90d or 0,
        )
    return say_n(
        "{n} change request was opened in the last 90 days and {closed} closed, {merged} of them merged",
        "{n} change requests were opened in the last 90 days and {closed} closed, {merged} of them merged",
        detail.opened_90d,
        closed=detail.closed_90d or 0,
        merged=detail.merged_90d or 0,
    )


def _said(ratio: float) -> Phrase:
    """Return the value as one says it: `8 closed for every 10 opened`."""
    if not ratio:
        return say("none closed")
    if ratio == 1:
        return say("as many closed as opened")
    closed = round(ratio * 10)
    if closed == 10:
        return say("about as many closed as opened")
    if not closed:
        return say("fewer than 1 closed for every 20 opened")
    return say_n("{n} closed for every 10 opened", "{n} closed for every 10 opened", closed)


FIGURES = Figures(
    figures=(
        Figure("open", N_("{value} open by people"), "change requests", zero=True),
        Figure("opened_90d", N_("{value} opened in 90 days"), "change requests", zero=True),
        Figure("closed_90d", N_("{value} closed in 90 days"), "change requests"),
        Figure("merged_90d", N_("{value} merged in 90 days"), "change requests"),
        Figure("merged_share", N_("{value} of the closed ones merged"), form="share"),
        Figure(
            "median_days_to_merge",
            NN_("{value} day from opening to merge (median)", "{value} days from opening to merge (median)"),
            "days",
        ),
        Figure("merged_without_review", N_("{value} merged without review"), form="share", zero=True),
    ),
)

CHANGE_REQUESTS = Definition(
    id=ID,
    title=N_("Change requests"),
    short=N_("changes"),
    unit=UNIT,
    counted=N_("closed/new"),
    better="more",
    detail=ChangeRequests,
    measure=measure,
    defaults=DEFAULTS,
    compared=N_("change requests closed for each one opened"),
    figures=FIGURES,
    keys=(number_key("changes", N_("Change requests"), UNIT),),
    said=_said,
    not_counted=N_("Change requests not counted: {list}"),
    question=N_("Is what others offer taken up, and by more eyes than the author's?"),
)
