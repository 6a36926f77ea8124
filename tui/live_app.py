"""The run of the dashboard: follows the feed in a worker, paints the screens by timers, rings, shows toasts."""

import asyncio
import contextlib
import os
import sys
import time
from collections.abc import Callable, Coroutine
from datetime import UTC, datetime, tzinfo
from typing import Any

from msgspec import Struct
from textual import events
from textual.widgets import Input
from textual.worker import Worker, WorkerState

from civitop.config.settings import Config
from civitop.errors import CivitopError
from civitop.i18n.language import _, current
from civitop.polling.gc_tuning import settle
from civitop.reading.feed import Feed
from civitop.sanitise import plain
from civitop.signals import SIGNALS
from tui.action_registry import ACTIONS
from tui.drawing import theme
from tui.drawing.labels import Worded
from tui.drawing.text import printable, wrap
from tui.navigator import Navigator
from tui.screens.base import Presentation
from tui.session import paint_scheduler
from tui.session.alert_rules import note, notification
from tui.session.external_actions import Expecter, ExternalActions
from tui.session.feed_follower import FeedFollower
from tui.session.notice import Notice, Severity
from tui.session.paint_scheduler import PaintScheduler
from tui.session.screen_export import Exporter
from tui.session.session import Session
from tui.session.view import View
from tui.themed_app import Terminal, ThemedApp

HEAD_START = 0.4
"""Seconds that the store has before the screens come without it: drawing them empty first would make whoever
waits for figures wait longer."""
FIRST_PICTURE = 2.0
"""Seconds that the first picture has before a round starts, whose libraries would take its processor time."""
CALM = 10.0
"""Seconds after which everything stands that is there to stay."""
TOAST_WIDTH, TOAST_FRAME, TOAST_SECONDS = 64, 6, 4
"""Cells of a toast at most, as `app.tcss` says, what its frame and its margin take of them, how long it stands."""
TURN = 0.001
"""Seconds that a computing thread keeps the interpreter while the screen waits for it: a key takes several turns
until it is painted, and Python's own 5 ms for each can be felt."""


def _utc() -> datetime:
    return datetime.now(UTC)


def _open(address: str) -> object:
    """Open an address in the browser."""
    import webbrowser  # which looks for browsers, and is seldom asked

    return webbrowser.open(address)


class Opening(Struct, frozen=True):
    """What is on screen first."""

    network: str | None = None
    """Id of a network; `None`: the first one."""
    project: str | None = None
    """Id of a project to open."""
    alone: bool = False
    """Whether the one project there is opens as soon as it is known."""
    wall: float | None = None
    """Seconds for which each page of the wall stands; `None`: no wall."""


class LiveApp(ThemedApp[None]):
    """An app whose screens show what a feed has, as it comes."""

    def __init__(
        self,
        feed: Feed,
        *,
        config: Config | None = None,
        opening: Opening = Opening(),  # noqa: B008 - frozen
        terminal: Terminal = Terminal(),  # noqa: B008 - frozen
        clock: Callable[[], datetime] = _utc,
        zone: tzinfo | None = None,
        exporter: Exporter | None = None,
        expecter: Expecter | None = None,
        opener: Callable[[str], object] = _open,
        poll: bool = True,
    ) -> None:
        """Make the app.

        `zone` is the time zone of the screen (`None`: the system's); `exporter` writes what is on screen and
        returns the path; `expecter` writes what is expected of a project; `opener` opens an address in the
        browser; without `poll` no round is started and the screen shows what the store holds.
        """
        self.config = config or Config()
        super().__init__(terminal, self.config.theme, ACTIONS, self.config.keys)
        if self.config.motion == "reduced":
            self.animation_level = "none"
        self._opening = opening
        self._alone = opening.alone
        self._language = current()
        self._staged = asyncio.Event()
        """Set once the first screens stand."""
        self._pictured = asyncio.Event()
        """Set once what the store answered has been drawn."""
        self._painting = PaintScheduler(self.paint, self.set_timer)
        self.session = Session(
            feed, clock, changed=self._painting.request, start=self._start, offline=not poll
        )
        self.follower = FeedFollower(self.session, self.tell, opening.network)
        self.navigator = Navigator(self, self.session, Presentation(self.glyphs, self.actions, SIGNALS, zone))
        self.external = ExternalActions(
            self.config.forges.values(),
            say=self.tell,
            start=self._start,
            copy=self.copy_to_clipboard,
            opener=opener,
            exporter=exporter,
            expecter=expecter,
        )

    def _start(self, work: Coroutine[Any, Any, None]) -> None:
        """Run a coroutine beside everything else; what it raises is said by `on_worker_state_changed`."""
        self.run_worker(work, exit_on_error=False)

    # ------------------------------------------------------------ the run of the app

    async def on_event(self, event: events.Event) -> None:
        """Note when somebody does something: what can wait gives way for a moment."""
        if isinstance(event, events.InputEvent):
            self.session.processor.touched = time.monotonic()
        await super().on_event(event)

    async def on_mount(self) -> None:
        """Start reading, and show the first screen."""
        sys.setswitchinterval(TURN)
        self.follow()
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self.follower.reading.wait(), HEAD_START)
        await self.navigator.begin(self._opening.wall)
        self._warn()
        self._staged.set()
        self._painting.paint()
        self.set_interval(paint_scheduler.PAINT_EVERY, self.tick)

    def follow(self) -> None:
        """Start the worker that reads the store and follows the feed."""
        self.run_worker(self._follow(), name="feed", exit_on_error=False)

    async def _follow(self) -> None:
        """Read the store, then follow the feed until the app ends or the feed does."""
        try:
            await self.follower.read()
            settle()
            self.set_timer(CALM, settle)  # by then the panels have looked into every project
            await self._staged.wait()
            if self._opening.project is not None:
                self.navigator.open_project(self._opening.project)
            if self.session.offline:
                return
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._pictured.wait(), FIRST_PICTURE)
            news = await self.session.alerts.news(self.session.newest.changes)
            if news is not None and self._opening.wall is None:
                self.navigator.open_news(news)
            await self.follower.follow()
        except CivitopError as error:
            self.follower.end(str(error.phrase))

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """Let no cursor blink where motion is reduced."""
        if self.config.motion == "reduced" and isinstance(event.widget, Input):
            event.widget.cursor_blink = False

    def _warn(self) -> None:
        """Name what is wrong with keys and theme in the configuration; the defaults hold."""
        for name in self.unknown_keys:
            words = _("There is no action “{name}”: its key in [keys] is not used.")
            self.say(words.format(name=name), "warning")
        if self.unknown_theme:
            words = _("There is no theme “{name}”: {default} is used.")
            self.say(words.format(name=self.unknown_theme, default=theme.DEFAULT), "warning")

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """Say when something in the background broke: nothing that fails is passed over."""
        if event.state is not WorkerState.ERROR:
            return
        sentence = f"{type(event.worker.error).__name__}: {event.worker.error}"
        if event.worker.name == "feed":
            self.follower.end(_("civitop stopped following the forges ({error}).").format(error=sentence))
        else:
            self.say(sentence, "error")

    # ------------------------------------------------------------ painting

    @property
    def paints_soon(self) -> bool:
        """Return whether something newer than what is on screen waits to be painted."""
        return self._painting.due

    @property
    def view(self) -> View:
        """Return what is on screen."""
        return self.session.shown

    def paint(self) -> None:
        """Draw the newest state; while paused only the counters."""
        moved = self.session.advance()
        if not self._staged.is_set():
            return  # the first screen shows it as soon as it stands
        self.navigator.show(picture=moved)
        if self._alone and len(self.view.projects) == 1:
            self._alone = False
            self.navigator.open_project(self.view.projects[0].id)
        self._ring()

    def tick(self) -> None:
        """Let ages and counters go on, also while the picture is frozen."""
        if not self.screen_stack:  # the app is ending
            return
        if current() is not self._language and all(each.is_mounted for each in self.navigator.kept):
            self._language = current()
            self.reword()
        notice = self.session.configuration_notice()
        if notice is not None:
            self.tell(notice)
        self.navigator.tick()

    def reword(self) -> None:
        """Say everything on screen anew: the language in use changed while the app runs."""
        with self.batch_update():
            for screen in self.navigator.kept:
                for each in screen.walk_children(with_self=True):
                    if isinstance(each, Worded):
                        each.reword()

    def _ring(self) -> None:
        """Ring and notify for alerts that came since the last paint, where the configuration asks for it."""
        fresh = self.session.alerts.take_fresh()
        if fresh and self.config.alerts.bell:
            self.bell()
        if fresh and self.config.alerts.desktop and self._driver is not None:
            # Textual has no word for a desktop notification, so the sequence goes to the terminal itself.
            self._driver.write(
                notification(note(fresh, self.session.shown.all_names), os.environ.get("TERM", ""))
            )

    def tell(self, notice: Notice) -> None:
        """Show a notice for a few seconds."""
        self.say(notice.text, notice.severity)

    def say(self, text: str, severity: Severity = "information") -> None:
        """Show a sentence for a few seconds; never read as markup, nor obeyed by the terminal."""
        lines = wrap(plain(text, 1000), max(1, min(TOAST_WIDTH, self.size.width) - TOAST_FRAME))
        words = "\n".join(printable(span.text, self.glyphs) for line in lines for span in line)
        self.notify(words, severity=severity, timeout=TOAST_SECONDS, markup=False)
