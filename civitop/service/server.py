"""Serves the pages from a thread of its own, so that neither a slow reader nor a long round holds up the other."""

import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from ipaddress import ip_address
from threading import Thread

from msgspec import Struct

from civitop.errors import UsageError
from civitop.files import reason
from civitop.i18n.message import say
from civitop.service.condition import Condition
from civitop.service.publication import Publication
from civitop.service.web import Application

MOST_CONNECTIONS = 64
"""Beyond it requests are answered with 503."""
LARGEST_HEAD = 16 * 1024
"""Bytes of a request line with its headers."""
IDLE = 5
"""Seconds that a connection is kept without a request."""
LAST_ANSWERS = 1
"""Seconds for answers that are under way when the service stops."""
LOCAL_NAMES = ("localhost", "127.0.0.1", "::1")


class Address(Struct, frozen=True):
    """Where to listen."""

    host: str
    port: int

    @property
    def is_loopback(self) -> bool:
        """Whether only this machine gets there."""
        return self.host == "localhost" or (_is_ip(self.host) and ip_address(self.host).is_loopback)


def address(text: str) -> Address | None:
    """Return `PORT`, `HOST:PORT` or `[HOST]:PORT` as an address, on loopback where no host is named; else `None`."""
    host, _, port = text.rpartition(":")
    if not port.isascii() or not port.isdecimal() or int(port) > 65535:
        return None
    if host.startswith("[") and host.endswith("]"):
        host = host[1:-1]
    elif ":" in host or (_ and not host):
        return None
    return Address(host or "127.0.0.1", int(port))


def _is_ip(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


@contextmanager
def serving(where: Address, publication: Publication, health: Callable[[], Condition]) -> Iterator[str]:
    """Serve until the end of the block; gives the base address.

    Raises `UsageError` where nobody can listen there, and where the extra `serve` is not installed.
    """
    try:
        import uvicorn
    except ImportError as error:
        raise UsageError(say("--serve needs the extra: pip install 'civitop[serve]'.")) from error
    listening = _listen(where)
    hosts = frozenset((*LOCAL_NAMES, where.host.lower())) if where.is_loopback else None
    config = uvicorn.Config(
        Application(publication, health, hosts),
        http="h11",
        ws="none",
        lifespan="off",
        loop="asyncio",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        limit_concurrency=MOST_CONNECTIONS,
        h11_max_incomplete_event_size=LARGEST_HEAD,
        timeout_keep_alive=IDLE,
        timeout_graceful_shutdown=LAST_ANSWERS,
    )
    server = uvicorn.Server(config)
    # Outside the main thread it leaves the signals to us.
    thread = Thread(target=server.run, args=([listening],), name="serve", daemon=True)
    thread.start()
    try:
        yield _shown(listening)
    finally:
        server.should_exit = True
        thread.join(LAST_ANSWERS + 0.5)
        listening.close()


def _listen(where: Address) -> socket.socket:
    try:
        family, _, _, _, place = socket.getaddrinfo(
            where.host, where.port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        return socket.create_server((str(place[0]), int(place[1])), family=family, backlog=MOST_CONNECTIONS)
    except OSError as error:
        sentence = say(
            "Nobody can listen at {host}, port {port}: {why}.",
            host=where.host,
            port=str(where.port),
            why=reason(error),
        )
        raise UsageError(sentence) from error


def _shown(listening: socket.socket) -> str:
    host, port = listening.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
