"""The invented network as data: projects, and what is in each of them, made when first asked for.

The same seed and the same `now` give the same world. What happens later (`demo.life`, `change`) is
kept as events on top, so that a project that was dropped from memory comes back as it was.
"""

import random
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from functools import cached_property
from typing import Literal

from msgspec import Struct

from demo import generate
from demo.model import (
    Account,
    ChangeRequest,
    Comment,
    Commit,
    DemoOrganisation,
    ForgeKind,
    Issue,
    Project,
    Release,
    Tag,
)

HELD = 512
"""Projects whose contents are kept in memory at once; more are made anew when asked for."""

EventKind = Literal["commit", "issue", "close", "request", "merge", "comment", "release"]


class Event(Struct, frozen=True):
    """Something that happened after the world was made."""

    kind: EventKind
    at: int
    draw: int
    """Decides everything that is random about it."""


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
    def _published(self) -> tuple[list[Release], list[Tag]]:
        return generate.releases(self.seed, self.project, self.now, self.commits)

    @property
    def releases(self) -> list[Release]:
        """Releases, newest first, drafts included."""
        return self._published[0]

    @property
    def tags(self) -> list[Tag]:
        """Tags, newest first."""
        return self._published[1]

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


class World:
    """All projects, accounts and organisations of the demo, and what happened since it was made."""

    def __init__(
        self,
        projects: Sequence[Project],
        organisations: Sequence[DemoOrganisation],
        *,
        seed: int,
        now: datetime,
        secretariat: Sequence[str] = (),
    ) -> None:
        self.seed = seed
        self.start = now
        self.now = int(now.timestamp())
        """The world's clock, in seconds since 1970; `advance` moves it."""
        self.projects = tuple(projects)
        self.organisations = tuple(organisations)
        self.owners = tuple(dict.fromkeys((p.forge, p.owner) for p in projects))
        """Forge and owner (organisation or group path) of every project."""
        self.secretariat = tuple(secretariat)
        self.deleted: set[str] = set()
        """Keys of projects that are gone: the forge says it does not know them."""
        self.forbidden: set[str] = set()
        """Keys of projects that the token may not see."""
        self.by_key = {p.key: p for p in projects}
        self.by_path = {(p.forge, p.path.casefold()): p for p in projects}
        self.by_number = {(p.forge, p.number): p for p in projects}
        self.moved = {(p.forge, old.casefold()): p for p in projects for old in p.old_names}
        self._events: dict[str, list[Event]] = {}
        self._held: OrderedDict[str, Contents] = OrderedDict()

    @cached_property
    def owner_names(self) -> dict[str, tuple[int, str]]:
        """Owners on GitHub by their login, lower case: place in the list, and the login."""
        names = [name for forge, name in self.owners if forge == "github"]
        return {name.casefold(): (place, name) for place, name in enumerate(names)}

    @cached_property
    def member_names(self) -> dict[str, tuple[int, str]]:
        """Organisations that bodies own on GitHub, which may hold members and no projects."""
        names = sorted({name for body in self.organisations for name in body.forge_orgs})
        return {name.casefold(): (place, name) for place, name in enumerate(names)}

    @cached_property
    def account_numbers(self) -> dict[int, Account]:
        """Every account by its number."""
        return {account.number: account for account in self.accounts.values()}

    @property
    def time(self) -> datetime:
        """The world's clock as a datetime."""
        return datetime.fromtimestamp(self.now, UTC)

    @cached_property
    def accounts(self) -> dict[str, Account]:
        """Every account by its login, lower case."""
        return {a.login.casefold(): a for p in self.projects for a in everybody(p) if a.login}

    def contents(self, key: str) -> Contents:
        """Return what is in a project now; `KeyError` for one that the world does not have."""
        if (held := self._held.get(key)) is not None:
            self._held.move_to_end(key)
            return held
        made = Contents(self.seed, self.by_key[key], int(self.start.timestamp()))
        for event in self._events.get(key, ()):
            _happen(made, event)
        self._held[key] = made
        if len(self._held) > HELD:
            self._held.popitem(last=False)
        return made

    def find(self, forge: ForgeKind, path: str) -> Project | None:
        """Return a project by its present path, in any case."""
        return self._seen(self.by_path.get((forge, path.casefold())))

    def find_moved(self, forge: ForgeKind, path: str) -> Project | None:
        """Return a project by a path that it had before."""
        return self._seen(self.moved.get((forge, path.casefold())))

    def numbered(self, forge: ForgeKind, number: int) -> Project | None:
        """Return a project by its number on its forge."""
        return self._seen(self.by_number.get((forge, number)))

    def _seen(self, project: Project | None) -> Project | None:
        return None if project is None or project.key in self.deleted else project

    def owned(self, forge: ForgeKind, owner: str, *, below: bool = False) -> Iterator[Project]:
        """Yield an owner's projects; `below` takes those of subgroups too."""
        owner = owner.casefold()
        for project in self.projects:
            if project.forge != forge or project.key in self.deleted:
                continue
            held_by = project.owner.casefold()
            if held_by == owner or (below and held_by.startswith(owner + "/")):
                yield project

    def change(self, key: str, kind: EventKind = "commit", at: datetime | None = None) -> Event:
        """Let one thing happen in a project, at the world's clock or at `at`, which moves it on."""
        if at is not None:
            self.now = max(self.now, int(at.timestamp()))
        else:
            self.now += 1
        past = self._events.setdefault(key, [])
        event = Event(kind, self.now, len(past) + self.seed)
        contents = self.contents(key)
        past.append(event)
        _happen(contents, event)
        return event

    def truth(self, key: str) -> "Truth":
        """Return the plain facts of a project, to compute independently what must come out."""
        contents = self.contents(key)
        return Truth(
            contents.project,
            tuple(contents.commits),
            tuple(contents.issues),
            tuple(contents.change_requests),
            tuple(contents.releases),
            tuple(contents.tags),
            tuple(contents.files.items()),
            contents.head,
            contents.pushed,
        )


class Truth(Struct, frozen=True):
    """The plain facts of one project."""

    project: Project
    commits: tuple[Commit, ...]
    """Newest first."""
    issues: tuple[Issue, ...]
    """By number."""
    change_requests: tuple[ChangeRequest, ...]
    """By number."""
    releases: tuple[Release, ...]
    """Newest first, with drafts."""
    tags: tuple[Tag, ...]
    """Newest first."""
    files: tuple[tuple[str, str], ...]
    head: str | None
    pushed: int | None


def everybody(project: Project) -> Iterator[Account]:
    """Yield the accounts that occur in a project."""
    for member in project.team:
        yield member.account
    yield from project.public


def _happen(contents: Contents, event: Event) -> None:
    """Apply one event; the same event on the same contents always does the same."""
    _HAPPENINGS[event.kind](contents, event)
    contents.revision += 1
    contents.touched = max(contents.touched, event.at)


def _rng(contents: Contents, event: Event) -> random.Random:
    return random.Random(f"{contents.project.key}/{event.kind}/{event.at}/{event.draw}")


def _number(contents: Contents, things: Sequence[Issue | ChangeRequest]) -> int:
    """The next number: shared by issues and change requests on GitHub, not on GitLab."""
    if contents.project.forge == "github":
        return len(contents.issues) + len(contents.change_requests) + 1
    return len(things) + 1


def _commit(contents: Contents, event: Event) -> None:
    rng = _rng(contents, event)
    author = generate.Crew(contents.project.team, recent=True).draw(rng)
    made = contents.commits
    new = Commit(
        contents.project, generate.oid(contents.seed, contents.project, contents.count),
        event.at, event.at - 60, author, (), min(1, contents.count), generate.headline(rng), 12, 3,
    )  # fmt: skip
    made.insert(0, new)
    contents.count += 1
    contents.pushed = event.at


def _issue(contents: Contents, event: Event) -> None:
    rng = _rng(contents, event)
    number = _number(contents, contents.issues)
    author = (
        rng.choice(contents.project.public)
        if contents.project.public
        else generate.human(rng, contents.project)
    )
    _ = contents.open_issues
    contents.issues.append(
        Issue(contents.project, number, generate.title(rng), author, event.at, event.at, labels=("question",))
    )
    contents.open_issues += 1


def _close(contents: Contents, event: Event) -> None:
    still = [issue for issue in contents.issues if issue.closed is None]
    if not still:
        return
    issue = still[event.draw % len(still)]
    _ = contents.open_issues
    issue.closed = issue.updated = event.at
    contents.open_issues -= 1


def _request(contents: Contents, event: Event) -> None:
    rng = _rng(contents, event)
    number = _number(contents, contents.change_requests)
    author = generate.human(rng, contents.project)
    _ = contents.open_change_requests
    contents.change_requests.append(
        ChangeRequest(contents.project, number, generate.headline(rng), author, event.at, event.at)
    )
    contents.open_change_requests += 1


def _merge(contents: Contents, event: Event) -> None:
    still = [request for request in contents.change_requests if request.closed is None]
    if not still:
        return
    request = still[event.draw % len(still)]
    _ = contents.open_change_requests
    request.closed = request.merged = request.updated = event.at
    request.merged_by = generate.human(_rng(contents, event), contents.project)
    contents.open_change_requests -= 1
    _commit(contents, event)


def _comment(contents: Contents, event: Event) -> None:
    still = [issue for issue in contents.issues if issue.closed is None]
    if not still:
        return
    rng = _rng(contents, event)
    issue = still[event.draw % len(still)]
    number = issue.number * 1000 + len(issue.comments)
    issue.comments.append(Comment(number, generate.human(rng, contents.project), event.at))
    issue.updated = event.at


def _release(contents: Contents, event: Event) -> None:
    if not contents.commits:
        return
    number = len(contents.tags) + len(contents.releases) + 1
    name = f"v{1 + number // 10}.{number % 10}.0"
    while any(tag.name == name for tag in contents.tags):
        number += 1
        name = f"v{1 + number // 10}.{number % 10}.0"
    contents.tags.insert(0, Tag(name, event.at, contents.commits[0], annotated=True))
    title = contents.project.title or contents.project.name
    contents.releases.insert(
        0, Release(contents.project, number + 10_000, name, f"{title} {name[1:]}", event.at, event.at)
    )
    contents.pushed = event.at


_HAPPENINGS = {
    "commit": _commit,
    "issue": _issue,
    "close": _close,
    "request": _request,
    "merge": _merge,
    "comment": _comment,
    "release": _release,
}
