"""What becomes of a character that the output's encoding does not have: a sign or letter that means the same.

The names of the handlers are for `errors=` of a text stream.
"""

import codecs
import unicodedata
from collections.abc import Mapping
from functools import cache

SIGNS = "civitop-signs"
"""For text that people read: the sign of `--ascii`, the letter without its accent, or a question mark."""
JSON = "civitop-json"
"""For JSON: the escapes of its own, which every reader turns back into the character."""

_LETTERS = {
    "ø": "o",
    "Ø": "O",
    "æ": "ae",
    "Æ": "AE",
    "ß": "ss",
    "ł": "l",
    "Ł": "L",
    "đ": "d",
    "œ": "oe",
    "ð": "d",
}
_MARKS = {
    "—": "-", "‘": "'", "’": "'", "“": '"', "”": '"', "„": '"', "…": "...", "×": "x", "→": "->", "←": "<-",
    "≥": ">=", "≤": "<=", "−": "-", "━": "=", "─": "-", "\u00a0": " ", "\u202f": " ", "\u2009": " ",
}  # fmt: skip


def register() -> None:
    """Make the handlers known to Python; safe to call twice."""
    codecs.register_error(SIGNS, _as_signs)
    codecs.register_error(JSON, _as_json)


def _as_signs(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    return "".join(map(in_ascii, error.object[error.start : error.end])), error.end


def _as_json(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    units = error.object[error.start : error.end].encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[i]:02x}{units[i + 1]:02x}" for i in range(0, len(units), 2)), error.end


def in_ascii(character: str) -> str:
    """Return what stands for a character where there is only ASCII."""
    known = _signs().get(character)
    if known is not None:
        return known
    bare = unicodedata.normalize("NFKD", character).encode("ascii", "ignore").decode()
    return bare if bare.isprintable() and bare else "?"


@cache
def _signs() -> Mapping[str, str]:
    from tui.drawing.glyphs import ASCII, UNICODE  # a table; only who has no Unicode needs it

    table = {**_LETTERS, **_MARKS}
    for shown, plain in zip(UNICODE[1:], ASCII[1:], strict=True):
        for sign, other in zip(shown, plain, strict=False):
            if not sign.isascii():
                table.setdefault(sign, other)
    return table
