"""The snapshot as JSON: the contract that machines read (`civitop.snapshot/1`)."""

import msgspec
from msgspec.structs import replace

from civitop.codec import for_machines
from civitop.health import Snapshot
from civitop.reading.feed import ProjectReport
from civitop.reading.todo import most_help, network_tasks


def write(snapshot: Snapshot) -> str:
    """Return the snapshot as JSON, two spaces of indent, a newline at the end; equal in, equal out."""
    healths = {health.id: health for health in snapshot.repositories}
    networks = tuple(
        replace(network, todo=most_help(network_tasks(network, healths))) for network in snapshot.networks
    )
    return _text(replace(snapshot, networks=networks))


def report_text(report: ProjectReport) -> str:
    """Return one repository in depth as JSON: its health as in a snapshot, its people, what waits, its files."""
    return _text(report)


def _text(value: Snapshot | ProjectReport) -> str:
    data = msgspec.json.encode(value, order="deterministic", enc_hook=for_machines)
    return msgspec.json.format(data, indent=2).decode() + "\n"
