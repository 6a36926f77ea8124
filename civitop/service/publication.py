"""What is served, in memory: each form of a snapshot is made once, when it is first asked for."""

from collections.abc import Callable, Mapping
from hashlib import sha256
from threading import Lock

from msgspec import Struct

from civitop.export import writer
from civitop.health import Snapshot

MOST = 64 * 1024**2
"""Bytes of a page; a snapshot of 10,000 repositories has some forty million."""
ETAG_LENGTH = 32


class Form(Struct, frozen=True):
    """A form of the snapshot at a path."""

    name: str
    """As `civitop snapshot --format` calls it."""
    media: str
    """Its media type."""


FORMS: Mapping[str, Form] = {
    "/metrics": Form("openmetrics", "application/openmetrics-text; version=1.0.0; charset=utf-8"),
    "/snapshot.json": Form("json", "application/json"),
    "/report.html": Form("html", "text/html; charset=utf-8"),
}
"""All paths that there are, but for `/healthz`."""


class PublishedPage(Struct, frozen=True):
    """What is answered at a path."""

    body: bytes
    media: str
    etag: str
    """Strong: the same bytes, the same tag, whichever process serves them."""


class Publication:
    """The newest snapshot and the pages made of it; any thread may ask."""

    def __init__(self, finish: Callable[[Snapshot], Snapshot] = lambda snapshot: snapshot) -> None:
        """`finish` is what becomes of a snapshot before anybody sees it: people left out, for one."""
        self._finish = finish
        self._snapshot: Snapshot | None = None
        self._pages: dict[str, PublishedPage] = {}
        self._making = Lock()

    def publish(self, snapshot: Snapshot) -> None:
        """Serve this snapshot from now on."""
        finished = self._finish(snapshot)
        with self._making:
            self._snapshot, self._pages = finished, {}

    def page(self, path: str) -> PublishedPage | None:
        """Return what is served at a path of `FORMS`; `None` before there is anything, and for what is too large.

        A page is made while others wait for it: it is made once.
        """
        with self._making:
            if path not in self._pages and self._snapshot is not None:
                form = FORMS[path]
                body = writer(form.name)(self._snapshot).encode()
                if len(body) > MOST:
                    return None
                tag = f'"{sha256(body).hexdigest()[:ETAG_LENGTH]}"'
                self._pages[path] = PublishedPage(body, form.media, tag)
            return self._pages.get(path)
