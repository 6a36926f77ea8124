"""The demo's forges without sockets: one function call an answer, which a test may change on its way."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import httpx

from civitop.demo.server.http import Request

Change = Callable[[str, Any], bytes | None]
"""Gets the key of a request and its answer as JSON; returns the bytes to give instead, or `None`."""


def leave(key: str, answer: Any) -> bytes | None:
    """Change nothing."""
    return None


class InProcess(httpx.AsyncBaseTransport):
    """Fulfils httpx's transport over one side of a served world; `heard` holds every answer by its key."""

    def __init__(self, side: Any) -> None:
        self._side = side
        self.change: Change = leave
        self.heard: dict[str, Any] = {}

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        body = await request.aread()
        target = request.url.raw_path.decode()
        headers = {name.lower(): value for name, value in request.headers.items()}
        base = f"{request.url.scheme}://{request.url.netloc.decode()}"
        response = await self._side.handle(Request(request.method, target, headers, body, base))
        key = f"{target} {body.decode()}"
        content = response.body
        if response.status == 200 and content[:1] in (b"{", b"["):
            answer = self.heard[key] = json.loads(content)
            content = self.change(key, answer) or content
        return httpx.Response(response.status, headers=list(response.headers), content=content)


At = tuple[str | int, ...]
"""Where something stands in an answer."""


def paths(answer: Any, at: At = ()) -> Iterator[At]:
    """Yield where each field of an answer stands; of a list its first item speaks for all."""
    if at:
        yield at
    if isinstance(answer, dict):
        for key, value in answer.items():
            yield from paths(value, (*at, key))
    elif isinstance(answer, list) and answer:
        yield from paths(answer[0], (*at, 0))


DEEP = "civitop-nested-ten-thousand-levels"
WRONG: dict[str, Any] = {
    "text": "many",
    "number": 7,
    "true": True,
    "null": None,
    "list": [],
    "list in a list": [[["many"]]],
    "object": {},
    "object with text": {"nodes": "many", "totalCount": "many", "login": 5, "name": 5},
    "negative": -1,
    "fraction": 0.5,
    "huge": 10**30,
    "long": "x" * 20_000,
    "far date": "9999-12-31T23:59:59-14:00",
    "lone surrogate": "\ud800",
    "deep": DEEP,
}
"""What may stand in the place of anything."""


def encoded(answer: Any, path: At, wrong: Any) -> bytes:
    """Return an answer as bytes, with something else at one place."""
    return json.dumps(_put(answer, path, wrong)).replace(f'"{DEEP}"', "[" * 10_000 + "]" * 10_000).encode()


def _put(answer: Any, path: At, wrong: Any) -> Any:
    if not path:
        return wrong
    copy = answer.copy()
    copy[path[0]] = _put(answer[path[0]], path[1:], wrong)
    return copy
