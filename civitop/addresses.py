"""Addresses that people and forges write: taken apart without an exception of Python's."""

from urllib.parse import SplitResult, urlsplit


def parts_of(address: str) -> SplitResult | None:
    """Return the parts of an address, or `None` where it is none: a bracket left open, a port that is no port."""
    try:
        parts = urlsplit(address)
        _ = parts.port, parts.hostname
    except ValueError:
        return None
    return parts
