"""Mail domains: what is one at all, and which registered domain it belongs to."""

import re
from collections.abc import Iterator

_LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_DOMAIN = re.compile(rf"{_LABEL}(?:\.{_LABEL})*")
_LENGTH = 253
"""RFC 1035: the longest name that DNS carries."""


def clean(domain: str) -> str | None:
    """Return `domain` in lower case and ASCII, or `None` where it cannot be the domain of an address."""
    text = domain.strip().lower()
    if len(text) > _LENGTH:
        return None
    if not text.isascii():
        try:
            text = text.encode("idna").decode("ascii")
        except UnicodeError:
            return None
    return text if len(text) <= _LENGTH and _DOMAIN.fullmatch(text) else None


def suffixes(domain: str) -> Iterator[str]:
    """Yield a clean domain and what is left of it label by label, the longest first."""
    while True:
        yield domain
        _, dot, domain = domain.partition(".")
        if not dot:
            return
