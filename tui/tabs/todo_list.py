"""The list of what is to be done: rows of several lines, each of which leads to an address."""

from collections.abc import Callable, Sequence
from itertools import accumulate
from typing import ClassVar

from textual import events
from textual.message import Message

from civitop.i18n.language import _
from civitop.tasks import Task
from tui.drawing.glyphs import UNICODE, Glyphs
from tui.drawing.text import Line
from tui.sections.todo import TodoRow
from tui.widgets.line_list import LineList


class TodoList(LineList):
    """Rows that are made for a width; a double click opens the address of one."""

    DEFAULT_CSS: ClassVar[str] = "TodoList { border-title-color: $civitop-lead; }"

    class Chosen(Message):
        """A person wants to open an address."""

        def __init__(self, url: str) -> None:
            self.url = url
            super().__init__()

    def __init__(self, title: str, glyphs: Glyphs = UNICODE, *, id: str | None = None) -> None:
        """Make it; `title` is a message."""
        super().__init__(glyphs, id=id)
        self._title = title
        self.border_title = _(title)
        self._make: Callable[[int], Sequence[TodoRow]] = lambda _: ()
        self._rows: Sequence[TodoRow] = ()
        self._starts: Sequence[int] = (0,)
        self._across = 0
        """The cells for which the rows were made."""

    def fill(self, make: Callable[[int], Sequence[TodoRow]], empty: tuple[Line, ...]) -> None:
        """Show other rows, or `empty` where there are none."""
        self._make, self.empty = make, empty
        self._again()

    @property
    def address(self) -> str:
        """Return the address of the row under the cursor; empty where it has none."""
        return self._rows[self.cursor].url if self._rows else ""

    @property
    def to_do(self) -> Task | None:
        """Return what is to be done by the row under the cursor, where it says that."""
        return self._rows[self.cursor].task if self._rows else None

    def reword(self) -> None:
        """Take the words of the language in use: the rows were made with words too."""
        self.border_title = _(self._title)
        self._again()

    def _again(self) -> None:
        if not self.size.width:
            return  # the first size asks again
        self._across = self.across
        self._rows = self._make(max(1, self._across - 2))
        self._starts = (0, *accumulate(len(row.lines) for row in self._rows))
        self.rows_changed()
        self.post_message(self.Moved())  # another row may be under the cursor now

    def on_resize(self, event: events.Resize) -> None:
        """Make the rows for the new width, if it is a new one."""
        if self.across != self._across:
            self._again()

    @property
    def count(self) -> int:
        """Return the number of rows."""
        return len(self._rows)

    @property
    def starts(self) -> Sequence[int]:
        """Return the line at which each row begins."""
        return self._starts

    def row(self, index: int) -> Line:
        """Return the first line of a row."""
        return self._rows[index].lines[0]

    def below(self, index: int, line: int) -> Line:
        """Return a further line of a row."""
        return self._rows[index].lines[line]

    def on_click(self, event: events.Click) -> None:
        """Open the row that was clicked twice."""
        index = self.row_at(event.get_content_offset_capture(self).y)
        if event.chain >= 2 and 0 <= index < self.count:
            self.post_message(self.Chosen(self._rows[index].url))
