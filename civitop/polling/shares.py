"""Which networks this process polls of a store that several poll into."""

import asyncio
import contextlib
import logging
import secrets
import socket
from collections.abc import AsyncIterator, Collection

from civitop.errors import StoreError
from civitop.store import Store

BEAT = 5.0
"""Seconds between two signs of life; five may be missed before others take over (`civitop.store.leases.LEASE`)."""

log = logging.getLogger(__name__)


def poller_name() -> str:
    """Return a name for this process, by which whoever looks into the store finds its machine."""
    return f"{socket.gethostname()}-{secrets.token_hex(4)}"


class Shares:
    """The share of one poller, kept up to date with the others that live."""

    def __init__(self, store: Store, networks: Collection[str], poller: str) -> None:
        """Make it; `renew` asks the store for the first time."""
        self._store = store
        self.networks = networks
        """The ids of all networks that it would poll."""
        self.held: frozenset[str] = frozenset()
        """Those that it is to poll, as of the last `renew`."""
        self._poller = poller
        self._differs = asyncio.Event()

    def renew(self) -> None:
        """Give a sign of life and ask what to poll; raises `StoreError`, after which it may not be ours any more."""
        self.held = self._store.share(self._poller, self.networks)

    async def begin(self) -> frozenset[str]:
        """Return what a round that begins now is to poll."""
        await asyncio.to_thread(self.renew)
        return self.held

    async def other_than(self, polled: frozenset[str]) -> None:
        """Return when the share is no more what is polled: another came, went, or heard nothing of this one."""
        while polled == self.held:
            await self._differs.wait()

    @contextlib.asynccontextmanager
    async def kept(self) -> AsyncIterator[None]:
        """Give signs of life as long as the block lasts."""
        keeping = asyncio.create_task(self._keep())
        try:
            yield
        finally:
            keeping.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await keeping

    async def _keep(self) -> None:
        while True:
            await asyncio.sleep(BEAT)
            before = self.held
            try:
                await asyncio.to_thread(self.renew)
            except StoreError as error:
                log.warning("no sign of life could be given: %s", error)
            if self.held != before:
                self._differs.set()
                self._differs.clear()

    def leave(self) -> None:
        """Let others take everything at once; where the store cannot be told they wait until the lease lapses."""
        self.held = frozenset()
        with contextlib.suppress(StoreError):
            self._store.leave(self._poller)
