"""How python-gitlab reaches the network: through the one transport, so that no wait of its own ever runs.

Its client waits out a 429 with a blocking sleep. Here it gets a backend that hands each request over to
`collectors.http.transport`: there the ledger is kept, limits are waited out with an announced asynchronous
sleep, and chance failures are tried again. A 429 never comes back to python-gitlab.

Imported in a worker's thread only: python-gitlab takes a third of a second.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

import gitlab
import requests
from gitlab._backends.requests_backend import RequestsBackend, RequestsResponse, SendData

from collectors.http.replies import Reply


def client(url: str, fetch: Callable[[str], Reply]) -> gitlab.Gitlab:
    """Return python-gitlab's REST client for the GitLab at `url`; `fetch` makes a request and waits for it."""
    return gitlab.Gitlab(url, keep_base_url=True, backend=RestThrough, fetch=fetch)


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
        """Make one request; only reading is done here.

        Raises `ValueError` for a request that the library is not used for.
        """
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
