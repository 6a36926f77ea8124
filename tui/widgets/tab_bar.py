"""A line of tabs, each with its key; a click chooses one."""

from collections.abc import Sequence
from typing import ClassVar, NamedTuple

from textual import events
from textual.message import Message

from civitop.i18n.language import _
from tui.drawing.glyphs import UNICODE, Glyphs
from tui.drawing.text import Line, Span, length
from tui.widgets.drawn import Drawn


class Label(NamedTuple):
    """A tab as the line shows it."""

    name: str
    key: str
    """As a person reads it."""
    title: str
    """A message."""


class TabBar(Drawn):
    """The tabs; where there is too little room the others are their keys alone."""

    DEFAULT_CSS: ClassVar[str] = "TabBar { height: 1; }"

    class Chosen(Message):
        """A person wants to see another tab."""

        def __init__(self, name: str) -> None:
            self.name = name
            super().__init__()

    def __init__(self, labels: Sequence[Label], current: str, glyphs: Glyphs = UNICODE) -> None:
        super().__init__(glyphs)
        self._labels, self._current = tuple(labels), current

    def show(self, current: str) -> None:
        """Mark another tab as the one that is shown."""
        self._current = current
        self.refresh()

    def _tabs(self, width: int) -> list[tuple[str, Line]]:
        """Return the tabs as wide as they fit: far apart, close together, or by their keys."""
        forms = [self._form(gap) for gap in (2, 1, 0)]
        short = [
            (each.name, whole if each.name == self._current else (Span(f" {each.key} ", "key"),))
            for each, (_name, whole) in zip(self._labels, forms[-1], strict=True)
        ]
        for form in forms:
            if sum(length(label) for _name, label in form) <= width:
                return form
        return short

    def _form(self, gap: int) -> list[tuple[str, Line]]:
        found: list[tuple[str, Line]] = []
        for name, key, title in self._labels:
            here = name == self._current
            words = Span(f" {_(title)}{' ' if gap or here else ''}", "here" if here else "muted")
            label: Line = (Span(f" {key}", "here" if here else "key"), words, Span(" " * (gap - 1)))
            found.append((name, label))
        return found

    def draw(self, width: int, height: int) -> Sequence[Line]:
        """Return the line."""
        return [(Span(" "), *(part for _name, label in self._tabs(width - 1) for part in label))]

    def on_click(self, event: events.Click) -> None:
        """Choose the tab that was clicked."""
        x = 1
        for name, label in self._tabs(self.size.width - 1):
            if x <= event.x < x + length(label):
                self.post_message(self.Chosen(name))
                return
            x += length(label)
