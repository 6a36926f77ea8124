"""The poll loop: forges → store → health → events. It fulfils `civitop.feed.Feed`.

A round asks every forge at the same time, each by its own collector. What a collector yields is
merged, kept and measured in a thread, one repository after the other, so that the event loop (and
the screen that lives on it) is never held; every step ends in an event. A round that is cut off at any
moment loses nothing: what was kept carries its fingerprint, and the next round asks for the rest.
"""

import asyncio
import contextlib
import logging
import time
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from datetime import date, datetime, timedelta
from fnmatch import fnmatchcase
from typing import TypeVar

import msgspec
from msgspec import Struct

from civitop import events as ev
from civitop.changes import compare
from civitop.collector import Budget, Collected, Collector, Cost, Failure, Known, Source, Spent
from civitop.errors import CivitopError
from civitop.events import Event
from civitop.feed import ProjectReport
from civitop.health import Snapshot
from civitop.measure import Measurer, entry_health
from civitop.merge import merge, thin
from civitop.model import Facts, Profile, Repository
from civitop.report import report_of
from civitop.settings import NetworkSettings
from civitop.signals.base import Project
from civitop.snapshot import days_held, snapshot_of
from civitop.store import Entry, Store

DISCOVER_EVERY = timedelta(hours=6)
"""How often owners and groups are listed again; single repositories and known ones need no listing."""

PROFILE_AGE = timedelta(days=30)
"""How long what an account says about itself is taken for true."""

REMEASURE_AFTER = timedelta(hours=20)
"""Unchanged repositories are measured again once a day: ages and windows move on by themselves."""

Clock = Callable[[], datetime]
T = TypeVar("T")


class _Tally(Struct):
    """What a round did so far."""

    collected: int = 0
    unchanged: int = 0
    failed: int = 0


class Setup(Struct, frozen=True):
    """What a configuration comes to: made by the command line, exchanged when the file changes."""

    networks: tuple[NetworkSettings, ...]
    measurers: Mapping[str, Measurer]
    """By network id."""
    collectors: Mapping[str, Callable[[], Collector]]
    """By forge name, what makes its collector: called once, in a thread at the first round, because some
    libraries take longer to import than the first figures of another forge take to arrive."""
    every: timedelta


class Work(Struct, frozen=True):
    """What a round has to do at one forge, as far as the store can tell."""

    first: int
    known: int
    unlisted: int
    """Sources that were never listed: nobody knows yet how many repositories they hold."""


class Watch:
    """Polls networks into a store; made by the command line, read by screens and headless commands."""

    def __init__(
        self,
        store: Store,
        setup: Setup,
        *,
        clock: Clock,
        reload: Callable[[], Setup | None] = lambda: None,
        trouble: Callable[[], str | None] = lambda: None,
        follow: bool = False,
    ) -> None:
        """Make the loop over an open store; nothing is asked before `events` or `round` is iterated.

        `reload` is asked every second between rounds and returns a new setup when the configuration
        changed; `trouble` says why a change was not taken up. With `follow` another process polls the
        store: this one only reads what that one wrote.
        """
        self._store = store
        self._setup = setup
        self._clock = clock
        self._reload = reload
        self._trouble = trouble
        self._follow = follow
        self._budgets: dict[tuple[str, str], Budget] = {}
        self._queue: asyncio.Queue[Event] = asyncio.Queue()
        self._wake = asyncio.Event()
        self._paused = False
        self._taught: set[str] = set()
        self._collectors: dict[str, Collector] = {}
        self._network_of = self._membership()
        self._seen: dict[str, datetime | None] = {}

    # ------------------------------------------------------------ what faces read (any thread)

    def snapshot(self, asof: datetime | None = None) -> Snapshot:
        """Return the present state out of the store, or that of a past moment."""
        return snapshot_of(self._store, self._setup.networks, self._setup.measurers, self._clock(), asof)

    def days(self) -> tuple[date, date]:
        """Return the first and last day for which `snapshot` can answer."""
        return days_held(self._store, self._ids(), self._clock())

    def changes(self, limit: int = 200) -> tuple[ev.Change, ...]:
        """Return what changed lately, newest first."""
        return self._store.changes(self._ids(), limit)

    def report(self, repository: str, asof: datetime | None = None) -> ProjectReport | None:
        """Return one repository in depth, or `None` when nothing is held of it."""
        entry = self._store.entries((repository,)).get(repository)
        facts = self._store.facts(repository)
        if entry is None or facts is None:
            return None
        measurer = self._measurer(repository)
        moment = asof or self._clock()
        held = None if asof else self._store.healths((repository,)).get(repository)
        project = measurer.project(facts)
        health = held or measurer.measure(project, moment, entry.error)
        return report_of(project, entry_health(entry, health, self._clock()), moment)

    def acknowledge(self, changes: Sequence[ev.Change]) -> None:
        """Remember that a person has seen these changes."""
        self._store.acknowledge(changes, self._clock())

    def acknowledged(self, since: datetime) -> frozenset[ev.Change]:
        """Return the changes of `since` and later that were acknowledged."""
        return self._store.acknowledged(since)

    def last_looked(self) -> datetime | None:
        """Return when a person last looked at these networks; of several the longest ago."""
        held = [self._store.get(f"looked/{network.id}") for network in self._setup.networks]
        return min((datetime.fromisoformat(at.decode()) for at in held if at), default=None)

    def look(self) -> None:
        """Remember that a person looks at these networks now."""
        for network in self._setup.networks:
            self._store.put(f"looked/{network.id}", self._clock().isoformat().encode())

    def preference(self, key: str) -> bytes | None:
        """Return what a face remembered under a key."""
        return self._store.get(f"preference/{key}")

    def prefer(self, key: str, value: bytes) -> None:
        """Remember how a person likes a face to be."""
        self._store.put(f"preference/{key}", value)

    @property
    def problem(self) -> str | None:
        """Return why a changed configuration was not taken up."""
        return self._trouble()

    @property
    def follows(self) -> bool:
        """Return whether another process polls into the store."""
        return self._follow

    def _membership(self) -> dict[str, str]:
        """Return the network of each repository: the first one that lists it, whose thresholds decide."""
        found: dict[str, str] = {}
        for network in self._setup.networks:
            for repository in self._store.members(network.id):
                found.setdefault(repository, network.id)
        return found

    def _ids(self) -> set[str]:
        return set(self._network_of)

    def _measurer(self, repository: str) -> Measurer:
        measurers = self._setup.measurers
        known = measurers.get(self._network_of.get(repository, ""))
        return known or next(iter(measurers.values()))

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
                if self._store.get(f"discovered/{network.id}/{forge}") is None
            )
            work = Work(len(own) - known, known, unlisted)
            plans.append((forge, work, collector.plan(work.first + unlisted, known, 0)))
        return plans

    def people_file(self, network: str) -> str:
        """Return who is still unknown in a network, as an affiliations file to complete."""
        measurer = self._setup.measurers[network]
        held = (self._store.facts(id) for id in self._store.members(network))
        return measurer.people_file(facts for facts in held if facts is not None)

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
        due = time.monotonic() + self._setup.every.total_seconds()
        while self._paused or (time.monotonic() < due and not self._wake.is_set()):
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._wake.wait(), 1.0)
            if self._paused:
                self._wake.clear()
            if (setup := await asyncio.to_thread(self._reload)) is not None:
                await self.aclose()
                await asyncio.to_thread(self._exchange, setup)
                return

    def _exchange(self, setup: Setup) -> None:
        """Go on with another configuration: every repository is measured anew by it."""
        self._setup = setup
        self._network_of = self._membership()
        self._taught.update(network.id for network in setup.networks)

    async def round(self, *, forever: bool = True) -> AsyncIterator[Event]:
        """Yield the events of one round; ends with `RoundFinished`."""
        started = time.monotonic()
        now = self._clock()
        before = self._spent()
        yield ev.RoundStarted(now, tuple(n.id for n in self._setup.networks), len(self._ids()))
        tally = _Tally()
        work = asyncio.create_task(self._read_along(tally) if self._follow else self._work(tally))
        try:
            async for event in _drain(self._queue, work):
                yield event
        finally:
            work.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await work
        at = self._clock()
        yield ev.RoundFinished(
            at=at,
            seconds=time.monotonic() - started,
            collected=tally.collected,
            unchanged=tally.unchanged,
            failed=tally.failed,
            spent={forge: _less(spent, before.get(forge)) for forge, spent in self._spent().items()},
            next_at=at + self._setup.every if forever else None,
        )

    async def _work(self, tally: _Tally) -> None:
        """Ask all forges at once, then measure again what the round taught about people."""
        async with asyncio.TaskGroup() as forges:
            for forge in self._setup.collectors:
                forges.create_task(self._guarded(forge, tally))
        await self._relearn()

    async def _read_along(self, tally: _Tally) -> None:
        """Report what the process that polls has written since this one last looked."""
        self._network_of = await asyncio.to_thread(self._membership)
        healths = await asyncio.to_thread(self._store.healths, self._ids())
        for id, health in healths.items():
            if self._seen.get(id) != health.collected_at:
                self._seen[id] = health.collected_at
                tally.collected += 1
                self._queue.put_nowait(ev.Collected(health))

    async def _guarded(self, forge: str, tally: _Tally) -> None:
        """Ask one forge; a mistake of ours there is told, and takes no other forge down."""
        try:
            await self._forge(forge, await asyncio.to_thread(self._collector, forge), tally)
        except Exception as error:  # every kind: what it was is told and logged
            logging.getLogger(__name__).exception("the round over %s broke off", forge)
            tally.failed += 1
            what = (
                f"{type(error).__name__}: {error}"
                if isinstance(error, CivitopError)
                else type(error).__name__
            )
            self._queue.put_nowait(
                ev.Failed(forge, f"The round over {forge} broke off ({what}); the next one goes on.", None)
            )

    # ------------------------------------------------------------ one forge in one round

    async def _forge(self, forge: str, collector: Collector, tally: _Tally) -> None:
        await self._discover(forge, collector)
        ids = sorted(id for id in await asyncio.to_thread(self._ids) if id.startswith(f"{forge}:"))
        entries = await asyncio.to_thread(self._store.entries, ids)
        known = [
            Known(entry.repository, entry.fingerprint, _reader(self._store, id))
            for id, entry in entries.items()
        ]
        first = [k for k in known if k.fingerprint is None]
        held = [k for k in known if k.fingerprint is not None]
        if first:
            self._queue.put_nowait(ev.Collecting(tuple(k.repository.id for k in first), 0))
            await self._collect(collector, first, tally)
        changed, unchanged = await self._pulse(collector, held, tally)
        tally.unchanged += len(unchanged)
        await asyncio.to_thread(self._store.touch, unchanged, self._clock())
        if held:
            self._queue.put_nowait(ev.Collecting(tuple(k.repository.id for k in changed), len(unchanged)))
        if changed:
            await self._collect(collector, changed, tally)
        await self._profiles(forge, collector)
        await self._age(unchanged, entries)

    async def _discover(self, forge: str, collector: Collector) -> None:
        """List the sources of every network that are due to be listed."""
        for network in self._setup.networks:
            sources = [source for source in network.watch if source.forge == forge]
            key = f"discovered/{network.id}/{forge}"
            mark = msgspec.json.encode([sources, network.ignore])
            if not sources or not await asyncio.to_thread(self._due, key, mark):
                continue
            found: dict[str, Repository] = {}
            failed: dict[str, str] = {}
            for place, source in enumerate(sources, 1):
                broken = await _list(collector, source, network, found, failed)
                if broken and broken.kind == "unreachable":
                    # Nobody answers there: asking for the others would only wait again, one after the other.
                    failed.update((str(other), broken.error) for other in sources[place:])
                    break
            now = self._clock()
            repositories = list(found.values())
            await asyncio.to_thread(self._store.save_membership, network.id, forge, repositories, failed, now)
            if not failed:
                await asyncio.to_thread(self._store.put, key, msgspec.json.encode((now, mark)))
            self._network_of = await asyncio.to_thread(self._membership)
            members = await asyncio.to_thread(self._store.members, network.id)
            self._queue.put_nowait(ev.Discovered(network.id, members, failed))

    def _due(self, key: str, mark: bytes) -> bool:
        held = self._store.get(key)
        if held is None:
            return True
        at, seen = msgspec.json.decode(held, type=tuple[datetime, bytes])
        return seen != mark or self._clock() - at >= DISCOVER_EVERY

    async def _pulse(
        self, collector: Collector, held: Sequence[Known], tally: _Tally
    ) -> tuple[list[Known], list[str]]:
        """Return what changed since its fingerprint, and the ids of what did not."""
        by_node = {k.repository.node_id: k for k in held if k.repository.node_id}
        by_id = {k.repository.id: k for k in held}
        changed: list[Known] = []
        unchanged: list[str] = []
        if not held:
            return changed, unchanged
        async for answer in collector.pulse(held):
            if isinstance(answer, Failure):
                await self._failed(by_id.get(answer.id), answer, tally)
                continue
            known = by_id.get(answer.repository.id) or by_node.get(answer.repository.node_id or "")
            if known is None:
                continue
            if known.repository.id != answer.repository.id:
                await asyncio.to_thread(self._store.rename, known.repository.id, answer.repository)
                known = Known(
                    answer.repository, known.fingerprint, _reader(self._store, answer.repository.id)
                )
            if known.fingerprint == answer.fingerprint:
                unchanged.append(answer.repository.id)
            else:
                changed.append(known)
        return changed, unchanged

    async def _collect(self, collector: Collector, wanted: Sequence[Known], tally: _Tally) -> None:
        by_id = {k.repository.id: k for k in wanted}
        async for answer in collector.collect(wanted, self._clock()):
            if isinstance(answer, Failure):
                await self._failed(by_id.get(answer.id), answer, tally)
            else:
                tally.collected += 1
                self._queue.put_nowait(await asyncio.to_thread(self._take, answer, by_id))

    def _take(self, answer: Collected, wanted: Mapping[str, Known]) -> Event:
        """Merge, keep and measure the facts of one repository; runs in a thread."""
        repository = answer.facts.repository
        if repository.id not in wanted:
            by_node = {k.repository.node_id: id for id, k in wanted.items() if k.repository.node_id}
            self._store.rename(by_node.get(repository.node_id or "", repository.id), repository)
        held = self._store.facts(repository.id) if answer.facts.base is not None else None
        facts = thin(merge(held, answer.facts), self._clock())
        self._store.save_facts(facts, answer.fingerprint)
        measurer = self._measurer(repository.id)
        project = measurer.project(facts)
        if measurer.learn(project):
            self._taught.add(measurer.network.id)
        return self._measured(measurer, project)

    def _measured(self, measurer: Measurer, project: Project, *, news: bool = True) -> ev.Collected:
        """Measure and keep; without `news` what differs was learnt, and nothing has happened out there."""
        now = self._clock()
        id = project.facts.repository.id
        old = self._store.healths((id,)).get(id)
        health = measurer.measure(project, now)
        changes = compare(old, health, project.facts, now) if news else ()
        self._store.save_health((health,), now)
        self._store.save_changes(changes)
        return ev.Collected(health, changes)

    async def _failed(self, known: Known | None, failure: Failure, tally: _Tally) -> None:
        """Keep the reason; the last known figures stay, marked stale."""
        tally.failed += 1
        if known is None:
            self._queue.put_nowait(ev.Failed(failure.id, failure.error, None))
            return
        self._queue.put_nowait(await asyncio.to_thread(self._fail, known.repository, failure))

    def _fail(self, repository: Repository, failure: Failure) -> Event:
        now = self._clock()
        self._store.save_failure(repository, failure.error)
        entry = self._store.entries((repository.id,))[repository.id]
        held = self._store.healths((repository.id,)).get(repository.id)
        health = entry_health(entry, held, now)
        changes = compare(held, health, None, now)
        self._store.save_changes(changes)
        return ev.Failed(repository.id, failure.error, health, changes)

    # ------------------------------------------------------------ what a round teaches

    async def _profiles(self, forge: str, collector: Collector) -> None:
        """Ask for accounts that nothing else affiliates and whose profile is not held or is old."""
        before = self._clock() - PROFILE_AGE
        wanted = await asyncio.to_thread(self._store.profiles_wanted, forge, before)
        if not wanted:
            return
        got: list[Profile] = []
        async for answer in collector.profiles(wanted):
            if isinstance(answer, Failure):
                self._queue.put_nowait(ev.Failed(answer.id, answer.error, None))
                return  # what is missing stays wanted and is asked for in the next round
            got.append(answer)
        # An account that the forge no longer knows must not be asked for again every round.
        now = self._clock()
        missing = set(wanted) - {profile.login for profile in got}
        got.extend(Profile(login=login, fetched_at=now) for login in sorted(missing))
        await asyncio.to_thread(self._store.save_profiles, got)
        self._taught.update(network.id for network in self._setup.networks)

    async def _relearn(self) -> None:
        """Measure again where what was learnt in this round may change who stands behind contributions."""
        taught, self._taught = self._taught, set()
        for network in sorted(taught & set(self._setup.measurers)):
            await asyncio.to_thread(self._setup.measurers[network].renew)
            for id in [id for id, of in self._network_of.items() if of == network]:
                await self._measure_again(id, news=False)

    async def _age(self, ids: Sequence[str], entries: Mapping[str, Entry]) -> None:
        """Measure unchanged repositories again once a day."""
        before = self._clock() - REMEASURE_AFTER
        for id in ids:
            entry = entries.get(id)
            if entry and (entry.measured_at is None or entry.measured_at < before):
                await self._measure_again(id, news=True)

    async def _measure_again(self, id: str, *, news: bool) -> None:
        """Measure a repository anew out of the store; it is an event only where a figure differs."""
        event = await asyncio.to_thread(self._remeasure, id, news)
        if event is not None:
            self._queue.put_nowait(event)

    def _remeasure(self, id: str, news: bool) -> ev.Collected | None:
        facts = self._store.facts(id)
        if facts is None:
            return None
        measurer = self._measurer(id)
        old = self._store.healths((id,)).get(id)
        event = self._measured(measurer, measurer.project(facts), news=news)
        return event if old is None or event.health.signals != old.signals else None

    def _spent(self) -> dict[str, Spent]:
        spent: dict[str, Spent] = {}
        for (forge, _), budget in self._budgets.items():
            old, new = spent.get(forge, Spent()), budget.spent
            spent[forge] = Spent(old.requests + new.requests, old.points + new.points, old.bytes + new.bytes)
        return spent


def _reader(store: Store, repository: str) -> Callable[[], Facts | None]:
    return lambda: store.facts(repository)


def _less(spent: Spent, before: Spent | None) -> Spent:
    """Return what was spent since `before`."""
    old = before or Spent()
    return Spent(spent.requests - old.requests, spent.points - old.points, spent.bytes - old.bytes)


async def _list(
    collector: Collector,
    source: Source,
    network: NetworkSettings,
    found: dict[str, Repository],
    failed: dict[str, str],
) -> Failure | None:
    """Add the repositories of one source to `found`, or its failure to `failed`, which is returned."""
    broken = None
    async for answer in collector.discover(source):
        if isinstance(answer, Failure):
            broken = answer
            failed[str(source)] = answer.error
        elif not any(fnmatchcase(answer.id, p) or fnmatchcase(answer.name, p) for p in network.ignore):
            found[answer.id] = answer
    return broken


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
