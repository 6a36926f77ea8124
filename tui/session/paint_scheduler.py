"""The newest state and the one on screen, which is painted at most once a second and stands still while paused."""

import asyncio
from typing import TYPE_CHECKING

from msgspec.structs import replace

from civitop.i18n.language import _, current
from tui.screens.base import CivitopScreen
from tui.session.view import View, choose

if TYPE_CHECKING:
    from tui.app import CivitopApp

PAINT_EVERY = 1.0
"""Seconds between two paints of the picture; counters in the header have the same rhythm."""
FIRST_EVERY = 0.15
FIRST_PAINTS = 12
"""The first paints follow each other faster: whoever starts civitop waits for figures, not for calm."""


class Painting:
    """What the screens of an app are shown, and when."""

    def __init__(self, app: "CivitopApp") -> None:
        self._app = app
        self.newest = View()
        """The present, also while the screen shows another day or stands still."""
        self.shown = View()
        """What is on screen."""
        self.due = False
        """Whether something newer than what is on screen waits to be painted."""
        self._painted = float("-inf")
        self._paints = 0
        self._language = current()
        self._notice: str | None = None

    def begin(self) -> None:
        """Paint the first screens, and let the counters go on."""
        self.paint()
        self._app.set_interval(PAINT_EVERY, self.tick)

    def take(self, view: View, *, at_once: bool = False) -> None:
        """Keep a new state and see to it that it is painted within a second."""
        self.newest = view
        if at_once:
            self.paint()
        elif not self.due:
            self.due = True
            every = PAINT_EVERY if self._paints > FIRST_PAINTS else FIRST_EVERY
            wait = self._painted + every - _loop_time()
            self._app.set_timer(max(wait, 0.01), self.paint)

    def choose(self, network: str) -> None:
        """Turn to another network, in the newest state and on screen."""
        self.newest, self.shown = choose(self.newest, network), choose(self.shown, network)

    def paint(self) -> None:
        """Show the newest state; while paused only the counters."""
        app = self._app
        self.due = False
        self._painted = _loop_time()
        self._paints += 1
        frozen = app.paused and self.shown.loaded and self.shown.past == app.travel.past
        if not frozen:
            self.shown = app.travel.view or self.newest
        if not app.staged.is_set():
            return  # the first screen shows it as soon as it stands
        counters = self.counters
        with app.batch_update():
            for screen in app.screen_stack:
                if isinstance(screen, CivitopScreen) and screen.ready:
                    if not frozen:
                        screen.show(self.shown)
                    screen.show_counters(counters)
        app.open_alone()
        app.alerts.ring()

    @property
    def counters(self) -> View:
        """Return what the header shows: also while the picture is frozen, and what calls for a person."""
        app = self._app
        return replace(
            app.travel.view or self.newest,
            wanted=app.travel.wanted,
            alerts=len(app.alerts.waiting()),
            notice=self._notice,
            follows=app.feed.follows,
        )

    def tick(self) -> None:
        """Let ages and counters go on, also while the picture is frozen."""
        app = self._app
        if not app.screen_stack:  # the app is ending
            return
        if current() is not self._language:
            self._language = current()
            app.reword()
        if app.feed.problem != self._notice:
            self._notice = app.feed.problem
            if self._notice:
                words = _("The last valid configuration holds. {problem}")
                app.say(words.format(problem=self._notice), "error")
            else:
                app.say(_("The configuration is in order again."))
        if not app.screen_stack:  # the timer can be later than the end of the app
            return
        screen = app.screen
        if isinstance(screen, CivitopScreen) and screen.ready:
            screen.show_counters(self.counters)


def _loop_time() -> float:
    return asyncio.get_running_loop().time()
