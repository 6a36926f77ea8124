"""The dashboard: reads a `Feed`, keeps one `View`, and shows it on its screens at most once a second."""

import asyncio
import contextlib
import os
import sys
import time
import webbrowser
from collections.abc import Callable, Collection, Sequence
from datetime import UTC, datetime, tzinfo
from typing import Any, ClassVar

from msgspec.structs import replace
from textual import events
from textual.app import App
from textual.command import CommandPalette
from textual.filter import Monochrome, NoColor
from textual.types import CSSPathType
from textual.widgets import Input
from textual.worker import Worker, WorkerState

from civitop.errors import CivitopError
from civitop.events import Change, Collected, Failed, RoundFinished
from civitop.feed import Feed
from civitop.garbage import settle
from civitop.language import _, current
from civitop.settings import Config
from civitop.signals import SIGNALS
from civitop.signals.base import Definition
from civitop.text import plain
from tui import theme
from tui.actions import with_keys
from tui.addresses import allowed
from tui.ages import ago
from tui.attention import ALERT_AGE, AWAY, alerts, is_alert, note, notification, since, summary
from tui.export import Exporter, Shown
from tui.glyphs import ASCII, UNICODE
from tui.palette import CivitopCommands
from tui.preferences import KEY, Preferences, decoded, encoded
from tui.screens.base import CivitopScreen
from tui.screens.overview import Overview
from tui.text import printable
from tui.travel import Travel
from tui.view import View, choose, loaded, reduce
from tui.words import Worded

PAINT_EVERY = 1.0
"""Seconds between two paints of the picture; counters in the header have the same rhythm."""
FIRST_EVERY = 0.15
FIRST_PAINTS = 12
"""The first paints follow each other faster: whoever starts civitop waits for figures, not for calm."""
HEAD_START = 0.4
"""Seconds that the store has before the screens come without it: drawing them empty first would make whoever
waits for figures wait longer."""
TURN = 0.001
"""Seconds that a computing thread keeps the interpreter while the screen waits for it: a key takes several turns
until it is painted, and Python's own 5 ms for each can be felt."""
CALM = 10.0
"""Seconds after which everything stands that is there to stay."""
FIRST_PICTURE = 2.0
"""Seconds that the first picture has before a round starts, whose libraries would take its processor time."""


def _utc() -> datetime:
    return datetime.now(UTC)


class CivitopApp(App[None]):
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
        self.glyphs = ASCII if ascii_only else UNICODE
        self.zone = zone
        self.paused = False
        self.offline = not poll
        self._clock = clock
        self._exporter = exporter
        self._opener = opener
        self._start = (network, project)
        self._alone = alone
        self._wall = wall
        self._view = View()
        self._shown = View()
        self._painted = float("-inf")
        self._paints = 0
        self._due = False
        self.backstage = asyncio.Lock()
        """Held by the one computation that runs in a thread for the screens."""
        self.travel = Travel(feed, clock, self._paint)
        self.preferences = Preferences()
        self._acknowledged: frozenset[Change] = frozenset()
        self._fresh: list[Change] = []
        self._language = current()
        self._notice: str | None = None
        self.reading = asyncio.Event()
        """Set once the store has answered for the first time."""
        self.touched = 0.0
        """When (`time.monotonic`) a key or the mouse was last used."""
        self.pictured = asyncio.Event()
        """Set once what the store answered has been drawn."""
        self._staged = asyncio.Event()
        """Set once the first screens stand."""
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
        return self.travel.asof or self._clock()

    # ------------------------------------------------------------ the data flow

    async def on_event(self, event: events.Event) -> None:
        """Note when somebody does something: what can wait gives way for a moment."""
        if isinstance(event, events.InputEvent):
            self.touched = time.monotonic()
        await super().on_event(event)

    async def on_mount(self) -> None:
        """Start reading, and show the first screen."""
        sys.setswitchinterval(TURN)
        self.run_worker(self._follow(), name="feed", exit_on_error=False)
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self.reading.wait(), HEAD_START)
        await self.push_screen(Overview())
        if self._wall is not None:
            from tui.screens.wall import WallScreen

            await self.push_screen(WallScreen(self._wall))
        self._warn()
        self._staged.set()
        self._paint()
        self.set_interval(PAINT_EVERY, self._tick)

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """Let no cursor blink where motion is reduced."""
        if self.config.motion == "reduced" and isinstance(event.widget, Input):
            event.widget.cursor_blink = False

    def _warn(self) -> None:
        """Name what is wrong with keys and theme in the configuration; the defaults hold."""
        for name in self._unknown_keys:
            words = _("There is no action “{name}”: its key in [keys] is not used.")
            self.say(words.format(name=name), "warning")
        if self._unknown_theme:
            words = _("There is no theme “{name}”: {default} is used.")
            self.say(words.format(name=self._unknown_theme, default=theme.DEFAULT), "warning")

    async def _follow(self) -> None:
        """Read the store, then follow the stream of events for as long as the app runs."""
        try:
            await self._read()
            await self._staged.wait()
            if self._start[1] is not None:
                self.open_project(self._start[1])
            if self.offline:
                return
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self.pictured.wait(), FIRST_PICTURE)
            await self._greet()
            async for event in self.feed.events():
                self._take(reduce(self._view, event))
                await asyncio.sleep(0)  # a feed that always has something must not hold up the keys
                if isinstance(event, Collected | Failed):
                    self._fresh += [change for change in event.changes if is_alert(change)]
                if isinstance(event, RoundFinished):
                    await self._read()
                    await asyncio.to_thread(self.feed.look)
        except CivitopError as error:
            self._break(str(error.phrase))

    def _break(self, sentence: str) -> None:
        """Say that nothing new will come, and why; the last figures stay."""
        self._take(replace(self._view, loaded=True, problem=sentence))
        self.reading.set()

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """Say when something in the background broke: nothing that fails is passed over."""
        if event.state is not WorkerState.ERROR:
            return
        sentence = f"{type(event.worker.error).__name__}: {event.worker.error}"
        if event.worker.name == "feed":
            self._break(_("civitop stopped following the forges ({error}).").format(error=sentence))
        else:
            self.say(sentence, "error")

    async def _read(self) -> None:
        """Read the stored state in a thread, so that the keys are never held up."""
        first = not self._view.loaded
        snapshot = await asyncio.to_thread(self.feed.snapshot)
        changes = await asyncio.to_thread(self.feed.changes)
        self._acknowledged |= await asyncio.to_thread(self.feed.acknowledged, self._clock() - ALERT_AGE)
        if first:
            await self._remember()
        view = loaded(self._view, snapshot, changes)
        if first and self._start[0] is not None:
            view = choose(view, self._start[0])
        self._take(view, at_once=first)
        self.reading.set()
        if first:
            settle()
            self.set_timer(CALM, settle)  # by then the panels have looked into every project

    async def _remember(self) -> None:
        """Take up how a person likes the table."""
        preferences = decoded(await asyncio.to_thread(self.feed.preference, KEY))
        if preferences is None:
            self.say(_("The remembered table cannot be read: it is as it is by itself."), "warning")
        self.preferences = preferences or Preferences()

    def prefer(self, preferences: Preferences) -> None:
        """Show the table as a person likes it, and remember that."""
        if preferences == self.preferences:
            return
        self.preferences = preferences
        self.run_worker(asyncio.to_thread(self.feed.prefer, KEY, encoded(preferences)), exit_on_error=False)
        for screen in self.screen_stack:
            if isinstance(screen, Overview):
                screen.show_rows()

    async def _greet(self) -> None:
        """Say what changed since the last look, and remember this one."""
        last, now = await asyncio.to_thread(self.feed.last_looked), self._clock()
        await asyncio.to_thread(self.feed.look)
        news = since(self._view.changes, last) if last and now - last > AWAY else ()
        if last and news and not self._wall:

            def title() -> str:
                return _("Since you last looked, {when}").format(when=ago(last, now))

            self._show_changes(title, news, lambda: f"{summary(news)}.")

    def _take(self, view: View, *, at_once: bool = False) -> None:
        """Keep a new state and see to it that it is painted within a second."""
        self._view = view
        if at_once:
            self._paint()
        elif not self._due:
            self._due = True
            every = PAINT_EVERY if self._paints > FIRST_PAINTS else FIRST_EVERY
            wait = self._painted + every - self._loop_time()
            self.set_timer(max(wait, 0.01), self._paint)

    def _loop_time(self) -> float:
        return asyncio.get_running_loop().time()

    def _tick(self) -> None:
        """Let ages and counters go on, also while the picture is frozen."""
        if not self.screen_stack:  # the app is ending
            return
        if current() is not self._language:
            self.reword()
        if self.feed.problem != self._notice:
            self._notice = self.feed.problem
            if self._notice:
                words = _("The last valid configuration holds. {problem}")
                self.say(words.format(problem=self._notice), "error")
            else:
                self.say(_("The configuration is in order again."))
        if not self.screen_stack:  # the timer can be later than the end of the app
            return
        screen = self.screen
        if isinstance(screen, CivitopScreen) and screen.ready:
            screen.show_counters(self.counters)

    @property
    def counters(self) -> View:
        """Return what the header shows: also while the picture is frozen, and what calls for a person."""
        waiting = alerts(self._view.changes, self._acknowledged, self._clock())
        return replace(
            self.travel.view or self._view,
            wanted=self.travel.wanted,
            alerts=len(waiting),
            notice=self._notice,
            follows=self.feed.follows,
        )

    def _paint(self) -> None:
        """Show the newest state; while paused only the counters."""
        self._due = False
        self._painted = self._loop_time()
        self._paints += 1
        frozen = self.paused and self._shown.loaded and self._shown.past == self.travel.past
        if not frozen:
            self._shown = self.travel.view or self._view
        if not self._staged.is_set():
            return  # the first screen shows it as soon as it stands
        counters = self.counters
        with self.batch_update():
            for screen in self.screen_stack:
                if isinstance(screen, CivitopScreen) and screen.ready:
                    if not frozen:
                        screen.show(self._shown)
                    screen.show_counters(counters)
        if self._alone and len(self._shown.projects) == 1:
            self._alone = False
            self.open_project(self._shown.projects[0].id)
        self._call()

    @property
    def paints_soon(self) -> bool:
        """Return whether something newer than what is on screen waits to be painted."""
        return self._due

    @property
    def view(self) -> View:
        """Return what is on screen."""
        return self._shown

    def reword(self) -> None:
        """Say everything on screen anew: the language in use changed while the app runs."""
        self._language = current()
        with self.batch_update():
            for screen in self.screen_stack:
                for each in screen.walk_children(with_self=True):
                    if isinstance(each, Worded):
                        each.reword()

    # ------------------------------------------------------------ what the screens ask for

    def show_network(self, network: str) -> None:
        """Show another network."""
        self._view, self._shown = choose(self._view, network), choose(self._shown, network)
        self.travel.choose(network)
        for screen in self.screen_stack:
            if isinstance(screen, Overview):
                screen.show(self._shown)
                screen.show_counters(self.counters)

    def step_network(self, by: int) -> None:
        """Show the next or the previous network."""
        ids = [each.id for each in self._shown.networks]
        if ids:
            at = ids.index(self._shown.network) if self._shown.network in ids else 0
            self.show_network(ids[(at + by) % len(ids)])

    def open_project(self, repository: str) -> None:
        """Show one project in depth."""
        from tui.screens.project import ProjectScreen

        if isinstance(self.screen, ProjectScreen):
            self.screen.turn_to(repository)
        else:
            self.push_screen(ProjectScreen(repository))

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

    def poll_now(self) -> None:
        """Ask for a round."""
        if self.offline:
            self.say(_("This is the stored state: civitop was started without polling."), "warning")
        elif self._view.round.running:
            self.say(_("A round is already running."))
        else:
            self.feed.poll_now()
            self.say(_("Asking the forges now."))

    def toggle_pause(self) -> None:
        """Freeze the picture and start no rounds, or go on."""
        self.paused = not self.paused
        self.feed.pause(self.paused)
        self._paint()
        self.say(_("Paused: the picture stands still, p goes on.") if self.paused else _("Live again."))

    def step_day(self, days: int) -> None:
        """Show another day, read in a thread; the header says at once which one is wanted."""
        if self.travel.step(days):
            self.run_worker(self._travel(), group="report", exit_on_error=False)
        self._tick()

    async def _travel(self) -> None:
        await self.travel.follow(lambda: self._view)
        if self.travel.problem:
            self.say(self.travel.problem, "error")

    def show_alerts(self) -> None:
        """Show the alerts that nobody has acknowledged."""
        waiting = alerts(self._view.changes, self._acknowledged, self._clock())
        if waiting:
            self._show_changes(lambda: _("Alerts"), waiting)
        else:
            self.say(_("No alert waits for you."))

    def _show_changes(
        self, title: Callable[[], str], changes: Sequence[Change], head: Callable[[], str] = str
    ) -> None:
        from tui.screens.changes import ChangesScreen

        def opened(repository: str | None) -> None:
            if repository is not None:
                self.open_project(repository)

        screen = ChangesScreen(
            title,
            changes,
            head=head,
            acknowledge=self.acknowledge,
            now=self._clock(),
            zone=self.zone,
            glyphs=self.glyphs,
        )
        self.push_screen(screen, opened)

    def acknowledge(self, changes: Collection[Change]) -> None:
        """Remember alerts as seen, here at once and in the store by a thread."""
        self._acknowledged |= frozenset(changes)
        self.run_worker(asyncio.to_thread(self.feed.acknowledge, tuple(changes)), exit_on_error=False)
        self._take(self._view)

    def _call(self) -> None:
        """Ring and notify for alerts that came since the last paint, where the configuration asks for it."""
        fresh, self._fresh = self._fresh, []
        if not fresh:
            return
        if self.config.alerts.bell:
            self.bell()
        if self.config.alerts.desktop and self._driver is not None:
            self._driver.write(notification(note(fresh), os.environ.get("TERM", "")))

    def _address(self, repository: str | None) -> str | None:
        """Return the address of a repository if it may be opened, else say why not."""
        health = self._view.healths.get(repository or "")
        if health is None:
            return None
        if not allowed(health.url, self.config.forges.values()):
            self.say(_("This project has no address on a configured forge."), "warning")
            return None
        return health.url

    def browse(self, repository: str | None) -> None:
        """Open a repository in the browser: https (or http on loopback) and configured hosts only."""
        address = self._address(repository)
        if address is not None:
            self.run_worker(asyncio.to_thread(self._opener, address), exit_on_error=False)
            self.say(_("Opened {address}").format(address=address))

    def copy(self, repository: str | None) -> None:
        """Copy a repository's address."""
        address = self._address(repository)
        if address is not None:
            self.copy_to_clipboard(address)
            self.say(_("Copied {address}").format(address=address))

    def export(self, screen: CivitopScreen) -> None:
        """Write what is on the screen to a file, in a thread, and show where."""
        if self._exporter is None:
            self.say(_("Export is not available here."), "warning")
            return
        self.run_worker(self._export(self._exporter, screen), exit_on_error=False)

    async def _export(self, exporter: Exporter, screen: CivitopScreen) -> None:
        from tui.screens.project import ProjectScreen

        overview = screen if isinstance(screen, Overview) else None
        shown = Shown(
            network=self._shown.network,
            repositories=tuple(each.id for each in overview.table.rows)
            if overview
            else tuple(filter(None, [screen.repository])),
            filter=overview.filter_text if overview else "",
            project=screen.repository if isinstance(screen, ProjectScreen) else None,
            sheet=screen.sheet(),
            asof=self.travel.asof,
        )
        try:
            path = await asyncio.to_thread(exporter, shown)
        except (CivitopError, OSError) as error:
            why = error.phrase if isinstance(error, CivitopError) else error
            self.say(_("Nothing was written: {error}").format(error=why), "error")
        else:
            self.say(_("Written to {path}").format(path=path))

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

    def say(self, text: str, severity: str = "information") -> None:
        """Show a sentence for a few seconds; never read as markup, nor obeyed by the terminal."""
        level: Any = severity
        words = printable(plain(text, 1000), self.glyphs)
        self.notify(words, severity=level, timeout=4, markup=False)
