"""All forges in one round, each by itself: what breaks one off stops no other."""

import asyncio
import logging
from collections.abc import Callable, Collection, Container

from civitop.config.settings import NetworkSettings
from civitop.errors import CivitopError, StoreError
from civitop.i18n.message import Phrase, say
from civitop.polling import events as ev
from civitop.polling.broken_round import note_broken
from civitop.polling.collector import Collector
from civitop.polling.events import Event
from civitop.polling.forge_round import ForgeRound, Tally
from civitop.polling.ingest import Clock, Keeper
from civitop.polling.personal.retention import UNWATCHED, drop_profiles
from civitop.store import Store

HEAD_START = 0.4
"""Seconds that a forge which is asked for the first time has before the next one's libraries are loaded: they
would take its processor time, and nobody would have figures sooner."""

log = logging.getLogger(__name__)


class AllForges:
    """Polls some networks at every forge; `tell` gets an event for every step."""

    def __init__(
        self,
        networks: tuple[NetworkSettings, ...],
        store: Store,
        keeper: Keeper,
        clock: Clock,
        tell: Callable[[Event], None],
        tally: Tally,
        broken: dict[str, Phrase],
    ) -> None:
        """`broken` is given why a forge's round broke off, where the store cannot be told."""
        self._networks = networks
        self._store = store
        self._keeper = keeper
        self._clock = clock
        self._tell = tell
        self._tally = tally
        self._broken = broken

    async def run(
        self, forges: Collection[str], collector: Callable[[str], Collector], made: Container[str]
    ) -> None:
        """Ask all at once, then measure again what the round taught about people.

        `collector` returns the collector of a forge, which takes long where it is not yet `made`.
        """
        try:
            await asyncio.to_thread(self._drop_removed)
            async with asyncio.TaskGroup() as asked:
                for forge in forges:
                    known = forge in made
                    task = asked.create_task(self._guarded(forge, collector))
                    if not known:
                        await asyncio.wait({task}, timeout=HEAD_START)
            await self._relearn()
            await asyncio.to_thread(drop_profiles, self._store, self._clock())
        except StoreError as error:  # of our own steps: a full disk, for one
            log.error("the round broke off: %s", error)
            self._tally.failed += 1
            for forge in forges:
                self._broken[forge] = error.phrase
                self._tell(ev.Failed(forge, error.phrase, None))

    def _drop_removed(self) -> None:
        """Let the store forget what only sources listed that are no longer in the configuration.

        Facts stay for `UNWATCHED`: whoever puts a source back has not lost them.
        """
        for network in self._networks:
            self._store.drop_sources(network.id, tuple(map(str, network.watch)))
        self._store.forget_unwatched(self._clock() - UNWATCHED)

    async def _guarded(self, forge: str, make: Callable[[str], Collector]) -> None:
        """Ask one forge; what breaks its round off is told of all that has no answer, and stops no other forge."""
        self._broken.pop(forge, None)
        settled: set[str] = set()
        try:
            collector = await asyncio.to_thread(make, forge)
            asked = ForgeRound(
                forge, collector, self._networks, self._store, self._keeper, self._clock, self._tell, self._tally
            )  # fmt: skip
            settled = asked.settled
            await asked.run()
        except Exception as error:  # every kind: what it was is told and logged
            if isinstance(error, CivitopError):
                broken = error.phrase
            else:
                log.exception("the round over %s broke off", forge)
                broken = say(
                    "The round over {forge} broke off ({why}); the next one goes on.",
                    forge=forge,
                    why=type(error).__name__,
                )
            self._tally.failed += 1
            self._tell(ev.Failed(forge, broken, None))
            for event in await asyncio.to_thread(self._note_broken, forge, broken, settled):
                self._tally.failed += isinstance(event, ev.Failed)
                self._tell(event)

    def _note_broken(self, forge: str, why: Phrase, settled: set[str]) -> list[Event]:
        """Keep why a forge's round broke off; where the store takes no more, `snapshot` says so all the same."""
        try:
            return note_broken(forge, why, settled, self._networks, self._store, self._keeper, self._clock)
        except StoreError:
            self._broken[forge] = why
            return []

    async def _relearn(self) -> None:
        """Measure again where what was learnt may change who stands behind contributions."""
        ids = [network.id for network in self._networks]
        for network, mark in (await asyncio.to_thread(self._keeper.taught, ids)).items():
            for id in [id for id, of in self._keeper.network_of.items() if of == network]:
                event = await asyncio.to_thread(self._keeper.remeasure, id, False)
                if event is not None:
                    self._tell(event)
            await asyncio.to_thread(self._keeper.relearnt, network, mark)
