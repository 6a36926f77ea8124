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
from datetime import datetime, timedelta

from msgspec import Struct

from civitop.errors import CivitopError, StoreError
from civitop.health import Snapshot
from civitop.i18n.message import Phrase, say
from civitop.polling import events as ev
from civitop.polling.broken_round import note_broken, with_broken
from civitop.polling.collector import Budget, Collector, Cost, Spent
from civitop.polling.events import Event
from civitop.polling.forge_round import ForgeRound, Tally
from civitop.polling.gc_tuning import settle
from civitop.polling.ingest import Clock, Keeper
from civitop.polling.listing import listing_key
from civitop.reading.store_reader import Setup, StoredFeed
from civitop.store import Store

HEAD_START = 0.4
"""Seconds that a forge which is asked for the first time has before the next one's libraries are loaded: they
would take its processor time, and nobody would have figures sooner."""

RETENTION = timedelta(days=30)
"""How long facts of a repository are kept that no network has any more; docs/privacy.md promises it."""


LOOK = 1.0
"""Seconds between two looks at the configuration while nothing is asked."""


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
    ) -> None:
        """Make the loop over an open store; nothing is asked before `events` or `round` is iterated.

        `reload` is asked every second between rounds and returns a new setup when the configuration
        changed; `trouble` says why a change was not taken up. With `follow` another process polls the
        store: this one only reads what that one wrote. `jitter` returns by which share of the time between
        rounds the next one is put off, drawn anew each time: pollers that were started together must not ask
        together for ever. `timer` gives the seconds by which rests are measured.
        """
        super().__init__(store, setup, clock)
        self._reload = reload
        self._trouble = trouble
        self._follow = follow
        self._jitter = jitter
        self._timer = timer
        self._due = 0.0
        """When the next round is due, by the timer."""
        self._budgets: dict[tuple[str, str], Budget] = {}
        self._queue: asyncio.Queue[Event] = asyncio.Queue()
        self._wake = asyncio.Event()
        self._paused = False
        self._collectors: dict[str, Collector] = {}
        self._seen: dict[str, datetime | None] = {}
        self._broken: dict[str, Phrase] = {}
        """Why a forge's last round broke off, where the store could not be told."""

    @property
    def problem(self) -> str | None:
        """Return why a changed configuration was not taken up, in the language in use."""
        trouble = self._trouble()
        return None if trouble is None else str(trouble)

    @property
    def follows(self) -> bool:
        """Return whether another process polls into the store."""
        return self._follow

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

    def budget_changed(self, budget: Budget) -> None:
        """Take what a collector says of its budget; this is the `notify` that collectors are made with."""
        self._budgets[budget.forge, budget.pool] = budget
        self._queue.put_nowait(ev.BudgetChanged(budget))

    async def events(self) -> AsyncIterator[Event]:
        """Yield what happens, round after round, for ever."""
        try:
            while True:
                self._wake.clear()
                async for event in self.round():
                    yield event
                await self._rest()
        finally:
            await self.aclose()

    def _collector(self, forge: str) -> Collector:
        """Return the collector of a forge, made at the first call."""
        if forge not in self._collectors:
            self._collectors[forge] = self._setup.collectors[forge]()
            settle()
        return self._collectors[forge]

    async def aclose(self) -> None:
        """Close what collectors hold open; a further round makes new ones."""
        while self._collectors:
            _, collector = self._collectors.popitem()
            await collector.aclose()

    async def _rest(self) -> None:
        """Wait until the next round is due or asked for; a pause lasts until it is lifted.

        A configuration that changed ends the wait as well.
        """
        while self._paused or ((left := self._due - self._timer()) > 0 and not self._wake.is_set()):
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._wake.wait(), LOOK if self._paused else min(left, LOOK))
            if self._paused:
                self._wake.clear()
            if (setup := await asyncio.to_thread(self._reload)) is not None:
                await self.aclose()
                await asyncio.to_thread(self._exchange, setup)
                return

    def _exchange(self, setup: Setup) -> None:
        """Go on with another configuration: every repository is measured anew by it."""
        self._setup = setup
        self._keeper = Keeper(self._store, setup.networks, setup.measurers, self._clock)
        for network in setup.networks:
            self._keeper.teach(network.id)

    async def round(self, *, forever: bool = True) -> AsyncIterator[Event]:
        """Yield the events of one round; ends with `RoundFinished`."""
        started = time.monotonic()
        now = self._clock()
        before = self._spent()
        yield ev.RoundStarted(now, tuple(n.id for n in self._setup.networks), len(self._ids()))
        tally = Tally()
        work = asyncio.create_task(self._read_along(tally) if self._follow else self._work(tally))
        try:
            async for event in _drain(self._queue, work):
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
            spent={forge: _less(spent, before.get(forge)) for forge, spent in self._spent().items()},
            next_at=at + rest if forever else None,
        )

    async def _work(self, tally: Tally) -> None:
        """Ask all forges at once, then measure again what the round taught about people."""
        try:
            await asyncio.to_thread(self._drop_removed)
            async with asyncio.TaskGroup() as forges:
                for forge in self._setup.collectors:
                    known = forge in self._collectors
                    task = forges.create_task(self._guarded(forge, tally))
                    if not known:
                        await asyncio.wait({task}, timeout=HEAD_START)
            await self._relearn()
        except StoreError as error:  # of our own steps: a full disk, for one
            logging.getLogger(__name__).error("the round broke off: %s", error)
            tally.failed += 1
            for forge in self._setup.collectors:
                self._broken[forge] = error.phrase
                self._queue.put_nowait(ev.Failed(forge, error.phrase, None))

    def _drop_removed(self) -> None:
        """Let the store forget what only sources listed that are no longer in the configuration.

        Facts stay for `RETENTION`: whoever puts a source back has not lost them.
        """
        for network in self._setup.networks:
            self._store.drop_sources(network.id, tuple(map(str, network.watch)))
        self._store.forget_unwatched(self._clock() - RETENTION)

    async def _guarded(self, forge: str, tally: Tally) -> None:
        """Ask one forge; what breaks its round off is told of all that has no answer, and stops no other forge."""
        self._broken.pop(forge, None)
        settled: set[str] = set()
        try:
            collector = await asyncio.to_thread(self._collector, forge)
            networks = self._setup.networks
            tell = self._queue.put_nowait
            asked = ForgeRound(
                forge, collector, networks, self._store, self._keeper, self._clock, tell, tally
            )
            settled = asked.settled
            await asked.run()
        except Exception as error:  # every kind: what it was is told and logged
            if isinstance(error, CivitopError):
                broken = error.phrase
            else:
                logging.getLogger(__name__).exception("the round over %s broke off", forge)
                broken = say(
                    "The round over {forge} broke off ({why}); the next one goes on.",
                    forge=forge,
                    why=type(error).__name__,
                )
            tally.failed += 1
            self._queue.put_nowait(ev.Failed(forge, broken, None))
            for event in await asyncio.to_thread(self._note_broken, forge, broken, settled):
                tally.failed += isinstance(event, ev.Failed)
                self._queue.put_nowait(event)

    def _note_broken(self, forge: str, why: Phrase, settled: set[str]) -> list[Event]:
        """Keep why a forge's round broke off; where the store takes no more, `snapshot` says so all the same."""
        networks = self._setup.networks
        try:
            return note_broken(forge, why, settled, networks, self._store, self._keeper, self._clock)
        except StoreError:
            self._broken[forge] = why
            return []

    def snapshot(self, asof: datetime | None = None) -> Snapshot:
        """Return the present state, or that of a past moment; what could not be asked says so."""
        found = super().snapshot(asof)
        return found if asof else with_broken(found, self._broken, self._setup.networks)

    async def _relearn(self) -> None:
        """Measure again where what was learnt may change who stands behind contributions."""
        for network in await asyncio.to_thread(self._keeper.taught):
            for id in [id for id, of in self._keeper.network_of.items() if of == network]:
                event = await asyncio.to_thread(self._keeper.remeasure, id, False)
                if event is not None:
                    self._queue.put_nowait(event)
            await asyncio.to_thread(self._keeper.relearnt, network)

    async def _read_along(self, tally: Tally) -> None:
        """Report what the process that polls has written since this one last looked."""
        await asyncio.to_thread(self._keeper.read_membership)
        healths = await asyncio.to_thread(self._store.healths, self._ids())
        for id, health in healths.items():
            if self._seen.get(id) != health.collected_at:
                self._seen[id] = health.collected_at
                tally.collected += 1
                self._queue.put_nowait(ev.Collected(health))

    def _spent(self) -> dict[str, Spent]:
        spent: dict[str, Spent] = {}
        for (forge, _), budget in self._budgets.items():
            old, new = spent.get(forge, Spent()), budget.spent
            spent[forge] = Spent(old.requests + new.requests, old.points + new.points, old.bytes + new.bytes)
        return spent


def _less(spent: Spent, before: Spent | None) -> Spent:
    """Return what was spent since `before`."""
    old = before or Spent()
    return Spent(spent.requests - old.requests, spent.points - old.points, spent.bytes - old.bytes)


async def _drain(queue: asyncio.Queue[Event], work: asyncio.Task[None]) -> AsyncIterator[Event]:
    """Yield what arrives in the queue until the work is done and the queue is empty; raises its error."""
    while True:
        getter = asyncio.ensure_future(queue.get())
        await asyncio.wait({getter, work}, return_when=asyncio.FIRST_COMPLETED)
        if getter.done():
            yield getter.result()
            continue
        getter.cancel()
        while not queue.empty():
            yield queue.get_nowait()
        await work
        return
