"""The list of columns over the table: which stand there, in which order, and how wide; the table follows at once."""

from collections.abc import Callable, Sequence
from typing import Any

from rich.cells import cell_len
from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical

from civitop.i18n.language import _
from civitop.signals.base import Definition
from tui.action_registry import bindings
from tui.actions.action import Action
from tui.drawing.glyphs import Glyphs
from tui.drawing.text import Line, Span, span
from tui.overlays.list_overlay import ListOverlay
from tui.requests import Say
from tui.session.notice import Notice
from tui.session.preferences import Wanted
from tui.table.columns import MOST_WIDTH, SIGNAL_WIDTH, Column, catalogue
from tui.table.project_table import ProjectTable
from tui.widgets.key_line import KeyLine
from tui.widgets.line_list import LineList

KEYS = (
    "column.show",
    "column.later column.earlier",
    "column.wider column.narrower",
    "columns-reset",
    "columns-close",
)
BOX = 5
"""Cells that the box before a column's name takes."""
ALWAYS = "name"
"""The column without which a row would say nothing."""


class ColumnList(LineList):
    """All columns: those that were chosen in their order, then the others."""

    def __init__(self, glyphs: Glyphs, *, id: str) -> None:
        super().__init__(glyphs, id=id)
        self.known: tuple[Column, ...] = ()
        self.chosen: tuple[Wanted, ...] = ()
        self.fitting: dict[str, int] = {}
        """The width at which each column stands in the table at present."""

    def show(self, known: tuple[Column, ...], chosen: tuple[Wanted, ...], fitting: dict[str, int]) -> None:
        """Show these columns."""
        self.known, self.chosen, self.fitting = known, chosen, fitting
        self.rows_changed()

    @property
    def count(self) -> int:
        """Return the number of columns."""
        return len(self.known)

    def row(self, index: int) -> Line:
        """Return a column: whether it is chosen, its name, its width or that there is no room for it."""
        column = self.known[index]
        chosen = any(each.id == column.id for each in self.chosen)
        mark = "x" if chosen else " "
        width = self.fitting.get(column.id)
        note = "" if not chosen else _("no room") if width is None else _("{n} wide").format(n=width)
        room = max(10, cell_len(_("no room")), cell_len(_("{n} wide").format(n=MOST_WIDTH)))
        return (
            Span(f"[{mark}] ", "title" if chosen else "muted"),
            span(column.name, "" if chosen else "muted", max(1, self.size.width - 7 - room)),
            span(note, "watch" if chosen and width is None else "muted", room, "right"),
        )

    async def on_click(self, event: events.Click) -> None:  # type: ignore[override]
        """Choose the row; on its box, or with a second click, the column is shown or hidden."""
        index = event.get_content_offset_capture(self).y + round(self.scroll_y)
        if 0 <= index < self.count:
            self.cursor = index
            if event.x < BOX or event.chain >= 2:
                await self.run_action("screen.column_show")


class ColumnsScreen(ListOverlay):
    """Choose, order and size columns."""

    BINDINGS = bindings("columns")

    def __init__(
        self,
        table: ProjectTable,
        definitions: Sequence[Definition[Any]],
        chosen: tuple[Wanted, ...],
        choose: Callable[[tuple[Wanted, ...]], None],
        actions: Sequence[Action],
    ) -> None:
        """Make it; `definitions` are the signals, `chosen` the columns that a person chose (empty: what fits).

        `choose` gets every other choice; the table, which lies below, shows it at once.
        """
        super().__init__()
        self._table, self._definitions, self._held, self._choose = table, definitions, chosen, choose
        self._actions = actions

    @property
    def list(self) -> ColumnList:
        """Return the list."""
        return self.query_one(ColumnList)

    def compose(self) -> ComposeResult:
        """Lay out the list in a frame, and the keys."""
        glyphs = self._table.glyphs
        with Vertical(id="columns-box") as box:
            box.border_title = _("Columns")
            yield ColumnList(glyphs, id="columns-list")
            yield KeyLine(self._actions, KEYS, glyphs, id="columns-keys")

    def on_mount(self) -> None:
        """Show the columns as they stand."""
        self._show()
        self.list.styles.height = self.list.count
        self.list.focus()

    def reword(self) -> None:
        """Take the words of the language in use."""
        self.query_one("#columns-box").border_title = _("Columns")
        self._show()

    def _chosen(self) -> tuple[Wanted, ...]:
        """Return the columns that a person chose, or those that stand there by themselves."""
        return self._held or tuple(Wanted(each.id, _own(each)) for each in self._table.columns)

    def _show(self) -> None:
        chosen = self._chosen()
        known = catalogue(self._definitions)
        first = [known[each.id] for each in chosen if each.id in known]
        rest = [each for each in known.values() if each not in first]
        fitting = {each.id: each.width for each in self._table.columns}
        self.list.show((*first, *rest), chosen, fitting)

    def _take(self, chosen: tuple[Wanted, ...], follow: str | None = None) -> None:
        """Let the table show these columns; the cursor follows a column that was moved."""
        self._held = chosen
        self._choose(chosen)
        self._show()
        if follow is not None:
            places = [each.id for each in self.list.known]
            self.list.cursor = places.index(follow)

    @property
    def _under(self) -> Column:
        return self.list.known[self.list.cursor]

    def action_column_show(self) -> None:
        """Show the column under the cursor, or hide it."""
        chosen, column = self._chosen(), self._under
        if column.id == ALWAYS:
            self.post_message(Say(Notice(_("The project's name always stands there."))))
        elif any(each.id == column.id for each in chosen):
            self._take(tuple(each for each in chosen if each.id != column.id))
        else:
            self._take((*chosen, Wanted(column.id)), column.id)

    def action_column_later(self) -> None:
        """Move the column under the cursor to the right."""
        self._carry(1)

    def action_column_earlier(self) -> None:
        """Move the column under the cursor to the left."""
        self._carry(-1)

    def _carry(self, by: int) -> None:
        chosen, column = list(self._chosen()), self._under
        at = next((place for place, each in enumerate(chosen) if each.id == column.id), None)
        if at is not None and 0 <= at + by < len(chosen):
            chosen[at], chosen[at + by] = chosen[at + by], chosen[at]
            self._take(tuple(chosen), column.id)

    def action_column_wider(self) -> None:
        """Make the column under the cursor wider."""
        self._widen(1)

    def action_column_narrower(self) -> None:
        """Make the column under the cursor narrower."""
        self._widen(-1)

    def _widen(self, by: int) -> None:
        column = self._under
        width = self.list.fitting.get(column.id)
        if width is None or column.id == "level":
            return
        new = max(column.least, min(MOST_WIDTH, width + by))
        self._take(
            tuple(Wanted(each.id, new) if each.id == column.id else each for each in self._chosen()),
            column.id,
        )

    def action_columns_reset(self) -> None:
        """Let the columns be chosen by what fits again."""
        self._take(())
        self.list.cursor = 0

    def action_columns_close(self) -> None:
        """Go back."""
        self.dismiss()


def _own(column: Column) -> int | None:
    """Return a signal's width, which has room for its trend or not; others are as wide as by themselves."""
    return column.width if column.unit and column.width > SIGNAL_WIDTH else None
