"""Release cadence: how often something is published that others can install.

Value: the median number of days between the releases of the 730 days before `asof`; null with fewer than
two. Where only a later part of that time is held (`coverage.since`), the value is the median of that part if
it has at least 10 gaps, else null. Releases are the forge's published ones, pre-releases left out and counted;
where a project has published none before `asof`, its tags. Both count where their names are versions
(`versions.py`), or match the `pattern` of `[network.ID.releases]`. Several on one day (UTC) are one release.
In a monorepo each package has a cadence, and the project's is that of its busiest package. Where three or more
tags of a package were written on one day, for commits of more than a month, the commits' dates count. Tags on
commits that are not on the default branch (point releases of older lines) are left out and counted, as far as
its history is held; where all are there, the level is `unknown`.
Level: `bad` when the last release is more than `bad` (365) days ago or there never was one; `good` when it
is at most max(2 × median, `watch` (90)) days ago; else `watch`.
Trend: the value at the end of each of the last 12 months.
Source: CHAOSS, Release Frequency; the versions by semver, PEP 440 and calver.
Weakness: a project that deploys from its main branch without tags has no cadence; a tag says nothing of what is in
it.
"""

from bisect import bisect_left
from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import pairwise

from civitop.i18n.language import N_
from civitop.i18n.message import say, say_n
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
from civitop.signals.parts.levels import limits
from civitop.signals.parts.released import Releases, Series, left_out_pattern, released
from civitop.signals.parts.sentences import days_between
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
from civitop.signals.release_cadence.detail import UNIT, PackageCadence, ReleaseCadence
from civitop.signals.release_cadence.words import FIGURES, NEVER, news, reason, standing
from civitop.signals.views.figures import Verdict
from civitop.signals.views.keys import NumberKey
from civitop.signals.views.totals import Headline, Total

ID = "release_cadence"
DEFAULTS = Thresholds(watch=90, bad=365)
WINDOW = timedelta(days=730)
TREND_MONTHS = 12
ENOUGH_GAPS = 10
"""So many gaps say how it goes, however short the time in which they lie."""
MOST_GAPS = 100
"""A monorepo publishes thousands of releases; the last gaps say how it goes."""
MOST_PACKAGES = 100
SHORTEST_GAP = 0.5
"""Days; over a shorter usual gap no ratio is told: releases of one evening lie on two dates."""


def measure(project: Project, asof: datetime, settings: Settings) -> Signal[ReleaseCadence]:
    """Measure the release cadence of one repository over the 730 days before `asof`."""
    start = asof - WINDOW
    found = released(project.facts, asof, WINDOW, settings.release_names)
    missing = gap(found.extent, found.kind, start)
    detail = _detail(found, asof, _unreleased(project, found, asof))
    value, before = _median_gap(found.main, found, asof), _median_gap(found.main, found, asof - MONTH)
    level = _level(found, value, asof, settings)
    return Signal(
        value=value,
        unit=UNIT,
        level=level,
        reason=reason(
            detail,
            value,
            missing,
            later(found.extent, start),
            _only_markers(found, start),
            len(found.elsewhere),
        ),
        coverage=Coverage(
            sample=between(found.main.times, start, asof) if found.extent.held else None,
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
        "other branches": len(found.elsewhere) - bisect_left(found.elsewhere, start),
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


def _unreleased(project: Project, found: Releases, asof: datetime) -> int | None:
    """Return how many commits of people no release has."""
    last = found.main.times[-1] if found.main.times else None
    if last is None or not covers(project.facts.extent("commits"), last):
        return None
    return project.once(Authorship, asof).count(last, asof)


def _detail(found: Releases, asof: datetime, unreleased: int | None) -> ReleaseCadence:
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
        unreleased=unreleased,
        left_out_pattern=left_out_pattern(_markers(found, start)),
    )


def _only_markers(found: Releases, start: datetime) -> int:
    """Return how many names are no versions, where these are most of them; else 0."""
    number = len(_markers(found, start))
    return number if number > len(found.main.times) - bisect_left(found.main.times, start) else 0


def _level(found: Releases, value: float | None, asof: datetime, settings: Settings) -> Level:
    watch, bad = limits(settings, ID, DEFAULTS)
    if not found.main.times:
        if found.elsewhere:
            return "unknown"  # something is released, and not from what is looked at
        return "bad" if covers(found.extent, asof - bad * DAY) else "unknown"
    since = days(asof - found.main.times[-1])
    if since > bad:
        return "bad" if covers(found.extent, asof - bad * DAY) else "unknown"
    if since <= max(2 * value if value is not None else 0, watch):
        return "good"
    return "watch"


def _since_last(signal: Signal[ReleaseCadence]) -> float | None:
    days = signal.detail.days_since_last
    if days is None and signal.level != "unknown":
        return float("inf")  # never released: longer ago than any number of days
    return days


def _late_ones(signals: Sequence[Signal[ReleaseCadence] | None]) -> int | None:
    known = [found for signal in signals if signal is not None and (found := standing(signal))]
    return known.count("late") if known else None


def _others(signals: Sequence[Signal[ReleaseCadence] | None]) -> list[tuple[Verdict, str, int]]:
    stands = [standing(signal) for signal in signals if signal is not None]
    return [("good", N_("on time"), stands.count("on time")), ("bad", NEVER, stands.count("never"))]


RELEASE_CADENCE = Definition(
    id=ID,
    title=N_("Release cadence"),
    short=N_("release"),
    unit=UNIT,
    counted=N_("days apart"),
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
    news=news,
    headline=Headline(N_("late releases"), _late_ones, alarming=True, others=_others),
    said=days_between,
    not_counted=N_("Releases and tags not counted: {list}"),
    question=N_("How often is something published that others can install, and is the next one overdue?"),
    leading=True,
)
