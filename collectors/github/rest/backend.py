"""How PyGithub reaches the network: within the limits of `collectors.http.body`, which requests does not keep to.

PyGithub takes a connection with each request. This one runs in the thread in which PyGithub waits, so
that no loop of somebody else's is involved.
"""

import asyncio
from collections.abc import Mapping
from urllib.parse import urljoin

import httpx

from civitop.i18n.message import say
from collectors.http.body import exchange
from collectors.http.clients import client_for
from collectors.http.replies import Unusable

SECONDS = 30.0
"""For one answer: they are small, and whoever ends civitop waits for the thread."""


class Through:
    """A connection to the host of `base` as PyGithub uses it: `request`, then `getresponse`.

    What it raises passes through PyGithub: httpx's errors of the network, and `Unusable`.
    """

    def __init__(self, base: str) -> None:
        self._base = base
        self._asked: tuple[str, str, bytes | None, Mapping[str, str]] = ("GET", "/", None, {})
        self._response: httpx.Response | None = None
        self._body = b""
        self.wire = 0
        """Bytes of the body that came over the wire."""
        self.status = 0

    def request(
        self, verb: str, url: str, input: str | None, headers: Mapping[str, str], _stream: bool = False
    ) -> None:
        """Take note of what is asked."""
        self._asked = (verb, urljoin(self._base, url), input.encode() if input else None, headers)

    def getresponse(self) -> "Through":
        """Make the request; the answer is read here too."""
        self._response, self._body, self.wire = asyncio.run(self._exchanged())
        self.status = self._response.status_code
        if self.status == httpx.codes.ACCEPTED:  # PyGithub would ask again without end
            raise Unusable(say("it is not ready yet"))
        return self

    async def _exchanged(self) -> tuple[httpx.Response, bytes, int]:
        async with client_for(self._base, timeout=SECONDS) as client:
            return await exchange(client, *self._asked, deadline=SECONDS)

    def getheaders(self) -> list[tuple[str, str]]:
        """Return the headers of the answer."""
        return list(self._response.headers.items()) if self._response else []

    def read(self) -> str:
        """Return the body; bytes that are no UTF-8 come back by `surrogateescape`."""
        return self._body.decode("utf-8", "surrogateescape")

    def close(self) -> None:
        """Nothing is left open."""
