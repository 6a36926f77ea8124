"""The project table: one row per project, one column per signal; `tui.table.rows` says in which order."""

from collections.abc import Sequence
from typing import Any

from textual import events
from textual.message import Message
from textual.strip import Strip

from civitop.health import Health
from civitop.i18n.language import _, ngettext, number
from civitop.reading.telling_names import NO_NAMES, TellingNames
from civitop.signals.base import LEVELS, Definition
from tui.drawing.glyphs import UNICODE, Glyphs
from tui.drawing.labels import level_word
from tui.drawing.text import Line, Span, span
from tui.session.preferences import SortBy, Wanted
from tui.table.columns import GAP, Column
from tui.table.layout import header, layout
from tui.table.rows import Arranged, Head
from tui.widgets.line_list import CACHED_LINES, LineList


class ProjectTable(LineList):
    """Projects as rows, under heads where they are grouped; the cursor is on a project, not on a line number."""

    class Sorted(Message):
        """A header was clicked; `add` says that the other keys stay."""

        def __init__(self, column: str, *, add: bool) -> None:
            self.column, self.add = column, add
            super().__init__()

    class Folded(Message):
        """The head of a group was clicked."""

        def __init__(self, key: str) -> None:
            self.key = key
            super().__init__()

    def __init__(
        self, definitions: Sequence[Definition[Any]], glyphs: Glyphs = UNICODE, *, id: str | None = None
    ) -> None:
        super().__init__(glyphs, id=id)
        self._definitions = tuple(definitions)
        self._wanted: tuple[Wanted, ...] = ()
        self._columns: tuple[Column, ...] = layout(80, self._definitions)
        self._fitted = 0
        """The cells of a line for which the columns were chosen."""
        self._arranged = Arranged()
        self._placed = False
        """Whether a person has put the cursor somewhere: until then it stays on the first project."""
        self._shape: tuple[tuple[str, int, bool], ...] = ()
        self._strips: dict[str, tuple[Health, Strip]] = {}
        """Rows as they were drawn, by project: in another order they look the same."""
        self._adding = False
        self._head: str | None = None
        """The group whose head the cursor shall be on once the rows are there."""
        self.sort: tuple[SortBy, ...] = (SortBy("level"),)
        self.total = 0
        """Projects of the network, filtered or not: the table keeps its height while a filter is typed."""
        self.names = NO_NAMES
        """What the projects of the network are called."""
        self.columns_key = ""
        """The key that leads to further columns, as a person reads it."""
        self.grouped = ""
        """How the rows are grouped, in words."""

    @property
    def rows(self) -> tuple[Health, ...]:
        """Return the projects in the order of the screen."""
        return self._arranged.projects

    @property
    def columns(self) -> tuple[Column, ...]:
        """Return the columns that fit at present."""
        return self._columns

    @property
    def sorted_by(self) -> str:
        """Return the column that the order begins with."""
        return self.sort[0].column

    @property
    def reverse(self) -> bool:
        """Return whether the last key is turned round."""
        return self.sort[-1].reverse

    @property
    def selected(self) -> Health | None:
        """Return the project under the cursor."""
        found = self._arranged.rows[self.cursor] if 0 <= self.cursor < self.count else None
        return found if isinstance(found, Health) else None

    @property
    def heads(self) -> tuple[str, ...]:
        """Return the keys of the groups."""
        return tuple(each.key for each in self._arranged.rows if isinstance(each, Head))

    @property
    def group(self) -> str | None:
        """Return the key of the group that the cursor is in, or on the head of."""
        above = reversed(self._arranged.rows[: self.cursor + 1])
        return next((each.key for each in above if isinstance(each, Head)), None)

    def to_head(self, key: str) -> None:
        """Put the cursor on the head of a group as soon as the rows are drawn anew."""
        self._head, self._placed = key, True

    def call(self, names: TellingNames) -> None:
        """Take what the projects are called from now on."""
        if names is not self.names:
            self.names = names
            self.reword()

    def show(self, arranged: Arranged, sort: tuple[SortBy, ...], empty: tuple[Line, ...] = ()) -> None:
        """Show these rows; the cursor stays on its project where that is still there."""
        if arranged is self._arranged and sort == self.sort and (arranged.rows or empty == self.empty):
            return
        self.empty = empty
        kept = self.selected.id if self.selected and self._placed else None
        head = self._head or (self.group if self._placed and kept is None else None)
        self._head = None
        old, self._arranged = self._arranged.rows, arranged
        same = self._choose() and sort == self.sort and len(old) == len(arranged.rows) > 0
        self.sort = sort
        if same:
            self._redraw(old, arranged.rows)
        else:
            self.rows_changed()
        if head is not None and head in self.heads:
            rows = enumerate(arranged.rows)
            self.cursor = next(at for at, each in rows if isinstance(each, Head) and each.key == head)
        elif kept is not None:
            self.select(kept)
        elif not self._placed:
            self.cursor = next((at for at, each in enumerate(arranged.rows) if isinstance(each, Health)), 0)

    def _redraw(self, old: Sequence[Health | Head], new: Sequence[Health | Head]) -> None:
        """Draw only the rows that show something else, of those that were ever drawn."""
        for index in tuple(self._drawn):
            if old[index] is not new[index]:
                self.row_changed(index)

    def want(self, columns: tuple[Wanted, ...]) -> None:
        """Show these columns, or what fits by priority where there is none."""
        if columns != self._wanted:
            self._wanted = columns
            self._choose()
            self.rows_changed()

    def reword(self) -> None:
        """Take the words of the language in use: the columns' heads."""
        self._strips.clear()
        self._choose()
        self.rows_changed()

    def _choose(self) -> bool:
        """Choose the columns for the room; return whether they are as they were."""
        fitted, self._fitted = self._fitted, self.across
        widest = self._arranged.widest
        self._columns = layout(
            max(1, self.across - 1), self._definitions, self._wanted, widest=widest, names=self.names
        )
        before, self._shape = (
            self._shape,
            tuple((each.id, each.width, each.width >= widest) for each in self._columns),
        )
        if (fitted, before) != (self._fitted, self._shape):
            self._strips.clear()
        return before == self._shape

    def move(self, by: int) -> None:
        """Move the cursor by so many rows."""
        self._placed = True
        super().move(by)

    def on_click(self, event: events.Click) -> None:
        """Fold on a head, and take a click on a row for a choice; the base's handler, called too, does the rest."""
        place = event.get_content_offset_capture(self)
        self._placed = self._placed or place.y >= self.header_lines
        self._adding = event.shift or event.ctrl or event.meta
        index = self.row_at(place.y)
        found = self._arranged.rows[index] if self.header_lines <= place.y and index < self.count else None
        if isinstance(found, Head):
            self.post_message(self.Folded(found.key))

    def select(self, repository: str) -> bool:
        """Put the cursor on a project; false where it is not in the table."""
        index = self._arranged.places.get(repository)
        if index is not None:
            self.cursor = index
        return index is not None

    # ------------------------------------------------------------ what LineList asks

    @property
    def count(self) -> int:
        """Return the number of rows, heads among them."""
        return len(self._arranged.rows)

    @property
    def header_lines(self) -> int:
        """Return two: titles and units."""
        return 2

    def header_line(self, y: int) -> Line:
        """Return the titles, or the units below them."""
        return header(self._columns, self.sort, self.glyphs, self.grouped or self._further())[y]

    def _further(self) -> str:
        """Return how many signals have no column here, and the key that leads to them; empty where all have one."""
        shown = {each.id for each in self._columns}
        rest = sum(each.id not in shown for each in self._definitions)
        if not rest or not self.columns_key:
            return ""
        return ngettext("{n} more column: {key}", "{n} more columns: {key}", rest).format(
            n=number(rest), key=self.columns_key
        )

    def row(self, index: int) -> Line:
        """Return the cells of a project, or the head of a group."""
        found = self._arranged.rows[index]
        if isinstance(found, Head):
            return head_line(found, self.glyphs)
        spans: list[Span] = []
        for column in self._columns:
            spans.extend(column.cell(found, column.width, self.glyphs))
            spans.append(Span(" " * GAP))
        return tuple(spans[:-1])

    def repository_at(self, index: int) -> str | None:
        """Return the id of the project in a row."""
        found = self._arranged.rows[index]
        return found.id if isinstance(found, Health) else None

    def header_clicked(self, x: int) -> None:
        """Ask for the order of the column that was clicked."""
        left = 0
        for column in self._columns:
            if left <= x < left + column.width + GAP:
                self.post_message(self.Sorted(column.id, add=self._adding))
                return
            left += column.width + GAP

    def on_resize(self, event: events.Resize) -> None:
        """Choose the columns that fit; the base's handler, which Textual calls too, draws them."""
        self._choose()

    def render_line(self, y: int) -> Strip:
        """Return one line for the width that the table has now, which it may be told of only after it is painted."""
        if self.across != self._fitted:
            self._choose()
            self._drawn.clear()
        return super().render_line(y)

    def _resting(self, index: int, at: int, width: int) -> Strip:
        """Return the line of a project as it was drawn in another place, if it was."""
        found = self._arranged.rows[index]
        if isinstance(found, Head):
            return super()._resting(index, at, width)
        held = self._strips.get(found.id)
        if held is None or held[0] is not found:
            if len(self._strips) >= CACHED_LINES:
                self._strips.clear()
            held = self._strips[found.id] = found, super()._resting(index, at, width)
        return held[1]

    def notify_style_update(self) -> None:
        """Forget colours when the theme changes."""
        self._strips.clear()
        super().notify_style_update()


def head_line(head: Head, glyphs: Glyphs) -> Line:
    """Return the row above a group: its worst level, its name, how many projects, and how they stand."""
    worst = head.levels[0][0] if head.levels else "unknown"
    projects = ngettext("{n} project", "{n} projects", head.count)
    spans = [
        Span(f"{glyphs.tab if head.folded else glyphs.descending} ", "title"),
        Span(f"{glyphs.level(worst)} ", f"{worst}-strong"),
        span(_head_name(head), "title"),
        Span(f"  {projects.format(n=number(head.count))}  ", "muted"),
    ]
    for level, count in head.levels:
        words = _("{n} {level}").format(n=number(count), level=level_word(level))
        spans += [Span(f"{glyphs.level(level)} ", level), Span(f"{words}  ", "muted")]
    if archived := head.count - sum(count for _level, count in head.levels):
        words = ngettext("{n} archived", "{n} archived", archived).format(n=number(archived))
        spans += [Span(f"{glyphs.archived} ", "watch"), Span(f"{words}  ", "muted")]
    return tuple(spans)


def _head_name(head: Head) -> str:
    """Return what a group is called."""
    level = next((each for each in LEVELS if each == head.name), None)
    return head.name if not head.ours else level_word(level) if level else _(head.name)
