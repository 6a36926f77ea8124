"""The matrix on screen: bodies as rows, projects as columns; names, heads and foot stand still.

Virtual in both directions: only what is in view is ever drawn. The cells stand in two densities: with figures
(`█41 ▅2 ○`), or as signs alone, when all projects shall be seen at once.
"""

from collections.abc import Sequence
from typing import ClassVar, NamedTuple

from rich.style import Style
from textual import events
from textual.geometry import Size
from textual.message import Message
from textual.reactive import reactive
from textual.strip import Strip

from tui.drawing.glyphs import UNICODE, Glyphs
from tui.drawing.text import Line, Span, fit, span
from tui.organisations.matrix import NOTHING, Body, Cell, Matrix, MatrixProject
from tui.organisations.matrix_cells import drawn, foot_line
from tui.organisations.matrix_heads import corner, more_sign
from tui.organisations.matrix_layout import Density, MatrixLayout, matrix_layout
from tui.table.columns import short_name
from tui.widgets.line_list import LineList, _parsed


class Place(NamedTuple):
    """Where the cursor stands, by ids: it stays there when the order changes."""

    body: str | None
    """`None`: on the head of the column."""
    project: str | None


class MatrixGrid(LineList):
    """The matrix; the cursor stands on a cell, or above the first row on a project's head."""

    DEFAULT_CSS: ClassVar[str] = "MatrixGrid { height: 1fr; }"
    column: reactive[int] = reactive(0)
    on_head: reactive[bool] = reactive(False)

    class Pointed(Message):
        """The cursor stands on another cell."""

        def can_replace(self, message: Message) -> bool:
            """Only the last place counts."""
            return isinstance(message, MatrixGrid.Pointed)

    class Entered(Message):
        """A person wants to see what the cursor is on."""

    def __init__(self, glyphs: Glyphs = UNICODE, *, id: str | None = None) -> None:
        super().__init__(glyphs, id=id)
        self.matrix = Matrix()
        self.density: Density = "auto"
        self._first = 0
        self._grid_layout = MatrixLayout()
        self._cells: dict[tuple[int, int, bool, bool, bool], Line] = {}

    # ------------------------------------------------------------ what is shown

    def show(self, matrix: Matrix, empty: tuple[Line, ...] = ()) -> None:
        """Show this matrix; the cursor stays on its body and its project where they are still there."""
        self.empty = empty
        if matrix == self.matrix:
            self.refresh()
            return
        kept = self.place
        self.matrix = matrix
        self._arrange()
        self._return_to(kept)
        self.post_message(self.Pointed())

    def thin(self, density: Density) -> None:
        """Show figures, signs alone, or what fits best."""
        self.density = density
        self._arrange()
        self.post_message(self.Pointed())

    @property
    def place(self) -> Place:
        """Return where the cursor stands."""
        body, project = self.body, self.project
        return Place(body.code if body else None, project.health.id if project else None)

    def _return_to(self, place: Place) -> None:
        bodies, projects = self.matrix.bodies, self.matrix.projects
        self.cursor = next(
            (i for i, b in enumerate(bodies) if b.code == place.body), min(self.cursor, self.count - 1)
        )
        self.column = next((i for i, p in enumerate(projects) if p.health.id == place.project), self.column)

    @property
    def body(self) -> Body | None:
        """Return the body under the cursor; none on a head."""
        return None if self.on_head or not self.count else self.matrix.bodies[self.cursor]

    @property
    def project(self) -> MatrixProject | None:
        """Return the project under the cursor."""
        projects = self.matrix.projects
        return projects[self.column] if 0 <= self.column < len(projects) else None

    @property
    def cell(self) -> Cell:
        """Return what is under the cursor."""
        body, project = self.body, self.project
        return self.matrix.cell(body, project) if body and project else NOTHING

    @property
    def signs_only(self) -> bool:
        """Return whether the cells show no figures at present."""
        return self._grid_layout.signs_only

    # ------------------------------------------------------------ the room

    @property
    def _name_width(self) -> int:
        """Return the cells of the names: no wider than the longest, a third of the room at most."""
        longest = max((len(body.name) for body in self.matrix.bodies), default=0)
        least = 14 if self.across < 100 else 21
        return max(least, min(longest, 32, self.across // 3))

    @property
    def _left(self) -> int:
        """Return the cells that stand still: cursor, name, number of projects."""
        return 1 + self._name_width + 4

    @property
    def _width(self) -> int:
        return self._grid_layout.width

    @property
    def fitting(self) -> int:
        """Return how many projects are in view at once."""
        return max(1, (self.across - self._left - 1) // self._width)

    @property
    def extent(self) -> tuple[int, int]:
        """Return the first (counted from 1) and the last project in view."""
        return self._first + 1, self._first + len(self.in_view)

    @property
    def in_view(self) -> Sequence[MatrixProject]:
        """Return the projects in view."""
        return self.matrix.projects[self._first : self._first + self.fitting]

    def _arrange(self) -> None:
        """Choose density and heads for the room, then draw."""
        self._grid_layout = matrix_layout(
            [short_name(project.health.name) for project in self.matrix.projects],
            self.count,
            room=self.across - self._left - 1,
            lines=self.size.height - self.foot_lines,
            density=self.density,
        )
        self.column = self.validate_column(self.column)
        self._keep_column()
        self.rows_changed()

    def rows_changed(self) -> None:
        """Take up a new number of rows; the foot takes room as the heads do."""
        self._drawn.clear()
        self._cells.clear()
        self.virtual_size = Size(self.across, self.count + self.header_lines + self.foot_lines)
        self.cursor = self.validate_cursor(self.cursor)
        self.refresh()

    def on_resize(self, event: events.Resize) -> None:
        """Arrange for the new room."""
        self._arrange()
        super().on_resize(event)
        self.post_message(self.Pointed())

    @property
    def room(self) -> int:
        """Return how many bodies are in view."""
        return max(1, self.size.height - self.header_lines - self.foot_lines)

    @property
    def count(self) -> int:
        """Return the number of bodies."""
        return len(self.matrix.bodies)

    @property
    def header_lines(self) -> int:
        """Return the lines of the heads."""
        return self._grid_layout.head_lines

    @property
    def foot_lines(self) -> int:
        """Return one: the share that is unknown."""
        return 1 if self.matrix.projects else 0

    # ------------------------------------------------------------ moving

    def validate_column(self, column: int) -> int:
        """Keep the cursor on a project."""
        return max(0, min(column, len(self.matrix.projects) - 1))

    def move(self, by: int) -> None:
        """Move the cursor by so many rows; one up from the first row is the head."""
        if self.on_head and by > 0:
            self.on_head = False
            by -= 1
        elif by == -1 and self.cursor == 0:
            self.on_head = True
            return
        self.cursor = self.cursor + by

    def move_across(self, by: int) -> None:
        """Move the cursor by so many projects."""
        self.column = self.column + by

    def watch_column(self, old: int, new: int) -> None:
        """Bring the project into view and draw."""
        if old == new:
            return
        self._keep_column()
        self._drawn.clear()
        self.refresh()
        self.post_message(self.Pointed())

    def watch_cursor(self, old: int, new: int) -> None:
        """Draw the cursor in its new row."""
        super().watch_cursor(old, new)
        self.post_message(self.Pointed())

    def watch_on_head(self) -> None:
        """Draw the cursor on the head, or in its row."""
        self._drawn.clear()
        self.refresh()
        self.post_message(self.Pointed())

    def _keep_column(self) -> None:
        fitting, total = self.fitting, len(self.matrix.projects)
        first = min(self._first, max(0, total - fitting))
        if self.column < first:
            first = self.column
        elif self.column >= first + fitting:
            first = self.column - fitting + 1
        self._first = first

    # ------------------------------------------------------------ drawing

    def render_line(self, y: int) -> Strip:
        """Return one line of the visible part; the foot stands below the last body in view."""
        last = min(self.count, self.room) if self.count else self.room
        foot = self.header_lines + last
        if self.foot_lines and y == foot:
            at = self.column - self._first
            spans = foot_line(self.matrix, self.in_view, at, self._name_width, self._width)
            return self._strip(spans, self.across, "")
        if y > foot:
            return self._strip((), self.across, "")
        index = y - self.header_lines + round(self.scroll_y)
        if self.on_head and index == self.cursor and self.count and y >= self.header_lines:
            return self._strip((Span(" "), *self.row(index)), self.across, "")
        return super().render_line(y)

    def header_line(self, y: int) -> Line:
        """Return a line of the heads, the last of them with what the rows are and what is out of view."""
        spans: list[Span] = []
        lowest = y == self.header_lines - 1
        spans.append(
            corner(self._left - 1, self._first, self.glyphs) if lowest else Span(" " * (self._left - 1))
        )
        for offset in range(len(self.in_view)):
            index = self._first + offset
            here = index == self.column
            role = ("cell:title" if self.on_head and self.has_focus else "title") if here else "muted"
            piece = self._grid_layout.heads[index][y]
            spans += [self._mark(here and self.on_head and lowest), Span(piece.text, role)]
        rest = len(self.matrix.projects) - self._first - len(self.in_view)
        return (*spans, more_sign(rest, self.glyphs) if lowest else Span(""))

    def _mark(self, here: bool) -> Span:
        return Span(self.glyphs.cursor if here else " ", "title" if here else "")

    def row(self, index: int) -> Line:
        """Return the cells of a body."""
        body = self.matrix.bodies[index]
        reach = body.reach
        spans = [
            span(body.name, "" if reach else "muted", self._name_width),
            Span(fit(str(reach) if reach else self.glyphs.offline, 4, "right"), "" if reach else "watch"),
        ]
        on_row = index == self.cursor and not self.on_head
        for offset, project in enumerate(self.in_view):
            pieces = self._cell(body.cells.get(project.health.id, NOTHING))
            if on_row and self._first + offset == self.column:
                blank, *rest = pieces
                inside = (Span(blank.text[1:], blank.role), *rest)
                spans.append(self._mark(True))
                spans += [Span(text, f"cell:{role}") for text, role in inside]
            elif len(pieces) == 1 and spans[-1].role == pieces[0].role:
                spans[-1] = Span(spans[-1].text + pieces[0].text, pieces[0].role)
            else:
                spans += pieces
        return tuple(spans)

    def _cell(self, cell: Cell) -> Line:
        """Return a cell with the blank before it, made once for all cells with the same figures."""
        key = (cell.writes, cell.takes_part, cell.uses, cell.idle, cell.made is None)
        pieces = self._cells.get(key)
        if pieces is None:
            first, *rest = drawn(
                cell, self.matrix, self._width, figures=not self._grid_layout.signs_only, glyphs=self.glyphs
            )
            pieces = self._cells[key] = (Span(f" {first.text}", first.role), *rest)
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
        """Put the cursor on a cell or a head; a double click opens it."""
        event.stop()
        event.prevent_default()
        offset = (event.x - self._left) // self._width
        if event.x >= self._left and 0 <= offset < len(self.in_view):
            self.column = self._first + offset
        elif event.x >= self._left:
            return
        if event.y < self.header_lines:
            self.on_head = True
        else:
            index = event.y - self.header_lines + round(self.scroll_y)
            if index >= self.count or event.y >= self.header_lines + self.room:
                return
            self.on_head = False
            self.cursor = index
        if event.chain >= 2:
            self.post_message(self.Entered())
