"""Answers of a forge as values, what a reader may raise about them, and where they are kept.

Shared by the transport and by the collectors that read what it brings.
"""

from collections.abc import Callable, Mapping
from typing import Any, Protocol, TypeAlias, TypeVar

import msgspec
from msgspec import Struct

from civitop.decoders import json_decoder
from civitop.i18n.message import Phrase, say
from collectors.http.rate_limits import Allowance


class Reply(Struct, frozen=True):
    """One answer; header names in lower case."""

    status: int
    headers: Mapping[str, str] = {}
    body: bytes = b""
    wire: int = 0
    """Bytes of the body as it came over the wire."""
    url: str = ""


T = TypeVar("T")
Read: TypeAlias = Callable[[Reply], tuple[T, Allowance | None]]
"""Makes a value of an answer, and hands out what its body says about the budget."""


class Garbled(Exception):
    """Raised by a reader: the answer broke off or makes no sense; it is asked for again."""


class Unusable(Exception):
    """The answer is of no use, and asking the same again would bring the same; `why` says it in words.

    Raised for one that is too large, too slow, nested too deeply or no text; the transport makes a
    `TooHeavy` of it where the question can be asked in halves, and else an error of this question alone.
    """

    def __init__(self, why: Phrase) -> None:
        super().__init__(why.english)
        self.why = why


class WebPage(Exception):
    """Raised by a reader: somebody answers with a page for people, who is not the forge's API."""


class Limited(Exception):
    """Raised by a reader: the answer is a limit in disguise (GraphQL says so with status 200)."""

    def __init__(self, said: Allowance | None = None, *, secondary: bool = False) -> None:
        super().__init__("limited")
        self.said = said
        self.secondary = secondary


class TooHeavy(Exception):
    """The forge gave up on this request (502, 504, time-out): ask for less at once."""


class Cached(Struct, frozen=True):
    """An answer that is kept for a conditional request."""

    etag: str
    body: bytes
    headers: Mapping[str, str] = {}


class ResponseCache(Protocol):
    """Where answers are kept between rounds; keys are addresses."""

    def get(self, key: str) -> Cached | None:
        """Return what is held for `key`."""

    def put(self, key: str, value: Cached) -> None:
        """Keep `value` for `key`."""


class MemoryCache:
    """A `ResponseCache` that lives as long as the process and holds at most `size` answers."""

    def __init__(self, size: int = 500) -> None:
        self._held: dict[str, Cached] = {}
        self._size = size

    def get(self, key: str) -> Cached | None:
        """Return what is held for `key`."""
        return self._held.get(key)

    def put(self, key: str, value: Cached) -> None:
        """Keep `value`; the answer that came first goes when it is full."""
        self._held.pop(key, None)
        self._held[key] = value
        if len(self._held) > self._size:
            del self._held[next(iter(self._held))]


def read_nothing(reply: Reply) -> tuple[Reply, Allowance | None]:
    """Hand the answer on as it is."""
    return reply, None


def is_page(reply: Reply) -> bool:
    """Return whether an answer is HTML: a sign-in, a proxy's refusal, another server."""
    return "html" in reply.headers.get("content-type", "") or reply.body[:1] == b"<"


def decode(body: bytes | msgspec.Raw, type: type[T] | Any = Any) -> Any:
    """Decode JSON.

    Raises `Garbled` for what may have been cut off under way, and `Unusable` for what will be the same
    at the next try: no UTF-8, nested without end, of another shape than `type`.
    """
    try:
        return json_decoder(type).decode(body)
    except UnicodeDecodeError as error:
        raise Unusable(say("its text is not UTF-8")) from error
    except RecursionError as error:
        raise Unusable(say("it is nested too deeply")) from error
    except msgspec.ValidationError as error:
        raise Unusable(say("it has another form than such answers have")) from error
    except msgspec.DecodeError as error:
        raise Garbled(str(error)) from error
