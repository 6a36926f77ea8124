"""Notices on their way out: each arrives once at each place, however often it must be tried and whoever restarts us.

What waits is kept in the store before it is sent, so that a process that is killed loses nothing; a place that was
told and did not say so (a connection that was cut), or told by a process that was killed before it had noted so, is
told again, with the same id. Of several processes that poll one store one tells each notice (`civitop.service.kept`).
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable, Mapping
from datetime import timedelta

import msgspec
from msgspec.structs import replace

from civitop.errors import StoreError
from civitop.polling.events import Event, RoundFinished, RoundStarted
from civitop.polling.ingest import Clock
from civitop.reading.feed import Feed
from civitop.service.kept import NOTE, Sharers, Waiting, kept_of, together
from civitop.service.notices import Notice, Rounds, of_changes, of_event
from civitop.store import Store

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


class Outbox:
    """Turns events into notices and gets them to their places."""

    def __init__(self, store: Store, clock: Clock, sharer: str | None = None) -> None:
        """Take up what an earlier process left in the store.

        `sharer` is the name of this process among those that poll one store and tell what happens there; what an
        earlier one left is then taken up by `catch_up` and at each round, when it is heard of no more.
        """
        self._store = store
        self._clock = clock
        self._sharers = None if sharer is None else Sharers(store, sharer)
        self._note = NOTE if self._sharers is None else self._sharers.note
        self._kept = kept_of(store.get(self._note))
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
        await self._inherit()
        seen = await asyncio.to_thread(self._sharers.seen) if self._sharers else self._kept.seen
        if seen is not None:
            changes = await asyncio.to_thread(feed.changes)
            self._add(of_changes(tuple(change for change in reversed(changes) if change.at >= seen)))
        self._kept = replace(self._kept, seen=seen or self._clock())
        await self._save()

    async def take(self, event: Event) -> None:
        """Note what an event is worth telling, in the store where there is anything."""
        if isinstance(event, RoundStarted | RoundFinished):
            await self._inherit()
        new = self._add([*of_event(event), *self._rounds.after(event)])
        if isinstance(event, RoundFinished):
            self._kept = replace(self._kept, seen=event.at, failing=self._rounds.failing)
        if new or isinstance(event, RoundFinished):
            await self._save()

    def _add(self, notices: Iterable[Notice]) -> bool:
        told = set(self._kept.told)
        fresh = [n for n in notices if n.kind in self._kinds and n.id not in told and self._places]
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

    async def _inherit(self) -> None:
        """Take over what waits of processes that are heard of no more."""
        if self._sharers is None or not self._places:
            return
        async with self._writing:
            try:
                more = await asyncio.to_thread(self._sharers.inherit, self._kept, tuple(self._places))
            except StoreError as error:
                log.warning("What others left to be told could not be taken over: %s", error)
                return
            self._kept = together(self._kept, more)
        self._rounds.also(more.failing)
        self._wake.set()

    async def _save(self) -> None:
        """Write what is to survive this process; a store that takes nothing now is no reason to tell nobody.

        Among several a process without a place writes nothing: what it has looked at was told to nobody. Who is
        stopped amid it ends when it is written: what has arrived would be told again by the next process.
        """
        if self._sharers is not None and not self._places:
            return
        writing = asyncio.create_task(self._write())
        try:
            await asyncio.shield(writing)
        except asyncio.CancelledError:
            await asyncio.wait({writing})
            raise

    async def _write(self) -> None:
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
        try:
            if send is None or not await self._ours(waiting.notice):
                return await self._settle(waiting, None)
            await send(waiting.notice)
        except Undelivered as error:
            await self._settle(waiting, self._later(waiting, error))
        else:
            await self._settle(waiting, None)

    async def _ours(self, notice: Notice) -> bool:
        """Return whether it is this process that tells a notice; asked at each try: it may have been given up."""
        if self._sharers is None:
            return True
        try:
            async with (
                self._writing
            ):  # what is claimed stands in the note: who dies of it leaves it to others
                return await asyncio.to_thread(self._sharers.ours, notice)
        except StoreError as error:
            raise Undelivered(f"whose it is cannot be read: {error}") from error

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
