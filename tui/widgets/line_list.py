"""A virtual list: rows are drawn when they scroll into view, so any number costs one screen of them.

The base of the project table and of the list of changes: cursor, scrolling, mouse and colours.
"""

from collections.abc import Mapping
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

from tui.glyphs import UNICODE, Glyphs
from tui.text import Line, Span, crop, length, printable
from tui.theme import STYLES

CACHED_ROWS = 2000
"""Drawn rows that are kept: a long list scrolled to its end must not stay in memory."""


class LineList(ScrollView, can_focus=True, inherit_bindings=False):
    """Rows of one line each with a cursor; a subclass says how many there are and what each shows."""

    DEFAULT_CSS: ClassVar[str] = """
    LineList { overflow-x: hidden; overflow-y: scroll; scrollbar-size-vertical: 1; }
    """
    cursor: reactive[int] = reactive(0)

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
    def header_lines(self) -> int:
        """Return how many lines stand above the rows and do not scroll."""
        return 0

    def header_line(self, y: int) -> Line:
        """Return a line of the header."""
        return ()

    def row(self, index: int) -> Line:
        """Return what a row shows."""
        return ()

    def repository_at(self, index: int) -> str | None:
        """Return the repository that a row is about."""
        return None

    def header_clicked(self, x: int) -> None:
        """React to a click on the header."""

    # ------------------------------------------------------------ moving

    @property
    def repository(self) -> str | None:
        """Return the repository under the cursor."""
        return self.repository_at(self.cursor) if 0 <= self.cursor < self.count else None

    @property
    def room(self) -> int:
        """Return how many rows are in view."""
        return max(1, self.size.height - self.header_lines)

    def move(self, by: int) -> None:
        """Move the cursor by so many rows."""
        self.cursor = self.cursor + by

    def page(self, direction: int) -> None:
        """Move the cursor by a page."""
        self.move(direction * max(1, self.room - 1))

    def rows_changed(self) -> None:
        """Take up a new number of rows, or new contents, and draw them."""
        self._drawn.clear()
        self.virtual_size = Size(self.size.width, self.count + self.header_lines)
        self.cursor = self.validate_cursor(self.cursor)
        self.refresh()

    def reword(self) -> None:
        """Take the words of the language in use."""
        self.rows_changed()

    def row_changed(self, index: int) -> None:
        """Draw one row anew, if it is in view."""
        self._drawn.pop(index, None)
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
        if self.cursor < top:
            self.scroll_to(y=self.cursor, animate=False, force=True)
        elif self.cursor >= top + self.room:
            self.scroll_to(y=self.cursor - self.room + 1, animate=False, force=True)

    def _refresh_row(self, index: int) -> None:
        y = index - round(self.scroll_y) + self.header_lines
        if self.header_lines <= y < self.size.height:
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
        width = self.size.width
        if y < self.header_lines:
            return self._strip((Span(" "), *self.header_line(y)), width, "")
        index = y - self.header_lines + round(self.scroll_y)
        if not self.count:
            line = self.empty[index - 1] if 0 < index <= len(self.empty) else ()
            return self._strip((Span("  "), *line), width, "")
        if index >= self.count:
            return self._strip((), width, "")
        if index == self.cursor:
            ground = "cursor" if self.has_focus else "blurred"
            return self._strip((Span(self.glyphs.cursor, "title"), *self.row(index)), width, ground)
        strip = self._drawn.get(index)
        if strip is None:
            if len(self._drawn) >= CACHED_ROWS:
                self._drawn.clear()
            strip = self._drawn[index] = self._strip((Span(" "), *self.row(index)), width, "")
        return strip

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
        index = place.y - self.header_lines + round(self.scroll_y)
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
