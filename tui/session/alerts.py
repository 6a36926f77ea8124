"""Which alerts wait for somebody, which came since the last paint, and what happened since the last look."""

import asyncio
from collections.abc import Callable, Collection, Iterable
from datetime import datetime

from msgspec import Struct

from civitop.change import Change
from civitop.reading.feed import Feed
from tui.session.alert_rules import ALERT_AGE, AWAY, alerts, is_alert, since


class News(Struct, frozen=True):
    """What changed while nobody looked."""

    last_look: datetime
    now: datetime
    changes: tuple[Change, ...]
    """Newest first; at least one."""


class Alerts:
    """The alerts of a session."""

    def __init__(self, feed: Feed, clock: Callable[[], datetime]) -> None:
        """Make it; acknowledged alerts and the moment of the last look are kept by the feed."""
        self._feed, self._clock = feed, clock
        self._acknowledged: frozenset[Change] = frozenset()
        self._fresh: list[Change] = []

    def waiting(self, changes: Iterable[Change]) -> tuple[Change, ...]:
        """Return those of the changes that are alerts and not acknowledged, in their order."""
        return alerts(changes, self._acknowledged, self._clock())

    def note(self, changes: Iterable[Change]) -> None:
        """Keep the alerts among changes that just happened, for `take_fresh`."""
        self._fresh += [change for change in changes if is_alert(change)]

    def take_fresh(self) -> tuple[Change, ...]:
        """Return the alerts that were noted since the last call."""
        fresh, self._fresh = tuple(self._fresh), []
        return fresh

    async def recall(self) -> None:
        """Read from the store, in a thread, which alerts were acknowledged, by this session or another one."""
        oldest = self._clock() - ALERT_AGE
        self._acknowledged |= await asyncio.to_thread(self._feed.acknowledged, oldest)

    def acknowledge(self, changes: Collection[Change]) -> None:
        """Take changes off the waiting ones; `store` makes it last."""
        self._acknowledged |= frozenset(changes)

    async def store(self, changes: Collection[Change]) -> None:
        """Write acknowledged changes into the store, in a thread."""
        await asyncio.to_thread(self._feed.acknowledge, tuple(changes))

    async def news(self, changes: Iterable[Change]) -> News | None:
        """Return which of the changes came since the last look, and remember this look in the store.

        `None` where nothing came, where nobody ever looked, or where the last look was a moment ago.
        """
        last, now = await asyncio.to_thread(self._feed.last_looked), self._clock()
        await asyncio.to_thread(self._feed.look)
        found = since(changes, last) if last is not None and now - last > AWAY else ()
        return News(last, now, found) if last is not None and found else None
