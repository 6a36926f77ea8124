"""Which projects the table shows in which order: filter, sorting by several keys, and groups.

Pure but for its cache: what is derived from a project is kept for as long as the project is the same
value, so that a change of one figure costs one project and not ten thousand.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from operator import is_
from typing import TypeVar

from msgspec import Struct
from rich.cells import cell_len

from civitop.config.sources import owner_and_name
from civitop.filter.grammar import Filter
from civitop.health import Health, Network
from civitop.signals.base import LEVELS, Level
from tui.session.preferences import SortBy
from tui.session.view import View
from tui.table.columns import MARK_WIDTH, Column, SortKey
from tui.table.derived_cache import DerivedCache
from tui.table.groupings import GROUPINGS, Grouping

T = TypeVar("T")


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
    ours: bool = False
    """Whether the name is a word of ours, to be translated where it is shown, not somebody's name."""
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


HEAD = -1
"""What stands in the order of the rows for the head of a group."""


class _Places(Mapping[str, int]):
    """The row of each project; looked for when it is asked for, because one is and ten thousand are not."""

    def __init__(self, known: DerivedCache, order: Sequence[int], folded: Mapping[int, int]) -> None:
        """Take the place of the project of each row, and the rows of the heads under which others are folded."""
        self._ids, self._place_of = known.ids, known.place_of
        self._order = order
        self._folded = folded

    def __getitem__(self, id: str) -> int:
        place = self._place_of[id]
        if place in self._folded:
            return self._folded[place]
        try:
            return self._order.index(place)
        except ValueError:
            raise KeyError(id) from None

    def __iter__(self) -> Iterator[str]:
        yield from (self._ids[place] for place in self._order if place != HEAD)
        yield from map(self._ids.__getitem__, self._folded)

    def __len__(self) -> int:
        return len(self._order) - self._order.count(HEAD) + len(self._folded)


class Arranger:
    """Arranges one view after the other; never used by two threads at a time."""

    def __init__(self, columns: Mapping[str, Column]) -> None:
        self._columns = columns
        self._known = DerivedCache(())
        self._view = View()
        self._filter: Filter | None = None
        self._networks: tuple[Network, ...] = ()
        self._homes: dict[str, tuple[str, ...]] = {}
        self._last: tuple[Order, tuple[Network, ...], Arranged] | None = None

    @property
    def view(self) -> View:
        """Return the view that was arranged last."""
        return self._view

    def ready(self, order: Order) -> bool:
        """Return whether all that an order needs is known of that view's projects: it takes milliseconds then."""
        wanted = [_column(by.column) for by in order.sort if by.column in self._columns]
        wanted += [_group(order.group)] if order.group else []
        return order.filter is self._filter and self._known.knows(wanted)

    @property
    def prepared(self) -> bool:
        """Return whether every order is ready."""
        return self._known.knows((*map(_column, self._columns), *(_group(each.id) for each in GROUPINGS)))

    def prepare(self) -> None:
        """Conclude one thing that an order may need, if there is any left."""
        for column in self._columns.values():
            if not self._known.knows((_column(column.id),)):
                self._known.of(_column(column.id), column.key)
                return
        for grouping in GROUPINGS:
            if not self._known.knows((_group(grouping.id),)):
                self._names(grouping)
                return

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
        """Keep derived values of the projects that have not changed."""
        if networks is not self._networks:
            homes: dict[str, tuple[str, ...]] = {}
            for network in networks:
                for id in network.repositories:
                    homes[id] = (*homes.get(id, ()), network.id)
            self._networks = networks
            if homes != self._homes:
                self._homes = homes
                self._known = DerivedCache(projects)
        if found is not self._filter:
            self._filter = found
            self._known.forget("filter")
        if not self._known.follow(projects):
            self._known = DerivedCache(projects)

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
        groups: list[tuple[Head, list[int]]] = []
        if grouping is not None:
            groups = list(self._grouped(ranked, grouping, order.folded))
            ranked = [place for _, inside in groups for place in inside]
        projects = tuple(map(known.projects.__getitem__, ranked))
        rows: tuple[Health | Head, ...] = projects
        row_of: Mapping[str, int] = _Places(known, ranked, {})
        if grouping is not None:
            rows, row_of = self._rows(groups)
        return Arranged(
            rows=rows,
            projects=projects,
            chosen=chosen,
            places=row_of,
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

    def _rows(
        self, groups: Iterable[tuple[Head, list[int]]]
    ) -> tuple[tuple[Health | Head, ...], Mapping[str, int]]:
        """Return the rows of groups, of folded ones only the heads, and where each project stands in them."""
        known = self._known
        rows: list[Health | Head] = []
        order: list[int] = []
        inside_of: dict[int, int] = {}
        for head, inside in groups:
            rows.append(head)
            order.append(HEAD)
            if head.folded:
                inside_of |= dict.fromkeys(inside, len(rows) - 1)
            else:
                rows += map(known.projects.__getitem__, inside)
                order += inside
        return tuple(rows), _Places(known, order, inside_of)

    def _names(self, grouping: Grouping) -> list[str]:
        """Return in which group each project is."""
        homes = self._homes
        return self._known.of(
            _group(grouping.id), lambda health: grouping.of(health, homes.get(health.id, ()))
        )

    def _grouped(
        self, ranked: Sequence[int], grouping: Grouping, folded: Collection[str]
    ) -> Iterator[tuple[Head, list[int]]]:
        """Yield the head and the places of each group."""
        name_at = self._names(grouping).__getitem__
        together, start = sorted(ranked, key=name_at), 0
        groups: dict[str, list[int]] = {}
        for name, count in sorted(Counter(map(name_at, ranked)).items()):
            groups[name] = together[start : (start := start + count)]
        order: dict[str, int] = {level: place for place, level in enumerate(LEVELS)}
        level = grouping.id == "level"
        for name in sorted(groups, key=lambda each: (not each, order[each] if level else 0, each.casefold())):
            inside = groups[name]
            key = f"{grouping.id}:{name}"
            head = Head(
                name=name or grouping.none,
                count=len(inside),
                levels=self._count(inside)[0],
                ours=level or not name,
                key=key,
                folded=key in folded,
            )
            yield head, inside


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
    owner, name = owner_and_name(health.name)
    marked = health.archived or health.status == "stale"
    return _cells(name) + (1 + _cells(owner) if owner else 0) + (MARK_WIDTH if marked else 0)


def _cells(name: str) -> int:
    return len(name) if name.isascii() else cell_len(name)  # control characters never get this far
