"""A difference as JSON (`civitop.difference/1`): English, whoever reads it."""

import msgspec

from civitop.codec import for_machines
from civitop.reading.difference import Difference


def write(difference: Difference) -> str:
    """Return the difference as JSON, two spaces of indent, a newline at the end; equal in, equal out."""
    data = msgspec.json.encode(difference, order="deterministic", enc_hook=for_machines)
    return msgspec.json.format(data, indent=2).decode() + "\n"
