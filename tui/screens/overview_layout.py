"""Where the parts of the overview stand: pure rules, from the room and from what each part has to show.

Height goes first to the table, until it shows the rows that a person needs at least; then to the panels, in
the highest form that fits; then to what changed; then to the rest of the rows. What nobody needs goes to the
panels that have more to show. Where there is much room in both directions, panels stand beside the table.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Literal, NamedTuple

Form = Literal["line", "strip", "full"]
"""`line`: one line without a frame; `strip`: three lines in a frame; `full`: a frame as high as there is room."""

FRAME = 2
"""Lines, and columns, of a frame."""
STRIP = 3 + FRAME
FULL = 9 + FRAME
"""Lines of a panel in these forms, frame included; `full` may have more."""
LEAST_FULL = 9
"""Lines of a panel that shares a column with others, frame included."""
SENTENCE = 2
"""So many lines are no picture."""
LEAST_ROWS, LEAST_ROWS_LOW = 10, 5
"""Rows of the table that stand before anything else, where there are so many; on high screens more of them, in a body
of fewer than `LOW` lines fewer."""
LOW = 18
IN_A_ROW = 4
NARROW, ROOMY, WIDE, VAST = 76, 100, 160, 260
"""Columns from which panels in a strip stand four in a row, those in full too, beside the table, and in two columns
beside it."""
HIGH = 40
"""Lines from which panels stand beside the table."""
FRAMED = 27
"""Lines from which the table has a frame, where that costs no row that a person needs."""
FEW_CHANGES = 3
"""Lines of the list of changes that come before the rest of the rows: its rule, and two changes."""
TABLE_PART = 11
PANELS_PART = 8
"""How the width is shared where panels stand beside the table."""


class Box(NamedTuple):
    """A part's place: columns and lines, counted from the upper left corner of the body."""

    x: int
    y: int
    width: int
    height: int
    form: Form = "full"

    @property
    def bottom(self) -> int:
        """Return the first line below it."""
        return self.y + self.height


class Need(NamedTuple):
    """What a part would like to have."""

    name: str
    lines: Callable[[int], int]
    """From the columns inside its frame to the lines inside it that show everything."""
    grows: bool = False
    """Whether it shows more in any further line: a curve that becomes higher."""
    extra: bool = False
    """Whether it stands beside the table only, where there is room; elsewhere its key shows it."""


class Parts(NamedTuple):
    """What is to be placed."""

    table: str
    rows: int
    """Rows of the table, heads of groups among them."""
    head: int
    """Lines of its header."""
    panels: Sequence[Need]
    changes: Need | None
    """The list of what changed; `None` where it is not shown."""


def laid_out(width: int, height: int, parts: Parts) -> Mapping[str, Box]:
    """Return the place of each part in a body of so many columns and lines; what gets none is left out.

    Boxes never overlap and never reach beyond the body.
    """
    if width <= 0 or height <= 0:
        return {}
    if parts.panels and width >= WIDE and height >= HIGH:
        return _beside(width, height, parts)
    return _below(width, height, parts._replace(panels=[each for each in parts.panels if not each.extra]))


def least_rows(height: int, rows: int) -> int:
    """Return how many rows of the table come before anything else in a body of `height` lines."""
    return min(rows, max(LEAST_ROWS if height >= LOW else LEAST_ROWS_LOW, 5 * (height + 3) // 12))


# ---------------------------------------------------------------- panels below the table


class _Block(NamedTuple):
    """The panels as one block below the table."""

    form: Form
    columns: int
    height: int
    """Lines of one row of panels, frame included."""

    def lines(self, count: int) -> int:
        return -(-count // self.columns) * self.height


def _below(width: int, height: int, parts: Parts) -> Mapping[str, Box]:
    least = parts.head + least_rows(height, parts.rows)
    whole = parts.head + parts.rows
    events = _changes_wanted(width, parts)
    block = _block(width, height, parts, least, whole + FRAME + min(events, FEW_CHANGES))
    taken = block.lines(len(parts.panels)) if block else 0
    changes = max(0, min(height - taken - least, events, FEW_CHANGES))
    changes = 1 if changes == 2 else changes  # a rule and one line say no more than the line
    rest = height - taken - changes
    framed = height >= FRAMED and rest - FRAME >= least
    table = min(rest, whole + (FRAME if framed else 0))
    spare = rest - table
    more = min(spare, max(0, events - changes)) if changes >= FEW_CHANGES or spare >= FEW_CHANGES else 0
    changes, spare = changes + more, spare - more
    if block and block.form == "full":  # what nobody else needs
        rows = -(-len(parts.panels) // block.columns)
        block, spare = block._replace(height=block.height + spare // rows), spare % rows
    if changes > 1:
        changes, spare = changes + spare, 0
    boxes = {parts.table: Box(0, 0, width, table + spare, "full" if framed else "strip")}
    y = table + spare
    if block:
        taken = block.lines(len(parts.panels))
        boxes |= _grid(parts.panels, Box(0, y, width, taken), block)
        y += taken
    if parts.changes and changes:
        form: Form = "line" if changes == 1 else "strip" if changes == FEW_CHANGES else "full"
        boxes[parts.changes.name] = Box(0, y, width, changes, form)
    return boxes


def _changes_wanted(width: int, parts: Parts) -> int:
    """Return the lines of all changes with their frame; a list that is empty takes one line."""
    if parts.changes is None:
        return 0
    lines = parts.changes.lines(width - FRAME)
    return lines + FRAME if lines > 1 else 1


def _block(width: int, height: int, parts: Parts, least: int, comfortable: int) -> _Block | None:
    """Return the highest form of the panels that leaves the table its least; in pairs where that costs no row."""
    count = len(parts.panels)
    if not count:
        return None
    pairs = _Block("full", 2, FULL)
    forms = [
        *([pairs] if height - pairs.lines(count) >= comfortable else []),
        *([_Block("full", IN_A_ROW, FULL)] if width >= ROOMY else [pairs] if width < NARROW else []),
        _Block("strip", IN_A_ROW if width >= NARROW else 2, STRIP),
        _Block("line", 2, 1),
    ]
    changes = 1 if parts.changes else 0
    return next((form for form in forms if height - form.lines(count) - changes >= least), None)


def _grid(panels: Sequence[Need], room: Box, block: _Block) -> Mapping[str, Box]:
    boxes = {}
    for start in range(0, len(panels), block.columns):
        row = panels[start : start + block.columns]
        edges = [room.width * number // len(row) for number in range(len(row) + 1)]
        y = room.y + start // block.columns * block.height
        for panel, left, right in zip(row, edges, edges[1:], strict=False):
            boxes[panel.name] = Box(left, y, right - left, block.height, block.form)
    return boxes


# ---------------------------------------------------------------- panels beside the table


def _beside(width: int, height: int, parts: Parts) -> Mapping[str, Box]:
    left = width * TABLE_PART // (TABLE_PART + PANELS_PART)
    right = width - left
    columns = min(len(parts.panels), 2) if width >= VAST else 1
    whole = parts.head + parts.rows + FRAME
    changes = _changes_wanted(left, parts)
    table = min(whole, height - min(changes, FULL) if changes else height)
    below, beside = _shared(parts.panels, height - table - changes, height * columns, left, right // columns)
    boxes = {parts.table: Box(0, 0, left, table)}
    y = table
    for panel, lines in below:
        boxes[panel.name] = Box(0, y, left, lines)
        y += lines
    if parts.changes:
        boxes[parts.changes.name] = Box(0, y, left, height - y, "full" if height - y > 1 else "line")
    elif y < height:
        boxes[parts.table] = boxes[parts.table]._replace(height=table + height - y)
        boxes |= {
            panel.name: boxes[panel.name]._replace(y=boxes[panel.name].y + height - y) for panel, _ in below
        }
    for column in range(columns):
        mine = beside[column::columns]
        start, end = (left + right * number // columns for number in (column, column + 1))
        y = 0
        for panel, lines in zip(mine, _heights(mine, height, end - start), strict=True):
            boxes[panel.name] = Box(start, y, end - start, lines)
            y += lines
    return boxes


def _shared(
    panels: Sequence[Need], free: int, height: int, left: int, right: int
) -> tuple[list[tuple[Need, int]], list[Need]]:
    """Return the panels below the table with their lines, and those beside it.

    The last ones go below the table as long as the others would have to leave something out and there is room.
    """
    beside = list(panels)
    below: list[tuple[Need, int]] = []
    while len(beside) > 1 and sum(each.lines(right - FRAME - 2) + FRAME for each in beside) > height:
        lines = min(free, beside[-1].lines(left - FRAME - 2) + FRAME)
        if lines < LEAST_FULL:
            break
        below.insert(0, (beside.pop(), lines))
        free -= lines
    return below, beside


def _heights(panels: Sequence[Need], height: int, width: int) -> list[int]:
    """Share a column among its panels: to each what it needs, or a fair part; what is left over to all.

    A panel that says in a sentence why it has no picture takes just that.
    """
    if not panels:
        return []
    needed = [each.lines(width - FRAME - 2) for each in panels]
    wanted = [lines + FRAME if lines <= SENTENCE else max(LEAST_FULL, lines + FRAME) for lines in needed]
    found = [min(each, height // len(panels)) for each in wanted]
    rest = height - sum(found)
    for number, each in enumerate(wanted):
        more = min(rest, each - found[number])
        found[number] += more
        rest -= more
    pictures = [number for number, lines in enumerate(needed) if lines > SENTENCE] or range(len(panels))
    growing = [number for number in pictures if panels[number].grows] or pictures
    for place, number in enumerate(growing):
        found[number] += rest // len(growing) + (1 if place < rest % len(growing) else 0)
    return found
