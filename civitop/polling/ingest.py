"""Keeps what collectors yield: merged, measured, with what changed; one repository at a time, in a thread.

Nothing in here waits for a forge or knows an event loop; the poll loop calls it with `asyncio.to_thread`.
"""

import logging
import secrets
from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import datetime
from functools import partial
from threading import Lock

from msgspec.structs import replace

from civitop.config.settings import NetworkSettings
from civitop.errors import CivitopError
from civitop.i18n.message import say
from civitop.model import Facts, Repository
from civitop.people.forgotten import Forgotten
from civitop.polling import events as ev
from civitop.polling.change_detection import compare
from civitop.polling.collector import Collected, Failure, Known
from civitop.polling.facts_merge import merge, thin
from civitop.polling.gc_tuning import settle
from civitop.polling.measurer import Measurer, entry_health
from civitop.polling.membership import members_of
from civitop.polling.validation import check
from civitop.signals.base import Project
from civitop.store import Store

log = logging.getLogger("civitop.polling.ingest")

Clock = Callable[[], datetime]

_TAUGHT = "taught/"
"""Notes in the store which networks are to be measured again: it outlives a round that is cut off."""

_LEARNT = b"0"
_MARK = "measured-by/"


def teach(store: Store, network: str) -> None:
    """Let a network be measured again by whoever opens the store next, or polls into it."""
    store.put(_TAUGHT + network, secrets.token_bytes(8))


class Keeper:
    """Keeps facts and health of the repositories of some networks."""

    def __init__(
        self,
        store: Store,
        networks: tuple[NetworkSettings, ...],
        measurers: Mapping[str, Measurer],
        clock: Clock,
    ) -> None:
        """`measurers` by network id."""
        self._store = store
        self.networks = networks
        self._measurers = measurers
        self._clock = clock
        self.network_of: Mapping[str, str] = {}
        """The network of each repository: the first one that lists it, whose thresholds decide."""
        self.deep: frozenset[str] = frozenset()
        """The repositories whose whole history one of their networks asks for."""
        self._taught: set[str] = set()
        self._affiliated: dict[str, int] = {}
        """By repository, for whom its contributions were when it was measured last, as a hash."""
        self._saving = Lock()
        """Held from reading facts until they are kept: a whole history may come in between."""
        self._deepened: set[str] = set()
        """The repositories whose whole history came by itself: facts that a collector has read may lack it."""
        self._preparing = Lock()
        self._prepared = False
        self.read_membership()
        if store.read_only:
            return  # whoever may write measures anew
        for id, measurer in measurers.items():
            # Figures that were measured by another configuration or affiliations file are measured again.
            if store.get(_MARK + id) != measurer.mark:
                self.teach(id)
                store.put(_MARK + id, measurer.mark)

    def read_membership(self) -> None:
        """Read again which repositories the networks have."""
        found: dict[str, str] = {}
        deep: set[str] = set()
        for network in self.networks:
            members = members_of(self._store, network)
            for repository in members:
                found.setdefault(repository, network.id)
            deep.update(members if network.deep else ())
        self.network_of = found
        self.deep = frozenset(deep)

    def measurer(self, repository: str) -> Measurer:
        """Return the measurer of a repository's network."""
        known = self._measurers.get(self.network_of.get(repository, ""))
        return known or next(iter(self._measurers.values()))

    def prepare(self) -> None:
        """Load what the first measurement would otherwise wait for, once; while the first facts are under way."""
        with self._preparing:
            if not self._prepared:
                for measurer in self._measurers.values():
                    measurer.prepare(self._clock())
                settle()
                self._prepared = True

    def take(self, answer: Collected, wanted: Mapping[str, Known]) -> ev.Collected:
        """Merge, keep and measure the facts of one repository.

        Raises `ValueError` where an increment does not fit what is held: it must be collected whole.
        """
        repository = answer.facts.repository
        before = repository.id
        if repository.id not in wanted:
            by_node = {k.repository.node_id: id for id, k in wanted.items() if k.repository.node_id}
            before = by_node.get(repository.node_id or "", repository.id)
            self._store.rename(before, repository)
        with self._saving:
            known = wanted.get(repository.id) if repository.id not in self._deepened else None
            read = known.facts if known else partial(self._store.facts, repository.id)
            # Facts that are whole need nothing of what is held, but for what was read in depth and is not read anew.
            lacks = answer.facts.deep is None and before in {*wanted, *self._deepened}
            held = read() if answer.facts.base is not None or lacks else None
            facts = self._kept(thin(merge(held, answer.facts), self._clock()))
            self._store.save_facts(facts, answer.fingerprint)
        measurer = self.measurer(repository.id)
        project = measurer.project(facts)
        if measurer.learn(project):
            self.teach(measurer.network.id)
        return self._measured(measurer, project)

    def deepen(self, read: Facts) -> ev.Collected | None:
        """Keep and measure a whole history that was read by itself; `None` where the repository is gone meanwhile.

        Everything else stays as it is held now, and is no newer than it was. Raises `Unfit`, `StoreError`.
        """
        check(read)
        id = read.repository.id
        with self._saving:
            held, entry = self._store.facts(id), self._store.entries((id,)).get(id)
            if held is None or entry is None:
                return None
            facts = replace(
                held, deep=read.deep, file_authors=read.file_authors, file_histories=read.file_histories
            )
            facts = self._kept(facts)
            self._store.save_facts(facts, None)
            if entry.error is not None:
                self._store.save_failure(entry.repository, entry.error)
            self._deepened.add(id)
        measurer = self.measurer(id)
        project = measurer.project(facts)
        if measurer.learn(project):
            self.teach(measurer.network.id)
        event = self._measured(measurer, project)
        return ev.Collected(entry_health(entry, event.health, self._clock()), event.changes)

    def _kept(self, facts: Facts) -> Facts:
        """Return the facts without the people who are not to be kept."""
        key, marks = self._store.forgotten()
        return Forgotten(key, marks).without(facts)

    def _measured(self, measurer: Measurer, project: Project, *, news: bool = True) -> ev.Collected:
        """Measure and keep; without `news` what differs was learnt, and nothing has happened out there."""
        now = self._clock()
        id = project.facts.repository.id
        old = self._store.healths((id,)).get(id)
        health = measurer.measure(project, now)
        self._affiliated[id] = measurer.affiliated(project, now)
        changes = compare(old, health, project.facts, now) if news else ()
        self._store.save_health((health,), now)
        self._store.save_changes(changes)
        return ev.Collected(health, changes)

    def remeasure(self, id: str, news: bool) -> ev.Collected | ev.Failed | None:
        """Measure a repository anew out of the store; `None` where nothing is held or no figure differs.

        What cannot be measured is a failure of this repository; raises `StoreError`.
        """
        try:
            return self._remeasured(id, news)
        except CivitopError:
            raise
        except Exception as error:  # of every kind: the others are measured
            entry = self._store.entries((id,)).get(id)
            return self.unmeasurable(entry.repository, error) if entry else None

    def _remeasured(self, id: str, news: bool) -> ev.Collected | None:
        facts = self._store.facts(id)
        if facts is None:
            return None
        measurer = self.measurer(id)
        project = measurer.project(facts)
        if not news and self._affiliated.get(id) == measurer.affiliated(project, self._clock()):
            return None  # what was learnt is about others
        old = self._store.healths((id,)).get(id)
        event = self._measured(measurer, project, news=news)
        if old is not None and event.health.signals == old.signals:
            return None
        # What was learnt of others does not mean that this one could be polled again.
        entry = self._store.entries((id,)).get(id)
        health = entry_health(entry, event.health, self._clock()) if entry else event.health
        return ev.Collected(health, event.changes)

    def fail(self, repository: Repository, failure: Failure) -> ev.Failed:
        """Keep the reason of a failure; the last known figures stay, marked stale."""
        now = self._clock()
        self._store.save_failure(repository, failure.error)
        entry = self._store.entries((repository.id,))[repository.id]
        held = self._store.healths((repository.id,)).get(repository.id)
        health = entry_health(entry, held, now)
        changes = compare(held, health, None, now)
        self._store.save_changes(changes)
        return ev.Failed(repository.id, failure.error, health, changes)

    def misfit(self, repository: Repository, error: ValueError) -> ev.Failed:
        """Give up what was known of a repository's changes, so that the next round collects it whole."""
        self._store.collect_whole(repository.id)
        return self.fail(
            repository,
            Failure(repository.id, say("Collected again from the start: {why}.", why=str(error)), "internal"),
        )

    def unmeasurable(self, repository: Repository, error: Exception) -> ev.Failed:
        """Keep that facts of a repository could not be kept or measured; the log has the whole."""
        log.error("%s could not be kept or measured", repository.id, exc_info=error)
        why = say(
            "The figures of {name} could not be worked out ({why}); the log has more, please report it.",
            name=repository.name,
            why=type(error).__name__,
        )
        return self.fail(repository, Failure(repository.id, why, "internal"))

    # ------------------------------------------------------------ what was learnt about people

    def teach(self, network: str) -> None:
        """Note that something was learnt that may change who stands behind a network's contributions."""
        if network not in self._taught:
            self._taught.add(network)
            teach(self._store, network)

    def teach_all(self) -> None:
        """Note that something was learnt about people that may concern every network, whoever polls it."""
        for network in self.networks:
            self._taught.discard(network.id)
            self.teach(network.id)

    def taught(self, among: Collection[str] | None = None) -> dict[str, bytes]:
        """Return the networks that are to be measured again (of these), their measurers renewed.

        With each what `relearnt` needs: what another process teaches while they are measured is not lost.
        """
        self._taught.clear()
        ids = sorted(self._measurers if among is None else set(among) & set(self._measurers))
        marks = {id: self._store.get(_TAUGHT + id) for id in ids}
        found = {id: mark for id, mark in marks.items() if mark not in (None, _LEARNT)}
        for network in found:
            self._measurers[network].renew()
        return {id: mark for id, mark in found.items() if mark is not None}

    def stands(self, network: str) -> bool:
        """Return whether the kept figures of a network are by its present configuration and all that was learnt."""
        taught = self._store.get(_TAUGHT + network) not in (None, _LEARNT)
        return not taught and self._store.get(_MARK + network) == self._measurers[network].mark

    def renew(self, networks: Iterable[str]) -> None:
        """Read again what was learnt of these networks, which another process has polled so far."""
        for network in networks:
            self._measurers[network].renew()

    def catch_up(self) -> None:
        """Measure again at once, where nobody waits for a round."""
        if self._store.read_only:
            return
        for network, mark in self.taught().items():
            for id in [id for id, of in self.network_of.items() if of == network]:
                self.remeasure(id, news=False)
            self.relearnt(network, mark)

    def relearnt(self, network: str, mark: bytes) -> None:
        """Note that a network was measured again, by what was learnt up to `mark`."""
        self._store.exchange(_TAUGHT + network, mark, _LEARNT)
