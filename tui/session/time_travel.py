"""Shows past days: which day is wanted, which one is on screen, and the reading of it.

A past day is measured anew from the store, which takes time for a large network: it happens in a thread,
one day at a time. Keys only set the wanted day; days that were passed meanwhile are skipped.
"""

import asyncio
from collections.abc import Callable
from datetime import date, datetime, timedelta

from msgspec.structs import replace

from civitop.errors import CivitopError
from civitop.reading.feed import Feed
from civitop.signals.parts.windows import end_of
from tui.session.view import View, choose, loaded

DAYS_KEPT = 8
"""Days that stay in memory, so that going to and fro needs no second reading."""
CHANGES_SEARCHED = 2000
"""How far back the list of changes is read to find those of a past day."""


class TimeTravel:
    """The day that is on screen; `None` is now."""

    def __init__(self, feed: Feed, clock: Callable[[], datetime], changed: Callable[[], None]) -> None:
        """Make it for a feed; `changed` is called when another day was read, or the present is back."""
        self._feed, self._clock, self._changed = feed, clock, changed
        self._read: dict[date, View] = {}
        self._reading = False
        self._first: date | None = None
        self.wanted: date | None = None
        """The day that was asked for; it may still be on its way."""
        self.view: View | None = None
        """What is on screen instead of the present."""
        self.problem: str | None = None
        """Why the wanted day could not be read."""

    @property
    def asof(self) -> datetime | None:
        """Return the moment that is on screen, or `None` for now."""
        return end_of(self.view.past) if self.view is not None and self.view.past else None

    @property
    def past(self) -> date | None:
        """Return the day that is on screen, or `None` for now."""
        return self.view.past if self.view is not None else None

    def step(self, days: int) -> bool:
        """Want the day so many days later (negative: earlier); return whether `follow` has to be started."""
        today = self._clock().date()
        wanted = (self.wanted or today) + timedelta(days=days)
        if self._first is not None:
            wanted = max(wanted, self._first)
        if wanted >= today:
            self.to_now()
            return False
        self.wanted = wanted
        return not self._reading

    def to_now(self) -> None:
        """Go back to the present."""
        if self.wanted is None:
            return
        self.wanted = self.view = None
        self._read.clear()  # what is learnt meanwhile changes the past too
        self._changed()

    def choose(self, network: str) -> None:
        """Show another network of the same day."""
        if self.view is not None:
            self.view = choose(self.view, network)

    async def follow(self, present: Callable[[], View]) -> None:
        """Read the wanted day, and the next wanted one, until the one on screen is the one that is wanted."""
        if self._reading:
            return
        self._reading = True
        self.problem = None
        try:
            first, _ = await asyncio.to_thread(self._feed.days)
            self._first = first
            while self.wanted is not None and self.past != self.wanted:
                day = max(self.wanted, first)
                self.wanted = day
                view = self._read.get(day)
                if view is None:
                    view = await asyncio.to_thread(self._day, day)
                if self.wanted is not None:  # nobody went back to the present meanwhile
                    self._keep(day, view)
                    self.view = choose(view, present().network or "")
                    self._changed()
        except CivitopError as error:
            self.problem = str(error.phrase)
            self.to_now()
        finally:
            self._reading = False

    def _day(self, day: date) -> View:
        """Return a day as the screens show it; runs in a thread."""
        asof = end_of(day)
        snapshot = self._feed.snapshot(asof)
        changes = tuple(each for each in self._feed.changes(CHANGES_SEARCHED) if each.at <= asof)
        return replace(loaded(View(), snapshot, changes), past=day, asof=asof)

    def _keep(self, day: date, view: View) -> None:
        self._read.pop(day, None)
        self._read[day] = view
        while len(self._read) > DAYS_KEPT:
            del self._read[next(iter(self._read))]
