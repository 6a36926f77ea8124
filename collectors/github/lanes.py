"""Working on many repositories in batches side by side, yielding each result as it arrives."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from typing import TypeVar

from civitop.collector import Collected, Failure, Known, Pulse
from civitop.errors import CollectError
from collectors.github.failures import from_error
from collectors.transport import NoConnection

R = TypeVar("R")
WAITING_RESULTS = 64
"""Results that may wait to be taken: a slow store holds the lanes back instead of filling the memory."""


async def side_by_side(
    known: Iterable[Known],
    lanes: int,
    size: Callable[[], int],
    work: Callable[[Sequence[Known]], AsyncIterator[R]],
) -> AsyncIterator[R | Failure]:
    """Yield what `work` yields for batches of `size()` repositories, `lanes` batches at once.

    A `CollectError` fails the repositories of its batch that had no result yet; where the forge cannot
    be reached at all, the remaining ones too, without asking.
    """
    waiting = deque(known)
    results: asyncio.Queue[R | Failure | None] = asyncio.Queue(WAITING_RESULTS)

    async def lane() -> None:
        while waiting:
            batch = [waiting.popleft() for _ in range(min(size(), len(waiting)))]
            done: set[str | None] = set()
            try:
                async for result in work(batch):
                    done.add(_of(result))
                    await results.put(result)
            except CollectError as error:
                if isinstance(error, NoConnection):
                    batch += waiting
                    waiting.clear()
                for each in batch:
                    if not done & {each.repository.node_id, each.repository.id}:
                        await results.put(from_error(each.repository.id, error))

    async def run() -> None:
        tasks = [asyncio.create_task(lane()) for _ in range(lanes)]
        try:
            await asyncio.gather(*tasks)
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            await results.put(None)

    if not waiting:
        return
    runner = asyncio.create_task(run())
    try:
        while (result := await results.get()) is not None:
            yield result
        await runner
    finally:
        runner.cancel()
        while not runner.done():  # it may stand before a full queue
            while not results.empty():
                results.get_nowait()
            await asyncio.wait([runner], timeout=0.05)


def _of(result: object) -> str | None:
    """Return which repository a result is about."""
    if isinstance(result, Collected):
        return result.facts.repository.node_id
    if isinstance(result, Pulse):
        return result.repository.node_id
    return result.id if isinstance(result, Failure) else None
