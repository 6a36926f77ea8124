"""Which projects the table shows in which order: filter, sorting by several keys, and groups.

Pure but for its memory: what was concluded from a project is kept for as long as the project is the same
value, so that a change of one figure costs one project and not ten thousand.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from operator import is_
from typing import NamedTuple, TypeVar

from msgspec import Struct
from rich.cells import cell_len

from civitop.filter import Filter
from civitop.health import Health, Network
from civitop.signals.base import LEVELS, Level
from civitop.signals.municipalities import MUNICIPALITIES
from tui.concluded import Concluded
from tui.view import View
from tui.widgets.columns import MARK_WIDTH, Column, SortKey

T = TypeVar("T")


class SortBy(Struct, frozen=True):
    """One key of the order."""

    column: str
    reverse: bool = False
    """Against the order that the column's readers want first."""


class Grouping(NamedTuple):
    """A way to put projects together."""

    id: str
    words: str
    of: Callable[[Health, Collection[str]], str]
    """From a project and the networks that hold it to the group's name; empty: it has none."""
    none: str
    """What the group of those is called."""


def _vendor(health: Health, _: Collection[str]) -> str:
    """Return the vendor with the most contributions: each project stands in one group."""
    signal = MUNICIPALITIES.of(health.signals)
    vendors = [each for each in signal.detail.organisations if each.kind == "vendor"] if signal else ()
    return max(vendors, key=lambda each: each.weight).name if vendors else ""


GROUPINGS = (
    Grouping("forge", "by forge", lambda health, _: health.forge, "no forge"),
    Grouping("network", "by network", lambda _, networks: " + ".join(networks), "no network"),
    Grouping("level", "by level", lambda health, _: health.worst[0], "unknown"),
    Grouping("vendor", "by vendor", _vendor, "no vendor known"),
)


class Order(Struct, frozen=True):
    """What a person asked the table for."""

    sort: tuple[SortBy, ...] = (SortBy("level"),)
    group: str = ""
    """The id of a grouping, or nothing."""
    filter: Filter | None = None


class Head(Struct, frozen=True):
    """The row above a group."""

    name: str
    count: int
    levels: tuple[tuple[Level, int], ...]
    """How many stand how, archived ones left out."""


class Arranged(Struct, frozen=True):
    """What the table shows."""

    rows: tuple[Health | Head, ...] = ()
    projects: tuple[Health, ...] = ()
    """Without the heads, in the order of the screen."""
    chosen: tuple[Health, ...] = ()
    """The same projects in the order of the network: the same value until a project or the choice changes."""
    places: Mapping[str, int] = {}
    """The row of each project."""
    levels: tuple[tuple[Level, int], ...] = ()
    archived: int = 0
    total: int = 0
    """Projects before filtering."""
    widest: int = 0
    """Cells that the longest name takes with its owner and its mark."""


class _Places(Mapping[str, int]):
    """The row of each project; looked for when it is asked for, because one is and ten thousand are not."""

    def __init__(self, ids: list[str | None]) -> None:
        self._ids = ids

    def __getitem__(self, id: str) -> int:
        try:
            return self._ids.index(id)
        except ValueError:
            raise KeyError(id) from None

    def __iter__(self) -> Iterator[str]:
        return (id for id in self._ids if id is not None)

    def __len__(self) -> int:
        return sum(id is not None for id in self._ids)


class Arranger:
    """Arranges one view after the other; never used by two threads at a time."""

    def __init__(self, columns: Mapping[str, Column]) -> None:
        self._columns = columns
        self._known = Concluded(())
        self._view = View()
        self._filter: Filter | None = None
        self._networks: tuple[Network, ...] = ()
        self._homes: dict[str, tuple[str, ...]] = {}
        self._last: tuple[Order, tuple[Network, ...], Arranged] | None = None

    def ready(self, view: View, order: Order) -> bool:
        """Return whether all that an order needs is known of the projects: then it takes milliseconds."""
        wanted = [_column(by.column) for by in order.sort if by.column in self._columns]
        wanted += [_group(order.group)] if order.group else []
        return view is self._view and order.filter is self._filter and self._known.knows(wanted)

    def __call__(self, view: View, order: Order) -> Arranged:
        """Return the rows; the same value as the last time where nothing changed."""
        if view is not self._view or order.filter is not self._filter:
            self._remember(view.networks, order.filter, view.projects)
            self._view = view
        known = self._known
        places = self._chosen(order.filter)
        last = self._last
        if last is not None and self._same(last[2].chosen, places):
            if last[:2] == (order, view.networks) and last[2].total == len(known.projects):
                return last[2]
            chosen = last[2].chosen
        else:
            chosen = tuple(map(known.projects.__getitem__, places))
        arranged = self._arranged(chosen, places, order)
        self._last = (order, view.networks, arranged)
        return arranged

    def _same(self, chosen: tuple[Health, ...], places: Sequence[int]) -> bool:
        """Return whether these are the projects at these places, value for value."""
        projects = self._known.projects
        if len(chosen) != len(places):
            return False
        return all(map(is_, chosen, map(projects.__getitem__, places)))

    def _remember(
        self, networks: tuple[Network, ...], found: Filter | None, projects: tuple[Health, ...]
    ) -> None:
        """Keep what was concluded as far as it still holds."""
        if networks is not self._networks:
            homes: dict[str, tuple[str, ...]] = {}
            for network in networks:
                for id in network.repositories:
                    homes[id] = (*homes.get(id, ()), network.id)
            self._networks = networks
            if homes != self._homes:
                self._homes = homes
                self._known = Concluded(projects)
        if found is not self._filter:
            self._filter = found
            self._known.forget("filter")
        if not self._known.follow(projects):
            self._known = Concluded(projects)

    def _chosen(self, found: Filter | None) -> Sequence[int]:
        """Return the places of the projects that a filter lets through."""
        if found is None:
            return range(len(self._known.projects))
        homes = self._homes
        matches = self._known.of("filter", lambda health: found.matches(health, homes.get(health.id, ())))
        return [place for place, match in enumerate(matches) if match]

    def _arranged(self, chosen: tuple[Health, ...], places: Sequence[int], order: Order) -> Arranged:
        known = self._known
        ranked = self._sorted(places, order.sort)
        levels, archived = self._count(places)
        grouping = next((each for each in GROUPINGS if each.id == order.group), None)
        heads: list[tuple[int, Head]] = []
        if grouping is not None:
            ranked, heads = self._grouped(ranked, grouping)
        projects = tuple(map(known.projects.__getitem__, ranked))
        rows: list[Health | Head] = list(projects)
        ids: list[str | None] = list(map(known.ids.__getitem__, ranked))
        for before, (at, head) in enumerate(heads):
            rows.insert(at + before, head)
            ids.insert(at + before, None)
        return Arranged(
            rows=tuple(rows) if heads else projects,
            projects=projects,
            chosen=chosen,
            places=_Places(ids),
            levels=levels,
            archived=archived,
            total=len(known.projects),
            widest=max(map(known.of("width", _width).__getitem__, places), default=0),
        )

    def _sorted(self, places: Sequence[int], sort: Sequence[SortBy]) -> list[int]:
        """Return the places in the wanted order, equal ones by name."""
        found = self._known.by_name
        if len(places) < len(found):
            chosen = set(places)
            found = [each for each in found if each in chosen]
        for by in reversed(sort):
            column = self._columns.get(by.column)
            if column is not None:
                keys = self._known.of(_column(column.id), column.key)
                found = ordered(found, keys.__getitem__, reverse=column.descending != by.reverse)
        return found

    def _count(self, places: Iterable[int]) -> tuple[tuple[tuple[Level, int], ...], int]:
        """Return how many stand how, and how many are archived and therefore left out."""
        standing = self._known.of("standing", _standing)
        counted = Counter(map(standing.__getitem__, places))
        return tuple((level, counted[level]) for level in LEVELS if counted[level]), counted[None]

    def _grouped(self, ranked: Sequence[int], grouping: Grouping) -> tuple[list[int], list[tuple[int, Head]]]:
        """Return the places group by group, and the heads with the number of projects above each."""
        homes = self._homes
        names = self._known.of(
            _group(grouping.id), lambda health: grouping.of(health, homes.get(health.id, ()))
        )
        groups: dict[str, list[int]] = {}
        for place in ranked:
            groups.setdefault(names[place], []).append(place)
        order: dict[str, int] = {level: place for place, level in enumerate(LEVELS)}
        level = grouping.id == "level"
        found: list[int] = []
        heads = []
        for name in sorted(groups, key=lambda each: (not each, order[each] if level else 0, each.casefold())):
            inside = groups[name]
            heads.append((len(found), Head(name or grouping.none, len(inside), self._count(inside)[0])))
            found += inside
        return found, heads


def _column(id: str) -> str:
    return f"column {id}"


def _group(id: str) -> str:
    return f"group {id}"


def ordered(found: Sequence[T], key: Callable[[T], SortKey], *, reverse: bool) -> list[T]:
    """Return projects, or their places, by a key: unknown last in both directions, equal ones as they were."""
    keys = list(map(key, found))
    values = [value for _, value in keys]
    known = [at for at, (unknown, _) in enumerate(keys) if not unknown]
    # Bare values, fetched without a call of ours: they compare in a fraction of the time that pairs take.
    known.sort(key=values.__getitem__, reverse=reverse)
    rest = [each for each, (unknown, _) in zip(found, keys, strict=True) if unknown]
    return [*map(found.__getitem__, known), *rest]


def _standing(health: Health) -> Level | None:
    """Return the worst level, or nothing for what is archived and not counted."""
    return None if health.archived else health.worst[0]


def _width(health: Health) -> int:
    owner, _, name = health.name.rpartition("/")
    marked = health.archived or health.status == "stale"
    return _cells(name) + (1 + _cells(owner) if owner else 0) + (MARK_WIDTH if marked else 0)


def _cells(name: str) -> int:
    return len(name) if name.isascii() else cell_len(name)  # control characters never get this far
