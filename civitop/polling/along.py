"""What other processes write into the store, as the events that screens follow."""

from collections import defaultdict
from collections.abc import Callable, Collection
from datetime import datetime

from civitop.change import Change
from civitop.i18n.message import Phrase
from civitop.polling import events as ev
from civitop.polling.events import Event
from civitop.polling.ingest import Clock, Keeper
from civitop.polling.measurer import entry_health
from civitop.polling.membership import failed_sources_of, members_of
from civitop.store import Store

State = tuple[datetime | None, Phrase | None]
"""When a repository was measured, and why its last poll failed."""


class Along:
    """Reads along in a store; in a thread, one call at a time."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._seen: dict[str, State] = {}
        self._members: dict[str, tuple[str, ...]] = {}
        self._mark: int | None = None
        self._told: set[str] = set()
        """Projects whose figures this process told itself since it last looked through everything."""

    def told(self, event: Event) -> None:
        """Take note of what this process's own round tells."""
        if isinstance(event, ev.Collected | ev.Failed) and event.health is not None:
            self._told.add(event.health.id)

    def news(self, keeper: Keeper, others: Callable[[str], bool]) -> list[Event]:
        """Return what others told since the last call; raises `StoreError`.

        Figures are told whoever polls them: a network may have come to this process since they were written.
        """
        told = self._store.news()
        if told.everything:
            return self.everything(keeper, others)
        return self._changed(keeper, told.repositories, others)

    def everything(self, keeper: Keeper, others: Callable[[str], bool]) -> list[Event]:
        """Return what differs from the last call: figures of any network, and the projects and news of `others`'."""
        keeper.read_membership()
        happened: list[Event] = []
        for network in keeper.networks:
            members = members_of(self._store, network)
            if others(network.id) and self._members.get(network.id) != members:
                self._members[network.id] = members
                happened.append(ev.Discovered(network.id, members, failed_sources_of(self._store, network)))
        return happened + self._changed(keeper, None, others)

    def _changed(
        self, keeper: Keeper, named: Collection[str] | None, others: Callable[[str], bool]
    ) -> list[Event]:
        """Return what differs of the `named` projects, or of all; what this process has told is not told again."""
        of = keeper.network_of
        told: set[str] = set()
        if named is None:
            told, self._told = self._told, told
        self._mark, changes = self._store.changes_since(self._mark)
        news: dict[str, list[Change]] = defaultdict(list)
        for change in changes:
            id = change.repository
            if id in of and (others(of[id]) or (id not in told if named is None else id in named)):
                news[id].append(change)
        entries = self._store.entries(of if named is None else {id for id in {*named, *news} if id in of})
        states: dict[str, State] = {id: (entry.measured_at, entry.error) for id, entry in entries.items()}
        fresh = [
            id
            for id, state in states.items()
            if id in news or (self._seen.get(id) != state and id not in told)
        ]
        self._seen.update(states)
        healths = self._store.healths(fresh)
        happened: list[Event] = []
        for id in fresh:
            error = entries[id].error
            health = entry_health(entries[id], healths.get(id), self._clock())
            if error is not None:
                happened.append(ev.Failed(id, error, health, tuple(news[id])))
            elif id in healths:
                happened.append(ev.Collected(health, tuple(news[id])))
        return happened
