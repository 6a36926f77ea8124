"""The app around the start screen; it ends with a `Choice`, and the command line opens the dashboard."""

import os
from typing import ClassVar

from textual.types import CSSPathType

from tui.drawing import glyphs, theme
from tui.fault import Faultless
from tui.screens.start import StartScreen
from tui.session.choices import Accept, Choice, Choices, FindTokens


class StartApp(Faultless[Choice]):
    """Asks what to look at; `run` returns the choice, or `None` when a person left without one."""

    TITLE = "civitop"
    CSS_PATH: ClassVar[CSSPathType | None] = ["app.tcss", "screens/start.tcss"]
    ENABLE_COMMAND_PALETTE = False

    def __init__(
        self,
        choices: Choices,
        *,
        accept: Accept,
        find_tokens: FindTokens,
        wanted_theme: str | None = None,
        ascii_only: bool = False,
        colours: bool | None = None,
    ) -> None:
        """Make the app; `accept` checks (and remembers) a choice, `find_tokens` is called in a thread."""
        self._ascii_only = ascii_only
        colourless = bool(os.environ.get("NO_COLOR")) if colours is None else not colours
        super().__init__(ansi_color=True if colourless else None)
        for each in theme.themes():
            self.register_theme(each)
        name = theme.COLOURLESS if colourless else theme.named(wanted_theme)
        self.theme = name if name in self.available_themes else theme.DEFAULT
        self.set_class(ascii_only, "-ascii")
        signs = glyphs.chosen(ascii_only=ascii_only, colourless=colourless)
        self._first = StartScreen(choices, accept, find_tokens, signs)

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """Return our roles' colours for themes that are not ours."""
        frames = {"civitop-frame": "ascii", "civitop-rule": "ascii"} if self._ascii_only else theme.FRAMES
        return {**theme.fallback(self.current_theme), **frames}

    async def on_mount(self) -> None:
        """Show the screen."""
        await self.push_screen(self._first)
