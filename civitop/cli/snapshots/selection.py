"""Which projects a headless command is about: those that a filter lets through, and those that cross a threshold."""

from collections.abc import Iterator

from msgspec.structs import replace

from civitop.filter.grammar import Filter
from civitop.health import Health, Snapshot
from civitop.i18n.language import _
from civitop.reading.totals import totals
from civitop.signals import SIGNALS
from civitop.signals.base import LEVEL_NAMES


def only(snapshot: Snapshot, condition: Filter) -> Snapshot:
    """Return the snapshot with the repositories that match in one of their networks; totals are over those."""
    kept = {health.id: health for health in matching(snapshot, condition)}
    networks = []
    for network in snapshot.networks:
        ids = tuple(id for id in network.repositories if id in kept)
        found = totals(kept[id] for id in ids)
        networks.append(replace(network, repositories=ids, totals=found))
    return replace(snapshot, networks=tuple(networks), repositories=tuple(kept.values()))


def matching(snapshot: Snapshot, condition: Filter) -> Iterator[Health]:
    """Yield the repositories that match."""
    return (
        health
        for health in snapshot.repositories
        if condition.matches(health, _networks_of(snapshot, health.id))
    )


def reason(health: Health, condition: Filter) -> str:
    """Return in one line what the signals that a filter asks about say; of others, why the project has its level."""
    asked = {term.key for term in condition.terms}
    signals = [
        signal
        for definition in SIGNALS
        if asked.intersection(key.name for key in definition.keys)
        and (signal := definition.of(health.signals)) is not None
    ]
    if signals:
        return " ".join(str(signal.reason) for signal in signals)
    if health.error:
        return str(health.error)
    level, why = health.worst
    return str(health.signals[why].reason) if why and level != "good" else _(LEVEL_NAMES[level])


def _networks_of(snapshot: Snapshot, id: str) -> tuple[str, ...]:
    return tuple(network.id for network in snapshot.networks if id in network.repositories)
