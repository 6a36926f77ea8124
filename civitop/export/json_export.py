"""The snapshot as JSON: the contract that machines read (`civitop.snapshot/1`)."""

import msgspec

from civitop.codec import for_machines
from civitop.health import Snapshot
from civitop.reading.feed import ProjectReport


def write(snapshot: Snapshot) -> str:
    """Return the snapshot as JSON, two spaces of indent, a newline at the end; equal in, equal out."""
    return _text(snapshot)


def report_text(report: ProjectReport) -> str:
    """Return one repository in depth as JSON: its health as in a snapshot, its people, what waits, its files."""
    return _text(report)


def _text(value: Snapshot | ProjectReport) -> str:
    data = msgspec.json.encode(value, order="deterministic", enc_hook=for_machines)
    return msgspec.json.format(data, indent=2).decode() + "\n"
