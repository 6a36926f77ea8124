"""The columns of the project table as data: a header, a width, and a function from a project to a cell.

A column has its raw value for sorting beside the spans for showing. Widths are fixed by `layout`,
never by what stands in the cells, so that a change of one figure moves nothing.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple

from rich.cells import cell_len

from civitop.health import Health
from civitop.signals.base import LEVELS, Definition, Signal
from tui.glyphs import Glyphs
from tui.text import Line, Span, fit, number, span
from tui.widgets.plot import sparkline

SortKey = tuple[int, float | str]
"""First whether it is known (unknown sorts last, in both directions), then the value."""
LAST: SortKey = (1, 0.0)


class Column(NamedTuple):
    """One column of the table."""

    id: str
    title: str
    unit: str
    """Shown once, under the title."""
    width: int
    cell: Callable[[Health, int, Glyphs], Line]
    """From a project, the width in cells and the signs to what is drawn."""
    key: Callable[[Health], SortKey]
    """From a project to what it is sorted by; apart from `cell`, so that sorting draws nothing."""
    descending: bool = True
    """The order that a person wants first."""


SIGN_WIDTH = 2
VALUE_WIDTH = 5
CHANGE_WIDTH = 5
SIGNAL_WIDTH = SIGN_WIDTH + VALUE_WIDTH + CHANGE_WIDTH
SPARK_WIDTHS = (10, 6)
LEAST_CHANGE = 0.05
"""What would be shown as 0.0 is no change."""
NAME_WIDTH = 22
GAP = 1


def level_column() -> Column:
    """Return the column of the worst level: a sign, sorted from the one to look at first."""

    def cell(health: Health, width: int, glyphs: Glyphs) -> Line:
        if health.status == "failed":
            return (Span(fit(glyphs.failed, width), "bad-strong"),)
        level, _ = health.worst
        return (Span(fit(glyphs.level(level), width), f"{level}-strong"),)

    def key(health: Health) -> SortKey:
        level, _ = health.worst
        return (0, LEVELS.index(level) - _weight(health) + (len(LEVELS) if health.archived else 0))

    return Column("level", "", "", 1, cell, key, descending=False)


def _weight(health: Health) -> float:
    """Return how much more than its worst level is wrong, below 1: more bad signals come first."""
    levels = [signal.level for signal in health.signals.values()]
    return min(0.99, levels.count("bad") * 0.05 + levels.count("watch") * 0.003)


def name_column() -> Column:
    """Return the column of the project's name, its owner behind it where there is room, and its marks."""

    def cell(health: Health, width: int, glyphs: Glyphs) -> Line:
        mark = glyphs.archived if health.archived else glyphs.stale if health.status == "stale" else ""
        room = width - (2 if mark else 0)
        owner, _, name = health.name.rpartition("/")
        role = "muted" if health.archived or health.status != "fresh" else "strong"
        spans = [span(name, role, room)]
        if owner and cell_len(name) + cell_len(owner) + 2 <= room:
            spans = [span(name, role), span(f" {owner}", "quiet", room - cell_len(name))]
        if mark:
            spans.append(Span(f" {mark}", "watch"))
        return tuple(spans)

    def key(health: Health) -> SortKey:
        owner, _, name = health.name.rpartition("/")
        return (0, f"{name}/{owner}".casefold())

    return Column("name", "PROJECT", "", NAME_WIDTH, cell, key, descending=False)


def short_name(name: str) -> str:
    """Return a repository's path without its owner."""
    return name.rpartition("/")[2] or name


def signal_column(definition: Definition[Any], spark: int) -> Column:
    """Return the column of a signal: level sign, value, change in 30 days and, with `spark`, its trend."""
    identifier, better = definition.id, definition.better

    def cell(health: Health, width: int, glyphs: Glyphs) -> Line:
        signal = health.signals.get(identifier)
        if signal is None:
            return (Span(fit("  " + "–".rjust(VALUE_WIDTH), width), "muted"),)
        spans = [
            Span(fit(glyphs.level(signal.level), SIGN_WIDTH), signal.level),
            Span(fit(number(signal.value), VALUE_WIDTH, "right"), "muted" if signal.value is None else ""),
            change(signal, better, CHANGE_WIDTH, glyphs),
        ]
        if spark:
            spans.append(Span(" " + sparkline([p.value for p in signal.trend], spark, glyphs), "spark"))
        return tuple(spans)

    def key(health: Health) -> SortKey:
        signal = health.signals.get(identifier)
        return LAST if signal is None or signal.value is None else (0, float(signal.value))

    unit = short_unit(definition.unit)
    width = SIGNAL_WIDTH + (spark + 1 if spark else 0)
    return Column(identifier, definition.short.upper(), unit, width, cell, key, descending=better == "less")


def change(signal: Signal[Any], better: str, width: int, glyphs: Glyphs) -> Span:
    """Return the change in 30 days with its direction; good and bad are the colour, the arrow the fact."""
    value = signal.change_30d
    if value is None:
        return Span(" " * width)
    if abs(value) < LEAST_CHANGE:
        return Span(fit(f" {glyphs.same}", width), "quiet")
    arrow = glyphs.up if value > 0 else glyphs.down
    role = "good" if (value > 0) == (better == "more") else "bad"
    return Span(fit(f" {arrow}{number(abs(value), width - 2)}", width), role)


def short_unit(unit: str) -> str:
    """Return a unit that fits under a column's title."""
    return unit if len(unit) <= 8 else "number"


def forge_column() -> Column:
    """Return the column that says which forge a project lives on."""

    def cell(health: Health, width: int, _: Glyphs) -> Line:
        return (Span(fit(health.forge, width), "muted"),)

    return Column(
        "forge", "FORGE", "", 9, cell, lambda health: (0, health.forge.casefold()), descending=False
    )


def layout(width: int, definitions: Iterable[Definition[Any]], leading: int = 4) -> tuple[Column, ...]:
    """Return the columns for a table of `width` cells: by priority, and the name takes what is left.

    The leading signals come first, then their trends, then further signals, then the forge.
    """
    signals = list(definitions)
    lead, further = signals[:leading], signals[leading:]
    room = width - 1 - GAP - NAME_WIDTH
    while lead and len(lead) * (SIGNAL_WIDTH + GAP) > room:
        lead.pop()
    room -= len(lead) * (SIGNAL_WIDTH + GAP)
    spark = 0
    if lead and len(lead) == min(leading, len(signals)):
        spark = next((each for each in SPARK_WIDTHS if len(lead) * (each + 1) <= room), 0)
        room -= len(lead) * (spark + 1) if spark else 0
    more = []
    for definition in further if spark else ():
        if room - 4 < SIGNAL_WIDTH + GAP:
            break
        more.append(signal_column(definition, 0))
        room -= SIGNAL_WIDTH + GAP
    tail = []
    if spark and room >= 10 + GAP:
        tail.append(forge_column())
        room -= 9 + GAP
    name = name_column()
    name = name._replace(width=name.width + max(room, 0) if room > 0 else max(8, name.width + room))
    return (level_column(), name, *(signal_column(each, spark) for each in lead), *more, *tail)


def header(columns: Sequence[Column], sorted_by: str, *, reverse: bool, glyphs: Glyphs) -> tuple[Line, Line]:
    """Return the two header lines: titles with the arrow of the sorted column, and units."""
    titles: list[Span] = []
    units: list[Span] = []
    for column in columns:
        arrow = ""
        if column.id == sorted_by:
            arrow = glyphs.descending if column.descending != reverse else glyphs.ascending
        indent = " " * SIGN_WIDTH if column.unit else ""
        title = f"{indent}{column.title} {arrow}" if column.title else arrow
        titles += [Span(fit(title, column.width), "title" if arrow else "muted"), Span(" " * GAP)]
        spark = column.unit and column.width > SIGNAL_WIDTH
        unit = (
            f"{indent}{column.unit:<{SIGNAL_WIDTH - SIGN_WIDTH + 1}}trend"
            if spark
            else f"{indent}{column.unit}"
        )
        units += [
            Span(fit(unit, column.width) if column.unit else " " * column.width, "quiet"),
            Span(" " * GAP),
        ]
    return tuple(titles[:-1]), tuple(units[:-1])


def ordered(projects: Sequence[Health], column: Column, *, reverse: bool) -> tuple[Health, ...]:
    """Return the projects by a column, unknown last in both directions, equal ones by name."""
    named = sorted(projects, key=lambda health: health.name.casefold())
    keyed = [(column.key(each), each) for each in named]
    known = sorted(
        (item for item in keyed if item[0][0] == 0),
        key=lambda item: item[0][1],
        reverse=column.descending != reverse,
    )
    return (*(each for _, each in known), *(each for key, each in keyed if key[0] != 0))
