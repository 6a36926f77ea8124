"""How much was open at any moment, rebuilt from the dates on which things were opened and closed."""

from bisect import bisect_left
from collections.abc import Sequence
from datetime import datetime
from typing import Generic, TypeVar

from civitop.model import ChangeRequest, Extent, Issue
from civitop.signals.base import Project
from civitop.signals.parts.windows import between, covers

Item = TypeVar("Item", Issue, ChangeRequest)


class Backlog(Generic[Item]):
    """The issues, or the change requests, of a repository over time.

    Where only those since some day are held, the older ones that are still open are known by the forge's
    own total, and every moment since that day can still be counted back from it.
    """

    def __init__(
        self, items: Sequence[Item], extent: Extent, total: int | None, collected_at: datetime
    ) -> None:
        self.extent = extent
        self.items: Sequence[Item] = items
        self.opened = sorted(item.opened_at for item in items)
        self.closed = sorted(item.closed_at for item in items if item.closed_at)
        self.complete = covers(extent, None)
        self._total = total
        self._collected = collected_at

    def open_at(self, at: datetime) -> int | None:
        """Return how many were open at a moment, or `None` where that cannot be known."""
        if self.complete:
            return self._held_at(at)
        if self._total is None:
            return None
        if at >= self._collected:
            return self._total
        if not covers(self.extent, at):
            return None
        return max(0, self._total - self._held_at(self._collected) + self._held_at(at))

    def all_held(self, at: datetime) -> bool:
        """Return whether everything that was open at a moment is held with its dates."""
        return self.extent.held and self.open_at(at) == self._held_at(at)

    def open_items(self, at: datetime) -> tuple[Item, ...]:
        """Return what is held of those that were open at a moment."""
        return tuple(i for i in self.items if i.opened_at < at and (i.closed_at is None or i.closed_at >= at))

    def opened_in(self, start: datetime, end: datetime) -> int | None:
        """Return how many were opened in `[start, end)`, `None` where that part is not held."""
        return between(self.opened, start, end) if covers(self.extent, start) else None

    def closed_in(self, start: datetime, end: datetime) -> int | None:
        """Return how many were closed in `[start, end)`, `None` where that part is not held."""
        return between(self.closed, start, end) if covers(self.extent, start) else None

    def _held_at(self, at: datetime) -> int:
        return bisect_left(self.opened, at) - bisect_left(self.closed, at)


def issue_backlog(project: Project, asof: datetime) -> Backlog[Issue]:
    """Return the issues of a repository over time, for `Project.once`; change requests are not among them."""
    del asof  # what is held is the same whenever one looks
    facts = project.facts
    return Backlog(facts.issues, facts.extent("issues"), facts.repository.open_issues, facts.collected_at)


def request_backlog(project: Project, asof: datetime) -> Backlog[ChangeRequest]:
    """Return the change requests of a repository over time, for `Project.once`."""
    del asof
    facts = project.facts
    total = facts.repository.open_change_requests
    return Backlog(facts.change_requests, facts.extent("change_requests"), total, facts.collected_at)


def uses_issues(project: Project) -> bool:
    """Return whether the project has issues at its forge at all; where it has none, nothing is missing."""
    return project.facts.repository.issues_enabled or bool(project.facts.issues)
