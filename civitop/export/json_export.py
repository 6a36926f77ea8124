"""The snapshot as JSON: the contract that machines read (`civitop.snapshot/1`)."""

import msgspec

from civitop.codec import for_machines
from civitop.health import Snapshot


def write(snapshot: Snapshot) -> str:
    """Return the snapshot as JSON, two spaces of indent, a newline at the end; equal in, equal out."""
    data = msgspec.json.encode(snapshot, order="deterministic", enc_hook=for_machines)
    return msgspec.json.format(data, indent=2).decode() + "\n"
