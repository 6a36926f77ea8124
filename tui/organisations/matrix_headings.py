"""The headings of the matrix: at most three lines of names above the columns, that of the cursor's always whole."""

from collections.abc import Sequence
from typing import NamedTuple

from rich.cells import cell_len

from tui.drawing.glyphs import Glyphs
from tui.drawing.text import Line, Span, breaks, fit, shortened
from tui.organisations.matrix_layout import HEADING_LINES, MatrixLayout
from tui.organisations.matrix_table import MatrixEntry

Piece = tuple[int, str, str]
"""Where a text begins, the text, and its role."""


class Marked(NamedTuple):
    """The cursor's column."""

    at: int
    """Counted from the first in view."""
    role: str
    """Of its name."""


def headings(
    columns: Sequence[MatrixEntry],
    after: int,
    marked: Marked,
    layout: MatrixLayout,
    room: int,
    glyphs: Glyphs,
) -> list[Line]:
    """Return the lines above the columns in view; the lowest as wide as they, the others `room` cells.

    `after` is how many columns there are behind those in view: by it names keep their line while the table
    scrolls. The name of the cursor's column stands whole, over those of its neighbours where it needs their room.
    """
    lines = (
        _broken(columns, layout) if layout.style == "broken" else _staggered(columns, after, layout, glyphs)
    )
    lines = _with_marked(lines, columns, after, marked, layout, room, glyphs)
    lowest = len(columns) * layout.width - 1
    return [_joined(pieces, lowest if pieces is lines[-1] else room) for pieces in lines]


def _line(index: int, columns: int, after: int) -> int:
    """Return the line of a staggered name; that of the last column of all has room on its right."""
    return (index - (columns + after - 1) + HEADING_LINES - 2) % HEADING_LINES


def _broken(columns: Sequence[MatrixEntry], layout: MatrixLayout) -> list[list[Piece]]:
    """Return names in pieces above their own columns, standing on the lowest line."""
    lines: list[list[Piece]] = [[] for _ in range(layout.heading_lines)]
    for index, column in enumerate(columns):
        parts = breaks(column.short, layout.width - 1)
        for y, part in enumerate(parts, layout.heading_lines - len(parts)):
            lines[y].append((index * layout.width, part, "muted"))
    return lines


def _staggered(
    columns: Sequence[MatrixEntry], after: int, layout: MatrixLayout, glyphs: Glyphs
) -> list[list[Piece]]:
    """Return each name in one line that begins at its column; a rule leads down to it where there is room."""
    width = layout.width
    lines: list[list[Piece]] = [[] for _ in range(HEADING_LINES)]
    for y in range(HEADING_LINES):
        end = 0
        for index, column in enumerate(columns):
            x, own = index * width, _line(index, len(columns), after)
            if own == y:
                text = shortened(column.short, HEADING_LINES * width - 1)
                lines[y].append((x, text, "muted"))
                end = x + cell_len(text) + 1
            elif own < y and x >= end:
                lines[y].append((x, glyphs.separator, "quiet"))
    return lines


def _with_marked(
    lines: list[list[Piece]],
    columns: Sequence[MatrixEntry],
    after: int,
    marked: Marked,
    layout: MatrixLayout,
    room: int,
    glyphs: Glyphs,
) -> list[list[Piece]]:
    """Return the lines with the name of the cursor's column whole in them, and a rule from it to its column."""
    at, role = marked
    if not 0 <= at < len(columns):
        return lines
    x, name = at * layout.width, columns[at].name
    if layout.style == "broken" and name.replace(" ", "") == _standing(lines, x):
        return [[(start, text, role if start == x else old) for start, text, old in each] for each in lines]
    y = _line(at, len(columns), after) if layout.style == "staggered" else 0
    lowest = y == len(lines) - 1
    if lowest and x + cell_len(name) >= len(columns) * layout.width:
        y = max(0, y - 1)
    text = shortened(name, room)
    start = max(0, min(x, room - cell_len(text)))
    changed = [list(pieces) for pieces in lines]
    changed[y] = _over(changed[y], (start, text, role))
    for below in range(y + 1, len(lines)):
        changed[below] = _over(changed[below], (x, glyphs.separator, role))
    return changed


def _standing(lines: list[list[Piece]], x: int) -> str:
    """Return what stands above one column, without blanks."""
    return "".join(text for pieces in lines for start, text, _role in pieces if start == x).replace(" ", "")


def _over(pieces: list[Piece], new: Piece) -> list[Piece]:
    """Return pieces with a new one laid over them: what it touches keeps its whole words before it, or gives way."""
    start, text, _role = new
    end = start + cell_len(text)
    kept: list[Piece] = []
    for x, old, role in pieces:
        if x + cell_len(old) < start or x > end:
            kept.append((x, old, role))
        elif x < start - 2 and _in_words(old, short := shortened(old, start - 1 - x)):
            kept.append((x, short, role))
    return sorted([*kept, new])


def _in_words(name: str, short: str) -> bool:
    """Return whether a shortened name ends between words: half a word would read as another one."""
    kept = len(short) - 1
    return short == name or not (name[kept - 1 : kept].isalnum() and name[kept : kept + 1].isalnum())


def _joined(pieces: list[Piece], room: int) -> Line:
    """Return pieces as a line of `room` cells."""
    spans: list[Span] = []
    end = 0
    for x, text, role in pieces:
        if x >= room:
            break
        short = shortened(text, room - x)
        text = short if _in_words(text, short) else ""
        spans += [Span(" " * (x - end)), Span(text, role)]
        end = x + cell_len(text)
    spans.append(Span(fit("", room - end)))
    return tuple(spans)
