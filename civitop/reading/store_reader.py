"""What faces read out of the store: the state, its past, its changes, one repository; any thread may ask."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, timedelta

from msgspec import Struct

from civitop.change import Change
from civitop.config.settings import NetworkSettings
from civitop.health import Snapshot
from civitop.polling.collector import Collector
from civitop.polling.ingest import Clock, Keeper
from civitop.polling.measurer import Measurer, aged, entry_health
from civitop.polling.membership import members_of
from civitop.reading.expectations import expecting
from civitop.reading.feed import ProjectReport
from civitop.reading.project_report import report_of
from civitop.reading.snapshot import days_held, snapshot_of
from civitop.store import RepositoryEntry, Store
from civitop.store.values import time


class Setup(Struct, frozen=True):
    """What a configuration comes to: made by the command line, exchanged when the file changes."""

    networks: tuple[NetworkSettings, ...]
    measurers: Mapping[str, Measurer]
    """By network id."""
    collectors: Mapping[str, Callable[[], Collector]]
    """By forge name, what makes its collector: called once, in a thread at the first round, because some
    libraries take longer to import than the first figures of another forge take to arrive."""
    every: timedelta


class StoredFeed:
    """Fulfils `civitop.reading.feed.Reading` over an open store; `civitop.watch` polls into it.

    What a person did is remembered where the store may be written; else it lasts as long as the screen does.
    """

    def __init__(self, store: Store, setup: Setup, clock: Clock) -> None:
        self._store = store
        self._setup = setup
        self._clock = clock
        self._keeper = Keeper(store, setup.networks, setup.measurers, clock)

    def snapshot(self, asof: datetime | None = None) -> Snapshot:
        """Return the present state out of the store, or that of a past moment."""
        return snapshot_of(self._store, self._setup.networks, self._setup.measurers, self._clock(), asof)

    def measured(self) -> Snapshot:
        """Return the present state with no figure older than screens show it: what is exported.

        Figures of the last hour stand, so that what is exported twice from the same store in that time is the
        same; the others are measured at this moment.
        """
        setup, now = self._setup, self._clock()
        standing = {id for id in setup.measurers if self._keeper.stands(id)}

        def stands(entry: RepositoryEntry, network: str) -> bool:
            return network in standing and not aged(entry.measured_at, now)

        return snapshot_of(self._store, setup.networks, setup.measurers, now, stands=stands)

    def days(self) -> tuple[date, date]:
        """Return the first and last day for which `snapshot` can answer."""
        return days_held(self._store, self._ids(), self._clock())

    def changes(self, limit: int = 200) -> tuple[Change, ...]:
        """Return what changed lately, newest first."""
        return self._store.changes(self._ids(), limit)

    def report(self, repository: str, asof: datetime | None = None) -> ProjectReport | None:
        """Return one repository in depth, or `None` when nothing is held of it."""
        entry = self._store.entries((repository,)).get(repository)
        facts = self._store.facts(repository)
        if entry is None or facts is None:
            return None
        measurer = self._keeper.measurer(repository)
        moment = asof or self._clock()
        project = measurer.project(facts)
        health = measurer.measure(project, moment, entry.error)
        shown = expecting(entry_health(entry, health, self._clock()), self._setup.networks, moment)
        return report_of(project, shown, moment, measurer.network.country)

    def acknowledge(self, changes: Sequence[Change]) -> None:
        """Remember that a person has seen these changes."""
        if not self._store.read_only:
            self._store.acknowledge(changes, self._clock())

    def acknowledged(self, since: datetime) -> frozenset[Change]:
        """Return the changes of `since` and later that were acknowledged."""
        return self._store.acknowledged(since)

    def last_looked(self) -> datetime | None:
        """Return when a person last looked at these networks; of several the longest ago."""
        held = [self._store.get(f"looked/{network.id}") for network in self._setup.networks]
        return min(
            (at for each in held if each and (at := time(each.decode("ascii", "replace")))), default=None
        )

    def look(self) -> None:
        """Remember that a person looks at these networks now."""
        if self._store.read_only:
            return
        for network in self._setup.networks:
            self._store.put(f"looked/{network.id}", self._clock().isoformat().encode())

    def preference(self, key: str) -> bytes | None:
        """Return what a face remembered under a key."""
        return self._store.get(f"preference/{key}")

    def prefer(self, key: str, value: bytes) -> None:
        """Remember how a person likes a face to be."""
        if not self._store.read_only:
            self._store.put(f"preference/{key}", value)

    @property
    def problem(self) -> str | None:
        """Return nothing: the configuration was read, and is not read again."""
        return None

    @property
    def follows(self) -> bool:
        """Return that nothing is followed: the store stands as it is."""
        return False

    def _ids(self) -> set[str]:
        return set(self._keeper.network_of)

    def catch_up(self) -> None:
        """Measure anew what another configuration measured; for those who start no round."""
        self._keeper.catch_up()

    def people_file(self, network: str, *, everybody: bool = False) -> str:
        """Return who is still unknown in a network, as an affiliations file to complete.

        Without `everybody` only who contributed in the last 365 days.
        """
        measurer = self._setup.measurers[network]
        held = (self._store.facts(id) for id in members_of(self._store, measurer.network))
        facts = (each for each in held if each is not None)
        return measurer.people_file(facts, self._clock(), everybody=everybody)
