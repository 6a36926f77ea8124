"""The line above the matrix: which sort of bodies is shown, as tabs with how many there are."""

from collections.abc import Sequence
from typing import ClassVar

from textual import events
from textual.message import Message

from tui.glyphs import UNICODE, Glyphs
from tui.matrix import SCOPES, Matrix, Scope
from tui.text import Line, Span, length, spread
from tui.widgets.drawn import Drawn


class ScopeBar(Drawn):
    """Tabs; a click chooses one."""

    DEFAULT_CSS: ClassVar[str] = "ScopeBar { height: 1; }"

    class Chosen(Message):
        """A person wants to see another sort of bodies."""

        def __init__(self, scope: Scope) -> None:
            self.scope = scope
            super().__init__()

    def __init__(self, glyphs: Glyphs = UNICODE) -> None:
        super().__init__(glyphs)
        self._matrix = Matrix()
        self._extent = (1, 0)

    def show(self, matrix: Matrix, extent: tuple[int, int]) -> None:
        """Draw this choice; `extent` is the first (from 1) and last project in view."""
        self._matrix, self._extent = matrix, extent
        self.refresh()

    def _tabs(self) -> list[tuple[Scope, Line]]:
        tabs: list[tuple[Scope, Line]] = []
        for scope, words in SCOPES.items():
            here = scope == self._matrix.scope
            count = self._matrix.counts.get(scope, 0)
            label = (Span(f" {words} {count} ", "here" if here else "muted"), Span(" "))
            tabs.append((scope, label))
        return tabs

    def draw(self, width: int, height: int) -> Sequence[Line]:
        """Return the tabs and, where there is room, over which projects and time the matrix goes."""
        left = (Span(" "), *(part for _, label in self._tabs() for part in label))
        first, last = self._extent
        shown, total = len(self._matrix.projects), self._matrix.total_projects
        number = f"{shown} of {total} projects" if shown < total else f"{total} projects"
        if last - first + 1 < shown:
            number = f"projects {first}–{last} of {shown}"
        short = number.removeprefix("projects ").removesuffix(" projects")
        for words in (f"{number}, 365 days, most contributions first ", f"{number} ", f"{short} "):
            if length(left) + len(words) + 1 <= width:
                return [spread(left, (Span(words, "muted"),), width)]
        return [left]

    def on_click(self, event: events.Click) -> None:
        """Choose the tab that was clicked."""
        x = 1
        for scope, label in self._tabs():
            size = length(label)
            if x <= event.x < x + size:
                self.post_message(self.Chosen(scope))
                return
            x += size
