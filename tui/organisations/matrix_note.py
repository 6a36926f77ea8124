"""The lines under the matrix: the cell under the cursor as a sentence, and how the signs read."""

from collections.abc import Sequence
from typing import ClassVar

from civitop.i18n.language import _
from tui.drawing.glyphs import Glyphs
from tui.drawing.text import Line, Span, length, wrap
from tui.organisations.matrix_cells import STEPS, part_signs
from tui.widgets.drawn import Drawn


class MatrixNote(Drawn):
    """The cell under the cursor as a sentence, and the legend."""

    DEFAULT_CSS: ClassVar[str] = "MatrixNote { height: 3; }"

    def __init__(self, glyphs: Glyphs) -> None:
        super().__init__(glyphs)
        self._sentences: tuple[str, ...] = ()

    def say(self, sentences: tuple[str, ...]) -> None:
        """Show the fullest of these sentences that fits whole."""
        if sentences != self._sentences:
            self._sentences = sentences
            self.refresh()

    def draw(self, width: int, height: int) -> Sequence[Line]:
        """Return the sentence in all lines but the last, and the legend."""
        lines: list[Line] = []
        for sentence in self._sentences:
            lines = [(Span(" "), *each) for each in wrap(sentence, width - 2)]
            if len(lines) < height:
                break
        lines = lines[: height - 1]
        lines += [()] * (height - 1 - len(lines))
        return [*lines, self._legend(width)]

    def _legend(self, width: int) -> Line:
        glyphs = self.glyphs
        part = part_signs(glyphs)
        few = (
            *(Span(glyphs.heat[step], f"heat{step}") for step in range(1, STEPS + 1)),
            Span(" " + _("writes: commits"), "muted"),
        )
        some = (Span(part, "part"), Span(" " + _("takes part: issues, change requests, reviews"), "muted"))
        short = (Span(part, "part"), Span(" " + _("takes part"), "muted"))
        uses = (Span(glyphs.bullet, "lead"), Span(" " + _("uses"), "muted"))
        idle = (Span(glyphs.offline, "watch"), Span(" " + _("only uses"), "muted"))
        gap = Span("   ")
        for choice in ((few, some, uses, idle), (few, short, uses, idle), (few, short)):
            line = (Span(" "), *(piece for part_ in choice for piece in (*part_, gap)))[:-1]
            if length(line) <= width:
                return line
        return ()
