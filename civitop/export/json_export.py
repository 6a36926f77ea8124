"""The snapshot as JSON: the contract that machines read (`civitop.snapshot/1`)."""

import msgspec
from msgspec.structs import replace

from civitop.codec import for_machines
from civitop.health import Snapshot
from civitop.reading.feed import ProjectReport
from civitop.reading.todo import most_help, network_tasks


def write(snapshot: Snapshot) -> str:
    """Return the snapshot as JSON, two spaces of indent, a newline at the end; equal in, equal out."""
    return _text(_whole(snapshot))


def compact(snapshot: Snapshot) -> str:
    """Return the same in one line, for programs: half as long."""
    return _encoded(_whole(snapshot)).decode()


def _whole(snapshot: Snapshot) -> Snapshot:
    """Return the snapshot with what would help most in each network."""
    healths = {health.id: health for health in snapshot.repositories}
    networks = tuple(
        replace(network, todo=most_help(network_tasks(network, healths))) for network in snapshot.networks
    )
    return replace(snapshot, networks=networks)


def report_text(report: ProjectReport) -> str:
    """Return one repository in depth as JSON: its health as in a snapshot, its people, what waits, its files."""
    return _text(report)


def _text(value: Snapshot | ProjectReport) -> str:
    return msgspec.json.format(_encoded(value), indent=2).decode() + "\n"


def _encoded(value: Snapshot | ProjectReport) -> bytes:
    return msgspec.json.encode(value, order="deterministic", enc_hook=for_machines)
