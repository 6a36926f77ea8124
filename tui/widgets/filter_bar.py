"""The line in which one types a filter; its second line appears when a word is wrong and points at it."""

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.message import Message
from textual.widgets import Input

from civitop.filter import Filter, FilterError, parse
from tui.glyphs import UNICODE, Glyphs
from tui.text import Line, Span, span
from tui.widgets.drawn import Drawn


class FilterNote(Drawn):
    """How many projects are left, or what is wrong."""

    def __init__(self, glyphs: Glyphs, *, id: str) -> None:
        super().__init__(glyphs, id=id)
        self._line: Line = ()

    def say(self, line: Line) -> None:
        """Show this line."""
        self._line = line
        self.refresh()

    def draw(self, width: int, height: int) -> Sequence[Line]:
        """Return the line."""
        return [self._line]


class FilterBar(Vertical):
    """`/` opens it; each key stroke filters; Enter keeps the filter, Esc clears it."""

    EXAMPLE: ClassVar[str] = 'bus<2  release>180d  municipality:aarhus  vendor:"Example BV"  level:bad'

    class Changed(Message):
        """Another filter holds."""

        def __init__(self, found: Filter | None) -> None:
            self.filter = found
            super().__init__()

    class Left(Message):
        """The keys go back to the table."""

    def __init__(self, glyphs: Glyphs = UNICODE) -> None:
        super().__init__(id="filter-bar")
        self._glyphs = glyphs
        self.error: FilterError | None = None

    def compose(self) -> ComposeResult:
        """Lay out the prompt, the input and the note."""
        with Horizontal(id="filter-line"):
            prompt = FilterNote(self._glyphs, id="filter-prompt")
            prompt.say((Span(" / ", "key"),))
            yield prompt
            yield Input(placeholder=self.EXAMPLE, id="filter-input", compact=True, select_on_focus=False)
            yield FilterNote(self._glyphs, id="filter-count")
        yield FilterNote(self._glyphs, id="filter-error")

    @property
    def input(self) -> Input:
        """Return the input."""
        return self.query_one(Input)

    @property
    def text(self) -> str:
        """Return what is typed."""
        return self.input.value

    def open(self) -> None:
        """Show the bar and take the keys."""
        self.add_class("-open")
        self.input.focus()

    def recall(self, text: str) -> None:
        """Show the bar with a filter that was kept."""
        self.add_class("-open")
        self.input.value = text

    def close(self) -> None:
        """Clear the filter and hide the bar."""
        self.input.value = ""
        self.remove_class("-open", "-wrong")

    def count(self, shown: int, total: int) -> None:
        """Say how many projects the filter leaves."""
        self.query_one("#filter-count", FilterNote).say((span(f" {shown} of {total} ", "muted"),))

    def on_input_changed(self, event: Input.Changed) -> None:
        """Filter while typing; a wrong word is pointed at, and the words before it hold."""
        event.stop()
        note = self.query_one("#filter-error", FilterNote)
        try:
            found = parse(event.value) if event.value.strip() else None
        except FilterError as error:
            self.error = error
            self.add_class("-wrong")
            note.say(
                (
                    Span(" " * (3 + error.column - 1)),
                    Span("^" * max(1, len(error.word)), "bad-strong"),
                    span(f" {error.short}", "bad"),
                )
            )
            right = event.value[: error.column - 1]
            right = right[: len(right) - len(right.split(" ")[-1])]
            self.post_message(self.Changed(parse(right)))
            return
        self.error = None
        self.remove_class("-wrong")
        self.post_message(self.Changed(found))

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Keep the filter and go back to the table."""
        event.stop()
        if not event.value.strip():
            self.close()
        self.post_message(self.Left())
