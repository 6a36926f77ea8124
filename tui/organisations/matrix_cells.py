"""The cells and the foot of the matrix: writing, taking part and using, each in its own place with its sign."""

from collections.abc import Sequence

from rich.cells import cell_len

from civitop.i18n.language import _, pgettext
from tui.drawing.glyphs import Glyphs
from tui.drawing.plots import heat
from tui.drawing.text import Line, Span, fit, number
from tui.organisations.matrix import Cell, Matrix, MatrixProject

STEPS = 4
_PART, _PART_ASCII = "▁▃▅▇", "-=%@"


def part_signs(glyphs: Glyphs) -> str:
    """Return the signs of taking part, from least to most: never those of writing."""
    return _PART_ASCII if glyphs.ascii else _PART


def drawn(cell: Cell, matrix: Matrix, width: int, *, figures: bool, glyphs: Glyphs) -> Line:
    """Return a cell in `width - 1` cells of the terminal, with figures or as signs alone."""
    if cell.made is None and not cell.uses:
        return (Span(fit(glyphs.heat[0], width - 1), "quiet"),)
    writes = heat(cell.writes, matrix.most_written, STEPS)
    part = heat(cell.takes_part, matrix.most_taken_part, STEPS)
    first = glyphs.heat[writes] if writes else " "
    second = part_signs(glyphs)[part - 1] if part else " "
    sign = glyphs.offline if cell.idle else glyphs.bullet if cell.uses else " "
    shade = f"heat{writes}" if writes else "quiet"
    uses = "watch" if cell.idle else "lead"
    if figures:
        return (
            Span(first, shade),
            Span(fit(number(cell.writes, 3) if writes else "", 4)),
            Span(second, "part"),
            Span(fit(number(cell.takes_part, 3) if part else "", 4)),
            Span(fit(sign, width - 11), uses),
        )
    size = (width - 2) // 2
    return (
        Span(first * size if writes else fit(first, size), shade),
        Span(second * size, "part"),
        Span(fit(sign, width - 1 - 2 * size), uses),
    )


def foot_line(matrix: Matrix, projects: Sequence[MatrixProject], at: int, name: int, width: int) -> Line:
    """Return the share that is unknown: in total, then of each project in view, that of the cursor marked."""
    long = _("organisation unknown")
    words = long if name >= 20 and cell_len(long) < name else pgettext("organisation", "unknown")
    spans = [
        Span(" "),
        Span(fit(words, name - 1), "muted"),
        Span(fit(share(matrix.unknown), 5, "right"), "strong"),
    ]
    for index, project in enumerate(projects):
        text = share(project.unknown)
        if len(text) >= width:
            text = pgettext("share", "all")
        spans += [Span(" "), Span(fit(text, width - 1), "title" if index == at else "muted")]
    return tuple(spans)


def share(value: float | None) -> str:
    """Return a share as people write it, `–` where it is not known."""
    return "–" if value is None else f"{value:.0%}"
