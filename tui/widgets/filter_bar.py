"""The line in which one types a filter; its second line appears when a word is wrong and points at it."""

from collections.abc import Callable, Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.message import Message
from textual.widgets import Input

from civitop.filter.completion import Completion
from civitop.filter.grammar import Filter, FilterError, parse
from civitop.i18n.language import _, number
from tui.actions.action import bindings
from tui.actions.overlays import FILTER
from tui.drawing.glyphs import UNICODE, Glyphs
from tui.drawing.text import Line, Span, length, span
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
    """`/` opens it; each key stroke filters; Tab completes; Enter keeps the filter, Esc clears it."""

    BINDINGS = bindings(FILTER, "filter")
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
        self.completer: Callable[[str], Completion] = lambda text: Completion(len(text), ())
        """Says how a text may go on; set by the screen, which knows the projects."""
        self._offered: tuple[str, Completion, int] | None = None
        """What was typed before the first Tab, how it may go on, and which of those stands there now."""

    def compose(self) -> ComposeResult:
        """Lay out the prompt, the input and the note."""
        with Horizontal(id="filter-line"):
            prompt = FilterNote(self._glyphs, id="filter-prompt")
            prompt.say((Span(" / ", "key"),))
            yield prompt
            yield Input(placeholder=self.example, id="filter-input", compact=True, select_on_focus=False)
            yield FilterNote(self._glyphs, id="filter-count")
        yield FilterNote(self._glyphs, id="filter-error")

    @property
    def example(self) -> str:
        """Return what stands there before anything is typed: words of the filter, the same in every language."""
        return self.EXAMPLE

    def reword(self) -> None:
        """Take the words of the language in use; what was wrong is said again at the next key stroke."""
        self.input.placeholder = self.example

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
        self.remove_class("-open", "-wrong", "-offering")

    def count(self, shown: int, total: int) -> None:
        """Say how many projects the filter leaves."""
        words = _("{part} of {all}").format(part=number(shown), all=number(total))
        self.query_one("#filter-count", FilterNote).say((span(f" {words} ", "muted"),))

    def action_completion_next(self) -> None:
        """Put in how the word may go on; again: the next possibility."""
        self._complete(1)

    def action_completion_previous(self) -> None:
        """Put in the possibility before."""
        self._complete(-1)

    def _complete(self, step: int) -> None:
        offered = self._offered
        if offered is None or self.input.value != _completed(*offered):
            typed = self.input.value[: self.input.cursor_position]
            found = self.completer(typed)
            if not found.choices:
                return
            offered = (typed, found, 0 if step > 0 else len(found.choices) - 1)
        else:
            typed, found, at = offered
            offered = (typed, found, (at + step) % len(found.choices))
        self._offered = offered
        self.input.value = _completed(*offered)
        self.input.cursor_position = len(self.input.value)

    def _offer(self) -> None:
        """Show what the word may go on with, the present one strong."""
        if self._offered is None or self.input.value != _completed(*self._offered):
            self._offered = None
            self.remove_class("-offering")
            return
        _, found, at = self._offered
        spans: list[Span] = [Span("   ")]
        for place, choice in enumerate(found.choices[at:] + found.choices[:at]):
            part = span(f"{choice}  ", "muted" if place else "title")
            if length((*spans, part)) > self.size.width:
                break
            spans.append(part)
        self.add_class("-offering")
        self.query_one("#filter-error", FilterNote).say(tuple(spans))

    def on_input_changed(self, event: Input.Changed) -> None:
        """Filter while typing; a wrong word is pointed at, and the words before it hold."""
        event.stop()
        self._offer()
        note = self.query_one("#filter-error", FilterNote)
        try:
            found = parse(event.value) if event.value.strip() else None
        except FilterError as error:
            self.error = error
            if self._offered is None:  # a key that was just completed still waits for its value
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

    def action_filter_keep(self) -> None:
        """Keep the filter and go back to the table."""
        if not self.text.strip():
            self.close()
        self.post_message(self.Left())


def _completed(typed: str, found: Completion, at: int) -> str:
    """Return the text with its last word completed."""
    return typed[: found.start] + found.choices[at]
