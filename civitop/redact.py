"""What the address of a repository must not hold: it is shown, stored and exported."""

from urllib.parse import urlsplit

from civitop.sanitise import plain


def without_secret(address: str) -> str | None:
    """Return an address without the password or token that it holds, or `None` where it holds none."""
    try:
        parts = urlsplit(address)
        held = parts.password or (parts.username and parts.scheme in ("http", "https"))
    except ValueError:  # brackets that are no IPv6 address: nothing that anybody could follow
        return None
    return plain(f"{parts.scheme}://{parts.hostname}{parts.path}") if "://" in address and held else None
