"""The one door for strings from outside: a forge, a clone or a file of somebody else's.

Everything that was not written by the person at the keyboard passes `plain` once, in the collector
that fetched it. After that it holds no character that a terminal, a bidi algorithm or a
spreadsheet could take for an instruction; markup is dealt with where it is drawn.
"""

import re
import unicodedata

MAX_LENGTH = 300
"""Characters kept of a title, a name or a description, unless the caller asks for another cap."""

_BREAKS = re.compile(r"[\t\n\r\v\f\x85]+")
_HOSTILE = re.compile(
    "["
    "\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f"  # C0 without white space, DEL, C1
    "\u00ad\u061c\u115f\u1160\u17b4\u17b5\u180e"  # soft hyphen, Arabic letter mark, invisible fillers
    "\u200b-\u200f\u2028-\u202e\u2060-\u206f"  # zero width, line separators, bidi controls
    "\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb"  # fillers, variation selectors, BOM, annotations
    "\U000e0000-\U000e01ef"  # tag characters, more variation selectors
    "\ud800-\udfff"  # lone surrogates, which no encoder takes
    "]"
)
REPLACEMENT = "\ufffd"
# Behind the beginning of a word nothing is tried again: else a word without an @ costs its square.
_ADDRESS = re.compile(r"(?<![^\s<>@])([^\s<>@]+)@[^\s<>@]+")


def plain(value: str | None, limit: int = MAX_LENGTH) -> str:
    """Return `value` as harmless text on one line: NFC, at most `limit` characters.

    White space of every kind becomes one space; control, bidi, zero-width and tag characters become
    U+FFFD, so that a reader sees that something stood there. `None` gives the empty string.
    """
    if not value:
        return ""
    if value.isascii() and value.isprintable() and len(value) <= limit:
        return value
    # Nothing behind the cap is looked at: a title of a megabyte must not cost a megabyte of work.
    text = _BREAKS.sub(" ", value[: limit * 4])
    text = unicodedata.normalize("NFC", _HOSTILE.sub(REPLACEMENT, text))
    return text if len(text) <= limit else text[: limit - 1] + "…"


def decoded(data: bytes) -> str:
    """Return text that somebody wrote in an unknown encoding: UTF-8, or Windows-1252 where it is none.

    Old tools wrote names in the letters of their machine; Windows-1252 holds those of ISO 8859-1.
    """
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


def document(value: str | None, limit: int = 100_000) -> str:
    """Return the text of a file from outside, lines kept: for parsers only, never for a screen.

    A byte order mark at its beginning is no part of the text.
    """
    if not value:
        return ""
    lines = value[:limit].removeprefix("\ufeff").replace("\r\n", "\n").split("\n")
    return "\n".join(
        "\t".join(_HOSTILE.sub(REPLACEMENT, part) for part in line.split("\t")) for line in lines
    )


def without_address(name: str) -> str:
    """Return a person's name for showing; of an e-mail address that stands for it, the part before the @."""
    return _ADDRESS.sub(r"\1", name) if "@" in name else name
