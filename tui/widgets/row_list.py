"""A list whose rows are made elsewhere: lines with the repository that each is about, if it is about one."""

from collections.abc import Callable, Sequence

from textual import events

from tui.drawing.glyphs import UNICODE, Glyphs
from tui.drawing.text import Line
from tui.widgets.line_list import LineList

ListRow = tuple[Line, str | None]
Made = tuple[Line, Sequence[ListRow]]
"""The head and the rows."""


class RowList(LineList):
    """Rows under a head; `fill` says how both are made for a width."""

    def __init__(self, glyphs: Glyphs = UNICODE, *, id: str | None = None) -> None:
        super().__init__(glyphs, id=id)
        self._make: Callable[[int], Made] = lambda _: ((), ())
        self._made: Made = ((), ())

    def fill(self, make: Callable[[int], Made], empty: tuple[Line, ...]) -> None:
        """Show other rows."""
        self._make, self.empty = make, empty
        self._again()

    def reword(self) -> None:
        """Take the words of the language in use: the rows were made with words too."""
        self._again()

    def _again(self) -> None:
        self._made = self._make(max(1, self.across - 1))
        self.rows_changed()

    def on_resize(self, event: events.Resize) -> None:
        """Make the rows for the new width."""
        self._again()
        super().on_resize(event)

    @property
    def count(self) -> int:
        """Return the number of rows."""
        return len(self._made[1])

    @property
    def header_lines(self) -> int:
        """Return one where there are rows."""
        return 1 if self._made[1] else 0

    def header_line(self, y: int) -> Line:
        """Return the head."""
        return self._made[0]

    def row(self, index: int) -> Line:
        """Return a row."""
        return self._made[1][index][0]

    def repository_at(self, index: int) -> str | None:
        """Return what a row is about."""
        return self._made[1][index][1]
