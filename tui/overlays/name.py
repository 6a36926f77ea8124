"""Asks for a name, a reason or a day."""

from collections.abc import Callable

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widget import Widget
from textual.widgets import Input

from civitop.i18n.language import _
from civitop.sanitise import plain
from tui.action_registry import bindings

MOST = 40
"""Characters of a name."""


class NameScreen(ModalScreen[str]):
    """A line to type a name in; returns it, or nothing."""

    BINDINGS = bindings("name")

    def __init__(self, title: Callable[[], str], *, value: str = "", most: int = MOST) -> None:
        """Make it; `value` stands in it at first, `most` is how many characters it takes."""
        super().__init__()
        self._title, self._value, self._most = title, value, most

    def compose(self) -> ComposeResult:
        """Lay out the line in a frame."""
        with Vertical(id="name-box") as box:
            self._say(box)
            yield Input(self._value, id="name-input", compact=True, max_length=self._most)

    def _say(self, box: Widget) -> None:
        box.border_title = Content(plain(self._title(), 60))
        box.border_subtitle = _("Enter keeps it, Esc goes back")

    def reword(self) -> None:
        """Take the words of the language in use."""
        self._say(self.query_one("#name-box"))

    def on_mount(self) -> None:
        """Take the keys."""
        self.query_one(Input).focus()

    def action_name_keep(self) -> None:
        """Return the name."""
        self.dismiss(plain(self.query_one(Input).value.strip(), self._most) or None)

    def action_name_close(self) -> None:
        """Return nothing."""
        self.dismiss(None)
