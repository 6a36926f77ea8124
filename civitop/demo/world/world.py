"""The invented network as data: projects, and what is in each of them, made when first asked for.

The same seed and the same `now` give the same world. What happens later (`advance`, `change`) is
kept as events on top, so that a project that was dropped from memory comes back as it was.
"""

from collections import OrderedDict
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from functools import cached_property

from msgspec import Struct

from civitop.demo.world.contents import Contents
from civitop.demo.world.happenings import Event, happen
from civitop.demo.world.life import EventKind, Schedule, Turn
from civitop.demo.world.model import (
    Account,
    ChangeRequest,
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


class World:
    """All projects, accounts and organisations of the demo, and what happened since it was made."""

    def __init__(
        self,
        projects: Sequence[Project],
        organisations: Sequence[DemoOrganisation],
        *,
        seed: int,
        now: datetime,
        held: int = HELD,
        opening: Sequence[Turn] = (),
    ) -> None:
        self.seed = seed
        self._opening = tuple(opening)
        self.held = held
        """Projects whose contents are kept in memory at once."""
        self.start = now
        self.now = int(now.timestamp())
        """The world's clock, in seconds since 1970; `advance` moves it."""
        self.projects = tuple(projects)
        self.organisations = tuple(organisations)
        self.owners = tuple(dict.fromkeys((p.forge, p.owner) for p in projects))
        """Forge and owner (organisation or group path) of every project."""
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
            happen(made, event)
        self._held[key] = made
        if len(self._held) > self.held:
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
        wanted = owner.casefold()
        for (kind, name), projects in self._owned.items():
            if kind == forge and (name == wanted or (below and name.startswith(wanted + "/"))):
                yield from (project for project in projects if project.key not in self.deleted)

    @cached_property
    def _owned(self) -> dict[tuple[ForgeKind, str], list[Project]]:
        found: dict[tuple[ForgeKind, str], list[Project]] = {}
        for project in self.projects:
            found.setdefault((project.forge, project.owner.casefold()), []).append(project)
        return found

    def change(
        self,
        key: str,
        kind: EventKind = "commit",
        at: datetime | None = None,
        author: Account | None = None,
    ) -> Event:
        """Let one thing happen in a project, at the world's clock or at `at`, which moves it on."""
        if at is not None:
            self.now = max(self.now, int(at.timestamp()))
        else:
            self.now += 1
        past = self._events.setdefault(key, [])
        event = Event(kind, self.now, len(past) + self.seed, author)
        contents = self.contents(key)
        past.append(event)
        happen(contents, event)
        return event

    def warm(self) -> None:
        """Make the contents of as many projects as are held at once."""
        for project in self.projects[: self.held]:
            self.truth(project.key)

    def advance(self, now: datetime) -> list[tuple[str, Event]]:
        """Let everything happen that is due by `now`; the same seed gives the same events."""
        until = now.timestamp()
        happened = []
        while turn := self._schedule.take(until):
            moment = datetime.fromtimestamp(max(self.now + 1, int(turn.at)), UTC)
            same = (self.change(turn.key, turn.kind, moment, turn.author) for _ in range(turn.times))
            happened += [(turn.key, event) for event in same]
        self.now = max(self.now, int(until))
        return happened

    @property
    def next_event(self) -> float | None:
        """Unix time on the world's clock at which `advance` will next do something."""
        turn = self._schedule.next
        return turn.at if turn else None

    @cached_property
    def _schedule(self) -> Schedule:
        return Schedule(self.seed, self.start.timestamp(), self.projects, self._opening)

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
