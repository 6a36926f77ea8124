"""The snapshot as JSON: the contract that machines read (`civitop.snapshot/1`)."""

import msgspec

from civitop.health import Snapshot


def write(snapshot: Snapshot) -> str:
    """Return the snapshot as JSON, two spaces of indent, a newline at the end; equal in, equal out."""
    return msgspec.json.format(msgspec.json.encode(snapshot, order="deterministic"), indent=2).decode() + "\n"
