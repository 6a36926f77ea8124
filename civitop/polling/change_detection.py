"""What changed in a repository between two rounds, as lines for a person.

Pure functions from the previous health and the new one; the moment comes in as an argument.
"""

from collections.abc import Container, Iterator, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from civitop.change import Change, ChangeKind
from civitop.health import Health
from civitop.i18n.message import Phrase, Value, marked, say, say_n
from civitop.model import Facts
from civitop.signals import SIGNALS
from civitop.signals.base import LEVELS
from civitop.signals.bus_factor import BUS_FACTOR
from civitop.signals.credit.organisations import Contributor
from civitop.signals.municipalities import MUNICIPALITIES
from civitop.signals.open_issues import OPEN_ISSUES
from civitop.signals.parts.sentences import commits
from civitop.signals.parts.versions import is_prerelease, is_version
from civitop.signals.public_code import PUBLIC_CODE, ending
from civitop.signals.release_cadence import RELEASE_CADENCE

JUMP_LEAST = 5
"""A backlog that grew by fewer issues did not jump, …"""
JUMP_SHARE = 0.25
"""… nor one that grew by a smaller share."""
LATE_NEWS = timedelta(days=30)
"""A commit may be pushed so long after it was made; an older "first contribution" is a correction."""
NOTICE_DAYS = 180
"""A contract is about to end when fewer days are left: so long a tender takes."""
MOST_RELEASES = 3
"""More releases than these in one round become one line."""


class _News(NamedTuple):
    """A change before it has a moment and a repository."""

    kind: ChangeKind
    text: Phrase
    worse: bool | None = None
    when: datetime | None = None
    signal: str | None = None
    """The signal whose change of level needs no further word."""


def compare(before: Health | None, after: Health, facts: Facts | None, at: datetime) -> tuple[Change, ...]:
    """Return what changed between two rounds of one repository, in a fixed order of kinds.

    `before` is `None` in the first round: then only a failure is news. `facts` are the new facts as far as
    they were collected; `at` is the moment of the round, which every change but a release carries.
    """
    news = list(_polling(before, after))
    if before is not None:
        news += _releases(before, after, facts)
        news += _backlog(before, after)
        news += _first_contributions(before, after)
        news += _bus_factor(before, after)
        news += _contract_ends(before, after)
        news += _levels(before, after, {item.signal for item in news})
    return tuple(Change(item.when or at, after.id, item.kind, item.text, item.worse) for item in news)


def _polling(before: Health | None, after: Health) -> Iterator[_News]:
    failed_before = before is not None and before.error is not None
    if after.error is not None and not failed_before:
        yield _News("failed", after.error, worse=True)
    if after.error is None and failed_before:
        yield _News("recovered", say("It could be polled again."), worse=False)


# ---------------------------------------------------------------- releases


def _releases(before: Health, after: Health, facts: Facts | None) -> Iterator[_News]:
    old, new = RELEASE_CADENCE.of(before.signals), RELEASE_CADENCE.of(after.signals)
    if old is None or new is None or new.detail.last_at is None:
        return
    since = old.detail.last_at or before.collected_at
    if since is None or new.detail.last_at <= since:
        return
    fresh = _published(facts, new.detail.kind, since, new.detail.last_at) if facts else []
    if not fresh:
        fresh = [(new.detail.last_at, new.detail.last or "")]
    if len(fresh) > MOST_RELEASES:
        when, name = fresh[-1]
        yield _News("release", _several(new.detail.kind, len(fresh), name), when=when)
        return
    for when, name in fresh:
        one = new.detail.kind == "releases"
        text = say("{name} was released.", name=name) if one else say("{name} was tagged.", name=name)
        yield _News("release", text, when=when)


def _several(kind: str, number: int, last: str) -> Phrase:
    if kind == "releases":
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


def _published(facts: Facts, kind: str, since: datetime, until: datetime) -> Sequence[tuple[datetime, str]]:
    if kind == "releases":
        every = [(r.published_at, r.tag) for r in facts.releases if not r.prerelease]
    else:
        every = [(t.at, t.name) for t in facts.tags if is_version(t.name) and not is_prerelease(t.name)]
    return sorted((when, name) for when, name in every if since < when <= until)


# ---------------------------------------------------------------- figures


def _backlog(before: Health, after: Health) -> Iterator[_News]:
    old, new = OPEN_ISSUES.of(before.signals), OPEN_ISSUES.of(after.signals)
    if old is None or new is None or old.value is None or new.value is None:
        return
    text = None
    if _jumped(old.value, new.value):
        text = say("Open issues jumped from {old} to {new}.", old=old.value, new=new.value)
    elif new.change_30d is not None and old.change_30d is not None:
        month_ago = new.value - new.change_30d
        if _jumped(month_ago, new.value) and not _jumped(old.value - old.change_30d, old.value):
            text = say("Open issues rose from {old} to {new} in 30 days.", old=month_ago, new=new.value)
    if text:
        yield _News("backlog", text, worse=True, signal=OPEN_ISSUES.id)


def _jumped(old: float, new: float) -> bool:
    return new - old >= max(JUMP_LEAST, JUMP_SHARE * old)


def _first_contributions(before: Health, after: Health) -> Iterator[_News]:
    old, new = MUNICIPALITIES.of(before.signals), MUNICIPALITIES.of(after.signals)
    if old is None or new is None or before.collected_at is None:
        return
    known = {row.code for row in old.detail.contributing}
    for row in new.detail.contributing:
        if row.code not in known and row.first >= before.collected_at - LATE_NEWS:
            text = say("First contribution of {name} in a year: {what}.", name=row.name, what=_pieces(row))
            yield _News("first-contribution", text, worse=False, signal=MUNICIPALITIES.id)


def _pieces(row: Contributor) -> tuple[Value, ...]:
    pieces = (
        (row.commits, commits(row.commits)),
        (row.issues, say_n("{n} issue", "{n} issues", row.issues)),
        (row.change_requests, say_n("{n} change request", "{n} change requests", row.change_requests)),
    )
    return tuple(phrase for number, phrase in pieces if number)


def _bus_factor(before: Health, after: Health) -> Iterator[_News]:
    old, new = BUS_FACTOR.of(before.signals), BUS_FACTOR.of(after.signals)
    if old is None or new is None or old.value is None or new.value is None or new.value >= old.value:
        return
    text = say("The bus factor fell from {old} to {new}.", old=old.value, new=new.value)
    yield _News("bus-factor", text, worse=True, signal=BUS_FACTOR.id)


def _contract_ends(before: Health, after: Health) -> Iterator[_News]:
    """Yield a line for each contract that came within half a year of its end, or passed it."""
    old, new = PUBLIC_CODE.of(before.signals), PUBLIC_CODE.of(after.signals)
    if old is None or new is None:
        return
    known = {(c.name, c.until): c.days_left for c in old.detail.contracts}
    for contract in new.detail.contracts:
        was, left = known.get((contract.name, contract.until)), contract.days_left
        if left is None or contract.until is None:
            continue
        if left < 0 and (was is None or was >= 0):
            text = say(
                "The contract with {name} ended on {day:date}.", name=contract.name, day=contract.until
            )
        elif 0 <= left < NOTICE_DAYS and (was is None or was >= NOTICE_DAYS):
            text = ending(contract.name, left)
        else:
            continue
        yield _News("contract-end", text, worse=True, signal=PUBLIC_CODE.id)


def _levels(before: Health, after: Health, told: Container[str | None]) -> Iterator[_News]:
    """Yield the changes of level between known ones; what became unknown is told by the failure."""
    for definition in SIGNALS:
        old, new = definition.of(before.signals), definition.of(after.signals)
        if old is None or new is None or definition.id in told or old.level == new.level:
            continue
        if "unknown" not in (old.level, new.level):
            worse = LEVELS.index(new.level) < LEVELS.index(old.level)
            text = say(
                "{signal}: {old} became {new}.",
                signal=marked(definition.title),
                old=marked(old.level),
                new=marked(new.level),
            )
            yield _News("level", text, worse=worse)
