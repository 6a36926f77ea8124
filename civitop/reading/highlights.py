"""What a report on a network begins with: a few sentences on all its projects together, most telling first."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from civitop.health import Health
from civitop.i18n.message import Phrase, Value, say, say_n
from civitop.signals.base import Definition, Signal
from civitop.signals.bus_factor import BUS_FACTOR, Share
from civitop.signals.municipalities import MUNICIPALITIES
from civitop.signals.open_issues import OPEN_ISSUES
from civitop.signals.parts.sentences import names, sentence
from civitop.signals.parts.windows import YEAR
from civitop.signals.public_code import PUBLIC_CODE
from civitop.signals.release_cadence import RELEASE_CADENCE
from civitop.signals.release_cadence.words import released_since, standing


class Both(NamedTuple):
    """A project at two moments."""

    name: str
    old: Health
    new: Health

    def of(self, definition: Definition[Any]) -> tuple[Signal[Any], Signal[Any]] | None:
        """Return a signal at both; `None` where one of them was not measured."""
        old, new = definition.of(self.old.signals), definition.of(self.new.signals)
        return None if old is None or new is None else (old, new)

    def values(self, definition: Definition[Any]) -> tuple[float, float] | None:
        """Return the value of a signal at both; `None` where one is not known."""
        signals = self.of(definition)
        if signals is None or signals[0].value is None or signals[1].value is None:
            return None
        return signals[0].value, signals[1].value


def new_people(old: Health, new: Health) -> tuple[Share, ...]:
    """Return who committed to a project and had not in the year before, most commits first.

    Nobody where one of the two does not know all commits of its year.
    """
    known = Both("", old, new)
    signals = known.of(BUS_FACTOR)
    if signals is None or known.values(BUS_FACTOR) is None:
        return ()
    return _not_among(signals[1].detail.shares, signals[0].detail.shares)


def _not_among(now: Iterable[Share], before: Iterable[Share]) -> tuple[Share, ...]:
    """Return those who are new: neither their account nor their name is known; an account may be learnt later."""
    known = {word.casefold() for share in before for word in (share.login, share.name) if word}
    return tuple(
        share
        for share in now
        if not known.intersection(word.casefold() for word in (share.login, share.name) if word)
    )


def highlights(projects: Sequence[Both], since: datetime, until: datetime) -> Iterator[Phrase]:
    """Yield the sentences; archived projects are in none of them, and what is not known of both moments neither.

    `since` is the older moment, `until` the newer.
    """
    # Of both moments the year before it is known: of a longer time than a year not what lies between.
    gap = since if until - since > YEAR else None
    active = [project for project in projects if not project.new.archived]
    yield from _issues(active)
    yield from _releases(active, since)
    yield from _bus_factor(active)
    yield from _contracts(active)
    yield from _municipalities(active, gap)
    yield from _people(active, gap)


def _issues(active: Sequence[Both]) -> Iterator[Phrase]:
    known = [values for project in active if (values := project.values(OPEN_ISSUES)) is not None]
    old, new = (round(sum(values)) for values in zip(*known, strict=True)) if known else (0, 0)
    if new > old:
        moved = say("Open issues rose from {old} to {new}", old=old, new=new)
    elif new < old:
        moved = say("Open issues fell from {old} to {new}", old=old, new=new)
    else:
        return
    if len(known) == len(active):
        yield sentence(moved)
    else:
        yield say_n(
            "{what} in {n} project; of the others one of both is not known.",
            "{what} in {n} projects; of the others one of both is not known.",
            len(known),
            what=moved,
        )


def _releases(active: Sequence[Both], since: datetime) -> Iterator[Phrase]:
    released = [
        number
        for project in active
        if (signals := project.of(RELEASE_CADENCE))
        and (number := released_since(signals[1].detail, signals[0].detail.last_at or since))
    ]
    if released:
        versions = say_n("{n} version was published", "{n} versions were published", sum(released))
        by = say_n("{n} project", "{n} projects", len(released))
        yield say("{versions} by {projects}.", versions=versions, projects=by)
    overdue = _named(
        project
        for project in active
        if (signals := project.of(RELEASE_CADENCE))
        and standing(signals[1]) == "late"
        and standing(signals[0]) == "on time"
    )
    yield from _told(
        overdue,
        lambda name: say("The next release of {name} became overdue.", name=name),
        lambda n, every: say_n(
            "The next release of {n} project became overdue: {names}.",
            "The next releases of {n} projects became overdue: {names}.",
            n,
            names=every,
        ),
    )


def _bus_factor(active: Sequence[Both]) -> Iterator[Phrase]:
    moved = [(project, values) for project in active if (values := project.values(BUS_FACTOR))]
    alone = _named(project for project, (old, new) in moved if new <= 1 < old)
    yield from _told(
        alone,
        lambda name: say("{name} lost its second maintainer.", name=name),
        lambda n, every: say_n(
            "{n} project lost its second maintainer: {names}.",
            "{n} projects lost their second maintainer: {names}.",
            n,
            names=every,
        ),
    )
    again = _named(project for project, (old, new) in moved if old <= 1 < new)
    yield from _told(
        again,
        lambda name: say("{name} no longer hangs on one person.", name=name),
        lambda n, every: say_n(
            "{n} project no longer hangs on one person: {names}.",
            "{n} projects no longer hang on one person: {names}.",
            n,
            names=every,
        ),
    )


def _contracts(active: Sequence[Both]) -> Iterator[Phrase]:
    ended = _named(
        project
        for project in active
        if (signals := project.of(PUBLIC_CODE)) and _ended(signals[1]) and not _ended(signals[0])
    )
    yield from _told(
        ended,
        lambda name: say("The contract of {name} ended.", name=name),
        lambda n, every: say_n(
            "The contract of {n} project ended: {names}.",
            "The contracts of {n} projects ended: {names}.",
            n,
            names=every,
        ),
    )


def _ended(signal: Signal[Any]) -> bool:
    return any(each.days_left is not None and each.days_left < 0 for each in signal.detail.contracts)


def _municipalities(active: Sequence[Both], gap: datetime | None) -> Iterator[Phrase]:
    """Yield the municipalities that contribute to some project now and contributed to none then.

    With `gap` they may have done so between that moment and the last year.
    """
    known = [signals for project in active if (signals := project.of(MUNICIPALITIES))]
    before = {row.code for old, _ in known for row in old.detail.contributing}
    new: Mapping[str, str] = {
        row.code: row.name
        for old, now in known
        if old.value is not None
        for row in now.detail.contributing
        if row.code not in before
    }
    if gap is not None:
        yield from _told(
            sorted(new.values()),
            lambda name: say(
                "{name} contributed, and had not in the year before {day:date}.", name=name, day=gap
            ),
            lambda n, every: say_n(
                "{n} municipality contributed that had not in the year before {day:date}: {names}.",
                "{n} municipalities contributed that had not in the year before {day:date}: {names}.",
                n,
                names=every,
                day=gap,
            ),
        )
        return
    yield from _told(
        sorted(new.values()),
        lambda name: say("{name} contributed for the first time in a year.", name=name),
        lambda n, every: say_n(
            "{n} municipality contributed for the first time in a year: {names}.",
            "{n} municipalities contributed for the first time in a year: {names}.",
            n,
            names=every,
        ),
    )


def _people(active: Sequence[Both], gap: datetime | None) -> Iterator[Phrase]:
    """Yield how many people wrote for some project and in the year before for none of the network.

    With `gap` they may have done so between that moment and the last year.
    """
    before = [
        share
        for project in active
        if (signals := project.of(BUS_FACTOR))
        for share in signals[0].detail.shares
    ]
    found = [share for project in active for share in new_people(project.old, project.new)]
    new = {share.login or share.name for share in _not_among(found, before)}
    if new and gap is not None:
        yield say_n(
            "{n} person committed who had not in the year before {day:date}.",
            "{n} people committed who had not in the year before {day:date}.",
            len(new),
            day=gap,
        )
    elif new:
        yield say_n(
            "{n} person committed for the first time in a year.",
            "{n} people committed for the first time in a year.",
            len(new),
        )


def _named(projects: Iterable[Both]) -> list[str]:
    return [project.name for project in projects]


def _told(
    found: Sequence[str],
    one: Callable[[str], Phrase],
    several: Callable[[int, tuple[Value, ...]], Phrase],
) -> Iterator[Phrase]:
    """Yield what is said of one name or of several; nothing of none."""
    if len(found) == 1:
        yield one(found[0])
    elif found:
        yield several(len(found), names(found))
