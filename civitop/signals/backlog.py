"""How many issues were open at any moment, rebuilt from the dates on which they were opened and closed."""

from bisect import bisect_left
from datetime import datetime

from civitop.model import Issue
from civitop.signals.base import Project
from civitop.signals.windows import between, covers


class Backlog:
    """The issues of a repository over time; change requests are never among them.

    Where only the issues since some day are held, the older ones that are still open are known by the
    forge's own total, and every moment since that day can still be counted back from it.
    """

    def __init__(self, project: Project, asof: datetime) -> None:
        facts = project.facts
        self.extent = facts.extent("issues")
        self.issues = tuple(issue for issue in facts.issues if issue.opened_at < asof)
        self.opened = sorted(issue.opened_at for issue in facts.issues)
        self.closed = sorted(issue.closed_at for issue in facts.issues if issue.closed_at)
        self._collected = facts.collected_at
        self._total = facts.repository.open_issues
        self.complete = covers(self.extent, datetime.min.replace(tzinfo=asof.tzinfo))
        self.enabled = facts.repository.issues_enabled or bool(facts.issues)

    def open_at(self, at: datetime) -> int | None:
        """Return how many issues were open at a moment, or `None` where that cannot be known."""
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
        """Return whether every issue that was open at a moment is held with its dates."""
        return self.extent.held and self.open_at(at) == self._held_at(at)

    def open_issues(self, at: datetime) -> tuple[Issue, ...]:
        """Return the held issues that were open at a moment."""
        return tuple(
            i for i in self.issues if i.opened_at < at and (i.closed_at is None or i.closed_at >= at)
        )

    def opened_in(self, start: datetime, end: datetime) -> int | None:
        """Return how many issues were opened in `[start, end)`, `None` where that part is not held."""
        return between(self.opened, start, end) if covers(self.extent, start) else None

    def closed_in(self, start: datetime, end: datetime) -> int | None:
        """Return how many issues were closed in `[start, end)`, `None` where that part is not held."""
        return between(self.closed, start, end) if covers(self.extent, start) else None

    def _held_at(self, at: datetime) -> int:
        return bisect_left(self.opened, at) - bisect_left(self.closed, at)
