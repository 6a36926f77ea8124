"""Requests to GitHub's REST API through PyGithub, each conditional on what is held of its answer.

PyGithub is synchronous, so each of its requests runs in a thread, under the transport's rules; its own waiting
and retrying, which would hold a thread in silence, is switched off.
"""

import asyncio
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import msgspec

from collectors.github.rest.backend import Through
from collectors.http.rate_limits import Allowance
from collectors.http.replies import Cached, Reply, ResponseCache, read_nothing
from collectors.http.transport import Transport

if TYPE_CHECKING:
    from github import Github

POOL = "rest"
PAGE = 100
"""The most things that a request lists."""
LINK = "link"
"""The header that names the next page, if there is one (RFC 8288); empty here where an answer has none."""


AT_ONCE = 3
"""Requests at a time: the lists of a network's owners come side by side. PyGithub's requester serves one at a time."""


class Requests:
    """Asks for addresses below `base`, few at a time."""

    def __init__(self, base: str, transport: Transport, cache: ResponseCache) -> None:
        """`cache` keeps answers with their ETags."""
        self._base = base
        self._transport = transport
        self._cache = cache
        self._idle: list[Github] = []
        self._few_at_a_time = asyncio.Semaphore(AT_ONCE)

    async def get(self, path: str, parameters: dict[str, Any]) -> Reply:
        """Make one conditional request; a 304 gives the answer that is held, and costs no quota."""
        key = self._base + path + "?" + "&".join(f"{name}={value}" for name, value in parameters.items())
        held = self._cache.get(key)
        headers = {"If-None-Match": held.etag} if held else {}

        async def perform(token: str | None) -> Reply:
            async with self._few_at_a_time:
                return await asyncio.to_thread(self._ask, path, parameters, headers)

        def read(reply: Reply) -> tuple[Reply, Allowance | None]:
            if reply.status == 304 and held:
                headers = {**reply.headers, **held.headers}
                return msgspec.structs.replace(reply, status=200, body=held.body, headers=headers), None
            reply = msgspec.structs.replace(reply, headers={LINK: "", **reply.headers})
            if reply.status == 200 and "etag" in reply.headers:
                self._cache.put(key, Cached(reply.headers["etag"], reply.body, {LINK: reply.headers[LINK]}))
            return read_nothing(reply)

        return await self._transport.call(POOL, perform, read=read)

    def _ask(self, path: str, parameters: dict[str, Any], headers: dict[str, str]) -> Reply:
        """Make one request in a thread of its own."""
        through: Any = Through(self._base)
        github = self._idle.pop() if self._idle else _client(self._base)
        try:
            status, heads, body = github.requester.requestJson(
                "GET", path, parameters, dict(headers), cnx=through
            )
        finally:
            self._idle.append(github)
        raw = body.encode("utf-8", "surrogateescape")
        return Reply(status, {str(k).lower(): str(v) for k, v in heads.items()}, raw, through.wire, path)

    def close(self) -> None:
        """Close PyGithub's connections."""
        while self._idle:
            self._idle.pop().close()


def _client(base: str) -> "Github":
    # a third of a second to import, so only where there is no token
    from github import Github

    return Github(
        base_url=base,
        user_agent="civitop",
        per_page=100,
        retry=None,
        seconds_between_requests=None,
        timeout=30,
    )


def goes_on(reply: Reply, listed: Sequence[object]) -> bool:
    """Return whether a list has a further page; an answer that was kept without its `Link` may not say."""
    return len(listed) >= PAGE and (LINK not in reply.headers or 'rel="next"' in reply.headers[LINK])
