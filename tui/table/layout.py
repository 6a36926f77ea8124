"""Which columns stand in the table at a width, how wide each is, and the two lines above them."""

from collections.abc import Iterable, Sequence
from typing import Any

from rich.cells import cell_len

from civitop.i18n.language import _
from civitop.reading.telling_names import NO_NAMES, TellingNames
from civitop.signals.base import Definition
from tui.drawing.glyphs import Glyphs
from tui.drawing.text import Line, Span, fit
from tui.session.preferences import SortBy, Wanted
from tui.table.columns import (
    GAP,
    LEAST_NAME,
    MOST_WIDTH,
    NAME_WIDTH,
    SIGN_WIDTH,
    SIGNAL_WIDTH,
    SPARK_WIDTHS,
    Column,
    catalogue,
)

FORGE_WIDTH = 9
MOST_NAME = 44
"""The widest that a name is left by trends, in cells."""


def layout(
    width: int,
    definitions: Iterable[Definition[Any]],
    wanted: Sequence[Wanted] = (),
    *,
    widest: int = 0,
    names: TellingNames = NO_NAMES,
) -> tuple[Column, ...]:
    """Return the columns for a table of `width` cells: the wanted ones, or as many as fit by priority.

    The name takes the room that is left; owners stand behind the names where the `widest` of them fits, and
    what tells namesakes in `names` apart always.
    """
    signals = tuple(definitions)
    widths = [(each.id, each.width) for each in wanted] or _by_priority(width, signals, _least(names))
    columns = _fitted(width, catalogue(signals, names=names), widths)
    name = next(each for each in columns if each.id == "name")
    if 0 < widest <= name.width and not any(each.id == "owner" for each in columns):
        owned = catalogue(signals, owners=True, names=names)["name"]._replace(width=name.width)
        columns = tuple(owned if each.id == "name" else each for each in columns)
    return columns


def _least(names: TellingNames) -> int:
    """Return the cells that the names are left before trends stand there: those that tell namesakes apart whole."""
    return max(NAME_WIDTH, min(MOST_NAME, max(map(cell_len, names.aparts), default=0)))


def _by_priority(
    width: int, signals: Sequence[Definition[Any]], name: int = NAME_WIDTH
) -> list[tuple[str, int | None]]:
    """Return what stands there by itself: leading signals, their trends, further signals, the forge."""
    leading = [each for each in signals if each.leading] or list(signals[:4])
    further = [each for each in signals if each not in leading]
    lead = list(leading)
    room = width - 1 - GAP - NAME_WIDTH
    while lead and len(lead) * (SIGNAL_WIDTH + GAP) > room:
        lead.pop()
    room -= len(lead) * (SIGNAL_WIDTH + GAP) + name - NAME_WIDTH
    spark = 0
    if lead and len(lead) == len(leading):
        spark = next((each for each in SPARK_WIDTHS if len(lead) * (each + 1) <= room), 0)
        room -= len(lead) * (spark + 1) if spark else 0
    more = further[: max(0, room - 4) // (SIGNAL_WIDTH + GAP)] if spark else []
    room -= len(more) * (SIGNAL_WIDTH + GAP)
    found: list[tuple[str, int | None]] = [("level", None), ("name", None)]
    found += [(each.id, SIGNAL_WIDTH + (spark + 1 if spark else 0)) for each in lead]
    found += [(each.id, None) for each in more]
    if spark and room >= FORGE_WIDTH + GAP + 1:
        found.append(("forge", None))
    return found


def _fitted(
    width: int, known: dict[str, Column], widths: Sequence[tuple[str, int | None]]
) -> tuple[Column, ...]:
    """Return the columns with their widths; those at the right end that do not fit are left out."""
    sized = [(id, size) for id, size in widths if id in known]
    if not any(id == "name" for id, _ in sized):
        sized.insert(0, ("name", None))
    columns = [
        known[id]._replace(width=min(MOST_WIDTH, max(known[id].least, size)) if size else known[id].width)
        for id, size in sized
    ]
    asked = next(size for id, size in sized if id == "name")
    while (room := width - _others(columns)) < min(NAME_WIDTH, asked or NAME_WIDTH):
        last = next((each for each in reversed(columns) if each.id not in ("level", "name")), None)
        if last is None:
            break
        columns.remove(last)
    room = max(LEAST_NAME, room)
    return tuple(
        each._replace(width=min(room, asked) if asked else room) if each.id == "name" else each
        for each in columns
    )


def _others(columns: Sequence[Column]) -> int:
    """Return the cells that all columns but the name take, with the gaps."""
    return sum(each.width + GAP for each in columns if each.id != "name")


def header(
    columns: Sequence[Column], sort: Sequence[SortBy], glyphs: Glyphs, below_name: str = ""
) -> tuple[Line, Line]:
    """Return the two header lines: titles with the arrows of the sorted columns, numbered, and units.

    Names have no unit: `below_name` stands there, how the rows are grouped or what is not shown.
    """
    titles: list[Span] = []
    units: list[Span] = []
    for column in columns:
        arrow = _arrow(column, sort, glyphs)
        titles += [Span(_title(column, arrow), "title" if arrow else "muted"), Span(" " * GAP)]
        indent = " " * SIGN_WIDTH
        unit = f"{indent}{column.unit}" if column.unit else ""
        trend = _("trend")
        if column.unit and column.width > SIGNAL_WIDTH + cell_len(trend):
            unit = f"{indent}{fit(column.unit, SIGNAL_WIDTH - SIGN_WIDTH)} {trend}"
        if column.id == "name":
            unit = below_name
        units += [Span(fit(unit, column.width), "quiet"), Span(" " * GAP)]
    return tuple(titles[:-1]), tuple(units[:-1])


def _arrow(column: Column, sort: Sequence[SortBy], glyphs: Glyphs) -> str:
    """Return the direction in which a column sorts, and which key it is where there are several."""
    for place, by in enumerate(sort, 1):
        if by.column == column.id:
            arrow = glyphs.descending if column.descending != by.reverse else glyphs.ascending
            return f"{arrow}{place}" if len(sort) > 1 and column.width > 1 else arrow
    return ""


def _title(column: Column, arrow: str) -> str:
    """Return name or title and arrow in the column's width; blanks give way before letters."""
    if not column.title:
        return fit(arrow, column.width)
    indent = " " * SIGN_WIDTH if column.unit else ""
    forms = (
        f"{indent}{column.name.upper()} {arrow}".rstrip(),
        f"{indent}{column.title} {arrow}".rstrip(),
        f"{column.title} {arrow}",
        f"{column.title}{arrow}",
    )
    return fit(next((each for each in forms if cell_len(each) <= column.width), forms[-1]), column.width)
