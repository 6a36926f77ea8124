"""Activity: whether anybody works on it, who came and who went (CHAOSS Inactive Contributors).

Value: how many of the 13 weeks of the last 90 days had a commit; merges and bots left out.
Level: `bad` up to the threshold `bad` (0), `watch` up to `watch` (3), else `good`.
Newcomers: whose first commit lies in the last 90 days. A clone holds the whole history and knows; a forge is
asked for 400 days of it, and then they are new in so many days, which the reason and `history_days` say. Whoever
had a change request merged before the 90 days is no newcomer either, although that commit may not be held.
Trend: commits in each of the last 52 weeks, labelled with the day on which the week ends.
Source: CHAOSS, Inactive Contributors and Activity Dates and Times.
Weakness: a finished project is as quiet as an abandoned one.
"""

from datetime import datetime

from msgspec import Struct

from civitop.i18n.language import N_, NN_
from civitop.i18n.message import Phrase, say, say_n
from civitop.signals.base import (
    Coverage,
    Definition,
    Level,
    Project,
    Settings,
    Signal,
    Thresholds,
)
from civitop.signals.credit.authorship import Authorship
from civitop.signals.parts.levels import limits, low_is_bad
from civitop.signals.parts.sentences import people, whole_days
from civitop.signals.parts.statistics import difference, point
from civitop.signals.parts.windows import (
    DAY,
    HALF_YEAR,
    MONTH,
    QUARTER,
    YEAR,
    covers,
    day_before,
    days,
    gap,
    later,
    notes,
)
from civitop.signals.views.figures import Figure, Figures
from civitop.signals.views.keys import number_key

ID = "activity"
UNIT = N_("weeks")
DEFAULTS = Thresholds(watch=3, bad=0)
WEEK = 7 * DAY
WEEKS = 52
MAINTAINED_WEEKS = 13
"""The weeks of 90 days, the oldest of them one day short."""


class Activity(Struct, frozen=True, gc=False, kw_only=True):
    """The figures behind the activity; people are authors of commits."""

    weekly: tuple[int | None, ...]
    """Commits in 52 weeks, oldest first; the last week ends at `asof`. Null where a week is not held."""
    people_30d: int | None
    """Null, as are the others, where these days are not held."""
    people_90d: int | None
    people_365d: int | None
    newcomers: int | None
    """First commit in the last 90 days, none before as far as is known; null where the 90 days are not held."""
    drifting: int | None
    """Last commit 180 to 365 days ago."""
    gone: int | None
    """Last commit more than 365 days ago, as far as the history is held; null where it is not held so long."""
    days_since_last: int | None
    """Whole days since the last commit."""
    history_days: int | None = None
    """Newcomers are new in so many days of history; null: in the whole of it."""


def measure(project: Project, asof: datetime, settings: Settings) -> Signal[Activity]:
    """Measure the activity in one repository before `asof`."""
    extent = project.facts.extent("commits")
    authorship = project.once(Authorship, asof)
    start = asof - YEAR
    missing = gap(extent, "commits", start)
    value = _weeks(authorship, asof) if covers(extent, asof - QUARTER) else None
    before = _weeks(authorship, asof - MONTH) if covers(extent, asof - MONTH - QUARTER) else None
    detail = _detail(project, authorship, asof)
    return Signal(
        value=value,
        unit=UNIT,
        level="unknown" if value is None else _level(value, settings),
        reason=missing if value is None and missing else _reason(detail),
        coverage=Coverage(
            sample=authorship.count(start, asof) if extent.held else None,
            since=extent.since if extent.held else None,
            left_out=authorship.left_out(later(extent, start) or start, asof),
            missing=notes(extent, "commits", start),
            name_joins=project.people.name_joins,
        ),
        change_30d=difference(value, before),
        trend=tuple(
            point(day_before(end), number)
            for end, number in zip(_week_ends(asof), detail.weekly, strict=True)
        ),
        detail=detail,
    )


def _weeks(authorship: Authorship, end: datetime) -> int:
    starts = [max(end - (back + 1) * WEEK, end - QUARTER) for back in range(MAINTAINED_WEEKS)]
    return sum(authorship.count(start, end - back * WEEK) > 0 for back, start in enumerate(starts))


def _week_ends(asof: datetime) -> list[datetime]:
    return [asof - back * WEEK for back in reversed(range(WEEKS))]


def newcomers(project: Project, authorship: Authorship, asof: datetime) -> frozenset[str] | None:
    """Return by `Person.key` who is new in the 90 days before `asof`; `None` where these are not held."""
    start = asof - QUARTER
    if not covers(project.facts.extent("commits"), start):
        return None
    merged = {
        person.key
        for request in project.facts.change_requests
        if request.author and request.merged_at and request.merged_at < start
        if (person := project.people.of.get(request.author))
    }
    first = authorship.first_by_person().items()
    return frozenset(key for key, at in first if at >= start and key not in merged)


def _detail(project: Project, authorship: Authorship, asof: datetime) -> Activity:
    last, extent = authorship.last_by_person(None, asof), project.facts.extent("commits")
    since, new = extent.since, newcomers(project, authorship, asof)

    def held(number: int, start: datetime) -> int | None:
        return number if covers(extent, start) else None

    return Activity(
        weekly=tuple(held(authorship.count(end - WEEK, end), end - WEEK) for end in _week_ends(asof)),
        people_30d=held(sum(at >= asof - MONTH for at in last.values()), asof - MONTH),
        people_90d=held(sum(at >= asof - QUARTER for at in last.values()), asof - QUARTER),
        people_365d=held(sum(at >= asof - YEAR for at in last.values()), asof - YEAR),
        newcomers=None if new is None else len(new),
        drifting=held(sum(asof - YEAR <= at < asof - HALF_YEAR for at in last.values()), asof - YEAR),
        gone=held(sum(at < asof - YEAR for at in last.values()), asof - YEAR),
        days_since_last=int(days(asof - at)) if (at := authorship.last()) else None,
        history_days=int(days(asof - since)) if since else None,
    )


def _level(value: int, settings: Settings) -> Level:
    return low_is_bad(value, *limits(settings, ID, DEFAULTS))


def _reason(detail: Activity) -> Phrase:
    if detail.days_since_last is None:
        return say("No commit of a person is known.")
    age = whole_days(detail.days_since_last)
    if detail.people_90d is None:
        return say("The last commit is {age} old.", age=age)
    if not detail.people_90d:
        return say("Nobody committed anything in the last 90 days; the last commit is {age} old.", age=age)
    if not detail.newcomers:
        return say(
            "{people} committed in the last 90 days; the last commit is {age} old.",
            people=people(detail.people_90d),
            age=age,
        )
    if detail.history_days is not None:
        return say(
            "{people} committed in the last 90 days, {newcomers}; the last commit is {age} old.",
            people=people(detail.people_90d),
            newcomers=say_n(
                "{n} of them for the first time in {days} days",
                "{n} of them for the first time in {days} days",
                detail.newcomers,
                days=str(detail.history_days),
            ),
            age=age,
        )
    return say(
        "{people} committed in the last 90 days, {newcomers} among them; the last commit is {age} old.",
        people=people(detail.people_90d),
        newcomers=say_n("{n} newcomer", "{n} newcomers", detail.newcomers),
        age=age,
    )


FIGURES = Figures(
    figures=(
        Figure("people_30d", N_("{value} wrote in 30 days"), "people"),
        Figure("people_90d", N_("{value} wrote in 90 days"), "people", zero=True),
        Figure("people_365d", N_("{value} wrote in 365 days"), "people", zero=True),
        Figure("newcomers", NN_("{value} newcomer", "{value} newcomers"), "people"),
        Figure("drifting", N_("{value} drifting (silent for 180 days)"), "people"),
        Figure("gone", N_("{value} gone (silent for 365 days)"), "people"),
        Figure(
            "days_since_last",
            NN_("{value} day since the last commit", "{value} days since the last commit"),
            "days",
        ),
        Figure("history_days", NN_("{value} day of history held", "{value} days of history held"), "days"),
    ),
    elsewhere={"weekly": "the series of the trend, and the columns of `Commits a week`"},
)

ACTIVITY = Definition(
    id=ID,
    title=N_("Activity"),
    short=N_("activity"),
    unit=UNIT,
    better="more",
    detail=Activity,
    measure=measure,
    defaults=DEFAULTS,
    compared=N_("weeks with a commit, of 13"),
    figures=FIGURES,
    said=lambda weeks: say_n("{n} of {all} weeks", "{n} of {all} weeks", round(weeks), all=MAINTAINED_WEEKS),
    keys=(number_key("activity", N_("Activity"), UNIT),),
    not_counted=N_("Commits not counted: {list}"),
    question=N_("Does anybody work on it, who came new, and who went silent?"),
)
