"""Asks for a name."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input

from civitop.text import plain

MOST = 40
"""Characters of a name."""


class NameScreen(ModalScreen[str]):
    """A line to type a name in; returns it, or nothing."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "close", show=False)]

    def __init__(self, title: str) -> None:
        super().__init__()
        self._title = title

    def compose(self) -> ComposeResult:
        """Lay out the line in a frame."""
        with Vertical(id="name-box") as box:
            box.border_title = Content(plain(self._title, 60))
            box.border_subtitle = "Enter keeps it, Esc goes back"
            yield Input(id="name-input", compact=True, max_length=MOST)

    def on_mount(self) -> None:
        """Take the keys."""
        self.query_one(Input).focus()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Return the name."""
        event.stop()
        self.dismiss(plain(event.value.strip(), MOST) or None)

    def action_close(self) -> None:
        """Return nothing."""
        self.dismiss(None)
