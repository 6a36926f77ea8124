"""A part of the project screen: a frame around lines that are made for its width, as high as they are."""

from collections.abc import Callable, Sequence
from typing import ClassVar

from textual.geometry import Size

from tui.drawing.glyphs import Glyphs
from tui.drawing.text import Line
from tui.widgets.drawn import Drawn

Painter = Callable[[int], Sequence[Line]]
"""From a width in cells to lines."""


class Section(Drawn):
    """A titled part; `paint` says what stands in it."""

    DEFAULT_CSS: ClassVar[str] = "Section { height: auto; }"

    def __init__(self, title: str, glyphs: Glyphs, *, id: str | None = None) -> None:
        super().__init__(glyphs, id=id, classes="section")
        self.border_title = title
        self._painter: Painter = lambda _: ()

    def paint(self, painter: Painter) -> None:
        """Show other lines; an empty section disappears."""
        self._painter = painter
        self.display = bool(painter(60))
        self.refresh(layout=True)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """Return the number of lines at this width."""
        return len(self._painter(width))

    def draw(self, width: int, height: int) -> Sequence[Line]:
        """Return the lines."""
        return self._painter(width)
