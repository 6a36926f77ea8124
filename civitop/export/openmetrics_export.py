"""The snapshot as OpenMetrics, for Prometheus and for the textfile collector of its node exporter.

All families are gauges: the textfile collector refuses types that the older text format has not (`info`, `stateset`).
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple, get_args

from civitop.health import Health, Network, Snapshot, Status
from civitop.sanitise import plain
from civitop.signals import SIGNALS
from civitop.signals.base import LEVELS, Definition, Signal

PREFIX = "civitop"
BASE_UNITS = frozenset({"hours", "days", "weeks"})
"""Units that a name ends with. What is counted (issues, people) is said by the name itself, as in
`process_open_fds`."""
LONGEST = 300
"""Characters of a label."""

Labels = Mapping[str, str]


class Place(NamedTuple):
    """A repository in a network, with the labels that all its samples have."""

    health: Health
    labels: Labels


class Family(NamedTuple):
    """A metric with its samples."""

    name: str
    unit: str
    help: str
    samples: Sequence[tuple[Labels, float]]


def write(snapshot: Snapshot) -> str:
    """Return the snapshot as OpenMetrics, `# EOF` at the end; a family without a known value is left out.

    A repository has samples for each of its networks.
    """
    written = (_written(family) for family in _families(snapshot) if family.samples)
    return "".join([*written, "# EOF\n"])


def _families(snapshot: Snapshot) -> Iterator[Family]:
    places = tuple(_places(snapshot))
    yield _gauge("build_info", "Version that wrote these figures.", [({"version": snapshot.civitop}, 1)])
    yield _gauge(
        "snapshot_timestamp_seconds",
        "Moment that the figures are of.",
        [({}, snapshot.asof.timestamp())],
        unit="seconds",
    )
    yield from _of_networks(snapshot.networks)
    yield from _of_repositories(places)
    for definition in SIGNALS:
        yield from _of_signal(definition, places)
    yield from _of_all_signals(places)


def _places(snapshot: Snapshot) -> Iterator[Place]:
    by_id = {health.id: health for health in snapshot.repositories}
    for network in snapshot.networks:
        for id in network.repositories:
            health = by_id[id]
            yield Place(health, {"network": network.id, "repository": id, "forge": health.forge})


def _of_networks(networks: Sequence[Network]) -> Iterator[Family]:
    labels = [(network, {"network": network.id}) for network in networks]
    yield _gauge(
        "network_info", "Name of a network.", [({**own, "name": each.name}, 1) for each, own in labels]
    )
    yield _gauge(
        "network_failed_sources",
        "Sources that could not be discovered.",
        [(own, len(each.failed_sources)) for each, own in labels],
    )
    for name in dict.fromkeys(name for network in networks for name in network.totals):
        known = [(own, value) for each, own in labels if (value := each.totals.get(name)) is not None]
        yield _gauge(f"network_{name}", f"Total of a network: {name.replace('_', ' ')}.", known)


def _of_repositories(places: Sequence[Place]) -> Iterator[Family]:
    yield _gauge(
        "repository_info",
        "Texts that describe a repository.",
        [({**place.labels, **_texts(place.health)}, 1) for place in places],
    )
    yield _gauge(
        "repository_archived",
        "Whether a repository is archived.",
        [(place.labels, place.health.archived) for place in places],
    )
    yield _gauge(
        "repository_status",
        "Whether the figures are fresh (of the last round), stale (older) or failed (there are none).",
        _states(((place.labels, place.health.status) for place in places), "status", get_args(Status)),
    )
    yield _gauge("repository_stars", "Stars.", _known((p.labels, p.health.stars) for p in places))
    for what, help, field in (
        ("collected", "Moment of the last collection.", "collected_at"),
        ("pushed", "Moment of the last push.", "pushed_at"),
    ):
        moments = ((place.labels, getattr(place.health, field)) for place in places)
        yield _gauge(
            f"repository_{what}_timestamp_seconds",
            help,
            [(labels, moment.timestamp()) for labels, moment in moments if moment is not None],
            unit="seconds",
        )


def _texts(health: Health) -> Labels:
    return {
        "name": health.name,
        "url": health.url,
        "language": health.language or "",
        "licence": health.licence or "",
        "error": health.error.english if health.error else "",
    }


def _of_signal(definition: Definition[Any], places: Sequence[Place]) -> Iterator[Family]:
    unit = definition.unit if definition.unit in BASE_UNITS else ""
    held = [(place.labels, signal) for place in places if (signal := _signal(definition, place))]
    yield _gauge(
        _with_unit(definition.id, unit),
        f"{definition.title}, in {definition.unit}; {definition.better} is better.",
        _known((labels, signal.value) for labels, signal in held),
        unit=unit,
    )
    yield _gauge(
        _with_unit(f"{definition.id}_change_30d", unit),
        f"{definition.title}: change in 30 days, in {definition.unit}.",
        _known((labels, signal.change_30d) for labels, signal in held),
        unit=unit,
    )


def _of_all_signals(places: Sequence[Place]) -> Iterator[Family]:
    every = [
        ({**place.labels, "signal": definition.id}, _signal(definition, place))
        for definition in SIGNALS
        for place in places
    ]
    yield _gauge(
        "signal_known",
        "Whether the value of a signal is known; what is not known has no sample of its own.",
        [(labels, signal is not None and signal.value is not None) for labels, signal in every],
    )
    levels = ((labels, signal.level if signal else "unknown") for labels, signal in every)
    yield _gauge(
        "signal_level", "Level of a signal: 1 at the one that holds.", _states(levels, "level", LEVELS)
    )
    worst = ((place.labels, place.health.worst[0]) for place in places)
    yield _gauge(
        "repository_level", "Worst level among the leading signals: 1 at it.", _states(worst, "level", LEVELS)
    )


def _signal(definition: Definition[Any], place: Place) -> Signal[Any] | None:
    return definition.of(place.health.signals)


def _known(samples: Iterable[tuple[Labels, float | None]]) -> list[tuple[Labels, float]]:
    return [(labels, value) for labels, value in samples if value is not None]


def _states(
    samples: Iterable[tuple[Labels, str]], label: str, states: Sequence[str]
) -> list[tuple[Labels, float]]:
    """Return a sample for each state that there can be: 1 at the one that holds, 0 at the others."""
    return [({**labels, label: state}, state == holds) for labels, holds in samples for state in states]


def _with_unit(name: str, unit: str) -> str:
    return f"{name}_{unit}" if unit else name


def _gauge(name: str, help: str, samples: Sequence[tuple[Labels, float]], *, unit: str = "") -> Family:
    return Family(f"{PREFIX}_{re.sub(r'[^a-z0-9_]', '_', name)}", unit, help, samples)


def _written(family: Family) -> str:
    head = [f"# TYPE {family.name} gauge"]
    if family.unit:
        head.append(f"# UNIT {family.name} {family.unit}")
    head.append(f"# HELP {family.name} {_escaped(family.help)}")
    lines = (f"{family.name}{_labels(labels)} {_number(value)}" for labels, value in family.samples)
    return "".join(f"{line}\n" for line in (*head, *lines))


def _labels(labels: Labels) -> str:
    pairs = ",".join(f'{name}="{_escaped(plain(value, LONGEST))}"' for name, value in labels.items())
    return f"{{{pairs}}}" if pairs else ""


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")


def _number(value: float) -> str:
    """Return a number so that it reads back as the same one."""
    return repr(value) if isinstance(value, float) else str(int(value))
