"""Where the parts of the overview stand: pure rules, from the room and from what each part has to show.

Height goes first to the table, until it shows the rows that a person needs at least; then to the panels, in
the highest form that fits; then to what changed; then to the rest of the rows. Further lines go to the panels that
leave something out, then to the rest of what changed, then to the panels that grow. Where there is much room in
both directions, panels stand beside the table; there they take the places in which they leave out the least.
"""

from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise, product
from typing import Literal, NamedTuple

from tui.screens.room_sharing import Claim, shared

Form = Literal["line", "strip", "full"]
"""`line`: one line without a frame; `strip`: three lines in a frame; `full`: a frame as high as there is room."""

FRAME = 2
"""Lines, and columns, of a frame."""
STRIP = 3 + FRAME
FULL = 9 + FRAME
"""Lines of a panel in these forms, frame included; `full` may have more."""
LEAST_BELOW = 9
"""Lines of a panel below the table where others stand beside it, frame included; fewer only where it needs fewer."""
PADDING = 2
"""Columns between the frame of a panel and what stands in it."""
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
IDLE = 20
"""Lines that a column may leave empty while another one is full, before a panel moves over."""
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
    lines: Callable[[int, int], int]
    """From the columns and the lines inside its frame to those of the lines that it fills, all of them or fewer."""
    enough: int | None = None
    """Lines with which it is content as long as others leave something out, where it grows: a curve that becomes
    higher, a list that nobody reads to its end. `None`: it does not."""
    extra: bool = False
    """Whether it stands beside the table only, where there is room; elsewhere its key shows it."""
    lacks: bool = False
    """Whether it has no figure, and says in a sentence what would bring one."""

    def claim(self, width: int, height: int) -> Claim:
        """Return what it asks for in a column of so many columns and lines, frame included."""
        inside = width - FRAME - PADDING
        most = height - FRAME if self.enough is None else min(height - FRAME, self.enough)
        return Claim(
            self.lines(inside, max(1, most)) + FRAME,
            lambda lines: self.lines(inside, max(1, lines - FRAME)) + FRAME,
            self.enough is not None,
        )


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
    parts = parts._replace(panels=[each for each in parts.panels if not each.extra])
    changes = _changes_wanted(width, height, parts)  # once: their sentences are broken for that
    return _lacking_below(width, height, parts, changes) or _below(width, height, parts, changes)


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


def _lacking_below(width: int, height: int, parts: Parts, events: int) -> Mapping[str, Box] | None:
    """Return the places where the panels without a figure have a line each, and the others their room.

    The lines stand above what changed, which wants `events` lines. `None` where no panel lacks its figure, or where
    the others are lines too.
    """
    lacking = [each for each in parts.panels if each.lacks]
    parts = parts._replace(panels=[each for each in parts.panels if not each.lacks])
    height -= len(lacking)
    if not lacking or (parts.panels and not _in_frames(_block(width, height, parts, events))):
        return None
    boxes = dict(_below(width, height, parts, events))
    y = height
    if parts.changes and (changes := boxes.get(parts.changes.name)):
        y = changes.y
        boxes[parts.changes.name] = changes._replace(y=y + len(lacking))
    return boxes | {each.name: Box(0, y + number, width, 1, "line") for number, each in enumerate(lacking)}


def _in_frames(block: _Block | None) -> bool:
    return block is not None and block.form != "line"


def _below(width: int, height: int, parts: Parts, events: int) -> Mapping[str, Box]:
    least = parts.head + least_rows(height, parts.rows)
    whole = parts.head + parts.rows
    block = _block(width, height, parts, events)
    taken = block.lines(len(parts.panels)) if block else 0
    changes = max(0, min(height - taken - least, events, FEW_CHANGES))
    changes = 1 if changes == 2 else changes  # a rule and one line say no more than the line
    rest = height - taken - changes
    framed = height >= FRAMED and rest - FRAME >= least
    table = min(rest, whole + (FRAME if framed else 0))
    spare = rest - table
    rows = _rows(parts.panels, width, height, block) if block else []
    lacking = max(0, sum(each.whole for each in rows) - taken) if block and block.form == "full" else 0
    for most in (FULL, events):  # what changed lately, then the panels' lists, then everything that changed
        more = min(spare, max(0, min(most, events) - changes)) if changes + spare >= FEW_CHANGES else 0
        changes, spare = changes + more, spare - more
        more = min(spare, lacking)
        taken, spare, lacking = taken + more, spare - more, lacking - more
    if block and block.form == "full":  # what nobody else needs
        taken, spare = taken + spare, 0
    if changes > 1:
        changes, spare = changes + spare, 0
    boxes = {parts.table: Box(0, 0, width, table + spare, "full" if framed else "strip")}
    y = table + spare
    if block:
        heights = shared(rows, taken) if block.form == "full" else [block.height] * len(rows)
        boxes |= _grid(parts.panels, y, width, block, heights)
        y += taken
    if parts.changes and changes:
        form: Form = "line" if changes == 1 else "strip" if changes == FEW_CHANGES else "full"
        boxes[parts.changes.name] = Box(0, y, width, changes, form)
    return boxes


def _rows(panels: Sequence[Need], width: int, height: int, block: _Block) -> list[Claim]:
    """Return what each row of panels asks for: as much as the one in it that asks for most."""
    rows = []
    for start in range(0, len(panels), block.columns):
        row = panels[start : start + block.columns]
        rows.append(_highest([each.claim(width // len(row), height) for each in row]))
    return rows


def _highest(claims: Sequence[Claim]) -> Claim:
    return Claim(
        max(each.whole for each in claims),
        lambda lines: max(each.filled(min(lines, each.whole)) for each in claims),
        any(each.grows for each in claims),
    )


def _changes_wanted(width: int, height: int, parts: Parts) -> int:
    """Return the lines of all changes with their frame, as far as there are; a list that is empty takes one line."""
    if parts.changes is None:
        return 0
    lines = parts.changes.lines(width - FRAME, height)
    return lines + FRAME if lines > 1 else 1


def _block(width: int, height: int, parts: Parts, events: int) -> _Block | None:
    """Return the highest form of the panels that leaves the table its least; in pairs where that costs no row."""
    count = len(parts.panels)
    if not count:
        return None
    least = parts.head + least_rows(height, parts.rows)
    comfortable = parts.head + parts.rows + FRAME + min(events, FEW_CHANGES)
    pairs = _Block("full", 2, FULL)
    forms = [
        *([pairs] if height - pairs.lines(count) >= comfortable else []),
        *([_Block("full", IN_A_ROW, FULL)] if width >= ROOMY else [pairs] if width < NARROW else []),
        _Block("strip", IN_A_ROW if width >= NARROW else 2, STRIP),
        _Block("line", 2, 1),
    ]
    changes = 1 if parts.changes else 0
    return next((form for form in forms if height - form.lines(count) - changes >= least), None)


def _grid(
    panels: Sequence[Need], y: int, width: int, block: _Block, heights: Sequence[int]
) -> Mapping[str, Box]:
    boxes = {}
    for number, height in enumerate(heights):
        row = panels[number * block.columns : (number + 1) * block.columns]
        edges = [width * place // len(row) for place in range(len(row) + 1)]
        for panel, left, right in zip(row, edges, edges[1:], strict=False):
            boxes[panel.name] = Box(left, y, right - left, height, block.form)
        y += height
    return boxes


# ---------------------------------------------------------------- panels beside the table


def _beside(width: int, height: int, parts: Parts) -> Mapping[str, Box]:
    left = width * TABLE_PART // (TABLE_PART + PANELS_PART)
    columns = min(len(parts.panels), 2) if width >= VAST else 1
    edges = [left + (width - left) * number // columns for number in range(columns + 1)]
    wide = [each.claim(left, height) for each in parts.panels]
    narrow = [each.claim(edges[1] - edges[0], height) for each in parts.panels]
    events = _changes_wanted(left, height, parts)
    table = min(parts.head + parts.rows + FRAME, height - min(events, FULL))
    free = height - table - min(events, FULL)
    places = _places(wide, narrow, _Room(free, free - max(0, events - FULL), height, columns))
    below = [number for number, place in enumerate(places) if not place]
    grows = any(wide[number].grows for number in below)
    taken = free if grows else min(free, sum(wide[number].whole for number in below))
    if not parts.changes:
        table = height - taken
    boxes = {parts.table: Box(0, 0, left, table)}
    if parts.changes:
        changes = height - table - taken
        boxes[parts.changes.name] = Box(0, height - changes, left, changes, "full" if changes > 1 else "line")
    boxes |= _column(below, parts, wide, Box(0, table, left, taken))
    for column, (start, end) in enumerate(pairwise(edges), 1):
        mine = [number for number, place in enumerate(places) if place == column]
        boxes |= _column(mine, parts, narrow, Box(start, 0, end - start, height))
    return boxes


def _column(chosen: Sequence[int], parts: Parts, claims: Sequence[Claim], room: Box) -> Mapping[str, Box]:
    """Return the places of the chosen panels, one below the other in their room."""
    boxes = {}
    y = room.y
    for number, lines in zip(chosen, shared([claims[each] for each in chosen], room.height), strict=True):
        boxes[parts.panels[number].name] = Box(room.x, y, room.width, lines)
        y += lines
    return boxes


class _Room(NamedTuple):
    """The lines that there are for panels below the table and beside it."""

    free: int
    """Below the table, while what changed has its least."""
    idle: int
    """Those of them that nothing would stand in."""
    height: int
    """Of a column beside the table."""
    columns: int


def _places(wide: Sequence[Claim], narrow: Sequence[Claim], room: _Room) -> Sequence[int]:
    """Return for each panel where it stands: 0 below the table, else in this column beside it.

    They leave out the fewest lines in all; then no column is nearly empty; then as few as may be, the last ones,
    stand below the table, and the others take the columns in turn. `wide` and `narrow` is what they ask for here
    and there.
    """
    height, columns = room.height, room.columns

    def cost(places: Sequence[int]) -> tuple[int, int, int, int, int]:
        wanted = [0] * (columns + 1)
        idle = [room.idle, *[height] * columns]
        for place, here, there in zip(places, wide, narrow, strict=True):
            claim = there if place else here
            wanted[place] += claim.whole
            idle[place] -= height if claim.grows else claim.whole
        missing = max(0, wanted[0] - room.free) + sum(max(0, each - height) for each in wanted[1:])
        below = [number for number, place in enumerate(places) if not place]
        beside = [place for place in places if place]
        out_of_turn = sum(place != 1 + number % columns for number, place in enumerate(beside))
        return missing, max(0, max(idle) - IDLE), len(below), -sum(below), out_of_turn

    def possible(places: Sequence[int]) -> bool:
        below = [min(each.whole, LEAST_BELOW) for each, place in zip(wide, places, strict=True) if not place]
        return sum(below) <= room.free and set(places) >= set(range(1, columns + 1))

    return min(filter(possible, product(range(columns + 1), repeat=len(wide))), key=cost)
