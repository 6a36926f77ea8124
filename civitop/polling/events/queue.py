"""The queue in which what happens waits for its reader."""

import asyncio
import contextlib
from collections.abc import AsyncIterator

from civitop.polling.events import Event


class EventQueue(asyncio.Queue[Event]):
    """Events in the order in which they happened, for one reader."""

    async def until(self, work: asyncio.Task[None]) -> AsyncIterator[Event]:
        """Yield what arrives until the work is done and the queue is empty; raises its error."""
        while True:
            getter = asyncio.ensure_future(self.get())
            await asyncio.wait({getter, work}, return_when=asyncio.FIRST_COMPLETED)
            if getter.done():
                yield getter.result()
                continue
            getter.cancel()
            while not self.empty():
                yield self.get_nowait()
            await work
            return

    async def until_set(self, wake: asyncio.Event, seconds: float) -> AsyncIterator[Event]:
        """Yield what arrives until `wake` is set, at most for so many seconds."""

        async def wait() -> None:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(wake.wait(), seconds)

        waiting = asyncio.create_task(wait())
        try:
            async for event in self.until(waiting):
                yield event
        finally:
            waiting.cancel()
