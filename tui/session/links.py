"""Which addresses may be opened or copied: those of configured forges, by https, or http on loopback."""

from collections.abc import Iterable
from urllib.parse import urlsplit

from civitop.config.settings import Forge

LOOPBACK = ("127.0.0.1", "localhost", "::1")


def allowed(address: str, forges: Iterable[Forge]) -> bool:
    """Return whether an address lies on a configured host and is safe to hand to a browser."""
    try:
        parts = urlsplit(address)
        host, user = parts.hostname, parts.username
    except ValueError:
        return False
    if not host or user is not None or any(c.isspace() or not c.isprintable() for c in address):
        return False
    if parts.scheme != "https" and not (parts.scheme == "http" and host in LOOPBACK):
        return False
    return host in {forge.host for forge in forges}
