"""The line in which one types names to look for: a filter of words without the filter language."""

from typing import ClassVar

from textual.message import Message
from textual.widgets import Input

from tui.widgets.filter_bar import FilterBar


class NameBar(FilterBar):
    """`/` opens it; each key stroke filters; Enter keeps the words, Esc clears them."""

    EXAMPLE: ClassVar[str] = "part of a name: of a body, or of a project"

    class Typed(Message):
        """Other words hold."""

        def __init__(self, names: str) -> None:
            self.names = names
            super().__init__()

    def on_input_changed(self, event: Input.Changed) -> None:
        """Say what is typed; there is no wrong word."""
        event.stop()
        event.prevent_default()
        self.post_message(self.Typed(event.value))
