"""The line in which one types names to look for: a filter of words without the filter language."""

from textual.message import Message
from textual.widgets import Input

from civitop.i18n.language import _
from tui.widgets.filter_bar import FilterBar


class NameBar(FilterBar):
    """`/` opens it; each key stroke filters; Enter keeps the words, Esc clears them."""

    class Typed(Message):
        """Other words hold."""

        def __init__(self, names: str) -> None:
            self.names = names
            super().__init__()

    @property
    def example(self) -> str:
        """Return what stands there before anything is typed."""
        return _("part of a name: of a body, or of a project")

    def on_input_changed(self, event: Input.Changed) -> None:
        """Say what is typed; there is no wrong word."""
        event.stop()
        event.prevent_default()
        self.post_message(self.Typed(event.value))
