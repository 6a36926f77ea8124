"""The app around the start screen; it ends with a `Choice`, and the command line opens the dashboard."""

from collections.abc import Mapping
from typing import ClassVar

from textual.types import CSSPathType

from civitop.polling.gc_tuning import settle
from tui.actions.start import START
from tui.screens.start import StartScreen
from tui.session.choices import Accept, Choice, Choices, FindTokens
from tui.themed_app import Terminal, ThemedApp


class StartApp(ThemedApp[Choice]):
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
        keys: Mapping[str, str] | None = None,
        terminal: Terminal = Terminal(),  # noqa: B008 - frozen
    ) -> None:
        """Make the app; `accept` checks (and remembers) a choice, `find_tokens` is called in a thread."""
        super().__init__(terminal, wanted_theme, START, keys or {})
        self._first = StartScreen(choices, accept, find_tokens, self.glyphs, self.actions)

    async def on_mount(self) -> None:
        """Show the screen."""
        await self.push_screen(self._first)
        settle()
