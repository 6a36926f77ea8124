"""The matrix on screen: names of rows, headings and totals stand still while the cells scroll both ways.

Virtual in both directions: only what is in view is ever drawn.
"""

from collections.abc import Sequence
from typing import ClassVar, NamedTuple

from rich.style import Style
from textual import events
from textual.geometry import Region, Size
from textual.message import Message
from textual.reactive import reactive
from textual.strip import Strip

from tui.drawing.glyphs import UNICODE, Glyphs
from tui.drawing.text import Line, Span, span
from tui.organisations.matrix import NOTHING, Body, Cell, MatrixProject
from tui.organisations.matrix_cells import drawn, total
from tui.organisations.matrix_edges import totals_line, with_corners
from tui.organisations.matrix_headings import Marked, headings
from tui.organisations.matrix_layout import TOTAL, MatrixLayout, matrix_layout
from tui.organisations.matrix_table import MatrixEntry, MatrixTable
from tui.widgets.line_list import LineList, _parsed


class Place(NamedTuple):
    """Where the cursor stands, by ids: it stays there when the order changes."""

    body: str | None
    project: str | None


class MatrixGrid(LineList):
    """The matrix; the cursor stands on a cell, or above the first row on a column's name."""

    DEFAULT_CSS: ClassVar[str] = "MatrixGrid { height: 1fr; }"
    column: reactive[int] = reactive(0, repaint=False)
    on_head: reactive[bool] = reactive(False, repaint=False)
    """Both are drawn by their watchers."""

    class Pointed(Message):
        """The cursor stands on another cell."""

        def can_replace(self, message: Message) -> bool:
            """Only the last place counts."""
            return isinstance(message, MatrixGrid.Pointed)

    class Entered(Message):
        """A person wants to see what the cursor is on."""

    def __init__(self, glyphs: Glyphs = UNICODE, *, id: str | None = None) -> None:
        super().__init__(glyphs, id=id)
        self.table = MatrixTable()
        self.figures = False
        self._first = 0
        self._grid_layout = MatrixLayout()
        self._headings: Sequence[Line] = ()
        self._cells: dict[int, Line] = {}
        """By identity of the cell, which the table holds; made anew with it."""

    # ------------------------------------------------------------ what is shown

    def show(self, table: MatrixTable, empty: tuple[Line, ...] = ()) -> None:
        """Show this table; the cursor stays on its body and its project where they are still there."""
        self.empty = empty
        if table == self.table:
            self.refresh()
            return
        kept, was_on_head = self.place, self.on_head
        self.table = table
        self._return_to(kept)
        self.on_head = was_on_head and bool(table.columns)
        self._arrange()

    def show_figures(self, figures: bool) -> None:
        """Show contributions beside the marks, or marks alone."""
        self.figures = figures
        self._arrange()

    @property
    def place(self) -> Place:
        """Return the body and the project that the cursor's row and column are of."""
        table = self.table
        row = table.rows[self.cursor].id if self.cursor < self.count else None
        column = table.columns[self.column].id if self.column < len(table.columns) else None
        return Place(row, column) if table.columns_are == "projects" else Place(column, row)

    def _return_to(self, place: Place) -> None:
        row, column = place if self.table.columns_are == "projects" else reversed(place)
        self.cursor = _found(self.table.rows, row, self.cursor)
        self.column = _found(self.table.columns, column, self.column)

    @property
    def body(self) -> Body | None:
        """Return the body of the cursor's row or column; none where the cursor is on a project's name."""
        if not self._stands or (self.on_head and self.table.columns_are == "projects"):
            return None
        return self.table.body(self.cursor, self.column)

    @property
    def project(self) -> MatrixProject | None:
        """Return the project of the cursor's row or column; none where the cursor is on a body's name."""
        if not self.table.matrix.projects or (self.on_head and self.table.columns_are == "bodies"):
            return None
        index = self.column if self.table.columns_are == "projects" else self.cursor
        return self.table.matrix.projects[index]

    @property
    def _stands(self) -> bool:
        return bool(self.count and self.table.columns)

    @property
    def cell(self) -> Cell:
        """Return what is under the cursor."""
        if self.on_head or not self._stands:
            return NOTHING
        return self.table.cells(self.cursor, self.column, self.column + 1)[0]

    # ------------------------------------------------------------ the room

    @property
    def extent(self) -> tuple[int, int]:
        """Return the first (counted from 1) and the last column in view."""
        return self._first + 1, self._first + len(self.in_view)

    @property
    def in_view(self) -> Sequence[MatrixEntry]:
        """Return the columns in view."""
        return self.table.columns[self._first : self._first + self._grid_layout.fitting]

    def _arrange(self) -> None:
        """Choose widths and headings for the room, then draw."""
        table = self.table
        self._cells.clear()
        self._grid_layout = matrix_layout(
            [row.name for row in table.rows],
            [column.short for column in table.columns],
            self.across,
            figures=self.figures,
        )
        self.column = self.validate_column(self.column)
        self._keep_column()
        self.rows_changed()
        self.post_message(self.Pointed())

    def rows_changed(self) -> None:
        """Take up a new number of rows; the foot takes room as the headings do."""
        self._redraw()
        self.virtual_size = Size(self.across, self.count + self.header_lines + self.foot_lines)
        self.cursor = self.validate_cursor(self.cursor)

    def reword(self) -> None:
        """Take the words of the language in use."""
        self._arrange()

    def _redraw(self) -> None:
        self._drawn.clear()
        self._headings = ()
        self.refresh()

    def on_resize(self, event: events.Resize) -> None:
        """Arrange for the new room."""
        self._arrange()
        super().on_resize(event)

    @property
    def room(self) -> int:
        """Return how many rows are in view."""
        return max(1, self.size.height - self.header_lines - self.foot_lines)

    @property
    def count(self) -> int:
        """Return the number of rows."""
        return len(self.table.rows)

    @property
    def header_lines(self) -> int:
        """Return the lines of the headings."""
        return self._grid_layout.heading_lines

    @property
    def foot_lines(self) -> int:
        """Return one: the totals."""
        return 1 if self._stands else 0

    @property
    def _foot(self) -> int:
        """Return the line of the totals: below the last row in view."""
        return self.header_lines + (min(self.count, self.room) if self.count else self.room)

    # ------------------------------------------------------------ moving

    def validate_column(self, column: int) -> int:
        """Keep the cursor on a column."""
        return max(0, min(column, len(self.table.columns) - 1))

    def move(self, by: int) -> None:
        """Move the cursor by so many rows; one up from the first row is the column's name."""
        if self.on_head and by > 0:
            self.on_head = False
            by -= 1
        elif by == -1 and self.cursor == 0:
            self.on_head = bool(self.table.columns)
            return
        self.cursor = self.cursor + by

    def move_across(self, by: int) -> None:
        """Move the cursor by so many columns."""
        self.column = self.column + by

    def page_across(self, direction: int) -> None:
        """Move the cursor by as many columns as are in view."""
        self.move_across(direction * max(1, self._grid_layout.fitting - 1))

    def watch_column(self, old: int, new: int) -> None:
        """Bring the column into view and draw."""
        if old == new:
            return
        first = self._first
        self._keep_column()
        if self._first != first:
            self._redraw()
        else:
            self._headings = ()
            self._refresh_row(self.cursor)
            self.refresh(Region(0, 0, self.size.width, self.header_lines))
            self.refresh(Region(0, self._foot, self.size.width, 1))
        self.post_message(self.Pointed())

    def watch_cursor(self, old: int, new: int) -> None:
        """Draw the cursor in its new row."""
        super().watch_cursor(old, new)
        self.post_message(self.Pointed())

    def watch_on_head(self) -> None:
        """Draw the cursor on the heading, or in its row."""
        self._redraw()
        self.post_message(self.Pointed())

    def _keep_column(self) -> None:
        fitting, count = self._grid_layout.fitting, len(self.table.columns)
        first = min(self._first, max(0, count - fitting))
        self._first = max(min(first, self.column), self.column - fitting + 1)

    # ------------------------------------------------------------ drawing

    def render_line(self, y: int) -> Strip:
        """Return one line of the visible part; the totals stand below the last row in view."""
        foot = self._foot
        if self.foot_lines and y == foot:
            at, layout = self.column - self._first, self._grid_layout
            line = totals_line(self.in_view, at, self.table.total, layout, figures=self.figures)
            return self._strip((Span(" "), *line), self.across, "")
        if y > foot:
            return self._strip((), self.across, "")
        index = y - self.header_lines + round(self.scroll_y)
        if self.on_head and index == self.cursor and self.count and y >= self.header_lines:
            return self._strip((Span(" "), *self.row(index)), self.across, "")
        return super().render_line(y)

    def header_line(self, y: int) -> Line:
        """Return a line of the headings; the lowest says what the rows are and what the last column is."""
        layout, count = self._grid_layout, len(self.in_view)
        if not self._headings:
            here = "cell:title" if self.on_head and self.has_focus else "title"
            after = len(self.table.columns) - self._first - count
            marked = Marked(self.column - self._first, here)
            room = self.across - layout.left - 1
            self._headings = headings(self.in_view, after, marked, layout, room, self.glyphs)
        if y < layout.heading_lines - 1 or not self._stands:
            return (Span(" " * layout.left), *self._headings[y])
        behind = len(self.table.columns) - self._first - count
        return with_corners(
            self._headings[y], self.table.columns_are, self._first, behind, layout, self.glyphs
        )

    def row(self, index: int) -> Line:
        """Return a row: its name, its cells in view, its total."""
        entry = self.table.rows[index]
        layout = self._grid_layout
        spans = [span(entry.name, "" if entry.total else "muted", layout.name)]
        on_row = index == self.cursor and not self.on_head
        for offset, cell in enumerate(self.table.cells(index, self._first, self._first + layout.fitting)):
            blank, *pieces = self._cell(cell)
            if on_row and self._first + offset == self.column:
                spans.append(Span(self.glyphs.cursor, "title"))
                spans += [
                    Span(text, f"cell:{role}")
                    for text, role in (blank._replace(text=blank.text[1:]), *pieces)
                ]
            elif not pieces and spans[-1].role == blank.role:
                spans[-1] = Span(spans[-1].text + blank.text, blank.role)
            else:
                spans += (blank, *pieces)
        return (*spans, Span(" "), Span(total(entry.total, TOTAL - 1), "strong" if entry.total else "quiet"))

    def _cell(self, cell: Cell) -> Line:
        """Return a cell with the blank before it, made once."""
        pieces = self._cells.get(id(cell))
        if pieces is None:
            width = self._grid_layout.width
            first, *rest = drawn(cell, width, figures=self.figures, glyphs=self.glyphs)
            pieces = self._cells[id(cell)] = (Span(f" {first.text}", first.role), *rest)
        return pieces

    def _style(self, role: str, ground: str) -> Style:
        """Return the style of a role; that of the cell under the cursor stands out from its row."""
        if not role.startswith("cell:"):
            return super()._style(role, ground)
        plain = role.removeprefix("cell:")
        if self.app.current_theme.ansi:
            return super()._style(plain, ground) + Style(bold=True, underline=True)
        return super()._style(plain, "") + _parsed("on $civitop-border", self.app.theme_variables)

    # ------------------------------------------------------------ mouse

    def on_click(self, event: events.Click) -> None:
        """Put the cursor on a cell or a heading; a double click opens it."""
        event.stop()
        event.prevent_default()
        left, width = self._grid_layout.left, self._grid_layout.width
        offset = (event.x - left) // width
        if event.x >= left and 0 <= offset < len(self.in_view):
            self.column = self._first + offset
        elif event.x >= left + len(self.in_view) * width + TOTAL:
            return
        if event.y < self.header_lines:
            self.on_head = bool(self.table.columns)
        else:
            index = event.y - self.header_lines + round(self.scroll_y)
            if index >= self.count or event.y >= self.header_lines + self.room:
                return
            self.on_head = False
            self.cursor = index
        if event.chain >= 2:
            self.post_message(self.Entered())


def _found(entries: Sequence[MatrixEntry], id: str | None, otherwise: int) -> int:
    """Return the index of an id, or one that exists as near to `otherwise` as there is."""
    near = max(0, min(otherwise, len(entries) - 1))
    return next((index for index, each in enumerate(entries) if each.id == id), near)
