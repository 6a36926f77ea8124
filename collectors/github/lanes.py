"""Working on many repositories in batches side by side, yielding each result as it arrives."""

import asyncio
from collections import deque
from collections.abc import AsyncGenerator, Callable, Iterable, Sequence
from contextlib import aclosing
from typing import Generic, TypeVar

from civitop.config.settings import Forge
from civitop.errors import CollectError, RateLimited
from civitop.polling.collector import Collected, Failure, Known, Pulse
from collectors.failures import unreadable
from collectors.github.failures import from_error
from collectors.http.transport import NoConnection

R = TypeVar("R")
WAITING_RESULTS = 64
"""Results that may wait to be taken: a slow store holds the lanes back instead of filling the memory."""
FIRST_BATCH = 2
"""Repositories of an eager first batch: the first figures come sooner, for one request more."""


async def side_by_side(
    known: Iterable[Known],
    lanes: int,
    size: Callable[[], int],
    work: Callable[[Sequence[Known]], AsyncGenerator[R, None]],
    forge: Forge,
    *,
    eager: bool = False,
) -> AsyncGenerator[R | Failure, None]:
    """Yield what `work` yields for batches of `size()` repositories, `lanes` batches at once.

    With `eager` the first batch is a small one, for somebody who waits for the first result.

    A `CollectError` fails the repositories of its batch that had no result yet; where the forge cannot
    be reached at all, or will not answer, the remaining ones too, without asking. Any other error sends them
    round once more, each alone, so that it fails the repository that brings it about and no other.
    """
    road = _Road(known, size, work, forge, eager)
    runner = asyncio.create_task(road.run(lanes))
    try:
        while (result := await road.results.get()) is not None:
            yield result
        await runner
    finally:
        runner.cancel()
        await asyncio.gather(runner, return_exceptions=True)


class _Road(Generic[R]):
    """What the lanes share: who still waits, and the results that were not taken yet."""

    def __init__(
        self,
        known: Iterable[Known],
        size: Callable[[], int],
        work: Callable[[Sequence[Known]], AsyncGenerator[R, None]],
        forge: Forge,
        eager: bool,
    ) -> None:
        self.results: asyncio.Queue[R | Failure | None] = asyncio.Queue(WAITING_RESULTS)
        self._waiting = deque(known)
        self._size = size
        self._work = work
        self._forge = forge
        self._alone: deque[Known] = deque()
        """Members of batches that an unforeseen error ended."""
        self._eager = eager

    async def run(self, lanes: int) -> None:
        """Work until nobody waits; then put `None`."""
        tasks = [asyncio.create_task(self._lane()) for _ in range(lanes)]
        try:
            await asyncio.gather(*tasks)
        except Exception:
            await self.results.put(None)  # whoever takes the results then meets the error itself
            raise
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
        await self.results.put(None)

    async def _lane(self) -> None:
        while batch := self._batch():
            done: set[str | None] = set()
            try:
                async with aclosing(self._work(batch)) as results:
                    async for result in results:
                        done.add(_of(result))
                        await self.results.put(result)
            except CollectError as error:
                if isinstance(error, NoConnection | RateLimited):
                    batch += [*self._alone, *self._waiting]
                    self._alone.clear()
                    self._waiting.clear()
                for each in _left(batch, done):
                    await self.results.put(from_error(each.repository.id, error))
            except Exception as error:  # of every kind: it is one repository's, and the others go on
                left = _left(batch, done)
                if len(batch) > 1:
                    self._alone += left
                    continue
                for each in left:
                    await self.results.put(unreadable(each.repository, self._forge.host, error))

    def _batch(self) -> list[Known]:
        """Take those who go together now."""
        if self._alone:
            return [self._alone.popleft()]
        size = min(FIRST_BATCH, self._size()) if self._eager else self._size()
        self._eager = False
        return [self._waiting.popleft() for _ in range(min(size, len(self._waiting)))]


def _left(batch: Sequence[Known], done: set[str | None]) -> list[Known]:
    return [each for each in batch if not done & {each.repository.node_id, each.repository.id}]


def _of(result: object) -> str | None:
    """Return which repository a result is about."""
    if isinstance(result, Collected):
        return result.facts.repository.node_id
    if isinstance(result, Pulse):
        return result.repository.node_id
    return result.id if isinstance(result, Failure) else None
