"""How values stand in a store's columns: moments as text, what is only read whole as packed bytes."""

import zlib
from collections.abc import Callable
from datetime import UTC, datetime
from typing import TypeVar

import msgspec

from civitop.i18n.message import keep

T = TypeVar("T")


def readable(read: Callable[[], T]) -> T | None:
    """Return what is read, or `None` where another version wrote something else, or it is damaged."""
    try:
        return read()
    except (msgspec.MsgspecError, zlib.error, ValueError, TypeError, OverflowError, RecursionError):
        return None


def pack(value: object) -> bytes:
    """Return a value as the store keeps what is only read whole: msgpack, zlib."""
    return zlib.compress(msgspec.msgpack.encode(value, enc_hook=keep), 3)


def text(at: datetime) -> str:
    """Return a moment as the store keeps it: ISO 8601 in UTC, which sorts as time does."""
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def time(value: object) -> datetime | None:
    """Return the moment that `text` wrote; none where it is damaged."""
    at = readable(lambda: datetime.fromisoformat(str(value))) if value else None
    return at if at and at.tzinfo else None
