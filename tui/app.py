"""The dashboard: what its screens ask for and what the keys do that hold everywhere.

The state is in `tui.session`, what is drawn in `tui.screens`; neither knows the app.
"""

from collections.abc import Callable
from typing import Any, ClassVar

from textual.command import CommandPalette
from textual.types import CSSPathType

from civitop.i18n.language import _
from tui import requests
from tui.drawing import theme
from tui.live_app import LiveApp
from tui.panels.list import PANEL_STYLES
from tui.screens.base import CivitopScreen
from tui.screens.palette import CivitopCommands

MONTH = 30
"""Days that the key for a month goes back."""


class CivitopApp(LiveApp):
    """The dashboard over a feed; it knows no forge and no store."""

    TITLE = "civitop"
    CSS_PATH: ClassVar[CSSPathType | None] = [
        "app.tcss",
        "screens/overview.tcss",
        *PANEL_STYLES,
        "screens/project.tcss",
        "screens/organisations.tcss",
        "screens/palette.tcss",
        "overlays/help.tcss",
        "overlays/changes.tcss",
        "overlays/columns.tcss",
        "overlays/name.tcss",
        "widgets/filter_bar.tcss",
    ]
    COMMANDS: ClassVar[set[Any]] = {CivitopCommands}
    ENABLE_COMMAND_PALETTE = True

    # ------------------------------------------------------------ what screens ask for

    def on_say(self, event: requests.Say) -> None:
        """Show a notice."""
        self.tell(event.notice)

    def on_open_project(self, event: requests.OpenProject) -> None:
        """Show one project in depth."""
        self.navigator.open_project(event.repository)

    def on_step_project(self, event: requests.StepProject) -> None:
        """Show the next or the previous project."""
        self.navigator.step_project(event.by)

    def on_open_address(self, event: requests.OpenAddress) -> None:
        """Open an address in the browser."""
        self.external.browse(event.address)

    def on_expect(self, event: requests.Expect) -> None:
        """Write what is expected of a project."""
        self.external.expect(event.wish)

    def on_open_organisations(self) -> None:
        """Show the bodies of the network."""
        self.navigator.open_organisations()

    def on_open_organisation(self, event: requests.OpenOrganisation) -> None:
        """Show one body."""
        self.navigator.open_organisation(event.code)

    def on_show_network(self, event: requests.ShowNetwork) -> None:
        """Show another network."""
        self.session.choose(event.network)
        self.navigator.show()

    def on_show_present(self) -> None:
        """Go back to the present."""
        self.session.travel.to_now()

    def on_pictured(self) -> None:
        """Let the first round start."""
        self._pictured.set()

    # ------------------------------------------------------------ actions that hold everywhere

    def action_poll(self) -> None:
        """Ask the forges now."""
        self.tell(self.session.poll_now())

    def action_pause(self) -> None:
        """Freeze the picture, or go on."""
        self.tell(self.session.toggle_pause())

    def action_alerts(self) -> None:
        """Show the alerts that nobody has acknowledged."""
        waiting = self.session.waiting()
        if waiting:
            self.navigator.open_alerts(waiting)
        else:
            self.say(_("No alert waits for you."))

    def action_day_back(self) -> None:
        """Show the day before."""
        self._step_day(-1)

    def action_day_forward(self) -> None:
        """Show the day after."""
        self._step_day(1)

    def action_day_month(self) -> None:
        """Show the day a month before."""
        self._step_day(-MONTH)

    def action_day_now(self) -> None:
        """Go back to the present."""
        self.session.travel.to_now()

    def _step_day(self, days: int) -> None:
        """Show another day, read in a thread; the header says at once which one is wanted."""
        if self.session.travel.step(days):
            self.run_worker(self._follow_day(), group="report", exit_on_error=False)
        self.tick()

    async def _follow_day(self) -> None:
        problem = await self.session.follow_day()
        if problem is not None:
            self.tell(problem)

    def action_browser(self) -> None:
        """Open the repository under the cursor in the browser."""
        self._with_address(self.external.browse)

    def action_copy(self) -> None:
        """Copy the address of the repository under the cursor."""
        self._with_address(self.external.copy)

    def _with_address(self, use: Callable[[str], None]) -> None:
        screen = self.screen
        repository = screen.repository if isinstance(screen, CivitopScreen) else None
        health = self.session.newest.healths.get(repository or "")
        if health is not None:
            use(health.url)

    def action_export(self) -> None:
        """Write what is on the screen to a file."""
        if isinstance(self.screen, CivitopScreen):
            self.external.export(self.screen.export())

    def action_theme(self) -> None:
        """Take the next of our own themes."""
        names = [each.name for each in theme.themes()]
        at = names.index(self.theme) if self.theme in names else -1
        self.theme = names[(at + 1) % len(names)]
        self.say(_("Theme: {name}").format(name=self.theme))

    def action_palette(self) -> None:
        """Open the command palette, as Textual does, but with our words in its line."""
        if not any(isinstance(each, CommandPalette) for each in self.screen_stack):
            palette = CommandPalette(placeholder=_("Search for commands…"), id="--command-palette")
            self.push_screen(palette)

    def action_command_palette(self) -> None:
        """Open our palette where Textual asks for its own."""
        self.action_palette()

    def action_help(self) -> None:
        """Show keys, signs and signals."""
        self.navigator.open_help()
