"""Text from outside as Markdown, which shows it and does nothing else."""

import re

_ADDRESS = re.compile(r"https://[\w./~:-]+")
_SIGNS = "\\`*_{}[]()#+!|~<>@-"
"""What Markdown reads as more than text; the backslash first, because the others get one."""
_BARE = re.compile(r"(?i)\b(https?|ftp|www)([:.])")


def text(value: str) -> str:
    """Return text from outside as Markdown that shows it and does nothing else."""
    escaped = value.replace("&", "&amp;")
    for sign in _SIGNS:
        if sign in escaped:
            escaped = escaped.replace(sign, f"\\{sign}")
    # A bare address would be made a link by many renderers; a look by itself is ten times as quick as the expression.
    lower = escaped.lower()
    if "http" in lower or "ftp" in lower or "www" in lower:
        return _BARE.sub("\\1\u2060\\2", escaped)
    return escaped


def link(value: str, address: str) -> str:
    """Return text that leads to an address; the text alone where that is no web address."""
    return f"[{text(value)}]({address})" if is_address(address) else text(value)


def is_address(address: str) -> bool:
    """Return whether it is a web address that can stand in a link as it is."""
    return _ADDRESS.fullmatch(address) is not None
