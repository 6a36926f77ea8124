"""Per-project cache of derived values, such as sort keys and groups."""

from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from civitop.health import Health

T = TypeVar("T")


class DerivedCache:
    """Values derived from projects, by place in the table; a changed project is derived anew, the others are not."""

    def __init__(self, projects: tuple[Health, ...]) -> None:
        self.projects = projects
        self.ids = [each.id for each in projects]
        self.place_of = {id: place for place, id in enumerate(self.ids)}
        self._made: dict[str, tuple[Callable[[Health], Any], list[Any]]] = {}
        self._by_name: list[int] | None = None

    def of(self, what: str, make: Callable[[Health], T]) -> list[T]:
        """Return what `make` says of each project by its place; asked once, and again where one changes."""
        if what not in self._made:
            self._made[what] = (make, [make(each) for each in self.projects])
        return self._made[what][1]

    def knows(self, wanted: Iterable[str]) -> bool:
        """Return whether all of this was asked before."""
        return all(what in self._made for what in wanted)

    def forget(self, what: str) -> None:
        """Let it be asked anew."""
        self._made.pop(what, None)

    @property
    def by_name(self) -> list[int]:
        """Return all places in the order of the projects' names."""
        if self._by_name is None:
            names = self.of("name", _folded)
            self._by_name = sorted(range(len(names)), key=names.__getitem__)
        return self._by_name

    def follow(self, projects: tuple[Health, ...]) -> bool:
        """Take up new values of the same projects; false where they are other ones."""
        if len(projects) != len(self.projects):
            return False
        pairs = enumerate(zip(self.projects, projects, strict=True))
        changed = [(place, old, new) for place, (old, new) in pairs if old is not new]
        if any(old.id != new.id for _, old, new in changed):
            return False
        if any(old.name != new.name for _, old, new in changed):
            self._by_name = None
        self.projects = projects
        for make, values in self._made.values():
            for place, _, new in changed:
                values[place] = make(new)
        return True


def _folded(health: Health) -> str:
    return health.name.casefold()
