"""What a face (dashboard, headless command) may ask of the core while it runs.

`civitop.watch.Watch` fulfils it over a store and collectors; tests of screens make one by hand.
"""

from collections.abc import AsyncIterator, Sequence
from datetime import date, datetime
from typing import Literal, Protocol

from msgspec import Struct

from civitop.change import Change
from civitop.health import Health, Snapshot
from civitop.i18n.message import Phrase, say
from civitop.model import Release, Tag
from civitop.people.affiliation.base import Affiliation
from civitop.polling.events import Event
from civitop.reading.pages import Pages
from civitop.signals.truck_factor.knowledge import Knowledge
from civitop.tasks import Task

Standing = Literal["new", "steady", "drifting", "gone"]
"""Whether somebody came in the last 90 days, last wrote 180 to 365 days ago, or longer ago (CHAOSS)."""


class Doings(Struct, frozen=True):
    """How often somebody did what only few can, in 365 days; `None` where nobody did it, or the forge does not say."""

    answers: int | None = None
    reviews: int | None = None
    merges: int | None = None
    releases: int | None = None


class PersonRow(Struct, frozen=True):
    """One person of a repository in the last 365 days, as screens list them; no address in it."""

    name: str
    login: str | None
    commits: int
    share: float
    """Share of the commits of all people in the window, 0 to 1."""
    first: datetime
    last: datetime
    affiliation: Affiliation
    since: datetime | None = None
    """Their first commit that is held."""
    standing: Standing = "steady"
    did: Doings = Doings()


class OtherRow(Struct, frozen=True):
    """Somebody who wrote nothing in the last 365 days: gone, or doing other things; no address in it."""

    name: str
    login: str | None
    last: datetime | None
    """Their last commit, where one is held."""
    did: Doings = Doings()


class LeftOutRow(Struct, frozen=True):
    """A bot or an AI agent that was left out of the people of the last 365 days; no address in it."""

    name: str
    login: str | None
    agent: bool
    """An AI agent, and no other automation."""
    commits: int
    """As author or as co-author."""
    other: int
    """Issues and change requests that it opened, comments and reviews."""


class WaitingItem(Struct, frozen=True):
    """An issue or change request that waits for somebody, oldest first in its list."""

    number: int
    title: str
    url: str
    """Empty where the forge's address is not known."""
    opened_at: datetime
    kind: str
    """`issue` or `change request`; a message for `_`, as is `why`."""
    why: str
    """`unanswered` for an issue, `needs review` for a change request."""


class Waits(Struct, frozen=True, kw_only=True):
    """How long something took, and how long it has been waited for where it has not come; in days, ascending."""

    took: tuple[float, ...] = ()
    waiting: tuple[float, ...] = ()
    unclear: int = 0
    """Those of which it is not known."""


class Reviewed(Struct, frozen=True, kw_only=True):
    """Change requests that were merged in 90 days, by whether another person than the author reviewed them."""

    by_another: int
    by_nobody: int
    unclear: int
    """Those of which not all reviews are held."""


class History(Struct, frozen=True, kw_only=True):
    """What is held of a project's history, and what of it was read in depth."""

    commits: int
    """Commits that are held."""
    whole: bool
    """Whether these are all there are."""
    local: bool
    """Whether it is read from a clone on this machine anyway: only what is new has to be fetched, if anything."""
    read_at: datetime | None = None
    """When the whole of it was read; `None`: never."""
    behind: bool = False
    """Whether there are newer commits than those that were read."""


class ProjectReport(Struct, frozen=True, kw_only=True):
    """One repository in depth: more than its health says, and not kept in memory for all of them."""

    health: Health
    people: tuple[PersonRow, ...] = ()
    """By commits, descending."""
    left_out: tuple[LeftOutRow, ...] = ()
    """Who counts for nobody: bots and AI agents, by commits, descending."""
    todo: tuple[Task, ...] = ()
    """What is to be done, most urgent first."""
    waiting: tuple[WaitingItem, ...] = ()
    releases: tuple[Release, ...] = ()
    """Newest first."""
    tags: tuple[Tag, ...] = ()
    community: tuple[tuple[str, str | None], ...] = ()
    """What a well-kept public repository has (`README`, `LICENSE`, …) and the path, if any."""
    weekly_commits: tuple[int, ...] = ()
    """52 numbers, oldest week first, bots and merges left out."""
    others: tuple[OtherRow, ...] = ()
    """Who wrote nothing in 365 days: those who do something else first, then those who are gone, the latest first."""
    issue_ages: tuple[float, ...] | None = None
    """Of the open issues, in days, ascending; `None` where not all of them are held."""
    answers: Waits | None = None
    """First answers to the issues that people opened in 90 days; `None` where they are not held."""
    merges: Waits | None = None
    """From opening to merge of what people offered and was merged in 365 days; what is open waits."""
    reviewed: Reviewed | None = None
    queue: tuple[int | None, ...] = ()
    """Open change requests at the ends of the last 12 months and now, oldest first; `None` where not known."""
    knowledge: Knowledge | None = None
    """Who knows which file; `None` where the truck factor is not known."""
    history: History | None = None
    pages: Pages = Pages()
    """Where what stands here is read on the forge."""


class Reading(Protocol):
    """What is read out of the store, and never waits for a forge."""

    def snapshot(self, asof: datetime | None = None) -> Snapshot:
        """Return the present state, or that of a past moment as far as history goes back."""

    def days(self) -> tuple[date, date]:
        """Return the first and last day for which `snapshot` can answer."""

    def changes(self, limit: int = 200) -> tuple[Change, ...]:
        """Return what changed lately, newest first."""

    def report(self, repository: str, asof: datetime | None = None) -> ProjectReport | None:
        """Return one repository in depth, or `None` when nothing is held of it."""

    def acknowledge(self, changes: Sequence[Change]) -> None:
        """Remember that a person has seen these changes."""

    def acknowledged(self, since: datetime) -> frozenset[Change]:
        """Return the changes of `since` and later that were acknowledged, in this session or an earlier one."""

    def last_looked(self) -> datetime | None:
        """Return when a person last looked at these networks; `None`: never."""

    def look(self) -> None:
        """Remember that a person looks at these networks now."""

    def preference(self, key: str) -> bytes | None:
        """Return what a face remembered under a key, in this session or an earlier one; `None`: nothing."""

    def prefer(self, key: str, value: bytes) -> None:
        """Remember how a person likes a face to be; what it means is the face's own business."""

    @property
    def problem(self) -> str | None:
        """Return why a changed configuration was not taken up: the last valid one holds; `None`: all is well."""

    @property
    def follows(self) -> bool:
        """Return whether another civitop polls into the store, so that this one only reads."""


class Feed(Reading, Protocol):
    """Everything a face needs: what is read, and what happens."""

    def events(self) -> AsyncIterator[Event]:
        """Yield what happens, for ever; the first round starts with the first step of the iterator."""

    def poll_now(self) -> None:
        """Ask for a round; one that is already running is not doubled."""

    def pause(self, paused: bool) -> None:
        """Stop starting rounds, or go on."""

    def no_depth(self, repository: str) -> Phrase | None:
        """Return why the whole history of a repository cannot be read here; `None`: `deepen` reads it."""

    def deepen(self, repository: str) -> None:
        """Begin to read a whole history; events tell how far that is, and why it ended."""

    def stop_deepening(self, repository: str) -> bool:
        """Give up the reading of a whole history; return whether one was under way."""


class Still:
    """A feed that stands still at one snapshot: for pictures of a day, or without people."""

    def __init__(self, feed: Reading, snapshot: Snapshot) -> None:
        self._feed = feed
        self._snapshot = snapshot
        self._asof = snapshot.asof

    def snapshot(self, asof: datetime | None = None) -> Snapshot:
        """Return that snapshot, or an earlier one."""
        return self._feed.snapshot(asof) if asof else self._snapshot

    def days(self) -> tuple[date, date]:
        """Return the days of the feed up to that moment."""
        first, _ = self._feed.days()
        return first, self._asof.date()

    def changes(self, limit: int = 200) -> tuple[Change, ...]:
        """Return what had changed by then."""
        return tuple(change for change in self._feed.changes(limit) if change.at <= self._asof)

    def report(self, repository: str, asof: datetime | None = None) -> ProjectReport | None:
        """Return one repository in depth at that moment."""
        return self._feed.report(repository, asof or self._asof)

    async def events(self) -> AsyncIterator[Event]:
        """Yield nothing: a picture does not change."""
        return
        yield

    def poll_now(self) -> None:
        """Do nothing: a picture is not polled."""

    def pause(self, paused: bool) -> None:
        """Do nothing: it stands still anyway."""

    def no_depth(self, repository: str) -> Phrase | None:
        """Return that a picture is what it is."""
        return say("This is a picture of one day: nothing more is read for it.")

    def deepen(self, repository: str) -> None:
        """Do nothing: `no_depth` says why."""

    def stop_deepening(self, repository: str) -> bool:
        """Return that nothing is under way."""
        return False

    def acknowledge(self, changes: Sequence[Change]) -> None:
        """Do nothing: nobody is alerted by a picture."""

    def acknowledged(self, since: datetime) -> frozenset[Change]:
        """Return what was acknowledged of the changes by then."""
        return frozenset(change for change in self._feed.acknowledged(since) if change.at < self._asof)

    def last_looked(self) -> datetime | None:
        """Return nothing: who looks at a picture misses nothing."""
        return None

    def look(self) -> None:
        """Do nothing."""

    def preference(self, key: str) -> bytes | None:
        """Return what the feed remembers."""
        return self._feed.preference(key)

    def prefer(self, key: str, value: bytes) -> None:
        """Hand it on: how a person likes a face to be is no part of the picture."""
        self._feed.prefer(key, value)

    @property
    def problem(self) -> str | None:
        """Return what is wrong with the configuration now."""
        return self._feed.problem

    @property
    def follows(self) -> bool:
        """Return whether another civitop polls into the store."""
        return self._feed.follows
