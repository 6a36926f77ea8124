"""The line above the matrix: which sort of bodies is shown, as tabs with how many there are."""

from collections.abc import Sequence
from typing import ClassVar

from rich.cells import cell_len
from textual import events
from textual.message import Message

from civitop.i18n.language import _, ngettext
from civitop.i18n.language import number as written
from tui.drawing.glyphs import UNICODE, Glyphs
from tui.drawing.text import Line, Span, length, spread
from tui.organisations.matrix import ORDERS, SCOPES, Matrix, Scope
from tui.organisations.matrix_table import Side
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
        self._columns: Side = "projects"
        self._extent = (1, 0)

    def show(self, matrix: Matrix, columns: Side, extent: tuple[int, int]) -> None:
        """Draw this choice; `extent` is the first (from 1) and last column in view."""
        self._matrix, self._columns, self._extent = matrix, columns, extent
        self.refresh()

    def _tabs(self) -> list[tuple[Scope, Line]]:
        tabs: list[tuple[Scope, Line]] = []
        for scope, message in SCOPES.items():
            words = _(message)
            here = scope == self._matrix.scope
            count = self._matrix.counts.get(scope, 0)
            label = (Span(f" {words} {count} ", "here" if here else "muted"), Span(" "))
            tabs.append((scope, label))
        return tabs

    def draw(self, width: int, height: int) -> Sequence[Line]:
        """Return the tabs and, where there is room, which columns are in view, of what, in which order."""
        left = (Span(" "), *(part for _, label in self._tabs() for part in label))
        order = _(ORDERS[self._matrix.order])
        shown = _("{projects}, 365 days, {order}").format(projects=self._shown(), order=order)
        columns, brief = self._columns_in_view()
        short = _("365 days, {order}").format(order=order)
        said = [f"{columns}   {each}" if columns else each for each in (shown, short)]
        for words in (*said, columns or order, brief):
            if length(left) + cell_len(words) + 2 <= width:
                return [spread(left, (Span(f"{words} ", "muted"),), width)]
        return [left]

    def _shown(self) -> str:
        """Return how many projects there are, or how many of them are shown."""
        shown, total = len(self._matrix.projects), self._matrix.total_projects
        if shown < total:
            return _("{part} of {all} projects").format(part=written(shown), all=written(total))
        return ngettext("{n} project", "{n} projects", total).format(n=written(total))

    def _columns_in_view(self) -> tuple[str, str]:
        """Return which columns are in view, out of how many, and the same in figures; empty where all of them are."""
        first, last = self._extent
        of = self._matrix.projects if self._columns == "projects" else self._matrix.bodies
        if last - first + 1 >= len(of):
            return "", ""
        places = {"span": f"{written(first)}–{written(last)}", "all": written(len(of))}
        return _("columns {span} of {all}").format(**places), _("{span} of {all}").format(**places)

    def on_click(self, event: events.Click) -> None:
        """Choose the tab that was clicked."""
        x = 1
        for scope, label in self._tabs():
            size = length(label)
            if x <= event.x < x + size:
                self.post_message(self.Chosen(scope))
                return
            x += size
