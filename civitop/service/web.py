"""The pages over HTTP, as an ASGI application: four paths, each fixed, and nothing that a request says is looked up.

It is read-only and answers GET and HEAD. On loopback it answers only to names of this machine, because a web page of
somebody else can make a browser ask here under a name of its own (DNS rebinding).
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping, MutableMapping
from typing import Any

from msgspec import Struct

from civitop.service import condition as conditions
from civitop.service.condition import Condition
from civitop.service.publication import FORMS, Publication, PublishedPage

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Tell = Callable[[MutableMapping[str, Any]], Awaitable[None]]
Headers = Iterable[tuple[str, str]]

HEALTH = "/healthz"
METHODS = ("GET", "HEAD")
SECURITY = (
    ("x-content-type-options", "nosniff"),
    ("x-frame-options", "DENY"),
    ("referrer-policy", "no-referrer"),
    ("cross-origin-resource-policy", "same-origin"),
    ("cross-origin-opener-policy", "same-origin"),
)
POLICY = (
    "content-security-policy",
    "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
)
"""For what is no page; the report says itself which style sheet and script of its own are used."""
REPORT_POLICY = ("content-security-policy", "frame-ancestors 'none'")


class _Answer(Struct, frozen=True):
    status: int
    body: bytes
    headers: tuple[tuple[str, str], ...] = ()


class Application:
    """The ASGI application over a publication."""

    def __init__(
        self, publication: Publication, health: Callable[[], Condition], hosts: frozenset[str] | None
    ) -> None:
        """`health` gives the condition of this moment; `hosts` are the names it answers to, `None` for any."""
        self._publication = publication
        self._health = health
        self._hosts = hosts

    async def __call__(self, scope: Scope, receive: Receive, send: Tell) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            return
        answer = await self._answer(scope)
        headers = [
            *SECURITY,
            *answer.headers,
            ("content-length", str(len(answer.body))),
        ]
        if answer.status == 304:
            headers.pop()
        raw = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in headers]
        await send({"type": "http.response.start", "status": answer.status, "headers": raw})
        body = b"" if scope["method"] == "HEAD" or answer.status == 304 else answer.body
        await send({"type": "http.response.body", "body": body})

    async def _answer(self, scope: Scope) -> _Answer:
        given = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]}
        path = scope["path"]
        if self._hosts is not None and _name(given.get("host", "")) not in self._hosts:
            return _plain(421, "This is not the host that you asked for.")
        if path not in FORMS and path != HEALTH:
            return _plain(404, f"There are {', '.join([*FORMS, HEALTH])}.")
        if scope["method"] not in METHODS:
            return _plain(405, "This is for reading.", ("allow", ", ".join(METHODS)))
        if path == HEALTH:
            return self._healthz()
        page = await asyncio.to_thread(self._publication.page, path)
        if page is None:
            return _plain(503, "There is no snapshot yet.", ("retry-after", "10"))
        return _page(page, given)

    def _healthz(self) -> _Answer:
        health = self._health()
        headers = (("content-type", "application/json"), ("cache-control", "no-store"), POLICY)
        return _Answer(200 if health.is_well else 503, conditions.encode(health), headers)


def _page(page: PublishedPage, given: Mapping[str, str]) -> _Answer:
    policy = REPORT_POLICY if page.media.startswith("text/html") else POLICY
    kept = (("etag", page.etag), ("cache-control", "no-cache"), policy)
    if _has(given.get("if-none-match", ""), page.etag):
        return _Answer(304, b"", kept)
    return _Answer(200, page.body, (("content-type", page.media), *kept))


def _has(wanted: str, etag: str) -> bool:
    """Tell whether `If-None-Match` names a tag (RFC 9110, 13.1.2: compared weakly)."""
    tags = {each.strip().removeprefix("W/") for each in wanted.split(",")}
    return etag in tags or "*" in tags


def _plain(status: int, sentence: str, *more: tuple[str, str]) -> _Answer:
    headers = (("content-type", "text/plain; charset=utf-8"), ("cache-control", "no-store"), POLICY, *more)
    return _Answer(status, f"{sentence}\n".encode(), headers)


def _name(host: str) -> str:
    """Return the name of a `Host` header without its port."""
    if host.startswith("["):
        return host[1:].partition("]")[0].lower()
    return host.partition(":")[0].lower()
