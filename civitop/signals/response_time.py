"""Response time: how long people wait for a first answer (CHAOSS Time to First Response).

Value: hours to the first comment, review, approval or merge by a human other than the author, over the issues
and change requests that people opened in the 90 days before `asof`: the Kaplan–Meier median; null when fewer
than half were answered. None is dropped: those still unanswered are censored at `asof`, those that were closed
without an answer when they were closed, those of which not all comments are held at the last one that is held.
Level: `watch` from `watch` (48) hours on, `bad` from `bad` (168, a week) on. Where the value is null, the
median wait so far is a lower bound: the level follows it once it reaches `watch`, before that it is unknown.
Trend: the value at the end of each of the last 6 months, over 90 days each.
Source: CHAOSS, Time to First Response; Kaplan and Meier (1958) for the estimate with what is still waiting.
Weakness: an answer by mail, in a meeting or in a chat is not seen, and a first answer need not be a helpful one.
"""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from datetime import datetime

from msgspec import Struct

from civitop.i18n.language import N_
from civitop.i18n.message import Phrase, say, say_n
from civitop.model import ChangeRequest, Issue
from civitop.signals.base import (
    Coverage,
    Definition,
    Level,
    Project,
    Settings,
    Signal,
    Thresholds,
)
from civitop.signals.parts.backlog import uses_issues
from civitop.signals.parts.business_days import due
from civitop.signals.parts.kaplan_meier import Wait, median_wait
from civitop.signals.parts.levels import high_is_bad, limits
from civitop.signals.parts.responses import PROMPT_BUSINESS_DAYS, FirstAnswer, by_bot, first_answer
from civitop.signals.parts.sentences import whole_hours
from civitop.signals.parts.statistics import difference, median, percentile, point, share
from civitop.signals.parts.windows import HOUR, MONTH, QUARTER, between, gap, month_ends
from civitop.signals.views.figures import Figure, Figures
from civitop.signals.views.keys import number_key

ID = "response_time"
UNIT = N_("hours")
DEFAULTS = Thresholds(watch=48, bad=168)
WINDOW = QUARTER
TREND_MONTHS = 6
TOLERATED = 0.2
"""The share whose answers may not have been asked for: the others are no sample then, but the quick ones."""


class ResponseTime(Struct, frozen=True, gc=False, kw_only=True):
    """The figures behind the response time, in hours; issues and change requests together."""

    answered: int | None
    """Null, as is all else, where the conversations of the 90 days are not held."""
    unanswered: int | None
    unclear: int | None
    """Without a known answer, but not all comments are held: neither answered nor unanswered."""
    naive_median: float | None
    """Of those that were answered only: flatters whoever leaves the others waiting."""
    naive_mean: float | None
    percentile_90: float | None
    """Of those that were answered."""
    prompt_share: float | None
    """Answered within two business days, of those that were answered or are older than that, 0 to 1."""


UNKNOWN = ResponseTime(
    answered=None,
    unanswered=None,
    unclear=None,
    naive_median=None,
    naive_mean=None,
    percentile_90=None,
    prompt_share=None,
)


class _Item(Struct, frozen=True, gc=False):
    """An issue or a change request of a person, and when it was first answered."""

    opened_at: datetime
    answered_at: datetime | None
    closed_at: datetime | None
    held_until: datetime | None
    """As in `FirstAnswer`."""

    def answered_before(self, end: datetime) -> bool:
        return self.answered_at is not None and self.answered_at < end

    def waited_until(self, end: datetime) -> datetime:
        """Return until when it is known to have waited for the answer that had not come before `end`."""
        known = (end, self.closed_at or end, self.held_until or end)
        return max(self.opened_at, min(known))


class _Waiting:
    """Everything that people opened, in the order of time, and what is not counted."""

    def __init__(self, project: Project, asof: datetime) -> None:
        self.items: list[_Item] = []
        self._opened: list[datetime] = []
        self.bots: list[datetime] = []
        self.unasked: list[datetime] = []
        """When those were opened whose comments were not asked for."""
        every: tuple[Issue | ChangeRequest, ...] = (*project.facts.issues, *project.facts.change_requests)
        for item in every:
            if item.opened_at >= asof:
                continue
            if by_bot(item, project.people):
                self.bots.append(item.opened_at)
                continue
            answer = _with_merge(first_answer(item, project.people, asof), item, project, asof)
            if item.responses is None and not answer.certain:
                self.unasked.append(item.opened_at)
            self.items.append(_Item(item.opened_at, answer.at, item.closed_at, answer.held_until))
        self.bots.sort()
        self.unasked.sort()
        self.items.sort(key=lambda item: item.opened_at)
        self._opened = [item.opened_at for item in self.items]

    def within(self, end: datetime) -> Sequence[_Item]:
        return self.items[bisect_left(self._opened, end - WINDOW) : bisect_left(self._opened, end)]


def _with_merge(
    answer: FirstAnswer, item: Issue | ChangeRequest, project: Project, asof: datetime
) -> FirstAnswer:
    """Count a merge by somebody else as an answer: whoever merges without a word has read it."""
    if not isinstance(item, ChangeRequest) or item.merged_at is None or item.merged_by is None:
        return answer
    merger = project.people.of.get(item.merged_by)
    author = project.people.of.get(item.author) if item.author else None
    if merger is None or merger == author or item.merged_at >= asof:
        return answer
    if answer.at is not None and answer.at <= item.merged_at:
        return answer
    return FirstAnswer(item.merged_at, answer.held_until)


def measure(project: Project, asof: datetime, settings: Settings) -> Signal[ResponseTime]:
    """Measure the response time of one repository over what was opened in the 90 days before `asof`."""
    waiting = project.once(_Waiting, asof)
    items = waiting.within(asof)
    missing = tuple(_missing(project, waiting, asof))
    detail = UNKNOWN if missing else _detail(items, asof, settings.country)
    value = _held_median(project, waiting, asof)
    bots = between(waiting.bots, asof - WINDOW, asof)
    return Signal(
        value=value,
        unit=UNIT,
        level="unknown" if missing else _level(value, items, asof, settings),
        reason=missing[0] if missing else _reason(value, detail),
        coverage=Coverage(
            sample=None if missing else len(items),
            left_out={"bots": bots} if bots else {},
            missing=missing,
        ),
        change_30d=difference(value, _held_median(project, waiting, asof - MONTH)),
        trend=tuple(
            point(end.day, _held_median(project, waiting, end.at)) for end in month_ends(asof, TREND_MONTHS)
        ),
        detail=detail,
    )


def _missing(project: Project, waiting: "_Waiting", end: datetime) -> Iterator[Phrase]:
    """Yield why the window that ends at `end` has no value."""
    start = end - WINDOW
    if uses_issues(project) and (sentence := gap(project.facts.extent("issues"), "issues", start)):
        yield sentence
    if sentence := gap(project.facts.extent("change_requests"), "change requests", start):
        yield sentence
    unasked, opened = between(waiting.unasked, start, end), len(waiting.within(end))
    if unasked > TOLERATED * opened:
        yield say(
            "Of {unclear} of the {all} issues and change requests that people opened, "
            "the comments that may be the first answer are not held.",
            unclear=unasked,
            all=opened,
        )


def _held_median(project: Project, waiting: "_Waiting", end: datetime) -> float | None:
    return None if any(_missing(project, waiting, end)) else _median(waiting.within(end), end)


# ---------------------------------------------------------------- the figures


def _waits(items: Sequence[_Item], end: datetime) -> list[Wait]:
    """Return the hours until the answer, or as long as it is known that none came before `end`."""
    return [
        Wait((item.answered_at - item.opened_at) / HOUR, censored=False)
        if item.answered_at is not None and item.answered_before(end)
        else Wait((item.waited_until(end) - item.opened_at) / HOUR, censored=True)
        for item in items
    ]


def _median(items: Sequence[_Item], end: datetime) -> float | None:
    waits = _waits(items, end)
    answered = sum(not wait.censored for wait in waits)
    return median_wait(waits) if answered and answered * 2 >= len(waits) else None


def _detail(items: Sequence[_Item], asof: datetime, country: str | None) -> ResponseTime:
    hours = [wait.length for wait in _waits(items, asof) if not wait.censored]
    unclear = sum(item.answered_at is None and item.held_until is not None for item in items)
    prompt = late = 0
    for item in items:
        limit = due(item.opened_at, PROMPT_BUSINESS_DAYS, country)
        if item.answered_at is not None and item.answered_at <= limit:
            prompt += 1
        elif limit < item.waited_until(asof):
            late += 1
    return ResponseTime(
        answered=len(hours),
        unanswered=len(items) - len(hours) - unclear,
        unclear=unclear,
        naive_median=median(hours),
        naive_mean=sum(hours) / len(hours) if hours else None,
        percentile_90=percentile(hours, 0.9),
        prompt_share=share(prompt, prompt + late),
    )


# ---------------------------------------------------------------- what they mean


def _level(value: float | None, items: Sequence[_Item], asof: datetime, settings: Settings) -> Level:
    watch, bad = limits(settings, ID, DEFAULTS)
    if value is not None:
        return high_is_bad(value, watch, bad)
    so_far = median([wait.length for wait in _waits(items, asof)])
    return "unknown" if so_far is None or so_far < watch else high_is_bad(so_far, watch, bad)


def _reason(value: float | None, detail: ResponseTime) -> Phrase:
    unanswered = detail.unanswered or 0
    opened = (detail.answered or 0) + unanswered
    if not opened:
        return say("Nobody opened an issue or a change request in the last 90 days.")
    if value is None:
        return say_n(
            "Fewer than half of what people opened in the last 90 days was answered: {n} of {opened} waits.",
            "Fewer than half of what people opened in the last 90 days was answered: {n} of {opened} wait.",
            unanswered,
            opened=opened,
        )
    if not unanswered:
        return say("Half of what people open is answered within {time}.", time=whole_hours(value))
    return say_n(
        "Half of what people open is answered within {time}; {n} still waits.",
        "Half of what people open is answered within {time}; {n} still wait.",
        unanswered,
        time=whole_hours(value),
    )


def _time(hours: float | None) -> Phrase | None:
    return None if hours is None else whole_hours(hours)


FIGURES = Figures(
    figures=(
        Figure("answered", N_("{value} answered"), "issues and change requests", zero=True),
        Figure("unanswered", N_("{value} unanswered"), "issues and change requests", zero=True),
        Figure("unclear", N_("{value} of which not all comments are held"), "issues and change requests"),
        Figure("prompt_share", N_("{value} answered within two business days"), form="share", zero=True),
        Figure(
            "percentile_90",
            N_("nine of ten answers within {value}"),
            UNIT,
            form="text",
            of=lambda detail: _time(detail.percentile_90),
        ),
        Figure(
            "naive_median",
            N_("half of those answered within {value}"),
            UNIT,
            form="text",
            of=lambda detail: _time(detail.naive_median),
        ),
        Figure(
            "naive_mean",
            N_("those answered waited {value} on average"),
            UNIT,
            form="text",
            of=lambda detail: _time(detail.naive_mean),
        ),
    ),
)

RESPONSE_TIME = Definition(
    id=ID,
    title=N_("Response time"),
    short=N_("response"),
    unit=UNIT,
    better="less",
    detail=ResponseTime,
    measure=measure,
    defaults=DEFAULTS,
    compared=N_("hours to the first answer"),
    figures=FIGURES,
    keys=(number_key("response", N_("Response time"), UNIT),),
    said=whole_hours,
    not_counted=N_("Issues and change requests not counted: {list}"),
    question=N_("How long does somebody wait for a first answer by a human?"),
)
