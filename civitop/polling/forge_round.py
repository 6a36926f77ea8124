"""One forge in one round: what it lists, what changed there, and the facts of what did."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import TypeVar

import msgspec
from msgspec import Struct

from civitop.config.settings import NetworkSettings
from civitop.decoders import json_decoder
from civitop.errors import CivitopError
from civitop.i18n.message import Phrase
from civitop.model import Facts, Profile, Repository
from civitop.polling import events as ev
from civitop.polling.collector import Collected, Collector, Failure, Known
from civitop.polling.ingest import Clock, Keeper
from civitop.polling.listing import broke_off, list_source, listing_key
from civitop.polling.measurer import aged
from civitop.polling.membership import members_of
from civitop.polling.validation import Unfit, check, check_profile, fitting
from civitop.sanitise import plain
from civitop.store import Entry, Store
from civitop.store.values import readable

log = logging.getLogger("civitop.polling.forge_round")
T = TypeVar("T")

NOBODY_ANSWERS = frozenset({"unreachable", "rate-limited"})
"""Failures of a source after which the others of its forge need not be asked for."""

DISCOVER_EVERY = timedelta(hours=6)
"""How often owners and groups are listed again; single repositories and known ones need no listing."""

LISTED_FIRST = 8
"""Sources of one forge that show whether anybody answers there; then all others are listed side by side. How
many requests that makes is the collector's affair: those that ask at the same time can share them."""

PROFILE_AGE = timedelta(days=30)
"""How long what an account says about itself is taken for true."""


class Tally(Struct):
    """What a round did so far, over all forges."""

    collected: int = 0
    unchanged: int = 0
    failed: int = 0


class ForgeRound:
    """Asks one forge and keeps what it says; `tell` gets an event for every step."""

    def __init__(
        self,
        forge: str,
        collector: Collector,
        networks: Sequence[NetworkSettings],
        store: Store,
        keeper: Keeper,
        clock: Clock,
        tell: Callable[[ev.Event], None],
        tally: Tally,
    ) -> None:
        self._forge = forge
        self._collector = collector
        self._networks = networks
        self._store = store
        self._keeper = keeper
        self._clock = clock
        self._tell = tell
        self.tally = tally
        self.settled: set[str] = set()
        """The repositories that have their answer of this round."""

    async def run(self) -> None:
        """Do all of it; raises `StoreError`, and what is a mistake of ours."""
        await self._discover()
        entries, first, held = await asyncio.to_thread(self._known)
        if first:
            self._tell(ev.Collecting(tuple(k.repository.id for k in first), 0))
            await asyncio.gather(asyncio.to_thread(self._keeper.prepare), self._collect(first))
        changed, unchanged = await self._pulse(held)
        self.tally.unchanged += len(unchanged)
        await asyncio.to_thread(self._store.touch, unchanged, self._clock())
        self.settled.update(unchanged)
        if held:
            self._tell(ev.Collecting(tuple(k.repository.id for k in changed), len(unchanged)))
        if changed:
            # Before, not beside: answers of what changed come all at once, and nobody waits for a first figure.
            await asyncio.to_thread(self._keeper.prepare)
            await self._collect(changed)
        await self._profiles()
        collected = {each.repository.id for each in (*first, *changed)}
        await self._age([id for id in entries if id not in collected], entries)

    def _known(self) -> tuple[dict[str, Entry], list[Known], list[Known]]:
        """Return what the store holds of the forge's repositories: all, never collected, collected before."""
        ours = {network.id for network in self._networks}
        of = self._keeper.network_of
        ids = sorted(id for id in of if id.startswith(f"{self._forge}:") and of[id] in ours)
        entries = self._store.entries(ids)
        known = [
            Known(entry.repository, entry.fingerprint, _reader(self._store, id), id in self._keeper.deep)
            for id, entry in entries.items()
        ]
        first = [k for k in known if k.fingerprint is None]
        return entries, first, [k for k in known if k.fingerprint is not None]

    async def _discover(self) -> None:
        """List the sources of every network that are due to be listed."""
        for network in self._networks:
            sources = [source for source in network.watch if source.forge == self._forge]
            key = listing_key(network.id, self._forge)
            mark = msgspec.json.encode([sources, network.ignore])
            if not sources or not await asyncio.to_thread(self._due, key, mark):
                continue
            found: dict[str, list[Repository]] = {}
            failed: dict[str, Phrase] = {}
            some, others = sources[:LISTED_FIRST], sources[LISTED_FIRST:]
            listed = await asyncio.gather(
                *(list_source(self._collector, each, network, found, failed) for each in some)
            )
            if broken := next((each for each in listed if each and each.kind in NOBODY_ANSWERS), None):
                # Nobody answers there: asking for the others would only wait again, one after the other.
                failed.update((str(other), broken.error) for other in others)
            else:
                await asyncio.gather(
                    *(list_source(self._collector, each, network, found, failed) for each in others)
                )
            now = self._clock()
            await asyncio.to_thread(self._store.save_membership, network.id, self._forge, found, failed, now)
            if not failed:
                await asyncio.to_thread(self._store.put, key, msgspec.json.encode((now, mark)))
            await asyncio.to_thread(self._keeper.read_membership)
            members = await asyncio.to_thread(members_of, self._store, network)
            self._tell(ev.Discovered(network.id, members, failed))

    def _due(self, key: str, mark: bytes) -> bool:
        held = self._store.get(key)
        listed = held and readable(lambda: json_decoder(tuple[datetime, bytes]).decode(held))
        if not listed:
            return True
        at, seen = listed
        # By a clock that was once ahead it is later than now: that would last until the clock gets there.
        return seen != mark or not timedelta(0) <= self._clock() - at < DISCOVER_EVERY

    async def _pulse(self, held: Sequence[Known]) -> tuple[list[Known], list[str]]:
        """Return what changed since its fingerprint, and the ids of what did not."""
        by_node = {k.repository.node_id: k for k in held if k.repository.node_id}
        by_id = {k.repository.id: k for k in held}
        changed: list[Known] = []
        unchanged: list[str] = []
        if not held:
            return changed, unchanged
        left = dict(by_id)
        async for answer in self._answers(self._collector.pulse(held), left):
            if isinstance(answer, Failure):
                left.pop(answer.id, None)
                await self._failed(by_id.get(answer.id), answer)
                continue
            known = by_id.get(answer.repository.id) or by_node.get(_node_id(answer.repository))
            if known is None:
                continue
            left.pop(known.repository.id, None)
            if known.repository.id != answer.repository.id:
                try:
                    moved = fitting(answer.repository)
                except Unfit as error:
                    self._count(await asyncio.to_thread(self._unfit, answer.repository, by_id, error))
                    continue
                await asyncio.to_thread(self._store.rename, known.repository.id, moved)
                known = Known(moved, known.fingerprint, _reader(self._store, moved.id), known.deep)
            if known.fingerprint == answer.fingerprint:
                unchanged.append(answer.repository.id)
            else:
                changed.append(known)
        return changed, unchanged

    async def _collect(self, wanted: Sequence[Known]) -> None:
        by_id = {k.repository.id: k for k in wanted}
        left = dict(by_id)
        by_node = {k.repository.node_id: k.repository.id for k in wanted if k.repository.node_id}
        async for answer in self._answers(self._collector.collect(wanted, self._clock()), left):
            if isinstance(answer, Failure):
                left.pop(answer.id, None)
                await self._failed(by_id.get(answer.id), answer)
            else:
                repository = answer.facts.repository
                left.pop(repository.id, None)
                left.pop(by_node.get(_node_id(repository), ""), None)
                event = await asyncio.to_thread(self._kept, answer, by_id)
                self._count(event)

    async def _answers(
        self, answers: AsyncIterator[T | Failure], left: Mapping[str, Known]
    ) -> AsyncIterator[T | Failure]:
        """Yield what a collector yields; where it breaks off, a failure of each repository that is `left`."""
        try:
            async for answer in answers:
                yield answer
        except CivitopError:
            raise
        except Exception as error:  # of every kind: what has arrived counts, and the round goes on
            log.exception("The collector of %s broke off", self._forge)
            why = broke_off(self._forge, error)
            for id in tuple(left):
                yield Failure(id, why, "internal")

    def _count(self, event: ev.Event) -> None:
        """Tell what became of a repository, and count it."""
        self.tally.collected += isinstance(event, ev.Collected)
        self.tally.failed += isinstance(event, ev.Failed)
        if isinstance(event, ev.Collected):
            self.settled.add(event.health.id)
        elif isinstance(event, ev.Failed):
            self.settled.add(event.id)
        self._tell(event)

    def _kept(self, answer: Collected, wanted: Mapping[str, Known]) -> ev.Event:
        try:
            check(answer.facts)
        except Unfit as error:
            return self._unfit(answer.facts.repository, wanted, error)
        try:
            return self._keeper.take(answer, wanted)
        except UnicodeError as error:
            return self._keeper.unmeasurable(_asked_for(answer, wanted), error)
        except ValueError as error:
            return self._keeper.misfit(answer.facts.repository, error)
        except CivitopError:
            raise
        except Exception as error:  # of every kind: it is this repository's, and the others are kept
            return self._keeper.unmeasurable(_asked_for(answer, wanted), error)

    def _unfit(self, found: Repository, wanted: Mapping[str, Known], error: Unfit) -> ev.Failed:
        """Keep nothing of what does not fit the model, and say so; the repository is asked for again."""
        by_node = {k.repository.node_id: k for k in wanted.values() if k.repository.node_id}
        known = wanted.get(found.id) or by_node.get(_node_id(found))
        if known is None:
            return ev.Failed(plain(found.id), error.about(plain(found.id)), None)
        failure = Failure(known.repository.id, error.about(known.repository.name), "internal")
        return self._keeper.fail(known.repository, failure)

    async def _failed(self, known: Known | None, failure: Failure) -> None:
        """Keep the reason; the last known figures stay, marked stale."""
        self.tally.failed += 1
        if known is None:
            self._tell(ev.Failed(failure.id, failure.error, None))
            return
        self._tell(await asyncio.to_thread(self._keeper.fail, known.repository, failure))
        self.settled.add(known.repository.id)

    async def _profiles(self) -> None:
        """Ask for accounts that nothing else affiliates and whose profile is not held or is old."""
        asking = next(
            (n for n in self._keeper.networks if any(s.forge == self._forge for s in n.watch)), None
        )
        if asking not in self._networks:
            return  # whoever polls the first network of a forge asks for the accounts of all
        now = self._clock()
        wanted = await asyncio.to_thread(self._store.profiles_wanted, self._forge, now - PROFILE_AGE, now)
        if not wanted:
            return
        got: list[Profile] = []
        failed: list[Failure] = []
        async for answer in self._answers(self._collector.profiles(wanted), {}):
            if isinstance(answer, Failure):
                failed.append(answer)
                continue
            try:
                check_profile(answer)
            except Unfit as error:
                self._tell(ev.Failed(plain(answer.login), error.about(plain(answer.login)), None))
                continue  # kept as one that says nothing, and asked for again when that is old
            got.append(answer)
        if failed:
            self._tell(ev.Failed(failed[0].id, failed[0].error, None))
        # An account that the forge no longer knows must not be asked for again every round; where answers
        # were missing, whoever did not come stays wanted.
        now = self._clock()
        missing = set(wanted) - {profile.login for profile in got} if not failed else set()
        got.extend(Profile(login=login, fetched_at=now) for login in sorted(missing))
        await asyncio.to_thread(self._store.save_profiles, got)
        await asyncio.to_thread(self._keeper.teach_all)

    async def _age(self, ids: Sequence[str], entries: Mapping[str, Entry]) -> None:
        """Measure again what was not collected, once an hour: ages and windows move on by themselves."""
        now = self._clock()
        for id in ids:
            entry = entries.get(id)
            if entry is None:
                continue
            if aged(entry.measured_at, now):
                event = await asyncio.to_thread(self._keeper.remeasure, id, True)
                if event is not None:
                    self._tell(event)


def _node_id(repository: Repository) -> str:
    """Return the lasting id of a repository that nobody has checked yet; empty where it is none."""
    return repository.node_id if isinstance(repository.node_id, str) else ""


def _reader(store: Store, repository: str) -> Callable[[], Facts | None]:
    """Return what reads a repository's facts: decoded for the collector, and handed to the ingest as they are."""
    decoded: list[Facts | None] = []

    def read() -> Facts | None:
        if decoded:
            return decoded.pop()
        facts = store.facts(repository)
        decoded.append(facts)
        return facts

    return read


def _asked_for(answer: Collected, wanted: Mapping[str, Known]) -> Repository:
    """Return the repository as it was known before the answer."""
    known = wanted.get(answer.facts.repository.id)
    return known.repository if known else answer.facts.repository
