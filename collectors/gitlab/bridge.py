"""How python-gitlab reaches the network: through the one transport, so that no wait of its own ever runs.

Both its clients wait out a 429 with a blocking sleep, the asynchronous one inside the coroutine. Here
its GraphQL client gets an httpx client, and its REST client a backend, that hand each request over to
`collectors.transport`: there the ledger is kept, limits are waited out with an announced asynchronous
sleep, and chance failures are tried again. A 429 never comes back to python-gitlab.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

import gitlab
import httpx
import msgspec
import requests
from gitlab._backends.requests_backend import RequestsBackend, RequestsResponse, SendData
from msgspec import Struct

from collectors.answers import Garbled, Reply
from collectors.ledger import Allowance

HEAVY = "civitop.heavy"
"""Request extension: a time-out of this query is answered by a smaller one, not by patience."""


class GraphQLBody(Struct, frozen=True):
    """The body of a GraphQL answer; what stands below the first level is decoded when it is used.

    An answer over 50 projects has megabytes: decoded in one go it would hold the loop too long.
    """

    data: dict[str, msgspec.Raw] | None = None
    errors: list[dict[str, Any]] | None = None


def read_whole(reply: Reply) -> tuple[Reply, Allowance | None]:
    """See to it that an answer is all there, or else that it is asked for again (`Garbled`)."""
    if reply.status == httpx.codes.OK and "html" not in reply.headers.get("content-type", ""):
        try:
            msgspec.json.decode(reply.body, type=msgspec.Raw)
        except msgspec.DecodeError as error:
            raise Garbled(str(error)) from error
    return reply, None


class GraphQLThrough(httpx.AsyncBaseTransport):
    """The network that python-gitlab's GraphQL client sees: `ask(url, body, heavy)` behind it."""

    def __init__(self, ask: Callable[[str, bytes, bool], Awaitable[Reply]]) -> None:
        self._ask = ask

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Hand the request over; the body of the answer is unpacked already."""
        body = await request.aread()
        reply = await self._ask(str(request.url), body, bool(request.extensions.get(HEAVY)))
        return httpx.Response(reply.status, content=reply.body)


class GraphQL(gitlab.AsyncGraphQL):
    """python-gitlab's GraphQL client on our transport; it waits for nothing and repeats nothing itself."""

    def __init__(self, url: str, through: GraphQLThrough) -> None:
        super().__init__(url, client=httpx.AsyncClient(transport=through), obey_rate_limit=False)
        self._transport.json_deserialize = self._decode

    @staticmethod
    def _decode(body: bytes) -> dict[str, Any]:
        return msgspec.structs.asdict(msgspec.json.decode(body, type=GraphQLBody))


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
