"""A part of a page: a frame around lines that are made for its width, as high as they are."""

from collections.abc import Callable, Sequence
from typing import ClassVar

from textual.geometry import Size

from civitop.i18n.language import _
from tui.drawing.glyphs import Glyphs
from tui.drawing.text import Line
from tui.widgets.drawn import Drawn

Painter = Callable[[int], Sequence[Line]]
"""From a width in cells to lines."""
UNSEEN = 60
"""Cells for which lines are made to see whether there are any, before the part has a width."""


class Section(Drawn):
    """A titled part; `paint` says what stands in it. Lines are made once for a width."""

    DEFAULT_CSS: ClassVar[str] = "Section { height: auto; }"

    def __init__(self, title: str, glyphs: Glyphs, *, id: str | None = None) -> None:
        """Make it; `title` is a message, or empty."""
        super().__init__(glyphs, id=id, classes="section")
        self._title = title
        self.border_title = _(title) if title else ""
        self._painter: Painter = lambda _: ()
        self._made: dict[int, Sequence[Line]] = {}

    def paint(self, painter: Painter) -> None:
        """Show other lines; an empty section disappears."""
        self._painter = painter
        self._made.clear()
        self.display = bool(self._lines(self.content_size.width or UNSEEN))
        self.refresh(layout=True)

    def reword(self) -> None:
        """Take the words of the language in use."""
        self.border_title = _(self._title) if self._title else ""
        self._made.clear()
        super().reword()

    def _lines(self, width: int) -> Sequence[Line]:
        if width not in self._made:
            self._made = {width: self._painter(width)}  # one width at a time is on screen
        return self._made[width]

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """Return the number of lines at this width."""
        return len(self._lines(width))

    def draw(self, width: int, height: int) -> Sequence[Line]:
        """Return the lines."""
        return self._lines(width)
