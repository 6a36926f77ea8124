"""The poll loop: forges → store → health → events. It fulfils `civitop.reading.feed.Feed`.

A round asks every forge at the same time, each by its own collector. What a collector yields is
merged, kept and measured in a thread, one repository after the other, so that the event loop (and
the screen that lives on it) is never held; every step ends in an event. A round that is cut off at any
moment loses nothing: what was kept carries its fingerprint, and the next round asks for the rest.
"""

import asyncio
import contextlib
import logging
import time
from collections.abc import AsyncIterator, Callable
from datetime import datetime
from threading import Lock

from msgspec import Struct

from civitop.config.settings import NetworkSettings
from civitop.errors import StoreError
from civitop.health import Snapshot
from civitop.i18n.message import Phrase, say
from civitop.polling import events as ev
from civitop.polling.all_forges import AllForges
from civitop.polling.along import Along
from civitop.polling.broken_round import with_broken
from civitop.polling.collector import Budget, Budgets, Collector, Cost
from civitop.polling.depth.progress import DepthProgress
from civitop.polling.events.queue import EventQueue
from civitop.polling.forge_round import Tally
from civitop.polling.gc_tuning import settle, tidy
from civitop.polling.ingest import Clock, Keeper
from civitop.polling.listing import listing_key
from civitop.polling.on_demand.readings import Readings
from civitop.polling.shares import Shares
from civitop.reading.store_reader import Setup, StoredFeed
from civitop.store import Store

log = logging.getLogger(__name__)

EAR = 1.0
"""Seconds between two questions to the store for what other processes told."""


class Work(Struct, frozen=True):
    """What a round has to do at one forge, as far as the store can tell."""

    first: int
    known: int
    unlisted: int
    """Sources that were never listed: nobody knows yet how many repositories they hold."""


class Watch(StoredFeed):
    """Polls networks into a store; made by the command line, read by screens and headless commands."""

    def __init__(
        self,
        store: Store,
        setup: Setup,
        *,
        clock: Clock,
        reload: Callable[[], Setup | None] = lambda: None,
        trouble: Callable[[], Phrase | None] = lambda: None,
        follow: bool = False,
        jitter: Callable[[], float] = lambda: 0.0,
        timer: Callable[[], float] = time.monotonic,
        shares: Shares | None = None,
    ) -> None:
        """Make the loop over an open store; nothing is asked before `events` or `round` is iterated.

        `reload` is asked every second between rounds and returns a new setup when the configuration
        changed; `trouble` says why a change was not taken up. With `follow` another process polls the
        store: this one only reads what that one wrote. With `shares` several poll, each its share. `jitter` returns
        by which share of the time between rounds the next one is put off, drawn anew each time: pollers that were
        started together must not ask together for ever. `timer` gives the seconds by which rests are measured.
        """
        super().__init__(store, setup, clock)
        self._reload = reload
        self._trouble = trouble
        self._follow = follow
        self._jitter = jitter
        self._timer = timer
        self._due = 0.0
        """When the next round is due, by the timer."""
        self._shares = shares
        self._along = Along(store, clock)
        self._budgets = Budgets()
        self._queue = EventQueue()
        self._wake = asyncio.Event()
        self._cut_off = False
        """Whether the last round ended before its end, because the share changed."""
        self._paused = False
        self._collectors: dict[str, Collector] = {}
        self._making = Lock()
        self._readings = Readings(store, lambda: self._keeper, self._collector, self._tell)
        self._broken: dict[str, Phrase] = {}
        """Why a forge's last round broke off, where the store could not be told."""

    @property
    def problem(self) -> str | None:
        """Return why a changed configuration was not taken up, in the language in use."""
        trouble = self._trouble()
        return None if trouble is None else str(trouble)

    @property
    def follows(self) -> bool:
        """Return whether all that is polled is polled by other processes."""
        return not self._ours()

    def _ours(self) -> tuple[NetworkSettings, ...]:
        """Return the networks that this process polls."""
        if self._follow:
            return ()
        networks = self._setup.networks
        return networks if self._shares is None else tuple(n for n in networks if n.id in self._shares.held)

    def plan(self) -> list[tuple[str, Work, Cost]]:
        """Return for each forge what the next round would ask and cost at most; nothing is asked."""
        plans = []
        entries = self._store.entries(self._ids())
        for forge in self._setup.collectors:
            collector = self._collector(forge)
            own = [entry for id, entry in entries.items() if id.startswith(f"{forge}:")]
            known = sum(entry.fingerprint is not None for entry in own)
            unlisted = sum(
                len([source for source in network.watch if source.forge == forge])
                for network in self._setup.networks
                if self._store.get(listing_key(network.id, forge)) is None
            )
            work = Work(len(own) - known, known, unlisted)
            plans.append((forge, work, collector.plan(work.first + unlisted, known, 0)))
        return plans

    # ------------------------------------------------------------ the loop

    def poll_now(self) -> None:
        """Ask for a round; one that is already running is not doubled."""
        self._wake.set()

    def pause(self, paused: bool) -> None:
        """Stop starting rounds, or go on."""
        self._paused = paused
        if not paused:
            self._wake.set()

    def told(self, news: Budget | DepthProgress) -> None:
        """Take what a collector says of itself; this is the `notify` that collectors are made with."""
        if isinstance(news, Budget):
            self._budgets.take(news)
            self._queue.put_nowait(ev.BudgetChanged(news))
        else:
            self._queue.put_nowait(ev.Deepening(news))

    def no_depth(self, repository: str) -> Phrase | None:
        """Return why the whole history of a repository is not read here; `None`: `deepen` reads it."""
        if self._follow or self._store.read_only:
            return say("Another civitop polls into this store, and this one only reads what that one keeps.")
        if repository.partition(":")[0] not in self._setup.collectors:
            return say("This is the stored state: civitop was started without polling.")
        return None

    def deepen(self, repository: str) -> None:
        """Begin to read the whole history of a repository; `Deepening` tells how far it is and why it ended."""
        self._readings.begin(repository)

    def stop_deepening(self, repository: str) -> bool:
        """Give up the reading of a whole history; return whether one was under way."""
        return self._readings.stop(repository)

    async def events(self) -> AsyncIterator[ev.Event]:
        """Yield what happens, round after round, for ever."""
        try:
            while True:
                self._wake.clear()
                async for event in self.round():
                    yield event
                tidy()
                async with self._shares.kept() if self._shares else contextlib.nullcontext():
                    async for event in self._rest():
                        yield event
        finally:
            await self.aclose()

    def _collector(self, forge: str) -> Collector:
        """Return the collector of a forge, made at the first call."""
        with self._making:
            if forge not in self._collectors:
                self._collectors[forge] = self._setup.collectors[forge]()
                settle()
            return self._collectors[forge]

    async def aclose(self) -> None:
        """Close what collectors hold open, and give up what is polled; a further round begins anew."""
        if self._shares is not None:
            await asyncio.to_thread(self._shares.leave)
        await self._close_collectors()

    async def _close_collectors(self) -> None:
        await self._readings.close()
        while self._collectors:
            _, collector = self._collectors.popitem()
            await collector.aclose()

    async def _rest(self) -> AsyncIterator[ev.Event]:
        """Yield what other processes write, until the next round is due or asked for.

        A pause lasts until it is lifted. A configuration that changed ends the wait as well, and so does a
        network that this process is to poll from now on.
        """
        polled = self._ours()
        while self._paused or ((left := self._due - self._timer()) > 0 and not self._wake.is_set()):
            async for event in self._queue.until_set(self._wake, EAR if self._paused else min(left, EAR)):
                yield event
            if self._paused:
                self._wake.clear()
            for event in await self._news():
                yield event
            if not self._paused and any(network not in polled for network in self._ours()):
                return  # another process that polled it lives no more
            if (setup := await asyncio.to_thread(self._reload)) is not None:
                given_up = await self._readings.close()
                await self._close_collectors()
                await asyncio.to_thread(self._exchange, setup)
                self._readings.begin(*given_up)  # by the new configuration
                return

    async def _news(self) -> list[ev.Event]:
        """Return what other processes have told; a store that does not answer is asked again."""
        if not self._store.shared:
            return []
        try:
            return await asyncio.to_thread(self._along.news, self._keeper, self._is_others)
        except StoreError as error:
            log.info("nothing can be heard of others: %s", error)
            return []

    def _is_others(self, network: str) -> bool:
        return network not in {each.id for each in self._ours()}

    def _exchange(self, setup: Setup) -> None:
        """Go on with another configuration: every repository is measured anew by it."""
        self._setup = setup
        if self._shares is not None:
            self._shares.networks = [network.id for network in setup.networks]
        self._keeper = Keeper(self._store, setup.networks, setup.measurers, self._clock)
        for network in setup.networks:
            self._keeper.teach(network.id)

    async def round(self, *, forever: bool = True) -> AsyncIterator[ev.Event]:
        """Yield the events of one round; ends with `RoundFinished`."""
        started = time.monotonic()
        now = self._clock()
        before = self._budgets.spent()
        yield ev.RoundStarted(now, tuple(n.id for n in self._setup.networks), len(self._ids()))
        tally = Tally()
        work = asyncio.create_task(self._read_along(tally) if self._follow else self._work(tally))
        try:
            async for event in self._queue.until(work):
                yield event
        finally:
            work.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await work
        at = self._clock()
        rest = self._setup.every * (1 + self._jitter())
        self._due = self._timer() + rest.total_seconds()
        yield ev.RoundFinished(
            at=at,
            seconds=time.monotonic() - started,
            collected=tally.collected,
            unchanged=tally.unchanged,
            failed=tally.failed,
            spent=self._budgets.since(before),
            next_at=at + rest if forever else None,
        )

    async def _work(self, tally: Tally) -> None:
        """Poll what is this process's to poll, and read along in the rest."""
        if self._shares is None:
            await (self._read_along(tally) if self._follow else self._poll(self._setup.networks, tally))
            return
        had = self._shares.held
        await self._tell_news()  # it listens before it takes over: what the last poller still writes is heard
        try:
            ours = await self._shares.begin()
            self._keeper.renew(ours - had)
        except StoreError as error:
            log.error("the round broke off: %s", error)
            tally.failed += 1
            for forge in self._setup.collectors:
                self._queue.put_nowait(ev.Failed(forge, error.phrase, None))
            return
        async with self._shares.kept():
            differs = asyncio.create_task(self._shares.other_than(ours))
            over = asyncio.Event()
            reading = asyncio.create_task(self._read_on(over))
            polling = asyncio.create_task(self._poll(self._ours(), tally))
            try:
                await asyncio.wait({polling, differs}, return_when=asyncio.FIRST_COMPLETED)
                if polling.done():
                    await polling
                    if self._cut_off:
                        # What that round had written is told, though it could not tell it itself.
                        self._cut_off = False
                        await self._read_along(tally)
                else:  # a round that is cut off loses nothing: that of the new share begins at once
                    self._cut_off = True
                    self._wake.set()
            finally:
                over.set()  # what it has heard by then is told: cancelled, it would be lost
                for task in (differs, polling):
                    task.cancel()
                await asyncio.gather(differs, reading, polling, return_exceptions=True)

    async def _poll(self, networks: tuple[NetworkSettings, ...], tally: Tally) -> None:
        if networks:
            polled = AllForges(
                networks, self._store, self._keeper, self._clock, self._tell, tally, self._broken
            )
            forges = {source.forge for network in networks for source in network.watch}
            asked = [forge for forge in self._setup.collectors if forge in forges]
            await polled.run(asked, self._collector, self._collectors)

    def _tell(self, event: ev.Event) -> None:
        if self._store.shared:
            self._along.told(event)
        self._queue.put_nowait(event)

    async def _read_on(self, over: asyncio.Event) -> None:
        """Tell what other processes write until the round is over."""
        while not over.is_set():
            await self._tell_news()
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(over.wait(), EAR)

    async def _tell_news(self) -> None:
        for event in await self._news():
            self._queue.put_nowait(event)

    def snapshot(self, asof: datetime | None = None) -> Snapshot:
        """Return the present state, or that of a past moment; what could not be asked says so."""
        found = super().snapshot(asof)
        return found if asof else with_broken(found, self._broken, self._setup.networks)

    async def _read_along(self, tally: Tally) -> None:
        """Report what the process that polls has written since this one last looked."""
        for event in await asyncio.to_thread(self._along.everything, self._keeper, self._is_others):
            tally.collected += isinstance(event, ev.Collected)
            self._queue.put_nowait(event)
