"""What stands in a cell of the matrix: one mark for the strongest relation, by sign and shade, or with its figure."""

from bisect import bisect

from civitop.i18n.language import percent
from tui.drawing.glyphs import Glyphs
from tui.drawing.text import Line, Span, fit, number
from tui.organisations.matrix import Cell

WRITTEN = (1, 5, 20, 100)
"""Commits from which each shade of writing holds: the same in every network, however much its first one writes."""
TAKEN_PART = (1, 10)
"""Issues, change requests and reviews from which each sign of taking part holds."""
MARK = 3
"""Cells of a mark."""
_PART, _PART_ASCII = "◇◆", "-="


def part_signs(glyphs: Glyphs) -> str:
    """Return the signs of taking part, few and many: never those of writing."""
    return _PART_ASCII if glyphs.ascii else _PART


def drawn(cell: Cell, width: int, *, figures: bool, glyphs: Glyphs) -> Line:
    """Return a cell in `width - 1` cells of the terminal: its mark, and in `figures` mode its contributions.

    The figures of a row or a column add up to its total.
    """
    room = width - 1
    sign, role = mark(cell, glyphs)
    if figures:
        text = number(cell.weight, room - 3) if cell.weight else ""
        return (Span(fit(sign, 1), role), Span(fit(text, room - 2, "right")), Span(" "))
    text = sign * MARK if cell.relation == "writes" else fit(sign, MARK, "centre")
    return (Span(fit(text, room), role),)


def mark(cell: Cell, glyphs: Glyphs) -> tuple[str, str]:
    """Return the sign of a cell's strongest relation, with its role."""
    match cell.relation:
        case "writes":
            step = bisect(WRITTEN, cell.writes)
            return glyphs.heat[step], f"heat{step}"
        case "takes part":
            return part_signs(glyphs)[bisect(TAKEN_PART, cell.takes_part) - 1], "part"
        case "only uses":
            return glyphs.offline, "watch"
        case "uses":
            return glyphs.bullet, "lead"
        case None:
            return glyphs.same, "quiet"


def total(value: int, width: int) -> str:
    """Return a total in `width` cells, right where figures stand."""
    return fit(number(value, min(5, width)), width, "right")


def share(value: float | None) -> str:
    """Return a share as people write it, `–` where it is not known."""
    return "–" if value is None else percent(value)
