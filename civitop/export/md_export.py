"""The snapshot as Markdown: a table a network, for a report, an issue or a wiki."""

import re
from collections.abc import Iterator, Mapping

from civitop.health import Health, Network, Snapshot
from civitop.signals import SIGNALS
from civitop.signals.base import SIGNS

_ADDRESS = re.compile(r"https://[\w./~:-]+")


def write(snapshot: Snapshot) -> str:
    """Return the snapshot as Markdown."""
    by_id = {health.id: health for health in snapshot.repositories}
    return "\n".join(_lines(snapshot, by_id)) + "\n"


def text(value: str) -> str:
    """Return text from outside as Markdown that shows it and does nothing else."""
    escaped = re.sub(r"([\\`*_{}\[\]()#+!|~<>@-])", r"\\\1", value.replace("&", "&amp;"))
    # A bare address would be made a link by many renderers.
    return re.sub(r"(?i)\b(https?|ftp|www)([:.])", "\\1\u2060\\2", escaped)


def _lines(snapshot: Snapshot, healths: Mapping[str, Health]) -> Iterator[str]:
    yield f"# Public code on {snapshot.asof:%Y-%m-%d}"
    yield ""
    yield f"As of {snapshot.asof:%Y-%m-%d %H:%M} UTC, civitop {snapshot.civitop}."
    for network in snapshot.networks:
        yield ""
        yield f"## {text(network.name)}"
        yield ""
        yield from _network(network, healths)
    yield ""
    yield f"{SIGNS['good']} good, {SIGNS['watch']} watch, {SIGNS['bad']} bad, {SIGNS['unknown']} unknown."


def _network(network: Network, healths: Mapping[str, Health]) -> Iterator[str]:
    if not network.repositories:
        yield "No repositories."
    else:
        leading = [signal for signal in SIGNALS if signal.leading]
        yield "| Project | " + " | ".join(f"{s.title} ({s.unit})" for s in leading) + " | Worst because |"
        yield "|---|" + "---:|" * len(leading) + "---|"
        for id in network.repositories:
            yield _row(healths[id])
    for source, error in network.failed_sources.items():
        yield ""
        yield f"Could not be read: {text(source)}: {text(str(error))}"


def _row(health: Health) -> str:
    cells = []
    for definition in SIGNALS:
        if not definition.leading:
            continue
        signal = definition.of(health.signals)
        value = "–" if signal is None or signal.value is None else f"{signal.value:g}"
        cells.append(f"{SIGNS[signal.level if signal else 'unknown']} {value}")
    level, why = health.worst
    reason = health.error or (health.signals[why].reason if why else "")
    if level == "good" and not health.error:
        reason = ""
    name = f"[{text(health.name)}]({health.url})" if _ADDRESS.fullmatch(health.url) else text(health.name)
    note = "" if health.status == "fresh" else f" ({health.status})"
    return f"| {name}{note} | " + " | ".join(cells) + f" | {text(str(reason))} |"
