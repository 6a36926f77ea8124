"""How python-gitlab reaches the network: through the one transport, so that no wait of its own ever runs.

Both its clients wait out a 429 with a blocking sleep, the asynchronous one inside the coroutine. Here
its GraphQL client gets an httpx client, and its REST client a backend, that hand each request over to
`collectors.transport`: there the ledger is kept, limits are waited out with an announced asynchronous
sleep, and chance failures are tried again. A 429 never comes back to python-gitlab.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

import httpx
import requests
from gitlab._backends.requests_backend import RequestsBackend, RequestsResponse, SendData
from msgspec import Struct

from collectors.answers import Reply, read_json
from collectors.ledger import Allowance

HEAVY = "civitop.heavy"
"""Request extension: a time-out of this query is answered by a smaller one, not by patience."""


class Decoded(Struct, frozen=True):
    """An answer that is all there, with its JSON; `json` is `None` where it is none."""

    reply: Reply
    json: Any = None


def read_decoded(reply: Reply) -> tuple[Decoded, Allowance | None]:
    """Decode an answer at once, so that one that broke off is asked for again (`Garbled`)."""
    if reply.status != httpx.codes.OK or "html" in reply.headers.get("content-type", ""):
        return Decoded(reply), None
    value, said = read_json(reply)
    return Decoded(reply, value), said


class _Response(httpx.Response):
    """An answer whose JSON was decoded already, several times as fast as httpx would."""

    decoded: Any = None

    def json(self, **kwargs: Any) -> Any:
        return super().json(**kwargs) if self.decoded is None else self.decoded


class GraphQLThrough(httpx.AsyncBaseTransport):
    """The network that python-gitlab's GraphQL client sees: `ask(url, body, heavy)` behind it."""

    def __init__(self, ask: Callable[[str, bytes, bool], Awaitable[Decoded]]) -> None:
        self._ask = ask

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Hand the request over."""
        body = await request.aread()
        answer = await self._ask(str(request.url), body, bool(request.extensions.get(HEAVY)))
        kind = answer.reply.headers.get("content-type", "application/json")
        response = _Response(answer.reply.status, headers={"content-type": kind}, content=answer.reply.body)
        response.decoded = answer.json
        return response


class RestThrough:
    """The backend that python-gitlab's REST client sees: `fetch(url)`, called in a worker's thread."""

    def __init__(self, *, fetch: Callable[[str], Reply]) -> None:
        self._fetch = fetch
        self.client = None
        """python-gitlab publishes it as its session; there is none."""

    @staticmethod
    def prepare_send_data(
        files: dict[str, Any] | None = None, post_data: Any = None, raw: bool = False
    ) -> SendData:
        """Prepare a body as python-gitlab's own backend does."""
        return RequestsBackend.prepare_send_data(files, post_data, raw)

    def http_request(
        self, method: str, url: str, params: Mapping[str, str | Sequence[str]] | None = None, **_: Any
    ) -> RequestsResponse:
        """Make one request; only reading is done here."""
        if method.upper() != "GET":
            msg = f"civitop only reads: {method} {url}"
            raise ValueError(msg)
        query = urlencode(params or {}, doseq=True)
        reply = self._fetch(f"{url}?{query}" if query else url)
        return RequestsResponse(_as_requests(reply))


def _as_requests(reply: Reply) -> requests.Response:
    """Return the answer in the form in which python-gitlab reads it."""
    response = requests.Response()
    response.status_code = reply.status
    response.headers.update(reply.headers)
    response.url = reply.url
    response._content = reply.body  # noqa: SLF001 - requests has no other door for a finished body
    return response
