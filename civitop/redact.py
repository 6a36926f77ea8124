"""What the address of a repository must not hold: it is shown, stored and exported."""

import re

from civitop.addresses import parts_of
from civitop.sanitise import plain

_SECRET = re.compile(r"(?i)(?:^|[&;])[^=&;]*(?:token|secret|passw|pwd|key|auth)[^=&;]*=[^&;]")
"""A parameter of a query whose name says that its value is a secret."""


def without_secret(address: str) -> str | None:
    """Return an address without the password or token that it holds, or `None` where it holds none."""
    parts = parts_of(address)
    if parts is None:  # nothing that anybody could follow
        return None
    held = (
        parts.password
        or (parts.username and parts.scheme in ("http", "https"))
        or _SECRET.search(parts.query)
    )
    return plain(f"{parts.scheme}://{parts.hostname}{parts.path}") if "://" in address and held else None
