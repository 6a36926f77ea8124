"""How the matrix uses its room: figures or signs alone in the cells, and how the heads of the columns stand."""

from collections.abc import Sequence
from typing import Literal, NamedTuple

from tui.drawing.text import Line
from tui.organisations.matrix_heads import lying, standing

FIGURES_WIDTH = 12
SIGNS_WIDTH, SIGNS_MOST = 4, 8
LEAST_STANDING, MOST_STANDING = 14, 24
"""Cells that names which stand upright need, where they are as long, and the tallest that they become."""
LYING_LINES = 4
"""Lines of a head that lies, at most."""
LEAST_ROWS = 8
"""Rows of bodies that have to be left under the heads."""
Density = Literal["auto", "figures", "signs"]


class MatrixLayout(NamedTuple):
    """What holds for all columns."""

    signs_only: bool = False
    """Whether the cells show no figures."""
    width: int = FIGURES_WIDTH
    """Of a column, in terminal cells."""
    heads: Sequence[Line] = ((),)
    """The name of each project: a span per line, all equally high."""

    @property
    def head_lines(self) -> int:
        """Return the lines of the heads; one where there is no project."""
        return len(self.heads[0]) if self.heads and self.heads[0] else 1


def matrix_layout(
    names: Sequence[str], bodies: int, *, room: int, lines: int, density: Density
) -> MatrixLayout:
    """Return the layout for projects with these names in `room` cells, and for so many bodies in `lines` lines.

    With the density `auto` signs stand alone where figures of all projects do not fit beside each other and
    enough rows are left below upright names.
    """
    longest = max(map(len, names), default=0)
    signs_only = density == "signs"
    if density == "auto":
        spacious = lines - min(longest, LEAST_STANDING) >= min(LEAST_ROWS, bodies or 1)
        signs_only = len(names) * FIGURES_WIDTH > room and spacious
    if not signs_only:
        return MatrixLayout(heads=lying(names, FIGURES_WIDTH, LYING_LINES))
    rows = min(bodies, max(LEAST_ROWS, lines // 2))
    free = max(lines - rows, min(LEAST_STANDING, lines - LYING_LINES))
    tall = max(1, min(longest, MOST_STANDING, free))
    width = max(SIGNS_WIDTH, min(SIGNS_MOST, room // max(1, len(names))))
    return MatrixLayout(signs_only=True, width=width, heads=standing(names, tall, width))
