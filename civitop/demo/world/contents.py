"""What is in one project at this moment, made when first asked for."""

from functools import cached_property

from msgspec import structs

from civitop.demo.world import generate
from civitop.demo.world.model import ChangeRequest, Commit, Issue, Project, Release, Tag

FORK_NUMBERS = 500_000
"""A fork's number is its origin's and this."""


class Contents:
    """One project's commits, issues, change requests, releases and tags at this moment."""

    def __init__(self, seed: int, project: Project, now: int) -> None:
        self.project = project
        self.seed = seed
        self.now = now
        self._places: dict[str, Commit] = {}
        self.revision = 0
        """Grows with every event; the same revision means the same contents."""
        self.pushed = project.last_commit
        self.count = project.commits if project.last_commit is not None else 0

    @cached_property
    def commits(self) -> list[Commit]:
        """Commits of the default branch, newest first."""
        return generate.commits(self.seed, self.project, self.now)

    def commit(self, oid: str) -> Commit | None:
        """Return a commit by its object id."""
        if len(self._places) != len(self.commits):
            self._places = {commit.oid: commit for commit in self.commits}
        return self._places.get(oid)

    @property
    def stable(self) -> Commit | None:
        """Return the tip of the second branch, `stable`: the commit of the newest tag; `None` without one.

        The files of a project come with its newest commit: an older one holds none.
        """
        return self.tags[0].commit if self.tags else None

    @cached_property
    def _threads(self) -> tuple[list[Issue], list[ChangeRequest]]:
        return generate.threads(self.seed, self.project, self.now)

    @property
    def issues(self) -> list[Issue]:
        """Issues, oldest first."""
        return self._threads[0]

    @property
    def change_requests(self) -> list[ChangeRequest]:
        """Change requests, oldest first."""
        return self._threads[1]

    @cached_property
    def releases(self) -> list[Release]:
        """Releases, newest first, drafts included."""
        return generate.releases(self.seed, self.project, self.now)

    @cached_property
    def tags(self) -> list[Tag]:
        """Tags, newest first."""
        return generate.tags(self.seed, self.project, self.now, self.commits)

    @cached_property
    def files(self) -> dict[str, str]:
        """Path → text at the head."""
        return dict(self.project.files)

    @property
    def head(self) -> str | None:
        """Object id of the newest commit, without making the history."""
        return generate.oid(self.seed, self.project, self.count - 1) if self.count else None

    @cached_property
    def open_issues(self) -> int:
        """How many issues are open; kept without making them until something happens."""
        return min(self.project.issues, self.project.open_issues)

    @cached_property
    def open_change_requests(self) -> int:
        """How many change requests are open."""
        return min(self.project.change_requests, self.project.open_change_requests)

    @property
    def updated(self) -> int:
        """When the forge last saw something change."""
        return max(self.pushed or 0, self.project.created, self.touched)

    touched: int = 0
    """When the last event happened."""


def fork_of(contents: Contents, owner: str) -> Contents:
    """Return the fork that a change request comes from; the forge describes it, but does not serve it."""
    project = contents.project
    fork = structs.replace(
        project, owner=owner, number=project.number + FORK_NUMBERS, last_commit=None, commits=0, fork=True
    )
    return Contents(contents.seed, fork, contents.now)
