"""How many repositories are asked for by git at a time: over all hosts, and of one host."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

AT_ONCE = 8
"""Repositories over all hosts; each has one git process at a time."""
A_HOST = 6
"""Of one host. A first clone is five to seven small requests one after the other, so most of its time is waiting: with
four at a time 300 clones take half as long again (`benchmarks/README.md`)."""


class Turns:
    """Shared by all forges of a process."""

    def __init__(self, at_once: int = AT_ONCE, a_host: int = A_HOST) -> None:
        self._at_once = at_once
        self._a_host = a_host
        self._loop: asyncio.AbstractEventLoop | None = None
        self._all = asyncio.Semaphore(at_once)
        self._hosts: dict[str, asyncio.Semaphore] = {}

    @asynccontextmanager
    async def one(self, host: str) -> AsyncGenerator[None, None]:
        """Wait for a turn at a host (empty: this machine), and hold it."""
        loop = asyncio.get_running_loop()
        if self._loop is not loop:  # a further round of a process without a screen has a loop of its own
            self._loop, self._all, self._hosts = loop, asyncio.Semaphore(self._at_once), {}
        # Of the host first: whoever waits for a slow one must not keep the others from their turn.
        async with self._hosts.setdefault(host, asyncio.Semaphore(self._a_host)), self._all:
            yield
