"""A small HTTP/1.1 server on loopback: h11 reads and writes the protocol, asyncio moves the bytes."""

import asyncio
import gzip
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import h11
import msgspec
from msgspec import Struct

_log = logging.getLogger(__name__)
GZIP_FROM = 1000
"""Bodies shorter than this go out as they are."""
CHUNK = 65_536


class Request(Struct, frozen=True):
    """What a client asked."""

    method: str
    target: str
    """Path and query as they came, still encoded."""
    headers: Mapping[str, str]
    """By lower-case name."""
    body: bytes
    base: str
    """`http://127.0.0.1:PORT`."""

    @property
    def parts(self) -> list[str]:
        """The path's segments, decoded one by one, so that an encoded slash stays inside its segment."""
        return [unquote(part) for part in urlsplit(self.target).path.split("/") if part]

    @property
    def query(self) -> dict[str, str]:
        """Query parameters; the last of several wins."""
        return {k: v[-1] for k, v in parse_qs(urlsplit(self.target).query, keep_blank_values=True).items()}

    def json(self) -> Any:
        """Return the body read as JSON."""
        return msgspec.json.decode(self.body)


class Response(Struct):
    """What goes back; status 0 cuts the connection without an answer."""

    status: int
    body: bytes = b""
    headers: Sequence[tuple[str, str]] = ()
    cut: bool = False
    """Whether the connection breaks in the middle of the body."""
    sent: int = 0
    """Bytes of body that went over the wire, filled in while sending."""
    note: Any = None
    """What the handler wants to find again when the answer went out."""


Handler = Callable[[Request], Awaitable[Response]]


class HttpServer:
    """Serves one handler on a free port of 127.0.0.1."""

    def __init__(self, handler: Handler, done: Callable[[Request, Response], None]) -> None:
        self._handler = handler
        self._done = done
        self._server: asyncio.Server | None = None
        self._talks: set[asyncio.Task[None]] = set()
        self.url = ""

    async def start(self) -> None:
        """Listen."""
        self._server = await asyncio.start_server(self._accept, "127.0.0.1", 0)
        port = self._server.sockets[0].getsockname()[1]
        self.url = f"http://127.0.0.1:{port}"

    async def stop(self) -> None:
        """Stop listening and cut what is open."""
        if self._server:
            self._server.close()
        for talk in self._talks:
            talk.cancel()
        await asyncio.gather(*self._talks, return_exceptions=True)

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        talk = asyncio.current_task()
        assert talk
        self._talks.add(talk)
        try:
            await self._talk(reader, writer)
        except (ConnectionError, h11.RemoteProtocolError, asyncio.CancelledError):
            pass  # the client left, or the server is stopping: nobody to tell
        finally:
            self._talks.discard(talk)
            writer.close()

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        wire = h11.Connection(h11.SERVER)
        while True:
            request = await self._read(wire, reader)
            if request is None:
                return
            response = await self._answer(request)
            whole = _send(wire, request, response, writer)
            self._done(request, response)
            if not whole:
                writer.transport.abort()
                return
            await writer.drain()
            if wire.our_state is h11.MUST_CLOSE:
                return
            wire.start_next_cycle()

    async def _answer(self, request: Request) -> Response:
        try:
            return await self._handler(request)
        except Exception:
            _log.exception("The demo failed to answer %s %s", request.method, request.target)
            return Response(500, b'{"message": "Server Error"}', [("Content-Type", "application/json")])

    async def _read(self, wire: h11.Connection, reader: asyncio.StreamReader) -> Request | None:
        head: h11.Request | None = None
        body = bytearray()
        while True:
            event = wire.next_event()
            if event is h11.NEED_DATA:
                data = await reader.read(CHUNK)
                if not data and head is None and wire.trailing_data[0] == b"":
                    return None
                wire.receive_data(data)
            elif isinstance(event, h11.Request):
                head = event
            elif isinstance(event, h11.Data):
                body += event.data
            elif isinstance(event, h11.EndOfMessage) and head is not None:
                headers = {name.decode(): value.decode("latin-1") for name, value in head.headers}
                return Request(head.method.decode(), head.target.decode(), headers, bytes(body), self.url)
            else:
                return None


def _send(wire: h11.Connection, request: Request, response: Response, writer: asyncio.StreamWriter) -> bool:
    """Write the answer; return whether it went out whole."""
    if response.status == 0:
        return False
    body = b"" if request.method == "HEAD" else response.body
    headers = list(response.headers)
    if len(body) >= GZIP_FROM and "gzip" in request.headers.get("accept-encoding", ""):
        body = gzip.compress(body, 1, mtime=0)
        headers.append(("Content-Encoding", "gzip"))
    headers.append(("Content-Length", str(len(body))))
    writer.write(wire.send(h11.Response(status_code=response.status, headers=headers)) or b"")
    if response.cut:
        body = body[: len(body) // 2]
    response.sent = len(body)
    if body:
        writer.write(wire.send(h11.Data(data=body)) or b"")
    if response.cut:
        return False
    writer.write(wire.send(h11.EndOfMessage()) or b"")
    return True
