"""A widget that draws itself as lines of spans for exactly the room it has."""

from abc import abstractmethod
from collections.abc import Sequence
from typing import ClassVar

from textual.content import Content
from textual.widget import Widget

from tui.drawing.glyphs import UNICODE, Glyphs
from tui.drawing.text import Line, content, crop


class Drawn(Widget):
    """Calls `draw` with its width and height and shows the lines; never wraps, never cuts a line silently."""

    DEFAULT_CSS: ClassVar[str] = "Drawn { height: auto; text-wrap: nowrap; text-overflow: clip; }"

    def __init__(
        self, glyphs: Glyphs = UNICODE, *, id: str | None = None, classes: str | None = None
    ) -> None:
        super().__init__(id=id, classes=classes, markup=False)
        self.glyphs = glyphs

    @abstractmethod
    def draw(self, width: int, height: int) -> Sequence[Line]:
        """Return at most `height` lines of at most `width` cells."""

    def reword(self) -> None:
        """Take the words of the language in use."""
        self.refresh(layout=True)

    def render(self) -> Content:
        """Return the lines as Textual content."""
        width, height = self.content_size
        if width <= 0 or height <= 0:
            return Content("")
        return content((crop(each, width) for each in self.draw(width, height)[:height]), self.glyphs)
