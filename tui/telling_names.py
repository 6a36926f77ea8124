"""What a project is called on screen: its name alone, or with what tells it from another of the same name."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from typing import NamedTuple


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
    """Names by repository id; one that is not among them has the last part of its path."""

    def __missing__(self, id: str) -> TellingName:
        """Return the name of a project that was not told apart from others."""
        return TellingName(last_part(id.partition(":")[2] or id))


NO_NAMES = TellingNames()


def telling_names(projects: Iterable[tuple[str, str]]) -> TellingNames:
    """Return the shortest name by repository id under which no two of these `projects` read alike.

    `projects` are pairs of id (`forge:path`) and path. Names that differ in case alone read alike.
    """
    found = TellingNames()
    namesakes: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for id, path in projects:
        namesakes[last_part(path).casefold()].append((id, path))
    for members in namesakes.values():
        if len(members) == 1:
            (id, path), *_ = members
            found[id] = TellingName(last_part(path))
        else:
            found |= _apart(members)
    return found


def last_part(path: str) -> str:
    """Return a repository's path without its owner, group or folder."""
    return path.rpartition("/")[2] or path


def _parents(path: str) -> list[str]:
    return path.rpartition("/")[0].split("/")


_Way = Callable[[str, str], str]
_WAYS: tuple[_Way, ...] = (
    lambda id, path: _parents(path)[-1],
    lambda id, path: _parents(path)[0],
    lambda id, path: path.rpartition("/")[0],
    lambda id, path: id.partition(":")[0],
    lambda id, path: id.removesuffix(f"/{last_part(path)}"),
    lambda id, path: id,
)
"""Ways to say whose a project is, the shortest first: the last one differs for any two of them."""


def _apart(members: list[tuple[str, str]]) -> dict[str, TellingName]:
    """Return projects of one name, each with the shortest of the ways that no other one shares."""
    found: dict[str, TellingName] = {}
    taken: set[str] = set()
    for way in _WAYS:
        said = {id: way(id, path) for id, path in members}
        often = Counter(each.casefold() for each in said.values())
        for id, path in members:
            apart = said[id].casefold()
            if id not in found and often[apart] == 1 and apart not in taken:
                found[id] = TellingName(last_part(path), said[id])
                taken.add(apart)
    return found
