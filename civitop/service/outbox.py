"""Notices on their way out: each arrives once at each place, however often it must be tried and whoever restarts us.

What waits is kept in the store before it is sent, so that a process that is killed loses nothing; a place that was
told and did not say so (a connection that was cut) is told again, with the same id.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable, Mapping
from datetime import datetime, timedelta

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from civitop.decoders import json_decoder
from civitop.errors import StoreError
from civitop.polling.events import Event, RoundFinished
from civitop.polling.ingest import Clock
from civitop.reading.feed import Feed
from civitop.service.notices import Notice, Rounds, of_changes, of_event
from civitop.store.notes import Notes
from civitop.store.values import readable

NOTE = "notify/outbox"
CLAIM = "notify/told-by/"
"""Begins the notes of a shared store that say which machine tells a notice."""
MOST_WAITING = 500
"""Notices that wait at most; the oldest are given up for newer ones."""
MOST_TOLD = 2000
"""Ids that are remembered."""
FIRST_PAUSE, LONGEST_PAUSE = timedelta(seconds=5), timedelta(hours=1)
"""Each pause before a further try is twice the one before."""
GIVE_UP = timedelta(days=3)
"""A place that takes nothing for so long has other troubles."""

log = logging.getLogger("civitop.service.notify")

Send = Callable[[Notice], Awaitable[None]]
"""Tells one place one notice; raises `Undelivered`."""


class Undelivered(Exception):
    """A notice did not arrive; the text says why, without a secret. `pause` is what the place asked for."""

    def __init__(self, why: str, pause: timedelta | None = None) -> None:
        super().__init__(why)
        self.pause = pause


class Waiting(Struct, frozen=True):
    """A notice that has not arrived at a place."""

    notice: Notice
    place: str
    since: datetime
    due: datetime
    tries: int = 0


class _Kept(Struct, frozen=True):
    """What the store keeps between two processes."""

    seen: datetime | None = None
    """Until when what changed was looked at; `None`: never, and what was before is nobody's news."""
    told: tuple[str, ...] = ()
    failing: dict[str, datetime] = {}
    waiting: tuple[Waiting, ...] = ()


class Outbox:
    """Turns events into notices and gets them to their places."""

    def __init__(self, store: Notes, clock: Clock, sharer: str | None = None) -> None:
        """Take up what an earlier process left in the store.

        `sharer` is the name of this machine where several tell what happens in one store: each notice is then told
        by the one that claims it first.
        """
        self._store = store
        self._clock = clock
        self._sharer = sharer
        self._note = NOTE if sharer is None else f"{NOTE}/{sharer}"
        held = store.get(self._note)
        self._kept = (held and readable(lambda: json_decoder(_Kept).decode(held))) or _Kept()
        self._rounds = Rounds(self._kept.failing)
        self._places: Mapping[str, Send] = {}
        self._kinds: frozenset[str] = frozenset()
        self._wake = asyncio.Event()
        self._writing = asyncio.Lock()

    @property
    def waiting(self) -> tuple[Waiting, ...]:
        """Return what has not arrived yet."""
        return self._kept.waiting

    def use(self, places: Mapping[str, Send], kinds: Iterable[str]) -> None:
        """Send notices of these kinds to these places from now on; what waits for a place that is gone is dropped."""
        self._places, self._kinds = dict(places), frozenset(kinds)
        self._kept = replace(self._kept, waiting=tuple(w for w in self._kept.waiting if w.place in places))

    async def catch_up(self, feed: Feed) -> None:
        """Take what changed while nobody was there to tell it; to be called before the first round."""
        seen = self._kept.seen
        if seen is not None:
            changes = await asyncio.to_thread(feed.changes)
            await self._add(of_changes(tuple(change for change in reversed(changes) if change.at >= seen)))
        self._kept = replace(self._kept, seen=seen or self._clock())
        await self._save()

    async def take(self, event: Event) -> None:
        """Note what an event is worth telling, in the store where there is anything."""
        new = await self._add([*of_event(event), *self._rounds.after(event)])
        if isinstance(event, RoundFinished):
            self._kept = replace(self._kept, seen=event.at, failing=self._rounds.failing)
        if new or isinstance(event, RoundFinished):
            await self._save()

    async def _add(self, notices: Iterable[Notice]) -> bool:
        told = set(self._kept.told)
        fresh = [n for n in notices if n.kind in self._kinds and n.id not in told and self._places]
        if self._sharer is not None and fresh:
            fresh = await asyncio.to_thread(self._claimed, fresh, self._sharer)
        if not fresh:
            return False
        now = self._clock()
        waiting = [
            *self._kept.waiting,
            *(Waiting(n, place, now, now) for n in fresh for place in self._places),
        ]
        if len(waiting) > MOST_WAITING:
            log.error("%d notices were given up: too many wait.", len(waiting) - MOST_WAITING)
        self._kept = replace(
            self._kept,
            told=(*self._kept.told, *(n.id for n in fresh))[-MOST_TOLD:],
            waiting=tuple(waiting[-MOST_WAITING:]),
        )
        self._wake.set()
        return True

    def _claimed(self, notices: Iterable[Notice], sharer: str) -> list[Notice]:
        """Return the notices that no other process of the store tells."""
        me = sharer.encode()
        try:
            return [each for each in notices if self._store.keep(f"{CLAIM}{each.id}", me) == me]
        except StoreError as error:
            log.warning("A notice was not told, because the store does not answer: %s", error)
            return []

    async def _save(self) -> None:
        """Write what is to survive this process; a store that takes nothing now is no reason to tell nobody."""
        async with self._writing:
            try:
                await asyncio.to_thread(self._store.put, self._note, msgspec.json.encode(self._kept))
            except StoreError as error:
                log.warning("What is to be told could not be kept: %s", error)

    async def deliver(self) -> None:
        """Send what waits, for ever: at once, and after growing pauses what did not arrive."""
        while True:
            self._wake.clear()
            now = self._clock()
            for each in [w for w in self._kept.waiting if w.due <= now]:
                await self._try(each)
            pause = min((w.due - self._clock() for w in self._kept.waiting), default=LONGEST_PAUSE)
            try:
                await asyncio.wait_for(self._wake.wait(), max(pause.total_seconds(), 0))
            except TimeoutError:
                continue

    async def _try(self, waiting: Waiting) -> None:
        send = self._places.get(waiting.place)
        if send is None:
            return await self._settle(waiting, None)
        try:
            await send(waiting.notice)
        except Undelivered as error:
            await self._settle(waiting, self._later(waiting, error))
        else:
            await self._settle(waiting, None)

    def _later(self, waiting: Waiting, error: Undelivered) -> Waiting | None:
        """Return when it is tried again; `None` where it is given up."""
        now = self._clock()
        if now - waiting.since > GIVE_UP:
            log.error("A notice was given up; the %s took nothing for three days: %s", waiting.place, error)
            return None
        pause = max(min(FIRST_PAUSE * 2 ** min(waiting.tries, 16), LONGEST_PAUSE), error.pause or timedelta())
        if waiting.tries == 0:  # later tries say nothing new
            log.warning("The %s did not take a notice (%s); it is tried again.", waiting.place, error)
        return replace(waiting, due=now + min(pause, GIVE_UP), tries=waiting.tries + 1)

    async def _settle(self, old: Waiting, new: Waiting | None) -> None:
        """Exchange what waits, or take it off."""
        rest = [new if each == old else each for each in self._kept.waiting]
        self._kept = replace(self._kept, waiting=tuple(each for each in rest if each is not None))
        await self._save()
