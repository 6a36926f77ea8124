"""JSON that somebody else wrote, as JSON whose texts do nothing; what is harmless anyway is left as it stands.

A snapshot of 300 repositories has 12 MB and a hundred thousand texts: taking each in hand takes four times as long as
reading them all, and in nearly every one there is nothing to take out.
"""

import contextlib
import re
from typing import Any

import msgspec

from civitop.decoders import json_decoder
from civitop.sanitise import plain

LONGEST = 2000
"""Characters of a text; the longest that civitop writes are reasons of some hundred."""
_DEEP = 2
"""How deep a document is taken apart: into its parts, and its list of repositories into the parts of each."""
_Parts = dict[str, msgspec.Raw]
_ASCII = bytes(range(0x80))
_EVERYDAY = re.compile(
    "[\xa0-\xac\xae-\u024f\u038e-\u03a1\u03a3-\u03ff\u0400-\u0482\u048a-\u052f"
    "\u2010-\u2027\u20ac\u2190-\u22ff\u2600-\u27bf\U0001f300-\U0001faff]*"
)
"""Letters and signs that are written in Europe: none hides, turns text around, or joins with its neighbour."""
_STEP = LONGEST // 2
"""A text of `LONGEST` bytes covers a whole stretch of half as many, wherever it begins."""


def harmless(document: bytes, deep: int = _DEEP) -> bytes:
    """Return a JSON document with each text as `plain` makes it, keys too, of at most `LONGEST` characters.

    Where that changes nothing it is `document` itself, as a rule.

    Raises `msgspec.MsgspecError`, `ValueError` or `RecursionError` where it is none; what is left as it stands is
    not read.
    """
    if _is_plain(document):
        return document
    if deep:
        with contextlib.suppress(msgspec.ValidationError):  # it is no object
            return msgspec.json.encode(_by_parts(json_decoder(_Parts).decode(document), deep))
        with contextlib.suppress(msgspec.ValidationError):  # nor a list of them
            items = json_decoder(list[_Parts]).decode(document)
            return msgspec.json.encode([_by_parts(each, deep) for each in items])
    return msgspec.json.encode(_plain(msgspec.json.decode(document)))


def _by_parts(parts: _Parts, deep: int) -> _Parts:
    return {plain(key, LONGEST): msgspec.Raw(harmless(bytes(part), deep - 1)) for key, part in parts.items()}


def _is_plain(document: bytes) -> bool:
    """Return whether `plain` would surely change nothing: what it might change is looked at text by text."""
    if b"\\" in document:
        # What these stand for is harmless, and no end of a text.
        for escape in (b"\\\\", b'\\"', b"\\/"):
            document = document.replace(escape, b"..")
    if b"\\" in document or b"\x7f" in document:  # other control characters are escapes, or an error
        return False
    if not document.isascii() and not _EVERYDAY.fullmatch(document.translate(None, _ASCII).decode()):
        return False
    last = len(document) - _STEP
    return all(document.find(b'"', start, start + _STEP) >= 0 for start in range(0, last + 1, _STEP))


def _plain(value: Any) -> Any:
    match value:
        case str():
            return plain(value, LONGEST)
        case list():
            return [_plain(item) for item in value]
        case dict():
            return {plain(key, LONGEST): _plain(item) for key, item in value.items()}
    return value
