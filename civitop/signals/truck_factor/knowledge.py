"""Who knows which file of a project: identities made persons, bots set aside, the degree of authorship applied."""

from collections import Counter
from collections.abc import Mapping
from datetime import datetime
from typing import ClassVar

from msgspec import Struct

from civitop.model import FileHistory
from civitop.people.identities import Person
from civitop.sanitise import without_address
from civitop.signals.base import Project
from civitop.signals.parts.windows import YEAR
from civitop.signals.truck_factor.authorship import authors


class Knower(Struct, frozen=True, gc=False):
    """A person who knows at least one file."""

    PERSONAL: ClassVar[tuple[str, ...]] = ("name", "login")

    name: str
    login: str | None
    """`host/login`, where one is known."""
    files: int
    """Files that they are an author of."""
    last: datetime
    """Their last commit."""
    gone: bool
    """Whether that is more than 365 days ago."""


class KnownFile(Struct, frozen=True, gc=False):
    """A file that people have worked on."""

    path: str
    authors: tuple[int, ...]
    """Who knows it, by their places in `Knowledge.knowers`, ascending; empty where nobody knows it well enough."""


class Knowledge(Struct, frozen=True):
    """Who knows what of a project; of what it was when its whole history was read."""

    knowers: tuple[Knower, ...]
    """By files, descending; then by changes."""
    files: tuple[KnownFile, ...]
    """By path."""
    unknown: int
    """Files that no commit of a person names: bots made them, or they came with a merge."""


def knowledge(project: Project, asof: datetime) -> Knowledge:
    """Return who knows which file; `asof` decides who is gone."""
    facts = project.facts
    persons = [project.people.of.get(author.who) for author in facts.file_authors]
    keys = [person.key if person else None for person in persons]
    found: dict[str, frozenset[str]] = {}
    made: Counter[str] = Counter()
    same: dict[tuple[str | None, frozenset[tuple[str, int]]], frozenset[str]] = {}
    for file in facts.file_histories:
        creator, changes = _by_person(file, keys)
        made.update(changes)
        if creator is not None or changes:
            story = creator, frozenset(changes.items())
            if story not in same:
                same[story] = authors(creator, changes)
            found[file.path] = same[story]
    owned = Counter(key for who in found.values() for key in who)
    ranked = sorted(owned, key=lambda key: (-owned[key], -made[key], key))
    places = {key: place for place, key in enumerate(ranked)}
    told = {who: tuple(sorted(places[key] for key in who)) for who in set(found.values())}
    by_key = {person.key: person for person in persons if person}
    last = _last(project, asof)
    return Knowledge(
        tuple(_knower(by_key[key], owned[key], last[key], asof) for key in ranked),
        tuple(KnownFile(path, told[who]) for path, who in found.items()),
        len(facts.file_histories) - len(found),
    )


def _by_person(file: FileHistory, keys: list[str | None]) -> tuple[str | None, Mapping[str, int]]:
    """Return who created a file and how often each person changed it; what bots did counts for nobody."""
    changes: Counter[str] = Counter()
    for author, times in file.changes:
        if (key := keys[author]) is not None:
            changes[key] += times
    return None if file.creator is None else keys[file.creator], changes


def _last(project: Project, asof: datetime) -> dict[str, datetime]:
    """Return the last commit before `asof` of everybody who authored one."""
    facts, of = project.facts, project.people.of
    last: dict[str, datetime] = {}
    seen = [(author.who, author.last) for author in facts.file_authors]
    seen += [(commit.author, commit.committed_at) for commit in facts.commits]
    for who, at in seen:
        person = of.get(who)
        if person is not None and (person.key not in last or last[person.key] < at < asof):
            last[person.key] = at
    return last


def _knower(person: Person, files: int, last: datetime, asof: datetime) -> Knower:
    return Knower(without_address(person.name), person.login, files, last, last < asof - YEAR)
