"""A network between a collector and a demo forge that spoils the answers a test picks."""

from collections.abc import Callable

import httpx
import msgspec

Spoil = Callable[[httpx.Request, bytes], bytes]

DEEP = b"[" * 100_000
WAYS = {
    "deep": lambda body: body[:-1] + b',"x":' + DEEP,
    "bytes": lambda body: body.replace(b':"', b':"\xff'),
    "surrogate": lambda body: body[:-1] + b',"x":"\\ud800"}',
    "half": lambda body: body[: len(body) // 2],
    "number": lambda body: body[:-1] + b',"x":1' + b"0" * 5000 + b"}",
    "text": lambda body: b'"nothing"',
    "shape": lambda body: b'{"data": [1, 2], "errors": {"a": 1}}',
    "large": lambda body: body[:-1] + b" " * 17_000_000 + b"}",
}
"""Ways to spoil the whole of an answer in JSON."""


class Spoiled(httpx.AsyncBaseTransport):
    """Hands requests on, and answers of 200 through `spoil`."""

    def __init__(self, spoil: Spoil) -> None:
        self._spoil = spoil
        self._inner = httpx.AsyncHTTPTransport()
        self.asked = 0

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Answer as the forge does, but for what is spoiled."""
        self.asked += 1
        response = await self._inner.handle_async_request(request)
        await response.aread()
        body = self._spoil(request, response.content) if response.status_code == 200 else response.content
        heads = {k: v for k, v in response.headers.items() if k not in ("content-encoding", "content-length")}
        return httpx.Response(response.status_code, headers=heads, stream=_Bytes(body), request=request)

    async def aclose(self) -> None:
        """Close what is underneath."""
        await self._inner.aclose()


class _Bytes(httpx.AsyncByteStream):
    def __init__(self, body: bytes) -> None:
        self._body = body

    async def __aiter__(self):
        for start in range(0, len(self._body), 65_536):
            yield self._body[start : start + 65_536]


def with_id(id: str, spoil: Callable[[bytes], bytes]) -> Spoil:
    """Spoil the whole answer to every question that is also about this one."""
    return lambda request, body: spoil(body) if id.encode() in request.content else body


def node(id: str, change: Callable[[dict], None]) -> Spoil:
    """Change every object of every answer that has this id."""

    def walk(value):
        if isinstance(value, dict):
            for each in value.values():
                walk(each)
            if value.get("id") == id:
                change(value)
        elif isinstance(value, list):
            for each in value:
                walk(each)

    def spoil(request, body):
        decoded = msgspec.json.decode(body)
        walk(decoded)
        return msgspec.json.encode(decoded)

    return spoil
