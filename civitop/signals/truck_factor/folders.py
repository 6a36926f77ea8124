"""The truck factor of a project and of each of its folders, with everybody and without some."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping

from msgspec import Struct

from civitop.signals.truck_factor.knowledge import Knowledge

ENOUGH = 0.5
"""The share of the files that must keep an author."""

Groups = Mapping[tuple[int, ...], int]
"""How many files the same people know; people by their places in `Knowledge.knowers`."""


class Part(Struct, frozen=True, gc=False):
    """A folder with all that is below it: who knows it, and what is left without some."""

    path: str
    """Ends in a slash; empty for the whole project."""
    files: int
    factor: int
    """The truck factor."""
    sole: int
    """Files that one person alone knows."""
    orphaned: int
    """Files of which nobody who knows them is left."""
    owners: tuple[tuple[int, int], ...]
    """Who knows most of its files, and how many: places in `Knowledge.knowers`, by files, descending."""

    @property
    def depth(self) -> int:
        """How many folders it lies below the project."""
        return self.path.count("/")


def truck_factor(groups: Groups) -> int:
    """Return how many people must leave until less than half of the files have an author.

    Greedy, as Avelino et al. do: who knows most files leaves first; on a tie the earlier place.
    """
    total = sum(groups.values())
    left = {who: len(who) for who in groups}
    covered = sum(files for who, files in groups.items() if who)
    known: dict[int, list[tuple[int, ...]]] = {}
    for who in groups:
        for each in who:
            known.setdefault(each, []).append(who)
    factor = 0
    for leaving, _ in owners(groups):
        if covered < ENOUGH * total:
            break
        factor += 1
        for who in known[leaving]:
            left[who] -= 1
            covered -= 0 if left[who] else groups[who]
    return factor


def owners(groups: Groups) -> list[tuple[int, int]]:
    """Return everybody with the number of files they know, by that number, descending."""
    owned: Counter[int] = Counter()
    for who, files in groups.items():
        for each in who:
            owned[each] += files
    return sorted(owned.items(), key=lambda item: (-item[1], item[0]))


def parts(known: Knowledge, left: Collection[int] = ()) -> tuple[Part, ...]:
    """Return the project and each of its folders, by path.

    Without those who `left` (places in `known.knowers`). Who is gone for 365 days counts as an author, as in the
    paper, but a file that only they know is orphaned.
    """
    folders: dict[str, Counter[tuple[int, ...]]] = {"": Counter()}
    for file in known.files:
        folder = _above(file.path)
        if folder not in folders:
            for path in _upwards(folder):
                folders.setdefault(path, Counter())
        folders[folder][file.authors] += 1
    for folder in sorted(folders, key=lambda path: path.count("/"), reverse=True):
        if folder:
            folders[_above(folder)].update(folders[folder])
    gone = frozenset(left).union(place for place, knower in enumerate(known.knowers) if knower.gone)
    return tuple(_part(path, folders[path], frozenset(left), gone) for path in sorted(folders))


def _above(path: str) -> str:
    """Return the folder of a file or a folder."""
    return path[: path.rfind("/", 0, -1) + 1]


def _upwards(folder: str) -> Iterator[str]:
    """Yield a folder and those above it."""
    while folder:
        yield folder
        folder = _above(folder)


def _part(path: str, groups: Groups, left: frozenset[int], gone: frozenset[int]) -> Part:
    staying: Counter[tuple[int, ...]] = Counter()
    for who, files in groups.items():
        staying[tuple(each for each in who if each not in left) if left else who] += files
    return Part(
        path=path,
        files=sum(groups.values()),
        factor=truck_factor(staying),
        sole=sum(files for who, files in staying.items() if len(who) == 1),
        orphaned=sum(files for who, files in groups.items() if who and gone.issuperset(who)),
        owners=tuple(owners(staying)[:3]),
    )
