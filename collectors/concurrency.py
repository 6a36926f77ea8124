"""Many pieces of work, a few at a time: results as they come, and no task outlives its reader."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterable
from typing import TypeVar

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
