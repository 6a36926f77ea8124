"""Secrets that somebody wrote into a configuration, where only the way to them belongs."""

import re
from collections.abc import Sequence

_TOKEN = re.compile(
    r"gh[pousr]_\w{16,}|github_pat_\w{16,}|gl(?:pat|oas|dt|cbt|ptt|soat|ft|agent)-[\w.-]{16,}|[0-9a-f]{40,}"
    r"|xox[abprs]-[\w-]{10,}|ey[\w-]{10,}\.ey[\w-]{10,}\.[\w-]+"
)
"""What the tokens of GitHub, GitLab and Forgejo, and signed ones (JWT) look like."""
_PRINTERS = ("echo", "printf")
"""Commands whose words are what they print."""
_NAMED = re.compile(r"(?i)(token|secret|passw|pwd|api.?key|private.?key|authorization)[^=:]*[=:]\s*\S")
MASK = "…"


def is_token(word: str) -> bool:
    """Tell whether a word is a token by its looks."""
    return bool(_TOKEN.search(word))


def masked(command: Sequence[str]) -> list[str]:
    """Return a command as it may be shown: its program, and `…` for words that may be secrets."""
    if not command:
        return []
    program, *words = command
    printer = program.rpartition("/")[2] in _PRINTERS
    return [program, *(MASK if printer or _may_be_secret(word) else word for word in words)]


def _may_be_secret(word: str) -> bool:
    return is_token(word) or bool(_NAMED.search(word)) or _is_random(word)


def _is_random(word: str) -> bool:
    """Tell a word of twenty or more letters and figures mixed, as only machines write them."""
    kinds = (str.isdigit, str.islower, str.isupper)
    plain = re.fullmatch(r"[A-Za-z0-9_+=-]{20,}", word)
    return bool(plain) and all(any(map(kind, word)) for kind in kinds)
