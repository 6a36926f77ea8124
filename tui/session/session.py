"""The state of a running dashboard: the newest figures and those on screen, the day, alerts, preferences.

It knows no screen. Whoever draws it is told by `changed` that there is something new, and reads it.
"""

import asyncio
from collections.abc import Callable, Collection
from datetime import datetime, timedelta
from typing import Protocol

from msgspec.structs import replace

from civitop.change import Change
from civitop.i18n.language import _
from civitop.polling.events import Event
from civitop.reading.feed import Feed
from tui.session.alerts import Alerts
from tui.session.background_work import SharedProcessor, Start
from tui.session.notice import Notice
from tui.session.preferences import KEY, Preferences, encoded
from tui.session.time_travel import TimeTravel
from tui.session.view import View, choose, reduce

MOST_UNREAD = 1_000
"""Events that wait until somebody asks for the newest state."""


class Changed(Protocol):
    """Is told that there is something new to draw: within a second, or at once."""

    def __call__(self, *, at_once: bool = False) -> None:
        """See to it that it is drawn."""


class Session:
    """What a dashboard over a feed knows and remembers."""

    def __init__(
        self,
        feed: Feed,
        clock: Callable[[], datetime],
        *,
        changed: Changed,
        start: Start,
        offline: bool = False,
    ) -> None:
        """Make it; `start` runs a coroutine beside everything else, `offline` says that nobody polls."""
        self.feed, self.clock, self.offline = feed, clock, offline
        self._changed, self._start = changed, start
        self._newest = View()
        self._unread: list[Event] = []
        """Events that are newer than that: many are taken up at the cost of one."""
        self.shown = View()
        """What is on screen."""
        self.paused = False
        self.preferences = Preferences()
        self.processor = SharedProcessor()
        self.travel = TimeTravel(feed, clock, lambda: changed(at_once=True))
        self.alerts = Alerts(feed, clock)
        self._notice: str | None = None

    def now(self) -> datetime:
        """Return the moment that is on screen: the present by the clock, or the last one of a past day."""
        asof = self.travel.asof
        return asof - timedelta.resolution if asof else self.clock()

    # ------------------------------------------------------------ what is drawn

    @property
    def newest(self) -> View:
        """Return the present, also while the screen shows another day or stands still."""
        if self._unread:
            self._newest = reduce(self._newest, *self._unread)
            self._unread.clear()
        return self._newest

    def take(self, view: View, *, at_once: bool = False) -> None:
        """Keep a new state instead of the newest, to be drawn within a second or `at_once`."""
        self._unread.clear()
        self._newest = view
        self._changed(at_once=at_once)

    def note(self, event: Event) -> None:
        """Keep what the feed says, to be drawn within a second."""
        self._unread.append(event)
        if len(self._unread) >= MOST_UNREAD:
            self._newest = self.newest
        self._changed()

    def advance(self) -> bool:
        """Bring the newest state, or the chosen day, on screen; return `False` while the picture is frozen."""
        frozen = self.paused and self.shown.loaded and self.shown.past == self.travel.past
        if not frozen:
            self.shown = self.travel.view or self.newest
        return not frozen

    @property
    def counters(self) -> View:
        """Return what the header shows: it goes on while the picture is frozen."""
        return replace(
            self.travel.view or self.newest,
            wanted=self.travel.wanted,
            alerts=len(self.waiting()),
            notice=self._notice,
            follows=self.feed.follows,
        )

    def configuration_notice(self) -> Notice | None:
        """Return what to say when a changed configuration stopped holding, or holds again; else `None`."""
        if self.feed.problem == self._notice:
            return None
        self._notice = self.feed.problem
        if self._notice is None:
            return Notice(_("The configuration is in order again."))
        words = _("The last valid configuration holds. {problem}")
        return Notice(words.format(problem=self._notice), "error")

    # ------------------------------------------------------------ what a person chooses

    def choose(self, network: str) -> None:
        """Turn to another network: now, on screen and on the past day that is read."""
        self._newest, self.shown = choose(self.newest, network), choose(self.shown, network)
        self.travel.choose(network)

    def neighbour(self, by: int) -> str | None:
        """Return the id of the network so many places after the shown one; `None` where there is none."""
        ids = [each.id for each in self.shown.networks]
        if not ids:
            return None
        at = ids.index(self.shown.network) if self.shown.network in ids else 0
        return ids[(at + by) % len(ids)]

    def prefer(self, preferences: Preferences) -> bool:
        """Remember how a person likes the table, here and in the store; return whether that is new."""
        if preferences == self.preferences:
            return False
        self.preferences = preferences
        self._start(asyncio.to_thread(self.feed.prefer, KEY, encoded(preferences)))
        return True

    def poll_now(self) -> Notice:
        """Ask for a round of polling; return what to say about it."""
        if self.offline:
            return Notice(_("This is the stored state: civitop was started without polling."), "warning")
        if self.newest.round.running:
            return Notice(_("A round is already running."))
        self.feed.poll_now()
        return Notice(_("Asking the forges now."))

    def toggle_pause(self) -> Notice:
        """Freeze the picture and start no rounds, or go on; return what to say about it."""
        self.paused = not self.paused
        self.feed.pause(self.paused)
        self._changed(at_once=True)
        return Notice(_("Paused: the picture stands still, p goes on.") if self.paused else _("Live again."))

    def waiting(self) -> tuple[Change, ...]:
        """Return the alerts of all networks that nobody has acknowledged, newest first."""
        return self.alerts.waiting(self.newest.changes)

    def acknowledge(self, changes: Collection[Change]) -> None:
        """Remember alerts as seen: here at once, in the store by a thread."""
        self.alerts.acknowledge(changes)
        self._start(self.alerts.store(changes))
        self._changed()

    async def follow_day(self) -> Notice | None:
        """Read the wanted day; return what to say where it could not be read."""
        await self.travel.follow(lambda: self.newest)
        return Notice(self.travel.problem, "error") if self.travel.problem else None
