"""What a project is called on screen: its name alone, or with what tells it from another of the same name."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from functools import cached_property, partial
from typing import NamedTuple

from msgspec.structs import replace

from civitop.config.sources import owner_and_name
from civitop.health import Health


class TellingName(NamedTuple):
    """A project's name as people say it."""

    name: str
    """The last part of its path."""
    apart: str = ""
    """What stands beside the name where it alone would read like another one: owner, group, folder or forge."""

    @property
    def text(self) -> str:
        """Return both in one text: `docs (os2)`."""
        return f"{self.name} ({self.apart})" if self.apart else self.name


class TellingNames(dict[str, TellingName]):
    """Names by repository id; one that is not among them has the last part of its path.

    Nothing is added to them once they are made.
    """

    @cached_property
    def aparts(self) -> frozenset[str]:
        """All that stands beside a name where that alone would read like another one."""
        return frozenset(each.apart for each in self.values() if each.apart)

    def __missing__(self, id: str) -> TellingName:
        """Return the name of a project that was not told apart from others."""
        return TellingName(last_part(id.partition(":")[2] or id))


NO_NAMES = TellingNames()


def telling_names(projects: Iterable[tuple[str, str]]) -> TellingNames:
    """Return the shortest name by repository id under which no two of these `projects` read alike.

    `projects` are pairs of id (`forge:path`) and path, or name alone: a clone's is that of its folder.
    Names that differ in case alone read alike.
    """
    found = TellingNames()
    namesakes: dict[str, list[_Member]] = defaultdict(list)
    for id, path in projects:
        place = path if "/" in path else id.partition(":")[2]
        namesakes[last_part(path).casefold()].append(_Member(id, last_part(path), place))
    for members in namesakes.values():
        if len(members) == 1:
            found[members[0].id] = TellingName(members[0].name)
        else:
            found |= _apart(members)
    return found


def told_apart(healths: Iterable[Health]) -> dict[str, Health]:
    """Return projects by id for people to read: their names as they are, with the folder where two read alike."""
    by_id = {health.id: health for health in healths}
    often = Counter(health.name.casefold() for health in by_id.values())
    alike = telling_names((id, one.name) for id, one in by_id.items() if often[one.name.casefold()] > 1)
    return by_id | {id: replace(by_id[id], name=called.text) for id, called in alike.items()}


def last_part(path: str) -> str:
    """Return a repository's path without its owner, group or folder; a branch belongs to its name."""
    return owner_and_name(path)[1] or path


class _Member(NamedTuple):
    """One of several projects of one name."""

    id: str
    name: str
    place: str
    """The path on its forge, or that of the folder of a clone."""

    @property
    def parents(self) -> list[str]:
        return owner_and_name(self.place)[0].split("/")


_Way = Callable[[_Member], str]


def _ways(depth: int) -> Iterator[_Way]:
    """Yield ways to say whose a project is, the shortest first; the last one differs for any two of them."""
    yield lambda one: one.parents[-1]
    yield lambda one: one.parents[0]
    for length in range(2, depth + 1):
        yield partial(lambda length, one: "/".join(one.parents[-length:]), length)
    yield lambda one: one.id.partition(":")[0]
    yield lambda one: one.id.removesuffix(f"/{one.name}")
    yield lambda one: one.id


def _apart(members: list[_Member]) -> dict[str, TellingName]:
    """Return projects of one name, each with the shortest of the ways that no other one shares."""
    found: dict[str, TellingName] = {}
    taken: set[str] = set()
    for way in _ways(max(len(one.parents) for one in members)):
        said = {one.id: way(one) for one in members}
        often = Counter(each.casefold() for each in said.values())
        for id, name, _ in members:
            apart = said[id].casefold()
            if id not in found and often[apart] == 1 and apart not in taken:
                found[id] = TellingName(name, said[id])
                taken.add(apart)
    return found
