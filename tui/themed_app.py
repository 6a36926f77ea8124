"""What the dashboard and the start screen have in common: themes, colours, signs and keys of a terminal."""

import os
from collections.abc import Iterable, Mapping
from typing import TypeVar

from msgspec import Struct
from textual.filter import Monochrome, NoColor

from tui.actions.action import Action, with_keys
from tui.drawing import glyphs, theme
from tui.fault import Faultless

Result = TypeVar("Result")


class Terminal(Struct, frozen=True):
    """What the terminal can show."""

    ascii_only: bool = False
    """Whether signs and frames are drawn in ASCII."""
    colours: bool | None = None
    """Overrules the variable NO_COLOR; `None`: as that says."""


class ThemedApp(Faultless[Result]):
    """An app in civitop's themes."""

    def __init__(
        self, terminal: Terminal, theme_name: str | None, actions: Iterable[Action], keys: Mapping[str, str]
    ) -> None:
        """Make it; `keys` are those of the configuration by ids of actions.

        What is unknown in `theme_name` and `keys` stands in `unknown_theme` and `unknown_keys`.
        """
        self.terminal = terminal
        colourless = bool(os.environ.get("NO_COLOR")) if terminal.colours is None else not terminal.colours
        super().__init__(ansi_color=True if colourless else None)
        if terminal.colours:
            self.no_color = False
            self._filters = [each for each in self._filters if not isinstance(each, Monochrome | NoColor)]
        self.glyphs = glyphs.chosen(ascii_only=terminal.ascii_only, colourless=colourless)
        self.actions, self.unknown_keys = with_keys(actions, keys)
        for each in theme.themes():
            self.register_theme(each)
        wanted = theme.COLOURLESS if colourless else theme.named(theme_name)
        self.unknown_theme = wanted if wanted not in self.available_themes else None
        self.theme = theme.DEFAULT if self.unknown_theme else wanted
        self.set_class(terminal.ascii_only, "-ascii")
        self.set_keymap({action.id: action.keys for action in self.actions if action.id in keys})

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """Return our roles' colours for themes that are not ours."""
        frames = {"civitop-frame": "ascii", "civitop-rule": "ascii"}
        return {
            **theme.fallback(self.current_theme),
            **(frames if self.terminal.ascii_only else theme.FRAMES),
        }
