"""Which projects the table shows in which order: filter, sorting by several keys, and groups.

Pure but for its memory: what was concluded from a project is kept for as long as the project is the same
value, so that a change of one figure costs one project and not ten thousand.
"""

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any, Generic, NamedTuple, TypeVar

from msgspec import Struct
from rich.cells import cell_len

from civitop.filter import Filter
from civitop.health import Health, Network
from civitop.signals.base import LEVELS, Level
from civitop.signals.municipalities import MUNICIPALITIES
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
    folded: frozenset[str] = frozenset()
    """The keys of the groups of which only the head stands there."""


class Head(Struct, frozen=True):
    """The row above a group."""

    name: str
    count: int
    levels: tuple[tuple[Level, int], ...]
    """How many stand how, worst first, archived ones left out."""
    key: str = ""
    """Grouping and name: what is remembered of a folded group."""
    folded: bool = False


class Arranged(Struct, frozen=True):
    """What the table shows."""

    rows: tuple[Health | Head, ...] = ()
    projects: tuple[Health, ...] = ()
    """Without the heads and with those of folded groups, in the order of the screen."""
    chosen: tuple[Health, ...] = ()
    """The same projects in the order of the network: the same value until a project or the choice changes."""
    places: Mapping[str, int] = {}
    """The row of each project: in a folded group that of its head."""
    levels: tuple[tuple[Level, int], ...] = ()
    archived: int = 0
    total: int = 0
    """Projects before filtering."""
    widest: int = 0
    """Cells that the longest name takes with its owner and its mark."""


class _Memory(Generic[T]):
    """What a function said of each project, for as long as the project is the same value."""

    def __init__(self, make: Callable[[Health], T]) -> None:
        self._make = make
        self._held: dict[str, tuple[Health, T]] = {}

    def __call__(self, health: Health) -> T:
        held = self._held.get(health.id)
        if held is None or held[0] is not health:
            held = self._held[health.id] = (health, self._make(health))
        return held[1]

    def forget(self, count: int) -> None:
        """Forget everything when most of it is about projects that are gone."""
        if len(self._held) > 2 * count + 100:
            self._held.clear()


class Arranger:
    """Arranges one view after the other; never used by two threads at a time."""

    def __init__(self, columns: Mapping[str, Column]) -> None:
        self._columns = columns
        self._keys: dict[str, _Memory[SortKey]] = {}
        self._names = _Memory(lambda health: health.name.casefold())
        self._levels = _Memory(lambda health: health.worst[0])
        self._widths = _Memory(_width)
        self._filter: Filter | None = None
        self._matches: _Memory[bool] = _Memory(lambda _: True)
        self._networks: tuple[Network, ...] = ()
        self._homes: dict[str, tuple[str, ...]] = {}
        self._last: tuple[Order, tuple[Network, ...], Arranged] | None = None

    def __call__(self, view: View, order: Order) -> Arranged:
        """Return the rows; the same value as the last time where nothing changed."""
        projects = view.projects
        self._remember(view.networks, order, len(projects))
        chosen = tuple(filter(self._matches, projects)) if order.filter else projects
        last = self._last
        if last is not None and _same(last[2].chosen, chosen):
            if last[:2] == (order, view.networks) and last[2].total == len(projects):
                return last[2]
            chosen = last[2].chosen
        arranged = self._arranged(chosen, order, len(projects))
        self._last = (order, view.networks, arranged)
        return arranged

    def _remember(self, networks: tuple[Network, ...], order: Order, count: int) -> None:
        """Forget what no longer holds."""
        if networks is not self._networks:
            homes: dict[str, tuple[str, ...]] = {}
            for network in networks:
                for id in network.repositories:
                    homes[id] = (*homes.get(id, ()), network.id)
            changed, self._networks, self._homes = homes != self._homes, networks, homes
        else:
            changed = False
        if order.filter is not self._filter or changed:
            self._filter = found = order.filter
            self._matches = _Memory(
                lambda health: found is None or found.matches(health, self._homes.get(health.id, ()))
            )
        memories: list[_Memory[Any]] = [self._names, self._levels, self._widths, self._matches]
        for memory in (*memories, *self._keys.values()):
            memory.forget(count)

    def _arranged(self, chosen: tuple[Health, ...], order: Order, total: int) -> Arranged:
        projects = self._sorted(chosen, order.sort)
        levels, archived = self._count(chosen)
        grouping = next((each for each in GROUPINGS if each.id == order.group), None)
        rows: tuple[Health | Head, ...] = projects
        places = {each.id: place for place, each in enumerate(projects)}
        if grouping is not None:
            rows, places = self._grouped(projects, grouping, order.folded)
            at = {each.id: each for each in projects}
            projects = tuple(at[id] for id in places)
        return Arranged(
            rows=rows,
            projects=projects,
            chosen=chosen,
            places=places,
            levels=levels,
            archived=archived,
            total=total,
            widest=max(map(self._widths, chosen), default=0),
        )

    def _sorted(self, projects: Sequence[Health], sort: Sequence[SortBy]) -> tuple[Health, ...]:
        found = sorted(projects, key=self._names)
        for by in reversed(sort):
            column = self._columns.get(by.column)
            if column is not None:
                key = self._keys.setdefault(column.id, _Memory(column.key))
                found = ordered(found, key, reverse=column.descending != by.reverse)
        return tuple(found)

    def _count(self, projects: Sequence[Health]) -> tuple[tuple[tuple[Level, int], ...], int]:
        counted = Counter(self._levels(each) for each in projects if not each.archived)
        levels = tuple((level, counted[level]) for level in LEVELS if counted[level])
        return levels, len(projects) - counted.total()

    def _grouped(
        self, projects: Sequence[Health], grouping: Grouping, folded: Collection[str]
    ) -> tuple[tuple[Health | Head, ...], dict[str, int]]:
        """Return the rows with the heads of the groups, and the row of each project in their order."""
        groups: dict[str, list[Health]] = {}
        for health in projects:
            name = grouping.of(health, self._homes.get(health.id, ()))
            groups.setdefault(name, []).append(health)
        order: dict[str, int] = {level: place for place, level in enumerate(LEVELS)}
        level = grouping.id == "level"
        rows: list[Health | Head] = []
        places: dict[str, int] = {}
        for name in sorted(groups, key=lambda each: (not each, order[each] if level else 0, each.casefold())):
            inside = groups[name]
            key = f"{grouping.id}:{name}"
            rows.append(Head(name or grouping.none, len(inside), self._count(inside)[0], key, key in folded))
            if key in folded:
                places |= dict.fromkeys((each.id for each in inside), len(rows) - 1)
                continue
            places |= {each.id: place for place, each in enumerate(inside, len(rows))}
            rows += inside
        return tuple(rows), places


def ordered(projects: Sequence[Health], key: Callable[[Health], SortKey], *, reverse: bool) -> list[Health]:
    """Return the projects by a key, unknown last in both directions, equal ones as they were."""
    known = sorted((each for each in projects if not key(each)[0]), key=key, reverse=reverse)
    return known + [each for each in projects if key(each)[0]] if len(known) < len(projects) else known


def _width(health: Health) -> int:
    owner, _, name = health.name.rpartition("/")
    marked = health.archived or health.status == "stale"
    return cell_len(name) + (1 + cell_len(owner) if owner else 0) + (MARK_WIDTH if marked else 0)


def _same(one: Sequence[Health], other: Sequence[Health]) -> bool:
    return len(one) == len(other) and all(a is b for a, b in zip(one, other, strict=True))
