"""A forge's round that broke off: whatever has no answer is stale, and says why, until a round succeeds."""

from collections.abc import Mapping, Sequence, Set

from msgspec.structs import replace

from civitop.config.settings import NetworkSettings
from civitop.health import Health, Snapshot
from civitop.i18n.message import Phrase
from civitop.polling import events as ev
from civitop.polling.collector import Failure
from civitop.polling.ingest import Clock, Keeper
from civitop.polling.listing import listing_key
from civitop.polling.membership import members_of
from civitop.store import Store


def note_broken(
    forge: str,
    why: Phrase,
    settled: Set[str],
    networks: Sequence[NetworkSettings],
    store: Store,
    keeper: Keeper,
    clock: Clock,
) -> list[ev.Event]:
    """Keep `why` of each repository of these networks at a forge that is not `settled`, and of sources never listed.

    Returns the events that tell so; raises `StoreError`.
    """
    told: list[ev.Event] = []
    for network in networks:
        failed = {str(source): why for source in network.watch if source.forge == forge}
        if failed and store.get(listing_key(network.id, forge)) is None:
            store.save_membership(network.id, forge, {}, failed, clock())
            told.append(ev.Discovered(network.id, members_of(store, network), failed))
    ours = {network.id for network in networks}
    ids = [
        id
        for id, network in keeper.network_of.items()
        if id.startswith(f"{forge}:") and network in ours and id not in settled
    ]
    entries = store.entries(ids).values()
    return [*told, *(keeper.fail(e.repository, Failure(e.repository.id, why, "internal")) for e in entries)]


def with_broken(
    snapshot: Snapshot, broken: Mapping[str, Phrase], networks: Sequence[NetworkSettings]
) -> Snapshot:
    """Return a snapshot in which what belongs to a broken forge says so, for a store that could not be told."""
    if not broken:
        return snapshot
    sources = {
        network.id: {str(s): broken[s.forge] for s in network.watch if s.forge in broken}
        for network in networks
    }
    return replace(
        snapshot,
        networks=tuple(
            replace(each, failed_sources={**each.failed_sources, **sources.get(each.id, {})})
            for each in snapshot.networks
        ),
        repositories=tuple(_stale(each, broken) for each in snapshot.repositories),
    )


def _stale(health: Health, broken: Mapping[str, Phrase]) -> Health:
    why = broken.get(health.forge)
    if why is None or health.error is not None:
        return health
    return replace(health, error=why, status="stale" if health.signals else "failed")
