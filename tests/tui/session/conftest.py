"""A session over the feed made by hand, without a screen: what it asks for is written down."""

import asyncio
from collections.abc import Callable
from datetime import datetime

import pytest

from tui.session.feed_follower import FeedFollower
from tui.session.notice import Notice
from tui.session.session import Session


class Sitting:
    """A session with what it asked of the app: paints (`True`: at once), notices and coroutines."""

    def __init__(self, feed, clock: Callable[[], datetime], **options) -> None:
        self.paints: list[bool] = []
        self.notices: list[Notice] = []
        self.tasks: list[asyncio.Task[None]] = []
        self.session = Session(feed, clock, changed=self._changed, start=self.start, **options)

    def _changed(self, *, at_once: bool = False) -> None:
        self.paints.append(at_once)

    def start(self, work) -> None:
        self.tasks.append(asyncio.ensure_future(work))

    async def done(self) -> None:
        """Wait for everything that was started."""
        await asyncio.gather(*self.tasks)

    def follower(self, network: str | None = None) -> FeedFollower:
        return FeedFollower(self.session, self.notices.append, network)


@pytest.fixture
def sitting(feed, now):
    def make(clock=lambda: now, **options) -> Sitting:
        return Sitting(feed, clock, **options)

    return make
