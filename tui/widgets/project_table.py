"""The project table: a row a project, a column a signal; the columns themselves are in `columns`."""

from collections.abc import Sequence
from typing import Any

from textual import events

from civitop.health import Health
from civitop.signals.base import Definition
from tui.glyphs import UNICODE, Glyphs
from tui.text import Line, Span
from tui.widgets.columns import GAP, Column, header, layout, ordered
from tui.widgets.line_list import LineList


class ProjectTable(LineList):
    """Projects as rows; the cursor is on a project, not on a line number."""

    def __init__(
        self, definitions: Sequence[Definition[Any]], glyphs: Glyphs = UNICODE, *, id: str | None = None
    ) -> None:
        super().__init__(glyphs, id=id)
        self._definitions = tuple(definitions)
        self._columns: tuple[Column, ...] = layout(80, self._definitions)
        self._projects: tuple[Health, ...] = ()
        self._rows: tuple[Health, ...] = ()
        self._placed = False
        """Whether a person has put the cursor somewhere: until then it stays on the first row."""
        self.sorted_by = "level"
        self.reverse = False

    @property
    def rows(self) -> tuple[Health, ...]:
        """Return the projects in the order of the screen."""
        return self._rows

    @property
    def columns(self) -> tuple[Column, ...]:
        """Return the columns that fit at present."""
        return self._columns

    @property
    def selected(self) -> Health | None:
        """Return the project under the cursor."""
        return self._rows[self.cursor] if 0 <= self.cursor < len(self._rows) else None

    def show(self, projects: Sequence[Health], empty: tuple[Line, ...] = ()) -> None:
        """Show these projects; the cursor stays on its project where that is still there."""
        self.empty = empty
        if tuple(projects) == self._projects and projects:
            return
        self._projects = tuple(projects)
        self._arrange()

    def sort(self, column: str | None = None, *, reverse: bool = False) -> None:
        """Sort by a column (the next one to the right without a name)."""
        ids = [each.id for each in self._columns]
        if column is None:
            at = ids.index(self.sorted_by) if self.sorted_by in ids else -1
            column = ids[(at + 1) % len(ids)]
        self.sorted_by, self.reverse = column, reverse
        self._arrange()

    def move(self, by: int) -> None:
        """Move the cursor by so many rows."""
        self._placed = True
        super().move(by)

    def on_click(self, event: events.Click) -> None:
        """Take a click on a row for a choice; what it does is the base's handler, which Textual calls too."""
        self._placed = self._placed or event.y >= self.header_lines

    def select(self, repository: str) -> bool:
        """Put the cursor on a project; false where it is not in the table."""
        index = next((i for i, each in enumerate(self._rows) if each.id == repository), None)
        if index is not None:
            self.cursor = index
        return index is not None

    def _arrange(self) -> None:
        """Sort the rows; the cursor goes with its project."""
        kept = self.selected.id if self.selected and self._placed else None
        by = next((c for c in self._columns if c.id == self.sorted_by), self._columns[0])
        self._rows = ordered(self._projects, by, reverse=self.reverse)
        self.rows_changed()
        if kept is not None:
            self.select(kept)
        elif not self._placed:
            self.cursor = 0

    # ------------------------------------------------------------ what LineList asks

    @property
    def count(self) -> int:
        """Return the number of projects."""
        return len(self._rows)

    @property
    def header_lines(self) -> int:
        """Return two: titles and units."""
        return 2

    def header_line(self, y: int) -> Line:
        """Return the titles, or the units below them."""
        return header(self._columns, self.sorted_by, reverse=self.reverse, glyphs=self.glyphs)[y]

    def row(self, index: int) -> Line:
        """Return the cells of a project."""
        health = self._rows[index]
        spans: list[Span] = []
        for column in self._columns:
            spans.extend(column.cell(health, column.width, self.glyphs))
            spans.append(Span(" " * GAP))
        return tuple(spans[:-1])

    def repository_at(self, index: int) -> str | None:
        """Return the id of the project in a row."""
        return self._rows[index].id

    def header_clicked(self, x: int) -> None:
        """Sort by the column that was clicked; a second click turns the order round."""
        left = 0
        for column in self._columns:
            if left <= x < left + column.width + GAP:
                self.sort(column.id, reverse=not self.reverse if column.id == self.sorted_by else False)
                return
            left += column.width + GAP

    def on_resize(self, event: events.Resize) -> None:
        """Choose the columns that fit; the base's handler, which Textual calls too, draws them."""
        self._columns = layout(self.size.width - 1, self._definitions)
