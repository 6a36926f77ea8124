"""One question over the wire and the body of its answer, within limits of size and time.

httpx unpacks a body without a bound and reads what stands behind a redirect to its end, so neither is
left to it: bodies come raw, are unpacked piece by piece, and redirects are followed here.
"""

import asyncio
import zlib
from collections.abc import Mapping

import httpx

from civitop.i18n.message import say
from collectors.http.replies import Unusable

LARGEST = 16 * 1024 * 1024
"""Bytes of one answer, packed or unpacked. A full batch has one to three million; of a batch that goes
beyond, halves are asked for. JSON of empty lists takes twenty times its size once it is decoded."""
DEADLINE = 120.0
"""Seconds for one answer from the first byte of the question to the last of the answer, redirects included."""
REDIRECTS = 5
PIECE = 64 * 1024
MEGABYTE = 1024 * 1024
HEADERS = {"Accept-Encoding": "gzip"}
"""What is asked for, so that nothing else has to be unpacked."""

REDACTED = "[token]"
SHORTEST_TOKEN = 8
"""Characters: anything shorter is no token of a forge, and would be found in words."""


async def exchange(
    client: httpx.AsyncClient,
    method: str,
    url: str,
    content: bytes | None,
    headers: Mapping[str, str],
    *,
    largest: int = LARGEST,
    deadline: float = DEADLINE,
) -> tuple[httpx.Response, bytes, int]:
    """Return an answer, its unpacked body, and the bytes of it that came over the wire.

    httpx drops `Authorization` where a redirect leaves the origin. Raises httpx's errors of the
    network, and `Unusable` for an answer that is too large, too slow, or leads nowhere.
    """
    request = client.build_request(method, url, content=content, headers={**headers, **HEADERS})
    try:
        async with asyncio.timeout(deadline):
            for hop in range(REDIRECTS + 1):
                try:
                    response = await client.send(request, stream=True, follow_redirects=False)
                except (httpx.UnsupportedProtocol, httpx.ConnectError, httpx.ConnectTimeout) as error:
                    if not hop:
                        raise
                    # the forge itself was reached: that it points astray concerns this question alone
                    raise Unusable(say("a redirect leads to an address that cannot be reached")) from error
                try:
                    if response.next_request is None:
                        body, wire = await _read(response, largest)
                        return without_token(response, request), _redacted(body, request), wire
                    request = response.next_request
                finally:
                    await response.aclose()
    except TimeoutError as error:
        raise Unusable(say("it took longer than {seconds} seconds", seconds=round(deadline))) from error
    raise Unusable(say("it redirects more than {count} times", count=REDIRECTS))


def without_token(response: httpx.Response, request: httpx.Request) -> httpx.Response:
    """Return the answer with no header that repeats the token of its request."""
    token = _token(request)
    if token and any(token in value for value in response.headers.values()):
        shown = [(name, value.replace(token, REDACTED)) for name, value in response.headers.multi_items()]
        response.headers = httpx.Headers(shown)
    return response


def _redacted(body: bytes, request: httpx.Request) -> bytes:
    """Return a body that repeats no token: what a forge says is kept, shown and logged."""
    token = _token(request).encode()
    return body.replace(token, REDACTED.encode()) if token and token in body else body


def _token(request: httpx.Request) -> str:
    token = str(request.headers.get("authorization", "")).rpartition(" ")[2]
    return token if len(token) >= SHORTEST_TOKEN else ""


async def _read(response: httpx.Response, largest: int) -> tuple[bytes, int]:
    """Return the unpacked body, and how many bytes came."""
    if response.is_stream_consumed:  # by a transport that hands over whole answers
        return response.content, response.num_bytes_downloaded
    unpack = _unpacker(response.headers.get("content-encoding", ""))
    body = bytearray()
    wire = 0
    async for raw in response.aiter_raw():
        wire += len(raw)
        body += raw if unpack is None else _unpacked(unpack, raw, largest - len(body), response.request)
        if max(wire, len(body)) > largest:
            raise Unusable(say("it has more than {size} MB", size=largest // MEGABYTE))
    if unpack is not None and not unpack.eof and wire:
        raise httpx.RemoteProtocolError("packed body breaks off", request=response.request)
    return bytes(body), wire


def _unpacker(encoding: str) -> "zlib._Decompress | None":
    encoding = encoding.strip().lower()
    if encoding in ("", "identity"):
        return None
    if encoding in ("gzip", "x-gzip", "deflate"):
        return zlib.decompressobj(zlib.MAX_WBITS | 32)  # takes the headers of both
    raise Unusable(say("it is packed in a way that was not asked for"))


def _unpacked(unpack: "zlib._Decompress", raw: bytes, room: int, request: httpx.Request) -> bytes:
    """Return what a piece holds, at most one piece more than there is `room` for."""
    found = bytearray()
    try:
        while not unpack.eof and len(found) <= room:
            part = unpack.decompress(raw, PIECE)
            raw = unpack.unconsumed_tail
            found += part
            if not raw and len(part) < PIECE:
                break
    except zlib.error as error:
        raise httpx.DecodingError(str(error), request=request) from error
    return bytes(found)
