"""What the pictures show: a round that just ended, a network of nothing, a store that does not answer."""

import asyncio
import threading
from collections.abc import AsyncIterator, Sequence
from datetime import date, datetime, timedelta

from msgspec.structs import replace

from benchmarks.forgetful import Forgetful
from civitop.change import Change
from civitop.health import Snapshot
from civitop.polling.events import Event, RoundFinished
from civitop.reading.feed import ProjectReport
from civitop.watch import Watch

NEXT = timedelta(minutes=5)
"""When the next round is due."""


class Played(Forgetful):
    """A feed over a poll loop that stands still: it tells once more what happened in the last round.

    It remembers nothing, so that no picture hangs on another one.
    """

    def __init__(self, watch: Watch, happened: Sequence[Event]) -> None:
        self._watch = watch
        self._happened = tuple(happened)
        self.told = asyncio.Event()
        """Set when all of it was told."""

    def snapshot(self, asof: datetime | None = None) -> Snapshot:
        """Return the state of the demo."""
        return self._watch.snapshot(asof)

    def days(self) -> tuple[date, date]:
        """Return the days that are held."""
        return self._watch.days()

    def changes(self, limit: int = 200) -> tuple[Change, ...]:
        """Return what changed."""
        return self._watch.changes(limit)

    def report(self, repository: str, asof: datetime | None = None) -> ProjectReport | None:
        """Return a project in depth."""
        return self._watch.report(repository, asof)

    async def events(self) -> AsyncIterator[Event]:
        """Yield the last round, and nothing after it."""
        for event in self._happened:
            yield replace(event, next_at=event.at + NEXT) if isinstance(event, RoundFinished) else event
        self.told.set()
        await asyncio.Event().wait()


class Bare(Played):
    """A network that watches no repository."""

    def snapshot(self, asof: datetime | None = None) -> Snapshot:
        """Return the network without its repositories."""
        full = super().snapshot(asof)
        networks = tuple(replace(each, repositories=(), totals={}) for each in full.networks)
        return replace(full, networks=networks, repositories=())

    def changes(self, limit: int = 200) -> tuple[Change, ...]:
        """Return nothing."""
        return ()


class Unread(Played):
    """A store that has not answered yet."""

    def __init__(self, watch: Watch, happened: Sequence[Event]) -> None:
        super().__init__(watch, happened)
        self.read = threading.Event()
        """Set to let it answer."""

    def snapshot(self, asof: datetime | None = None) -> Snapshot:
        """Wait."""
        self.read.wait(60)
        return super().snapshot(asof)
