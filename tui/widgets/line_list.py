"""A virtual list: rows are drawn when they scroll into view, so any number costs one screen of them.

The base of the project table and of the list of changes: cursor, scrolling, mouse and colours. A row is
a line unless a subclass says otherwise; the cursor is on a row, the scroll position is in lines.
"""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.geometry import Region, Size
from textual.message import Message
from textual.reactive import reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip
from textual.style import Style as VisualStyle

from tui.drawing.glyphs import UNICODE, Glyphs
from tui.drawing.text import Line, Span, crop, length, printable
from tui.drawing.theme import STYLES

CACHED_LINES = 2000
"""Drawn lines that are kept: a long list scrolled to its end must not stay in memory."""


class LineList(ScrollView, can_focus=True, inherit_bindings=False):
    """Rows with a cursor; a subclass says how many there are and what each shows."""

    DEFAULT_CSS: ClassVar[str] = """
    LineList { overflow-x: hidden; overflow-y: scroll; scrollbar-size-vertical: 1; }
    """
    cursor: reactive[int] = reactive(0, repaint=False)
    """The row that it is on. `watch_cursor` draws the two rows that a move changes, and nothing else is drawn."""

    class Opened(Message):
        """A person wants to see a project in depth."""

        def __init__(self, repository: str) -> None:
            self.repository = repository
            super().__init__()

    class Moved(Message):
        """The cursor stands on another row."""

        def can_replace(self, message: Message) -> bool:
            """Only the last place counts."""
            return isinstance(message, LineList.Moved)

    def __init__(self, glyphs: Glyphs = UNICODE, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.glyphs = glyphs
        self.empty: tuple[Line, ...] = ()
        """What stands here when there is no row: why, and what to do."""
        self._drawn: dict[int, Strip] = {}
        self._styles: dict[tuple[str, str], Style] = {}

    # ------------------------------------------------------------ what a subclass says

    @property
    def count(self) -> int:
        """Return the number of rows."""
        return 0

    @property
    def starts(self) -> Sequence[int]:
        """Return the line at which each row begins, and behind the last one the number of lines."""
        return range(self.count + 1)

    @property
    def header_lines(self) -> int:
        """Return how many lines stand above the rows and do not scroll."""
        return 0

    def header_line(self, y: int) -> Line:
        """Return a line of the header."""
        return ()

    def row(self, index: int) -> Line:
        """Return what a row shows, in its first line."""
        return ()

    def below(self, index: int, line: int) -> Line:
        """Return what a row shows in a further line, 1 being the second."""
        return ()

    def repository_at(self, index: int) -> str | None:
        """Return the repository that a row is about."""
        return None

    def header_clicked(self, x: int) -> None:
        """React to a click on the header."""

    # ------------------------------------------------------------ moving

    @property
    def address(self) -> str:
        """Return the address of the row under the cursor; empty where it has none."""
        return ""

    @property
    def repository(self) -> str | None:
        """Return the repository under the cursor."""
        return self.repository_at(self.cursor) if 0 <= self.cursor < self.count else None

    @property
    def across(self) -> int:
        """Return the cells of a line; the scrollbar, which always has its place, stands beside them."""
        return max(0, self.size.width - self.styles.scrollbar_size_vertical)

    @property
    def room(self) -> int:
        """Return how many lines of rows are in view."""
        return max(1, self.size.height - self.header_lines)

    def row_at(self, y: int) -> int:
        """Return the row in a line of the widget; the number of rows where there is none."""
        return bisect_right(self.starts, y - self.header_lines + round(self.scroll_y)) - 1

    def move(self, by: int) -> None:
        """Move the cursor by so many rows."""
        self.cursor = self.cursor + by

    def page(self, direction: int) -> None:
        """Move the cursor by a page: as many rows as stand in it."""
        line = self.starts[self.cursor] + direction * max(1, self.room - 1)
        self.move((bisect_right(self.starts, max(0, line)) - 1 - self.cursor) or direction)

    def rows_changed(self) -> None:
        """Take up a new number of rows, or new contents, and draw them."""
        self._drawn.clear()
        self.virtual_size = Size(self.across, self.starts[-1] + self.header_lines)
        self.cursor = self.validate_cursor(self.cursor)
        self.refresh()

    def reword(self) -> None:
        """Take the words of the language in use."""
        self.rows_changed()

    def row_changed(self, index: int) -> None:
        """Draw one row anew, if it is in view."""
        for line in range(self.starts[index], self.starts[index + 1]):
            self._drawn.pop(line, None)
        self._refresh_row(index)

    def validate_cursor(self, cursor: int) -> int:
        """Keep the cursor on a row."""
        return max(0, min(cursor, self.count - 1))

    def watch_cursor(self, old: int, new: int) -> None:
        """Redraw the two rows concerned and scroll the new one into view."""
        if old == new:
            return
        self.keep_in_view()
        self._refresh_row(old)
        self._refresh_row(new)
        self.post_message(self.Moved())

    def keep_in_view(self) -> None:
        """Scroll as little as shows the cursor; without any room yet, the first size asks again."""
        if not self.size.height:
            return
        top = round(self.scroll_y)
        first, behind = self._lines(self.cursor)
        if first < top or behind - first > self.room:
            self.scroll_to(y=first, animate=False, force=True)
        elif behind > top + self.room:
            self.scroll_to(y=behind - self.room, animate=False, force=True)

    def _lines(self, index: int) -> tuple[int, int]:
        """Return the line that a row begins at, and the one behind it."""
        starts = self.starts
        return (starts[index], starts[index + 1]) if 0 <= index < len(starts) - 1 else (0, 0)

    def _refresh_row(self, index: int) -> None:
        first, behind = (line - round(self.scroll_y) + self.header_lines for line in self._lines(index))
        for y in range(max(first, self.header_lines), min(behind, self.size.height)):
            self.refresh(Region(0, y, self.size.width, 1))

    # ------------------------------------------------------------ drawing

    def on_resize(self, event: events.Resize) -> None:
        """Draw for the new width."""
        self.rows_changed()
        self.call_after_refresh(self.keep_in_view)

    def notify_style_update(self) -> None:
        """Forget colours when the theme changes."""
        self._drawn.clear()
        self._styles.clear()
        super().notify_style_update()

    def render_line(self, y: int) -> Strip:
        """Return one line of the visible part."""
        width = self.across
        if y < self.header_lines:
            return self._strip((Span(" "), *self.header_line(y)), width, "")
        at = y - self.header_lines + round(self.scroll_y)
        if not self.count:
            above = 1 if self.room > len(self.empty) else 0  # a blank line, where there is one to spare
            line = self.empty[at - above] if above <= at < len(self.empty) + above else ()
            return self._strip((Span("  "), *line), width, "")
        index = self.row_at(y)
        if index >= self.count:
            return self._strip((), width, "")
        if index == self.cursor:
            ground = "cursor" if self.has_focus else "blurred"
            return self._strip((Span(self.glyphs.cursor, "title"), *self._line(index, at)), width, ground)
        strip = self._drawn.get(at)
        if strip is None:
            if len(self._drawn) >= CACHED_LINES:
                self._drawn.clear()
            strip = self._drawn[at] = self._resting(index, at, width)
        return strip

    def _resting(self, index: int, at: int, width: int) -> Strip:
        """Return the line `at` of a row that the cursor is not on."""
        return self._strip((Span(" "), *self._line(index, at)), width, "")

    def _line(self, index: int, at: int) -> Line:
        """Return what a row shows in the line `at`, counted from the list's first."""
        part = at - self.starts[index]
        return self.below(index, part) if part else self.row(index)

    def _strip(self, spans: Line, width: int, ground: str) -> Strip:
        spans = crop(spans, width)
        blank = width - length(spans)
        segments = [Segment(printable(text, self.glyphs), self._style(role, ground)) for text, role in spans]
        segments.append(Segment(" " * blank, self._style("", ground)))
        return Strip(segments, width)

    def _style(self, role: str, ground: str) -> Style:
        """Return the terminal style of a role on the list's ground or on the cursor's."""
        style = self._styles.get((role, ground))
        if style is None:
            variables: Mapping[str, str] = self.app.theme_variables
            style = self.rich_style
            reverse = ground == "cursor" and self.app.current_theme.ansi
            if role and not reverse:  # reversed colours would be grounds of many colours
                style += _parsed(STYLES[role], variables)
            if ground == "cursor":
                style += _parsed("bold reverse" if reverse else "on $civitop-cursor", variables)
            self._styles[role, ground] = style
        return style

    # ------------------------------------------------------------ mouse and focus

    def on_click(self, event: events.Click) -> None:
        """Put the cursor on a row; a click on the row that has it, or a double click, opens it."""
        place = event.get_content_offset_capture(self)  # a frame around the rows does not count
        if place.y < self.header_lines:
            self.header_clicked(place.x - 1)
            return
        index = self.row_at(place.y)
        if index >= self.count:
            return
        repository = self.repository_at(index)
        if repository and event.chain >= 2:
            self.post_message(self.Opened(repository))
        self.cursor = index

    def watch_has_focus(self, has_focus: bool) -> None:
        """Draw the cursor strongly only where keys go."""
        super().watch_has_focus(has_focus)
        self._refresh_row(self.cursor)


def _parsed(style: str, variables: Mapping[str, str]) -> Style:
    """Return the terminal style of a style with variables."""
    return VisualStyle.parse(style, dict(variables)).rich_style
