"""A part of a page: a frame around lines that are made for its width, as high as they are."""

from collections.abc import Callable, Sequence
from typing import ClassVar, NamedTuple

from textual import events
from textual.geometry import Size
from textual.message import Message

from civitop.i18n.language import _
from tui.drawing.glyphs import Glyphs
from tui.drawing.text import Line, Linked, Span, length
from tui.widgets.drawn import Drawn

Painter = Callable[[int], Sequence[Line]]
"""From a width in cells to lines."""
UNSEEN = 60
"""Cells for which lines are made to see whether there are any, before the part has a width."""


class Place(NamedTuple):
    """A piece of a section that leads to an address."""

    line: int
    cell: int
    """The first of it."""
    behind: int
    """The first behind it."""
    url: str


class Section(Drawn):
    """A titled part; `paint` says what stands in it. Lines are made once for a width."""

    DEFAULT_CSS: ClassVar[str] = "Section { height: auto; }"

    class Clicked(Message):
        """A piece with an address was clicked, so many times in a row."""

        def __init__(self, section: "Section", place: Place, times: int) -> None:
            self.section, self.place, self.times = section, place, times
            super().__init__()

    def __init__(self, title: str, glyphs: Glyphs, *, id: str | None = None) -> None:
        """Make it; `title` is a message, or empty."""
        super().__init__(glyphs, id=id, classes="section")
        self._title = title
        self.border_title = _(title) if title else ""
        self._painter: Painter = lambda _: ()
        self._made: dict[int, Sequence[Line]] = {}
        self._pointed: Place | None = None

    def paint(self, painter: Painter) -> None:
        """Show other lines; an empty section disappears."""
        self._painter = painter
        self._made.clear()
        self.display = bool(self._lines(self.content_size.width or UNSEEN))
        self.refresh(layout=True)

    @property
    def places(self) -> list[Place]:
        """Return the pieces that lead to an address, in the order in which they are read."""
        found: list[Place] = []
        for at, spans in enumerate(self._lines(self.content_size.width or UNSEEN)):
            cell = 0
            for piece in spans:
                size = length((piece,))
                if isinstance(piece, Linked):
                    found.append(Place(at, cell, cell + size, piece.url))
                cell += size
        return found

    def point(self, place: Place | None) -> None:
        """Mark one of the places as the one that Enter opens, or none."""
        if place != self._pointed:
            self._pointed = place
            self.refresh()

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
        lines, here = self._lines(width), self._pointed
        if here is None or here.line >= len(lines):
            return lines
        marked: list[Span] = []
        cell = 0
        for piece in lines[here.line]:
            marked.append(Span(piece.text, "here") if cell == here.cell else piece)
            cell += length((piece,))
        return [*lines[: here.line], tuple(marked), *lines[here.line + 1 :]]

    def on_click(self, event: events.Click) -> None:
        """Tell which piece with an address was clicked."""
        at = event.get_content_offset_capture(self)
        for place in self.places:
            if place.line == at.y and place.cell <= at.x < place.behind:
                self.post_message(self.Clicked(self, place, event.chain))
