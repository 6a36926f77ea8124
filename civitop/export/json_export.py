"""The snapshot as JSON: the contract that machines read (`civitop.snapshot/1`)."""

import msgspec

from civitop.codec import for_machines
from civitop.health import Snapshot
from civitop.reading.feed import ProjectReport
from civitop.reading.todo import with_todo


def write(snapshot: Snapshot) -> str:
    """Return the snapshot as JSON, two spaces of indent, a newline at the end; equal in, equal out."""
    return _text(with_todo(snapshot))


def compact(snapshot: Snapshot) -> str:
    """Return a snapshot that has its `todo` in one line, for programs: half as long."""
    return _encoded(snapshot).decode()


def report_text(report: ProjectReport) -> str:
    """Return one repository in depth as JSON: its health as in a snapshot, its people, what waits, its files."""
    return _text(report)


def _text(value: Snapshot | ProjectReport) -> str:
    return msgspec.json.format(_encoded(value), indent=2).decode() + "\n"


def _encoded(value: Snapshot | ProjectReport) -> bytes:
    return msgspec.json.encode(value, order="deterministic", enc_hook=for_machines)
