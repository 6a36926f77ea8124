"""The snapshot: networks and the health of their repositories, now or on a past day, out of the store."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, timedelta
from functools import partial

from msgspec.structs import replace

from civitop import __version__
from civitop.config.settings import NetworkSettings
from civitop.health import Health, Network, Snapshot
from civitop.lazy_mapping import Later
from civitop.model import Facts
from civitop.polling.measurer import Measurer, entry_health, remembered
from civitop.polling.membership import failed_sources_of, members_of
from civitop.reading.expectations import expecting
from civitop.reading.totals import totals
from civitop.signals.parts.windows import day_before
from civitop.store import Entry, Store

WINDOW = timedelta(days=365)
"""The longest window of a leading signal: facts that cover it give a past day in full."""


def snapshot_of(
    store: Store,
    networks: Sequence[NetworkSettings],
    measurers: Mapping[str, Measurer],
    now: datetime,
    asof: datetime | None = None,
    *,
    stands: Callable[[Entry, str], bool] | None = None,
) -> Snapshot:
    """Return the snapshot at `asof`, or the latest state where that is `None`.

    A past moment is measured anew from the facts as far as they reach back, and taken from the kept
    history beyond. It depends on nothing but the store and `asof`: two calls give equal snapshots.
    The latest state is as it was last measured, at hand at once; with `stands` only where that says so of an
    entry and its network, and the other figures are of `now`, some milliseconds a repository. Its moment is that
    of its newest figures, so that it too depends on nothing but the store as long as all of them stand.
    """
    members = {network.id: members_of(store, network) for network in networks}
    owner: dict[str, str] = {}
    for network in networks:
        for repository in members[network.id]:
            owner.setdefault(repository, network.id)
    entries = store.entries(owner)
    held = store.healths(owner)
    if asof is None:
        moment = max((e.measured_at for e in entries.values() if e.measured_at), default=now)
        due = [id for id, entry in entries.items() if stands is not None and not stands(entry, owner[id])]
        anew = {id: _measured(store, measurers[owner[id]], entries[id], now) for id in due}
        if any(anew[id] or id in held for id in due):
            moment = now
        at = now if stands is None else moment
        healths = [entry_health(entry, anew.get(id) or held.get(id), at) for id, entry in entries.items()]
    else:
        healths = [
            _past(store, measurers[owner[id]], entry, held.get(id), asof) for id, entry in entries.items()
        ]
        moment = at = asof
    by_id = {health.id: health for health in sorted(healths, key=lambda h: h.id)}
    by_id = {id: expecting(health, networks, moment) for id, health in by_id.items()}
    return Snapshot(
        generated_at=at,
        asof=moment,
        civitop=__version__,
        networks=tuple(_network(store, network, members[network.id], by_id) for network in networks),
        repositories=tuple(by_id.values()),
    )


def _network(
    store: Store, network: NetworkSettings, members: Sequence[str], healths: Mapping[str, Health]
) -> Network:
    ids = tuple(id for id in members if id in healths)
    return Network(
        id=network.id,
        name=network.name,
        country=network.country,
        repositories=ids,
        totals=Later(partial(totals, [healths[id] for id in ids])),
        failed_sources=failed_sources_of(store, network),
    )


def _measured(store: Store, measurer: Measurer, entry: Entry, now: datetime) -> Health | None:
    """Return a repository's health with every figure measured at `now`; `None` where no facts are held."""
    facts = store.facts(entry.repository.id)
    return None if facts is None else measurer.measure(measurer.project(facts), now, entry.error)


def _past(store: Store, measurer: Measurer, entry: Entry, held: Health | None, asof: datetime) -> Health:
    """Return a repository's health at a past moment, from facts or from history."""
    facts = store.facts(entry.repository.id)
    if facts is None:
        return entry_health(entry, held, asof)
    if not _covers(facts, asof) and held is not None:
        kept = store.history(entry.repository.id, day_before(asof))
        if kept is not None:
            return remembered(held, *kept)
    health = measurer.measure(measurer.project(facts), asof, entry.error)
    return replace(health, collected_at=min(facts.collected_at, asof))


def _covers(facts: Facts, asof: datetime) -> bool:
    extent = facts.extent("commits")
    return extent.held and (extent.since is None or extent.since <= asof - WINDOW)


def days_held(store: Store, ids: set[str], now: datetime) -> tuple[date, date]:
    """Return the first and last day of which a snapshot can be given.

    Issues, releases and (of clones) commits can be rebuilt for a year; before that there is history.
    """
    first = store.first_day() if ids else None
    rebuilt = (now - WINDOW).date()
    return (min(first, rebuilt) if first else now.date()), now.date()
