"""Many pieces of work, a few at a time or joined to one, and no task that outlives its reader."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Iterable, Mapping, Sequence
from typing import Generic, TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")


async def several(
    items: Iterable[Item], work: Callable[[Item], Awaitable[Result]], at_once: int
) -> AsyncGenerator[Result, None]:
    """Yield what `work` returns for each item, in the order in which it is done.

    At most `at_once` results exist that nobody has taken, so that a slow reader bounds memory. Closing
    the generator cancels what is still going on; an exception of `work` goes to the reader.
    """
    waiting = iter(items)
    running: set[asyncio.Task[Result]] = set()

    async def do(item: Item) -> Result:
        return await work(item)

    try:
        while True:
            while len(running) < at_once and (item := next(waiting, _END)) is not _END:
                running.add(asyncio.create_task(do(item)))  # type: ignore[arg-type] # not _END
            if not running:
                return
            done, running = await asyncio.wait(running, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                yield task.result()
    finally:
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)


_END = object()


async def completing(
    items: AsyncIterator[Item], work: Callable[[Item], Awaitable[Item] | None]
) -> AsyncGenerator[Item, None]:
    """Yield what arrives, and what `work` makes of it where it gives something to wait for, once that is done.

    What needs no work passes what is being worked on. Closing the generator cancels what is still going on;
    an exception of `items` or of `work` goes to the reader, behind what was ready before it.
    """
    ready: asyncio.Queue[Item | object] = asyncio.Queue()
    working: set[asyncio.Task[None]] = set()

    async def put(result: Awaitable[Item]) -> None:
        ready.put_nowait(await result)

    async def read() -> None:
        try:
            async for item in items:
                if (result := work(item)) is None:
                    ready.put_nowait(item)
                else:
                    working.add(asyncio.create_task(put(result)))
            await asyncio.gather(*working)
        finally:
            ready.put_nowait(_END)

    reading = asyncio.create_task(read())
    try:
        while (item := await ready.get()) is not _END:
            yield item  # type: ignore[misc] # not _END
        await reading
    finally:
        for task in (reading, *working):
            task.cancel()
        await asyncio.gather(reading, *working, return_exceptions=True)


class _Gathered(Generic[Item, Result]):
    """Questions that are asked together, and how many of those who wait for them are left."""

    def __init__(self) -> None:
        self.items: list[Item] = []
        self.task: asyncio.Task[Mapping[Item, Result]] | None = None
        self.waiting = 0


class Gathering(Generic[Item, Result]):
    """Joins the questions of coroutines that ask at the same time, so that they can share requests."""

    def __init__(self, ask: Callable[[Sequence[Item]], Awaitable[Mapping[Item, Result]]]) -> None:
        """`ask` returns an answer for each of several different questions."""
        self._ask = ask
        self._open: _Gathered[Item, Result] | None = None

    async def ask(self, item: Item) -> Result:
        """Return the answer to one question; raises what `ask` raises.

        What is asked before the event loop comes round again belongs together. When nobody waits for
        the answers any more, the asking is cancelled.
        """
        gathered = self._open
        if gathered is None:
            gathered = self._open = _Gathered()
            gathered.task = asyncio.create_task(self._asked(gathered))
        gathered.items.append(item)
        gathered.waiting += 1
        assert gathered.task is not None
        try:
            return (await asyncio.shield(gathered.task))[item]
        finally:
            gathered.waiting -= 1
            if not gathered.waiting and not gathered.task.done():
                self._open = None if self._open is gathered else self._open
                gathered.task.cancel()
                await asyncio.gather(gathered.task, return_exceptions=True)

    async def _asked(self, gathered: _Gathered[Item, Result]) -> Mapping[Item, Result]:
        self._open = None  # a new task begins when whoever is ready to ask has asked
        return await self._ask(list(dict.fromkeys(gathered.items)))
