"""The snapshot as plain text in sentences and aligned columns: for screen readers, mail and pipes."""

from collections.abc import Iterator

from civitop.feed import PersonRow, ProjectReport
from civitop.health import Health, Network, Snapshot
from civitop.signals import SIGNALS
from civitop.signals.base import SIGNS

PEOPLE = 10
WAITING = 10


def write(snapshot: Snapshot) -> str:
    """Return the snapshot as text: each network, its repositories with the reason behind every level."""
    by_id = {health.id: health for health in snapshot.repositories}
    lines = [f"Public code as of {snapshot.asof:%Y-%m-%d %H:%M} UTC."]
    for network in snapshot.networks:
        lines += ["", f"{network.name}: {_counts(network)}."]
        lines += [f"Could not be read: {source}: {error}" for source, error in network.failed_sources.items()]
        for id in network.repositories:
            lines += ["", *_repository(by_id[id])]
    return "\n".join(lines) + "\n"


def _counts(network: Network) -> str:
    number = len(network.repositories)
    figures = [f"{number} repositor{'y' if number == 1 else 'ies'}"]
    figures += [
        f"{value} {name.replace('_', ' ')}" for name, value in network.totals.items() if value is not None
    ]
    return ", ".join(figures)


def _repository(health: Health) -> Iterator[str]:
    level, _ = health.worst
    marks = [
        level,
        *(["archived"] if health.archived else []),
        *([] if health.status == "fresh" else [health.status]),
    ]
    yield f"{health.name} ({', '.join(marks)})"
    if health.error:
        yield f"  Could not be polled: {health.error}"
    for definition in SIGNALS:
        signal = definition.of(health.signals)
        if signal is not None:
            figure = "–" if signal.value is None else f"{signal.value:g} {signal.unit}"
            yield f"  {SIGNS[signal.level]} {definition.title}: {figure}. {signal.reason}"


def report_text(report: ProjectReport) -> str:
    """Return one repository in depth as text."""
    lines = [*_repository(report.health), "", "People who wrote in the last 365 days:"]
    lines += [f"  {_person(row)}" for row in report.people[:PEOPLE]] or ["  nobody"]
    if len(report.people) > PEOPLE:
        lines.append(f"  and {len(report.people) - PEOPLE} more")
    if report.waiting:
        lines += ["", f"Waiting for somebody ({len(report.waiting)}):"]
        lines += [
            f"  {row.opened_at:%Y-%m-%d}  {row.kind} {row.number}: {row.title} ({row.why})"
            for row in report.waiting[:WAITING]
        ]
    lines += ["", "What a public repository should have:"]
    lines += [
        f"  {'●' if path else '–'} {title}{f': {path}' if path else ' is missing'}"
        for title, path in report.community
    ]
    return "\n".join(lines) + "\n"


def _person(row: PersonRow) -> str:
    who = row.affiliation.organisation.name if row.affiliation.organisation else row.affiliation.kind
    return f"{row.commits:>6}  {row.share:>4.0%}  {row.name} ({who})"
