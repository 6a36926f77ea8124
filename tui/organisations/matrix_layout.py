"""How the matrix uses its room: the widths of names, cells and totals, and how the headings stand."""

from collections.abc import Sequence
from typing import Literal, NamedTuple

from rich.cells import cell_len

from tui.drawing.text import breaks

HEADING_LINES = 3
LEAST_NAME, NARROW_NAME, MOST_NAME = 12, 18, 36
"""Cells of the rows' names: the least, to how many they shrink where all columns then fit, and the most."""
TOTAL = 7
"""Cells of the total at the end of a row."""
LEAST_WIDTH, MOST_WIDTH = 5, 14
"""Of a column, in terminal cells, with the blank before it."""
LEAST_FIGURES = 8
Style = Literal["broken", "staggered"]


class MatrixLayout(NamedTuple):
    """What holds for the whole table."""

    name: int = LEAST_NAME
    """Cells of the rows' names."""
    width: int = LEAST_WIDTH
    """Of a column."""
    fitting: int = 1
    """Columns that are in view at once."""
    style: Style = "broken"
    """Names broken into lines above their own column each, or staggered: in every third column in the same line."""
    heading_lines: int = 1

    @property
    def left(self) -> int:
        """Return the cells that stand still left of the columns: the cursor's mark and the name."""
        return 1 + self.name


def matrix_layout(rows: Sequence[str], columns: Sequence[str], across: int, *, figures: bool) -> MatrixLayout:
    """Return the layout of a table with these names of rows and columns in `across` cells.

    Columns are as wide as they can be while all of them are in view; where they cannot be, as narrow as they
    may. Names stand broken above their own columns if every one fits so into `HEADING_LINES` lines.
    """
    longest = max(map(cell_len, rows), default=0)
    least = LEAST_FIGURES if figures else LEAST_WIDTH
    count = max(1, len(columns))
    name = max(LEAST_NAME, min(longest, MOST_NAME, across // 3))
    missing = count * least - (across - 1 - name - TOTAL)
    if 0 < missing <= name - NARROW_NAME:
        name -= missing
    room = max(1, across - 1 - name - TOTAL)
    width = max(least, min(MOST_WIDTH, room // count))
    tall = max((_lines(each, width - 1) for each in columns), default=1)
    style: Style = "broken" if tall <= HEADING_LINES else "staggered"
    lines = tall if style == "broken" else HEADING_LINES
    return MatrixLayout(name, width, max(1, min(count, room // width)), style, max(1, lines))


def _lines(name: str, width: int) -> int:
    """Return in how many lines of `width` cells a name fits broken between its words; too many where it does not."""
    lines = breaks(name, width)
    whole = "".join(lines).replace(" ", "") == name.replace(" ", "")
    return len(lines) if whole else HEADING_LINES + 1
