"""The dashboard: an app over a `Feed`, whose parts read it, paint it, call for a person and lead outside.

Here stands what they share, how the app starts, and which screen lies over which.
"""

import asyncio
import contextlib
import os
import sys
import time
import webbrowser
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, tzinfo
from typing import Any, ClassVar

from textual import events
from textual.command import CommandPalette
from textual.filter import Monochrome, NoColor
from textual.types import CSSPathType
from textual.widgets import Input
from textual.worker import Worker, WorkerState

from civitop.config.settings import Config
from civitop.i18n.language import _
from civitop.reading.feed import Feed
from civitop.sanitise import plain
from civitop.signals import SIGNALS
from civitop.signals.base import Definition
from tui.action_keys import with_keys
from tui.drawing import glyphs, theme
from tui.drawing.labels import Worded
from tui.drawing.text import printable, wrap
from tui.fault import Faultless
from tui.screens.base import CivitopScreen
from tui.screens.overview import Overview
from tui.screens.palette import CivitopCommands
from tui.session.alerts import Alerts
from tui.session.external_actions import Outward
from tui.session.feed_follower import Following
from tui.session.paint_scheduler import Painting
from tui.session.polling_controls import Pace
from tui.session.preferences import KEY, Preferences, encoded
from tui.session.screen_export import Exporter
from tui.session.time_travel import Travel
from tui.session.view import View

HEAD_START = 0.4
"""Seconds that the store has before the screens come without it: drawing them empty first would make whoever
waits for figures wait longer."""
TOAST_WIDTH, TOAST_FRAME = 64, 6
"""Cells of a notice at most, as `app.tcss` says, and what its frame and its margin take of them."""
TURN = 0.001
"""Seconds that a computing thread keeps the interpreter while the screen waits for it: a key takes several turns
until it is painted, and Python's own 5 ms for each can be felt."""


def _utc() -> datetime:
    return datetime.now(UTC)


class CivitopApp(Faultless[None]):
    """The dashboard over a feed; it knows no forge and no store."""

    TITLE = "civitop"
    CSS_PATH: ClassVar[CSSPathType | None] = [
        "app.tcss",
        "screens/overview.tcss",
        "screens/project.tcss",
        "screens/help.tcss",
        "screens/organisations.tcss",
        "screens/modes.tcss",
        "widgets/filter_bar.tcss",
    ]
    COMMANDS: ClassVar[set[Any]] = {CivitopCommands}
    ENABLE_COMMAND_PALETTE = True

    def __init__(
        self,
        feed: Feed,
        *,
        config: Config | None = None,
        definitions: Sequence[Definition[Any]] = SIGNALS,
        network: str | None = None,
        project: str | None = None,
        alone: bool = False,
        clock: Callable[[], datetime] = _utc,
        zone: tzinfo | None = None,
        exporter: Exporter | None = None,
        opener: Callable[[str], object] = webbrowser.open,
        poll: bool = True,
        wall: float | None = None,
        ascii_only: bool = False,
        colours: bool | None = None,
    ) -> None:
        """Make the app.

        `network` and `project` are ids to start with; with `alone` the one repository there is opens as soon
        as it is known; `zone` is the time zone of the screen (`None`: the
        system's); `exporter` writes what is on screen and returns the path; `opener` opens an address in the
        browser; without `poll` no round is started and the screen shows what the store holds; `wall`
        turns large pages by itself, each for so many seconds; `colours` overrules NO_COLOR.
        """
        self._ascii_only = ascii_only
        colourless = bool(os.environ.get("NO_COLOR")) if colours is None else not colours
        super().__init__(ansi_color=True if colourless else None)
        if colours:
            self.no_color = False
            self._filters = [each for each in self._filters if not isinstance(each, Monochrome | NoColor)]
        self.feed = feed
        self.config = config or Config()
        self.actions, self._unknown_keys = with_keys(self.config.keys)
        self.definitions = tuple(definitions)
        self.glyphs = glyphs.chosen(ascii_only=ascii_only, colourless=colourless)
        self.zone = zone
        self.paused = False
        self.offline = not poll
        self.clock = clock
        """Says what time it is; `now` is the moment on screen."""
        self.wall = wall
        self._alone = alone
        self.backstage = asyncio.Lock()
        """Held by the one computation that runs in a thread for the screens."""
        self.touched = 0.0
        """When (`time.monotonic`) a key or the mouse was last used."""
        self.staged = asyncio.Event()
        """Set once the first screens stand."""
        self.pictured = asyncio.Event()
        """Set once what the store answered has been drawn."""
        self.preferences = Preferences()
        self.painting = Painting(self)
        self.travel = Travel(feed, clock, self.painting.paint)
        self.alerts = Alerts(self)
        self.following = Following(self, network, project)
        self.pace = Pace(self)
        self.outward = Outward(self, exporter, opener)
        for each in theme.themes():
            self.register_theme(each)
        if self.config.motion == "reduced":
            self.animation_level = "none"
        wanted = theme.COLOURLESS if colourless else theme.named(self.config.theme)
        self._unknown_theme = wanted if wanted not in self.available_themes else None
        self.theme = theme.DEFAULT if self._unknown_theme else wanted
        self.set_class(ascii_only, "-ascii")
        self.set_keymap({action.id: action.keys for action in self.actions if action.id in self.config.keys})

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """Return our roles' colours for themes that are not ours."""
        frames = {"civitop-frame": "ascii", "civitop-rule": "ascii"} if self._ascii_only else theme.FRAMES
        return {**theme.fallback(self.current_theme), **frames}

    def now(self) -> datetime:
        """Return the moment that is on screen: the present by the clock that was handed in, or a past one."""
        return self.travel.asof or self.clock()

    # ------------------------------------------------------------ the run of the app

    async def on_event(self, event: events.Event) -> None:
        """Note when somebody does something: what can wait gives way for a moment."""
        if isinstance(event, events.InputEvent):
            self.touched = time.monotonic()
        await super().on_event(event)

    async def on_mount(self) -> None:
        """Start reading, and show the first screen."""
        sys.setswitchinterval(TURN)
        self.run_worker(self.following.run(), name="feed", exit_on_error=False)
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self.following.reading.wait(), HEAD_START)
        await self.push_screen(Overview())
        if self.wall is not None:
            from tui.screens.wall import WallScreen

            await self.push_screen(WallScreen(self.wall))
        self._warn()
        self.staged.set()
        self.painting.begin()

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """Let no cursor blink where motion is reduced."""
        if self.config.motion == "reduced" and isinstance(event.widget, Input):
            event.widget.cursor_blink = False

    def _warn(self) -> None:
        """Name what of the configuration is not used: keys, a theme, what an untrusted file asks for."""
        if self.config.notice:
            self.say(str(self.config.notice), "warning")
        for name in self._unknown_keys:
            words = _("There is no action “{name}”: its key in [keys] is not used.")
            self.say(words.format(name=name), "warning")
        if self._unknown_theme:
            words = _("There is no theme “{name}”: {default} is used.")
            self.say(words.format(name=self._unknown_theme, default=theme.DEFAULT), "warning")

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """Say when something in the background broke: nothing that fails is passed over."""
        if event.state is not WorkerState.ERROR:
            return
        sentence = f"{type(event.worker.error).__name__}: {event.worker.error}"
        if event.worker.name == "feed":
            self.following.end(_("civitop stopped following the forges ({error}).").format(error=sentence))
        else:
            self.say(sentence, "error")

    def prefer(self, preferences: Preferences) -> None:
        """Show the table as a person likes it, and remember that."""
        if preferences == self.preferences:
            return
        self.preferences = preferences
        self.run_worker(asyncio.to_thread(self.feed.prefer, KEY, encoded(preferences)), exit_on_error=False)
        for screen in self.screen_stack:
            if isinstance(screen, Overview):
                screen.show_rows()

    @property
    def paints_soon(self) -> bool:
        """Return whether something newer than what is on screen waits to be painted."""
        return self.painting.due

    @property
    def counters(self) -> View:
        """Return what the header shows, also while the picture is frozen."""
        return self.painting.counters

    @property
    def view(self) -> View:
        """Return what is on screen."""
        return self.painting.shown

    def reword(self) -> None:
        """Say everything on screen anew: the language in use changed while the app runs."""
        with self.batch_update():
            for screen in self.screen_stack:
                for each in screen.walk_children(with_self=True):
                    if isinstance(each, Worded):
                        each.reword()

    # ------------------------------------------------------------ what the screens ask for

    def show_network(self, network: str) -> None:
        """Show another network."""
        self.painting.choose(network)
        self.travel.choose(network)
        for screen in self.screen_stack:
            if isinstance(screen, Overview):
                screen.show(self.view)
                screen.show_counters(self.counters)

    def step_network(self, by: int) -> None:
        """Show the next or the previous network."""
        ids = [each.id for each in self.view.networks]
        if ids:
            at = ids.index(self.view.network) if self.view.network in ids else 0
            self.show_network(ids[(at + by) % len(ids)])

    def open_project(self, repository: str) -> None:
        """Show one project in depth."""
        from tui.screens.project import ProjectScreen

        if isinstance(self.screen, ProjectScreen):
            self.screen.turn_to(repository)
        else:
            self.push_screen(ProjectScreen(repository))

    def open_alone(self) -> None:
        """Open the one project there is, where the app was started for it."""
        if self._alone and len(self.view.projects) == 1:
            self._alone = False
            self.open_project(self.view.projects[0].id)

    def open_organisations(self) -> None:
        """Show the bodies of the network by its projects."""
        from tui.screens.organisations import OrganisationsScreen

        self.push_screen(OrganisationsScreen())

    def open_organisation(self, code: str) -> None:
        """Show one body and all it has to do with the network."""
        from tui.screens.organisation import OrganisationScreen

        self.push_screen(OrganisationScreen(code))

    def step_project(self, by: int) -> None:
        """Show the next or the previous project in the order of the overview."""
        overview = next((each for each in self.screen_stack if isinstance(each, Overview)), None)
        if overview is not None and isinstance(self.screen, CivitopScreen) and self.screen.repository:
            ids = [each.id for each in overview.table.rows]
            at = ids.index(self.screen.repository) + by if self.screen.repository in ids else 0
            if 0 <= at < len(ids):
                overview.table.select(ids[at])
                self.open_project(ids[at])

    def next_theme(self) -> None:
        """Take the next of our own themes."""
        names = [each.name for each in theme.themes()]
        at = names.index(self.theme) if self.theme in names else -1
        self.theme = names[(at + 1) % len(names)]
        self.say(_("Theme: {name}").format(name=self.theme))

    def action_command_palette(self) -> None:
        """Open the command palette, as Textual does, but with our words in its line."""
        if not any(isinstance(each, CommandPalette) for each in self.screen_stack):
            palette = CommandPalette(placeholder=_("Search for commands…"), id="--command-palette")
            self.push_screen(palette)

    def show_help(self) -> None:
        """Show keys, signs and signals."""
        from tui.screens.help import HelpScreen

        self.push_screen(HelpScreen(self.actions, self.definitions, self.glyphs))

    def write_to_terminal(self, sequence: str) -> None:
        """Send a sequence that Textual has no word for to the terminal, if there is one."""
        if self._driver is not None:
            self._driver.write(sequence)

    def say(self, text: str, severity: str = "information") -> None:
        """Show a sentence for a few seconds; never read as markup, nor obeyed by the terminal."""
        level: Any = severity
        lines = wrap(plain(text, 1000), max(1, min(TOAST_WIDTH, self.size.width) - TOAST_FRAME))
        words = "\n".join(printable(span.text, self.glyphs) for line in lines for span in line)
        self.notify(words, severity=level, timeout=4, markup=False)
