"""What is read of a release cadence: the reason, its figures, its news."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Literal

from civitop.i18n.language import N_, NN_
from civitop.i18n.message import Phrase, Value, marked, say, say_n
from civitop.signals.base import Signal
from civitop.signals.parts.released import published
from civitop.signals.parts.sentences import days_between, sentence, whole_days
from civitop.signals.release_cadence.detail import UNIT, PackageCadence, ReleaseCadence
from civitop.signals.views.figures import Figure, Figures, Listing
from civitop.signals.views.news import News, Since

MOST_RELEASES = 3
"""More releases than these in one round become one line of news."""
_ROUNDED = timedelta(days=0.005)
"""By how much a gap is off at most: they are kept to a hundredth of a day."""
LATE, OVERDUE = 1, 2
"""Overdue factors: the usual gap has passed, and it has passed once more."""
REGULAR, FAIRLY_REGULAR = 0.25, 0.6
"""Below these regularities the rhythm has these names."""

Standing = Literal["late", "on time", "never"]
NEVER = N_("never")


def standing(signal: Signal[ReleaseCadence]) -> Standing | None:
    """Return how a repository stands with its releases, the same word on every screen; `None`: not known.

    `late` is `watch` or `bad` with a last release, `never` has none at all.
    """
    if signal.level == "unknown":
        return None
    if signal.detail.last_at is None:
        return "never"
    return "late" if signal.level in ("watch", "bad") else "on time"


def reason(
    detail: ReleaseCadence,
    value: float | None,
    missing: Phrase | None,
    since: datetime | None,
    markers: int,
    elsewhere: int,
) -> Phrase:
    """Return the sentence on the releases: how often, how old the last one is, what was left out."""
    if detail.days_since_last is None and elsewhere and not missing:
        return say_n(
            "Its {n} version is tagged on another branch than the default one.",
            "Its {n} versions are tagged on other branches than the default one.",
            elsewhere,
        )
    said = _cadence(detail, value, missing, since)
    if not markers:
        return said
    if detail.left_out_pattern is None:
        return say("{cadence} Left out are names that are no versions ({n}).", cadence=said, n=markers)
    return say(
        "{cadence} Left out are names that are no versions, most of them {pattern} ({n}).",
        cadence=said,
        pattern=detail.left_out_pattern,
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
    often = days_between(value)
    if detail.kind == "releases":
        if value > 1:
            return say("A release every {often} ({over})", often=often, over=over)
        return say("A release every day or more often ({over})", over=over)
    if value > 1:
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
    often: Value = "–" if package.value is None else days_between(package.value)
    made: Value = "–" if package.releases_730d is None else package.releases_730d
    return say(
        "{package} every {often} ({number} in 730 days, the last on {day:date})",
        package=package.package or "–",
        often=often,
        number=made,
        day=package.last_at,
    )


def news(old: Signal[ReleaseCadence], new: Signal[ReleaseCadence], between: Since) -> Iterator[News]:
    """Yield a line for each release since the older facts, or one for all where they are many."""
    since, until = old.detail.last_at or between.collected_at, new.detail.last_at
    if since is None or until is None or until <= since:
        return
    one = new.detail.kind == "releases"
    fresh = published(between.facts, new.detail.kind, since, until) if between.facts else []
    fresh = fresh or [(until, new.detail.last or "")]
    if between.facts is None and (number := released_since(new.detail, since)) > 1:
        yield News("release", _several(number, fresh[-1][1], released=one), when=until, tells_level=False)
        return
    if len(fresh) > MOST_RELEASES:
        when, name = fresh[-1]
        yield News("release", _several(len(fresh), name, released=one), when=when, tells_level=False)
        return
    for when, name in fresh:
        text = say("{name} was released.", name=name) if one else say("{name} was tagged.", name=name)
        yield News("release", text, when=when, tells_level=False)


def released_since(detail: ReleaseCadence, since: datetime | None) -> int:
    """Return how many releases came after a moment, as far as the gaps between them reach (730 days); 0 without one."""
    if since is None or detail.last_at is None or detail.last_at <= since:
        return 0
    number, moment = 1, detail.last_at
    for gap in reversed(detail.gaps_days):
        moment -= timedelta(days=gap)
        if moment <= since + _ROUNDED * number:
            break
        number += 1
    return number


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
            zero=True,
        ),
        Figure(
            "releases_365d",
            NN_("{value} tag in 365 days", "{value} tags in 365 days"),
            "tags",
            of=lambda detail: detail.releases_365d if detail.kind == "tags" else None,
            zero=True,
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
        Figure(
            "unreleased", NN_("{value} commit since the last", "{value} commits since the last"), "commits"
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
