"""The service: rounds for ever, and after each event what it means for those outside."""

import asyncio
import logging
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from civitop.errors import OutputError, StoreError
from civitop.polling.events import Event, RoundFinished, RoundStarted
from civitop.polling.ingest import Clock
from civitop.service import condition as conditions
from civitop.service.condition import Condition
from civitop.service.outbox import Outbox
from civitop.service.publication import Publication
from civitop.watch import Watch

log = logging.getLogger("civitop.service")


class Service:
    """Polls for ever, tells what happens, and says how it is."""

    def __init__(
        self,
        watch: Watch,
        outbox: Outbox,
        clock: Clock,
        *,
        tell: Callable[[Event], None],
        health_file: Path | None = None,
        publication: Publication | None = None,
    ) -> None:
        """`tell` gets each event as it happens; there is nobody to serve without a `publication`."""
        self._watch = watch
        self._outbox = outbox
        self._clock = clock
        self._tell = tell
        self._file = health_file
        self._publication = publication
        self._condition = conditions.first(clock())

    def condition(self) -> Condition:
        """Return how the service is at this moment; any thread may ask."""
        return conditions.at(self._condition, self._clock())

    async def run(self) -> None:
        """Poll until cancelled; raises `OutputError` where the health file cannot be written at the start."""
        await self._note(self._condition, first=True)
        delivering = asyncio.create_task(self._outbox.deliver())
        try:
            await self._publish()  # what the store holds, until the first round is over
            await self._outbox.catch_up(self._watch)
            async for event in self._watch.events():
                await self._take(event)
        finally:
            delivering.cancel()
            with suppress(asyncio.CancelledError):
                await delivering
            if self._file is not None:  # not in a thread: there may be none left that would run it
                stopped = conditions.stopped(self._condition)
                self._write(conditions.at(stopped, self._clock()), self._file)

    async def _take(self, event: Event) -> None:
        self._tell(event)
        await self._outbox.take(event)
        waiting = len(self._outbox.waiting)
        self._condition = conditions.after(self._condition, event, self._clock(), waiting)
        if isinstance(event, RoundFinished):
            await self._publish()
        if isinstance(event, RoundStarted | RoundFinished):
            await self._note(self._condition)

    async def _publish(self) -> None:
        if self._publication is None:
            return
        try:
            self._publication.publish(await asyncio.to_thread(self._watch.snapshot))
        except StoreError as error:
            log.warning("The snapshot that is served is an older one: %s", error)

    async def _note(self, condition: Condition, *, first: bool = False) -> None:
        if self._file is None:
            return
        if first:
            await asyncio.to_thread(conditions.write, condition, self._file)
        else:
            await asyncio.to_thread(self._write, condition, self._file)

    @staticmethod
    def _write(condition: Condition, file: Path) -> None:
        try:
            conditions.write(condition, file)
        except OutputError as error:
            log.warning("%s", error)
