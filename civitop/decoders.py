"""Decoders of msgspec, each made once and one at a time.

msgspec learns a type's fields when it is first used, and hands out what it has half learnt to any other thread that
uses the type meanwhile: the process dies of it (a null pointer, in one of twenty starts on a busy machine). So types
that more than one thread may meet are decoded by what is made here, under a lock, and never by `msgspec.json.decode`
with a type.
"""

import threading
from collections.abc import Callable
from typing import Any, TypeVar

import msgspec

T = TypeVar("T")
Hook = Callable[[type, Any], Any]

_making = threading.RLock()
_json: dict[tuple[Any, Hook | None], msgspec.json.Decoder[Any]] = {}
_msgpack: dict[tuple[Any, Hook | None], msgspec.msgpack.Decoder[Any]] = {}


def json_decoder(of: Any, hook: Hook | None = None) -> msgspec.json.Decoder[Any]:
    """Return the decoder of JSON for a type; `hook` makes what msgspec does not know."""
    made = _json.get((of, hook))
    if made is None:
        with _making:
            made = _json.setdefault((of, hook), msgspec.json.Decoder(of, dec_hook=hook))
    return made


def msgpack_decoder(of: Any, hook: Hook | None = None) -> msgspec.msgpack.Decoder[Any]:
    """Return the decoder of msgpack for a type; `hook` makes what msgspec does not know."""
    made = _msgpack.get((of, hook))
    if made is None:
        with _making:
            made = _msgpack.setdefault((of, hook), msgspec.msgpack.Decoder(of, dec_hook=hook))
    return made


def converted(value: object, of: type[T]) -> T:
    """Return plain values as a type; raises `msgspec.ValidationError` where they do not fit."""
    msgpack_decoder(of)
    return msgspec.convert(value, of)
