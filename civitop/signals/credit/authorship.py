"""Who wrote the commits: the default branch without merges, bots and what is dated after `asof`."""

from bisect import bisect_left
from collections import Counter
from datetime import UTC, datetime

from civitop.people.identities import Person
from civitop.signals.base import Project
from civitop.signals.parts.windows import between

UNDATED = datetime(1970, 1, 1, tzinfo=UTC)
"""What collectors make of a date that is none, and git of one before 1970."""


class Authorship:
    """The commits of a repository before `asof`, each with its author, in the order of time."""

    def __init__(self, project: Project, asof: datetime) -> None:
        self.people: dict[str, Person] = {}
        """Authors by `Person.key`."""
        self.times: list[datetime] = []
        """Committer dates, ascending; `authors` runs beside it."""
        self.authors: list[str] = []
        self.future = 0
        """Commits dated at or after `asof`."""
        self.undated = 0
        """Commits whose date is damaged: they belong to no window."""
        self._merges: list[datetime] = []
        self._bots: list[datetime] = []
        self._agents: list[datetime] = []
        persons, agents = project.people.of, project.people.agents
        for commit in sorted(project.facts.commits, key=lambda commit: (commit.committed_at, commit.oid)):
            if commit.committed_at >= asof:
                self.future += 1
            elif commit.committed_at <= UNDATED:
                self.undated += 1
            elif commit.parents > 1:
                self._merges.append(commit.committed_at)
            elif (person := persons.get(commit.author)) is None:
                (self._agents if commit.author in agents else self._bots).append(commit.committed_at)
            else:
                self.people[person.key] = person
                self.times.append(commit.committed_at)
                self.authors.append(person.key)

    def count(self, start: datetime, end: datetime) -> int:
        """Return the number of commits in `[start, end)`."""
        return between(self.times, start, end)

    def between(self, start: datetime, end: datetime) -> list[datetime]:
        """Return the times of the commits in `[start, end)`, ascending."""
        return self.times[bisect_left(self.times, start) : bisect_left(self.times, end)]

    def by_person(self, start: datetime, end: datetime) -> Counter[str]:
        """Return the commits in `[start, end)` by `Person.key`."""
        return Counter(self.authors[bisect_left(self.times, start) : bisect_left(self.times, end)])

    def last_by_person(self, start: datetime | None, end: datetime) -> dict[str, datetime]:
        """Return the date of each person's last commit in `[start, end)`, by `Person.key`.

        `None` as `start` is the beginning of what is held.
        """
        window = slice(bisect_left(self.times, start) if start else 0, bisect_left(self.times, end))
        return dict(zip(self.authors[window], self.times[window], strict=True))

    def first_by_person(self) -> dict[str, datetime]:
        """Return the date of each person's first commit that is held, by `Person.key`."""
        return dict(zip(reversed(self.authors), reversed(self.times), strict=True))

    def last(self) -> datetime | None:
        """Return the date of the last commit before `asof`."""
        return self.times[-1] if self.times else None

    def left_out(self, start: datetime, end: datetime) -> dict[str, int]:
        """Return how many commits of `[start, end)` do not count, by reason; those without a right date always."""
        found = {
            "agents": between(self._agents, start, end),
            "bots": between(self._bots, start, end),
            "future": self.future,
            "merges": between(self._merges, start, end),
            "undated": self.undated,
        }
        return {reason: number for reason, number in found.items() if number}
