"""The list of columns over the table: which stand there, in which order, and how wide; the table follows at once."""

from typing import TYPE_CHECKING, ClassVar, cast

from msgspec.structs import replace
from rich.cells import cell_len
from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen

from civitop.i18n.language import N_, _
from tui.drawing.glyphs import Glyphs
from tui.drawing.text import Line, Span, span
from tui.table.columns import MOST_WIDTH, SIGNAL_WIDTH, Column, catalogue
from tui.table.layout import Wanted
from tui.table.project_table import ProjectTable
from tui.table.table_keys import TableScreen
from tui.widgets.key_line import KeyLine
from tui.widgets.line_list import LineList

if TYPE_CHECKING:
    from tui.app import CivitopApp

KEYS = (
    ("Space", N_("show or hide")),
    ("J K", N_("move")),
    ("+ -", N_("width")),
    ("0", N_("as it was")),
    ("Esc", N_("close")),
)
ACTIONS = ("choose", "", "", "reset", "close")
"""What a click on the keys does; of two in one place it would not be clear which is meant."""
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
                await self.run_action("screen.choose")


class ColumnsScreen(ModalScreen[None]):
    """Choose, order and size columns."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q,C,enter", "close", show=False),
        Binding("space,x", "choose", show=False),
        Binding("J,shift+down", "carry(1)", show=False),
        Binding("K,shift+up", "carry(-1)", show=False),
        Binding("plus,right,l", "widen(1)", show=False),
        Binding("minus,left,h", "widen(-1)", show=False),
        Binding("0", "reset", show=False),
        Binding("j,down", "move(1)", show=False),
        Binding("k,up", "move(-1)", show=False),
    ]

    @property
    def _civitop(self) -> "CivitopApp":
        return cast("CivitopApp", self.app)

    @property
    def _list(self) -> ColumnList:
        return self.query_one(ColumnList)

    @property
    def _table(self) -> ProjectTable:
        """Return the table below this screen."""
        return next(each.table for each in reversed(self.app.screen_stack) if isinstance(each, TableScreen))

    def compose(self) -> ComposeResult:
        """Lay out the list in a frame, and the keys."""
        glyphs = self._civitop.glyphs
        with Vertical(id="columns-box") as box:
            box.border_title = _("Columns")
            yield ColumnList(glyphs, id="columns-list")
            yield KeyLine(KEYS, ACTIONS, glyphs, id="columns-keys")

    def on_mount(self) -> None:
        """Show the columns as they stand."""
        self._show()
        self._list.styles.height = self._list.count
        self._list.focus()

    def reword(self) -> None:
        """Take the words of the language in use."""
        self.query_one("#columns-box").border_title = _("Columns")
        self._show()

    def _chosen(self) -> tuple[Wanted, ...]:
        """Return the columns that a person chose, or those that stand there by themselves."""
        held = self._civitop.preferences.columns
        return held or tuple(Wanted(each.id, _own(each)) for each in self._table.columns)

    def _show(self) -> None:
        chosen = self._chosen()
        known = catalogue(self._civitop.definitions)
        first = [known[each.id] for each in chosen if each.id in known]
        rest = [each for each in known.values() if each not in first]
        fitting = {each.id: each.width for each in self._table.columns}
        self._list.show((*first, *rest), chosen, fitting)

    def _take(self, chosen: tuple[Wanted, ...], follow: str | None = None) -> None:
        """Let the table show these columns; the cursor follows a column that was moved."""
        self._civitop.prefer(replace(self._civitop.preferences, columns=chosen))
        self._show()
        if follow is not None:
            places = [each.id for each in self._list.known]
            self._list.cursor = places.index(follow)

    @property
    def _under(self) -> Column:
        return self._list.known[self._list.cursor]

    def action_choose(self) -> None:
        """Show the column under the cursor, or hide it."""
        chosen, column = self._chosen(), self._under
        if column.id == ALWAYS:
            self._civitop.say(_("The project's name always stands there."))
        elif any(each.id == column.id for each in chosen):
            self._take(tuple(each for each in chosen if each.id != column.id))
        else:
            self._take((*chosen, Wanted(column.id)), column.id)

    def action_carry(self, by: int) -> None:
        """Move the column under the cursor."""
        chosen, column = list(self._chosen()), self._under
        at = next((place for place, each in enumerate(chosen) if each.id == column.id), None)
        if at is not None and 0 <= at + by < len(chosen):
            chosen[at], chosen[at + by] = chosen[at + by], chosen[at]
            self._take(tuple(chosen), column.id)

    def action_widen(self, by: int) -> None:
        """Make the column under the cursor wider or narrower."""
        column = self._under
        width = self._list.fitting.get(column.id)
        if width is None or column.id == "level":
            return
        new = max(column.least, min(MOST_WIDTH, width + by))
        self._take(
            tuple(Wanted(each.id, new) if each.id == column.id else each for each in self._chosen()),
            column.id,
        )

    def action_reset(self) -> None:
        """Let the columns be chosen by what fits again."""
        self._take(())
        self._list.cursor = 0

    def action_move(self, by: int) -> None:
        """Move the cursor."""
        self._list.move(by)

    def action_close(self) -> None:
        """Go back."""
        self.dismiss()


def _own(column: Column) -> int | None:
    """Return a signal's width, which has room for its trend or not; others are as wide as by themselves."""
    return column.width if column.unit and column.width > SIGNAL_WIDTH else None
