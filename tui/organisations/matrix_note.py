"""The lines under the matrix: the cell under the cursor as a sentence, what is unknown, and how the marks read."""

from collections.abc import Sequence
from typing import ClassVar

from civitop.i18n.language import _
from tui.drawing.glyphs import Glyphs
from tui.drawing.labels import filled
from tui.drawing.text import Line, Span, crop, length, wrap
from tui.organisations.matrix_cells import MARK, TAKEN_PART, WRITTEN, part_signs, share
from tui.widgets.drawn import Drawn


class MatrixNote(Drawn):
    """The cell under the cursor as a sentence, the share that is unknown, and the legend."""

    DEFAULT_CSS: ClassVar[str] = "MatrixNote { height: 4; }"

    def __init__(self, glyphs: Glyphs) -> None:
        super().__init__(glyphs)
        self._sentences: tuple[str, ...] = ()
        self._unknown: float | None = None
        self._unsure = False

    def say(self, sentences: tuple[str, ...], unknown: float | None, *, unsure: bool) -> None:
        """Show the fullest of these sentences that fits whole, and the share no organisation stands behind.

        `unsure` says whether there are cells of which nobody can say whether the body contributes too.
        """
        said = sentences, unknown, unsure
        if said != (self._sentences, self._unknown, self._unsure):
            self._sentences, self._unknown, self._unsure = said
            self.refresh()

    def draw(self, width: int, height: int) -> Sequence[Line]:
        """Return the sentence in all lines but two, then what is unknown, then the legend."""
        room = height - 2
        lines: list[Line] = []
        for sentence in self._sentences:
            lines = [(Span(" "), *each) for each in wrap(sentence, width - 2)]
            if len(lines) <= room:
                break
        lines = lines[:room]
        lines += [()] * (room - len(lines))
        return [*lines, self._unknown_line(width), self._legend(width)]

    def _unknown_line(self, width: int) -> Line:
        if self._unknown is None:
            words = _("Behind how many contributions no organisation is known is not known yet.")
            return crop((Span(f" {words}", "muted"),), width)
        forms = (
            _("Behind {share} of all contributions no organisation is known: no cell shows them."),
            _("Behind {share} of the contributions no organisation is known."),
            _("{share} unknown"),
        )
        for form in forms:
            line = (Span(" "), *filled(form, "muted", share=Span(share(self._unknown), "strong")))
            if length(line) <= width:
                return line
        return ()

    def _legend(self, width: int) -> Line:
        glyphs = self.glyphs
        shades = tuple(Span(glyphs.heat[step], f"heat{step}") for step in range(1, len(WRITTEN) + 1))
        scale = _scale([(shade.text * MARK, shade.role) for shade in shades], WRITTEN, _("commits"))
        signs = [(sign, "part") for sign in part_signs(glyphs)]
        writes = (*shades, Span(" " + _("writes"), "muted"))
        part = (Span(part_signs(glyphs), "part"), Span(" " + _("takes part"), "muted"))
        acts = _scale(signs, TAKEN_PART, _("issues, change requests, reviews"))
        uses: Line = (Span(glyphs.offline, "watch"), Span(" " + _("only uses"), "muted"))
        if self._unsure:
            uses = (*uses, Span(f"   {glyphs.bullet}", "lead"), Span(" " + _("uses"), "muted"))
        nothing = (Span(glyphs.same, "quiet"), Span(" " + _("nothing"), "muted"))
        whole_part = (Span(_("takes part") + " ", "muted"), *acts)
        whole_writes = (Span(_("writes") + " ", "muted"), *scale)
        for choice in (
            (whole_writes, whole_part, uses, nothing),
            (whole_writes, part, uses, nothing),
            (writes, part, uses, nothing),
            (writes, part, uses),
            (writes, part),
        ):
            line = (Span(" "), *(piece for each in choice for piece in (*each, Span("   "))))[:-1]
            if length(line) <= width:
                return line
        return ()


def _scale(signs: Sequence[tuple[str, str]], bounds: Sequence[int], of: str) -> Line:
    """Return signs, each with the amount from which it holds: `░░░ 1+ ▒▒▒ 5+ commits`."""
    spans = [
        piece
        for (sign, role), bound in zip(signs, bounds, strict=True)
        for piece in (Span(sign, role), Span(f" {bound}+ ", "muted"))
    ]
    return (*spans, Span(of, "muted"))
