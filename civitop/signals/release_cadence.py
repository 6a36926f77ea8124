"""Release cadence: how often something is published that others can install.

Value: the median number of days between the releases of the 730 days before `asof`; null with fewer than
two. Where only a later part of that time is held (`coverage.since`), the value is the median of that part if
it has at least 10 gaps, else null. Releases are the forge's published ones, pre-releases left out and counted;
where a project has published none before `asof`, its tags. Both count where their names are versions
(`versions.py`), or match the `pattern` of `[network.ID.releases]`. Several on one day (UTC) are one release.
In a monorepo each package has a cadence, and the project's is that of its busiest package. Where three or more
tags of a package were written on one day, for commits of more than a month, the commits' dates count.
Level: `bad` when the last release is more than `bad` (365) days ago or there never was one; `good` when it
is at most max(2 × median, `watch` (90)) days ago; else `watch`.
Trend: the value at the end of each of the last 12 months.
"""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from itertools import pairwise

from msgspec import Struct

from civitop.i18n.language import N_, NN_
from civitop.i18n.message import Phrase, Value, marked, say, say_n
from civitop.signals.base import (
    Coverage,
    Definition,
    Level,
    Project,
    Settings,
    Signal,
    Thresholds,
)
from civitop.signals.parts.levels import limits
from civitop.signals.parts.released import Kind, Releases, Series, left_out_pattern, published, released
from civitop.signals.parts.sentences import sentence, whole_days
from civitop.signals.parts.statistics import difference, irregularity, median, point
from civitop.signals.parts.windows import (
    DAY,
    MONTH,
    YEAR,
    between,
    covers,
    days,
    gap,
    later,
    month_ends,
    notes,
)
from civitop.signals.views.figures import Figure, Figures, Listing
from civitop.signals.views.keys import NumberKey
from civitop.signals.views.news import News, Since
from civitop.signals.views.totals import Headline, Total

ID = "release_cadence"
UNIT = N_("days")
DEFAULTS = Thresholds(watch=90, bad=365)
WINDOW = timedelta(days=730)
TREND_MONTHS = 12
ENOUGH_GAPS = 10
"""So many gaps say how it goes, however short the time in which they lie."""
MOST_GAPS = 100
"""A monorepo publishes thousands of releases; the last gaps say how it goes."""
MOST_PACKAGES = 100
MOST_RELEASES = 3
"""More releases than these in one round become one line of news."""
LATE, OVERDUE = 1, 2
"""Overdue factors: the usual gap has passed, and it has passed once more."""
REGULAR, FAIRLY_REGULAR = 0.25, 0.6
"""Below these regularities the rhythm has these names."""
SHORTEST_GAP = 0.5
"""Days; over a shorter usual gap no ratio is told: releases of one evening lie on two dates."""


class PackageCadence(Struct, frozen=True, gc=False):
    """The cadence of one package of a monorepo, as of the project's own."""

    package: str
    """As its tags name it; empty for those that name none."""
    value: float | None
    """Median days between its releases of the last 730 days."""
    releases_730d: int | None
    last_at: datetime


class ReleaseCadence(Struct, frozen=True, gc=False, kw_only=True):
    """The figures behind the release cadence; days are fractions of 24 hours unless they are dates."""

    kind: Kind
    """What was counted: published releases, or version-like tags where there are none."""
    releases_365d: int | None
    """CHAOSS Release Frequency, point releases included; null where it is not known."""
    releases_730d: int | None
    last: str | None
    """The tag of the last release."""
    last_at: datetime | None
    days_since_last: int | None
    """Whole days."""
    gaps_days: tuple[float, ...]
    """Between the releases of the last 730 days, oldest first, rounded to 0.01; the last 100."""
    regularity: float | None
    """Median absolute deviation of the gaps ÷ their median: 0 is a clockwork."""
    next_due: date | None
    """The last release plus the median gap."""
    overdue: float | None
    """Days since the last release ÷ median gap; above 1 the next one is late. Null over a gap below half a day."""
    days: tuple[date, ...]
    """The days of the last 730 with a release, oldest first: what a timeline draws."""
    package: str = ""
    """The busiest package, which the figures are of; empty where the tags name none."""
    packages: tuple[PackageCadence, ...] = ()
    """The other packages, busiest first; the first 100."""
    left_out_pattern: str | None = None
    """What most of the names of the last 730 days that are no versions have in common: `deploy-*`."""


def measure(project: Project, asof: datetime, settings: Settings) -> Signal[ReleaseCadence]:
    """Measure the release cadence of one repository over the 730 days before `asof`."""
    start = asof - WINDOW
    found = released(project.facts, asof, WINDOW, settings.release_names)
    missing = gap(found.extent, found.kind, start)
    detail = _detail(found, asof)
    value, before = _median_gap(found.main, found, asof), _median_gap(found.main, found, asof - MONTH)
    level = _level(found, value, asof, settings)
    return Signal(
        value=value,
        unit=UNIT,
        level=level,
        reason=_reason(detail, value, missing, later(found.extent, start), _only_markers(found, start)),
        coverage=Coverage(
            sample=between(found.main.times, start, asof),
            since=later(found.extent, start),
            left_out=_left_out(found, start),
            missing=notes(found.extent, found.kind, start),
        ),
        change_30d=difference(value, before),
        trend=tuple(
            point(end.day, _median_gap(found.main, found, end.at)) for end in month_ends(asof, TREND_MONTHS)
        ),
        detail=detail,
    )


def _left_out(found: Releases, start: datetime) -> dict[str, int]:
    numbers = {
        "prereleases": len(found.prereleases) - bisect_left(found.prereleases, start),
        "same day": len(found.repeated) - bisect_left(found.repeated, start),
        "no versions": len(_markers(found, start)),
    }
    return {reason: number for reason, number in numbers.items() if number}


def _markers(found: Releases, start: datetime) -> list[tuple[datetime, str]]:
    return [(at, name) for at, name in found.markers if at >= start]


def _gaps(times: Sequence[datetime], start: datetime, end: datetime) -> list[float]:
    window = times[bisect_left(times, start) : bisect_left(times, end)]
    return [days(after - before) for before, after in pairwise(window)]


def _median_gap(series: Series, found: Releases, end: datetime) -> float | None:
    """Return the median over the two years before `end`, or over the later part that is held of them."""
    gaps = _gaps(series.times, end - WINDOW, end)
    if covers(found.extent, end - WINDOW):
        return median(gaps)
    since = later(found.extent, end - WINDOW)
    return median(gaps) if since is not None and len(gaps) >= ENOUGH_GAPS else None


def _detail(found: Releases, asof: datetime) -> ReleaseCadence:
    start = asof - WINDOW
    times = found.main.times
    gaps = _gaps(times, start, asof)
    middle = median(gaps)
    last_at = times[-1] if times else None
    since = None if last_at is None else days(asof - last_at)
    return ReleaseCadence(
        kind=found.kind,
        releases_365d=between(times, asof - YEAR, asof) if covers(found.extent, asof - YEAR) else None,
        releases_730d=between(times, start, asof) if covers(found.extent, start) else None,
        last=found.main.names[-1] if times else None,
        last_at=last_at,
        days_since_last=None if since is None else int(since),
        gaps_days=tuple(round(gap, 2) for gap in gaps[-MOST_GAPS:]),
        regularity=irregularity(gaps),
        next_due=None if last_at is None or middle is None else (last_at + middle * DAY).date(),
        overdue=None if since is None or middle is None or middle < SHORTEST_GAP else since / middle,
        days=tuple(at.date() for at in times[bisect_left(times, start) :]),
        package=found.main.package,
        packages=tuple(
            PackageCadence(
                each.package,
                _median_gap(each, found, asof),
                between(each.times, start, asof) if covers(found.extent, start) else None,
                each.times[-1],
            )
            for each in found.others[:MOST_PACKAGES]
        ),
        left_out_pattern=left_out_pattern(_markers(found, start)),
    )


def _only_markers(found: Releases, start: datetime) -> int:
    """Return how many names are no versions, where these are most of them; else 0."""
    number = len(_markers(found, start))
    return number if number > len(found.main.times) - bisect_left(found.main.times, start) else 0


def _level(found: Releases, value: float | None, asof: datetime, settings: Settings) -> Level:
    watch, bad = limits(settings, ID, DEFAULTS)
    if not found.main.times:
        return "bad" if covers(found.extent, asof - bad * DAY) else "unknown"
    since = days(asof - found.main.times[-1])
    if since > bad:
        return "bad" if covers(found.extent, asof - bad * DAY) else "unknown"
    if since <= max(2 * value if value is not None else 0, watch):
        return "good"
    return "watch"


def _reason(
    detail: ReleaseCadence,
    value: float | None,
    missing: Phrase | None,
    since: datetime | None,
    markers: int,
) -> Phrase:
    said = _cadence(detail, value, missing, since)
    if not markers:
        return said
    return say(
        "{cadence} Left out are names that are no versions, most of them {pattern} ({n}).",
        cadence=said,
        pattern=detail.left_out_pattern or "",
        n=markers,
    )


def _cadence(
    detail: ReleaseCadence, value: float | None, missing: Phrase | None, since: datetime | None
) -> Phrase:
    if detail.days_since_last is None:
        return missing or say("Nothing was ever released.")
    age = whole_days(detail.days_since_last)
    if value is not None:
        return sentence(_rhythm(detail, value, since), _last(detail, age))
    if detail.kind == "releases":
        if missing:
            return say("The last release is {age} old. {missing}", age=age, missing=missing)
        return say("The last release is {age} old, and there is no other in two years.", age=age)
    if missing:
        return say("The last version tag is {age} old. {missing}", age=age, missing=missing)
    return say("The last version tag is {age} old, and there is no other in two years.", age=age)


def _rhythm(detail: ReleaseCadence, value: float, since: datetime | None) -> Phrase:
    over = say("median since {day:date}", day=since) if since else say("median of two years")
    often = whole_days(value)
    if detail.kind == "releases":
        if round(value) > 1:
            return say("A release every {often} ({over})", often=often, over=over)
        return say("A release every day or more often ({over})", over=over)
    if round(value) > 1:
        return say("A version tag every {often} ({over})", often=often, over=over)
    return say("A version tag every day or more often ({over})", over=over)


def _last(detail: ReleaseCadence, age: Phrase) -> Phrase:
    late = detail.overdue if _late(detail) else None
    if detail.kind == "releases":
        if late is None:
            return say("the last release is {age} old", age=age)
        return say("the last release is {age} old, {times:.1f} times the usual gap", age=age, times=late)
    if late is None:
        return say("the last version tag is {age} old", age=age)
    return say("the last version tag is {age} old, {times:.1f} times the usual gap", age=age, times=late)


def _late(detail: ReleaseCadence) -> bool:
    return detail.overdue is not None and detail.overdue > LATE


def _rhythm_word(regularity: float | None) -> Phrase | None:
    if regularity is None:
        return None
    if regularity < REGULAR:
        return marked(N_("regular"))
    return marked(N_("fairly regular") if regularity < FAIRLY_REGULAR else N_("irregular"))


def _package(package: PackageCadence) -> Phrase:
    often: Value = "–" if package.value is None else whole_days(package.value)
    made: Value = "–" if package.releases_730d is None else package.releases_730d
    return say(
        "{package} every {often} ({number} in 730 days, the last on {day:date})",
        package=package.package or "–",
        often=often,
        number=made,
        day=package.last_at,
    )


def _since_last(signal: Signal[ReleaseCadence]) -> float | None:
    days = signal.detail.days_since_last
    if days is None and signal.level != "unknown":
        return float("inf")  # never released: longer ago than any number of days
    return days


def _late_ones(signals: Sequence[Signal[ReleaseCadence] | None]) -> int | None:
    known = [signal.level for signal in signals if signal is not None and signal.level != "unknown"]
    return sum(level in ("bad", "watch") for level in known) if known else None


def _news(old: Signal[ReleaseCadence], new: Signal[ReleaseCadence], between: Since) -> Iterator[News]:
    """Yield a line for each release since the older facts, or one for all where they are many."""
    since, until = old.detail.last_at or between.collected_at, new.detail.last_at
    if since is None or until is None or until <= since:
        return
    one = new.detail.kind == "releases"
    fresh = published(between.facts, new.detail.kind, since, until) if between.facts else []
    fresh = fresh or [(until, new.detail.last or "")]
    if len(fresh) > MOST_RELEASES:
        when, name = fresh[-1]
        yield News("release", _several(len(fresh), name, released=one), when=when, tells_level=False)
        return
    for when, name in fresh:
        text = say("{name} was released.", name=name) if one else say("{name} was tagged.", name=name)
        yield News("release", text, when=when, tells_level=False)


def _several(number: int, last: str, *, released: bool) -> Phrase:
    if released:
        return say_n(
            "{n} version was released, the last is {name}.",
            "{n} versions were released, the last is {name}.",
            number,
            name=last,
        )
    return say_n(
        "{n} version was tagged, the last is {name}.",
        "{n} versions were tagged, the last is {name}.",
        number,
        name=last,
    )


FIGURES = Figures(
    figures=(
        Figure(
            "releases_365d",
            NN_("{value} release in 365 days", "{value} releases in 365 days"),
            "releases",
            of=lambda detail: detail.releases_365d if detail.kind == "releases" else None,
        ),
        Figure(
            "releases_365d",
            NN_("{value} tag in 365 days", "{value} tags in 365 days"),
            "tags",
            of=lambda detail: detail.releases_365d if detail.kind == "tags" else None,
        ),
        Figure("releases_730d", N_("{value} in 730 days"), "releases"),
        Figure(
            "days_since_last",
            NN_("{value} day since the last", "{value} days since the last"),
            UNIT,
            verdict=lambda detail: "watch" if (detail.overdue or 0) > OVERDUE else None,
        ),
        Figure("overdue", N_("{value} times the usual gap")),
        Figure("last", N_("{value} last, {day}"), form="text", days={"day": "last_at"}),
        Figure(
            "next_due",
            N_("{value} next one was due"),
            form="text",
            of=lambda detail: detail.next_due if _late(detail) else None,
            verdict=lambda detail: "watch",
        ),
        Figure(
            "next_due",
            N_("{value} next one due"),
            form="text",
            of=lambda detail: None if _late(detail) else detail.next_due,
        ),
        Figure(
            "regularity",
            N_("{value} rhythm"),
            form="text",
            of=lambda detail: _rhythm_word(detail.regularity),
        ),
        Figure("package", N_("{value} is the busiest package"), form="text"),
        Figure("left_out_pattern", N_("{value} left out"), form="text"),
    ),
    listings=(
        Listing(
            "gaps_days",
            N_("Last gaps"),
            whole_days,
            of=lambda detail: detail.gaps_days[::-1],
        ),
        Listing(
            "packages",
            N_("Other packages"),
            _package,
            fields=("package", "value", "releases_730d", "last_at"),
        ),
    ),
    elsewhere={
        "kind": "the words say whether releases or tags were counted",
        "last_at": "stands beside the last release",
        "days": "the days of the timeline",
    },
)

RELEASE_CADENCE = Definition(
    id=ID,
    title=N_("Release cadence"),
    short=N_("release"),
    unit=UNIT,
    better="less",
    detail=ReleaseCadence,
    measure=measure,
    defaults=DEFAULTS,
    compared=N_("days since the last release"),
    figures=FIGURES,
    keys=(
        NumberKey(
            "release", UNIT, say("days since the last release"), "release>180d", _since_last, level=True
        ),
        NumberKey("cadence", UNIT, say("median days between releases"), "cadence<30d", level=True),
    ),
    totals=(
        Total(
            "releases_365d",
            lambda n: say_n("{n} release in 365 days", "{n} releases in 365 days", n),
            lambda n: say("{n} with unknown releases", n=n),
            lambda signal: signal.detail.releases_365d,
        ),
    ),
    news=_news,
    headline=Headline(N_("late releases"), _late_ones, alarming=True),
    question=N_("How often is something published that others can install, and is the next one overdue?"),
    leading=True,
)
