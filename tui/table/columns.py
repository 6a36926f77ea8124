"""The columns of the project table as data: a header, a width, and a function from a project to a cell.

A column has its raw value for sorting beside the spans for showing. Widths are fixed by `layout`
(in `table_layout`), never by what stands in the cells, so that a change of one figure moves nothing.
"""

from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from rich.cells import cell_len

from civitop.config.sources import owner_and_name
from civitop.health import Health
from civitop.i18n.language import _
from civitop.reading.telling_names import NO_NAMES, TellingNames
from civitop.signals.base import LEVELS, Definition, Signal
from tui.drawing.glyphs import Glyphs
from tui.drawing.labels import CI_STATES, said
from tui.drawing.plots import sparkline
from tui.drawing.text import Line, Span, fit, number, shortened, span

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
    name: str = ""
    """What it is called in a list of columns."""
    least: int = 1
    """The narrowest that it can be; a signal's trend takes what is beyond."""


SIGN_WIDTH = 2
VALUE_WIDTH = 5
CHANGE_WIDTH = 5
SIGNAL_WIDTH = SIGN_WIDTH + VALUE_WIDTH + CHANGE_WIDTH
SPARK_WIDTHS = (10, 6)
LEAST_CHANGE = 0.05
"""What would be shown as 0.0 is no change."""
NAME_WIDTH = 22
LEAST_NAME = 8
MARK_WIDTH = 2
MOST_WIDTH = 60
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

    return Column("level", "", "", 1, cell, key, descending=False, name=_("Worst level, as a sign"))


def _weight(health: Health) -> float:
    """Return how much more than its worst level is wrong, below 1: more bad signals come first."""
    levels = [signal.level for signal in health.glance.values()]
    return min(0.99, levels.count("bad") * 0.05 + levels.count("watch") * 0.003)


def name_column(*, owners: bool = False, names: TellingNames = NO_NAMES) -> Column:
    """Return the column of the project's name and its marks; with `owners` the owner stands behind each name.

    All rows or none: an owner only where a name happens to be short would read as if the others had none. What
    tells a project from its namesakes in `names` stands behind its name at any width.
    """

    def cell(health: Health, width: int, glyphs: Glyphs) -> Line:
        mark = glyphs.archived if health.archived else glyphs.stale if health.status == "stale" else ""
        room = width - (MARK_WIDTH if mark else 0)
        owner, name = owner_and_name(health.name)
        beside = names[health.id].apart or (owner if owners else "")
        role = "muted" if health.archived or health.status != "fresh" else "strong"
        spans = [span(name, role, room)]
        if beside:
            kept = max(min(cell_len(name), room - 1 - cell_len(beside)), room // 2)
            called = span(shortened(name, kept), role)
            spans = [called, span(f" {beside}", "quiet", room - cell_len(called.text))]
        if mark:
            spans.append(Span(f" {mark}", "watch"))
        return tuple(spans)

    def key(health: Health) -> SortKey:
        owner, name = owner_and_name(health.name)
        return (0, f"{name}/{owner}".casefold())

    name = _("Project")
    return Column("name", name.upper(), "", NAME_WIDTH, cell, key, False, name, LEAST_NAME)


def signal_column(definition: Definition[Any], spark: int = 0) -> Column:
    """Return the column of a signal: level sign, value, change in 30 days, and its trend in what is left."""
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
        room = width - SIGNAL_WIDTH - GAP
        if room > 0:
            trend = sparkline([point.value for point in signal.trend], room, glyphs)
            spans.append(Span(fit(f" {trend}", width - SIGNAL_WIDTH), "spark"))
        return tuple(spans)

    def key(health: Health) -> SortKey:
        signal = health.glance.get(identifier)
        return LAST if signal is None or signal.value is None else (0, float(signal.value))

    unit = short_unit(definition.unit)
    width = SIGNAL_WIDTH + (spark + 1 if spark else 0)
    title, name = _(definition.short).upper(), _(definition.title)
    return Column(identifier, title, unit, width, cell, key, better == "less", name, SIGNAL_WIDTH)


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
    words = _(unit)
    return words if len(unit) <= 8 and cell_len(words) <= SIGNAL_WIDTH - SIGN_WIDTH else _("number")


def text_column(id: str, name: str, width: int, of: Callable[[Health], str]) -> Column:
    """Return a column of words."""

    def cell(health: Health, width: int, _: Glyphs) -> Line:
        return (Span(fit(of(health) or "–", width), "muted"),)

    def key(health: Health) -> SortKey:
        value = of(health)
        return (0, value.casefold()) if value else LAST

    least = cell_len(name) + 2
    return Column(
        id, name.upper(), "", max(width, least), cell, key, descending=False, name=name, least=least
    )


def stars_column() -> Column:
    """Return the column of the stars on the forge."""

    def cell(health: Health, width: int, _: Glyphs) -> Line:
        return (Span(fit(number(health.stars), width, "right"), "muted"),)

    def key(health: Health) -> SortKey:
        return LAST if health.stars is None else (0, float(health.stars))

    name = _("Stars")
    width = max(7, cell_len(name) + 2)
    return Column("stars", name.upper(), "", width, cell, key, name=name, least=width)


def catalogue(
    definitions: Iterable[Definition[Any]], *, owners: bool = False, names: TellingNames = NO_NAMES
) -> dict[str, Column]:
    """Return every column there is by its id, signals as narrow as they can be."""
    columns = (
        level_column(),
        name_column(owners=owners, names=names),
        *(signal_column(each) for each in definitions),
        text_column("forge", _("Forge"), 9, lambda health: health.forge),
        text_column("owner", _("Owner"), 16, lambda health: owner_and_name(health.name)[0]),
        text_column("language", _("Language"), 11, lambda health: health.language or ""),
        text_column("licence", _("Licence"), 14, lambda health: health.licence or ""),
        text_column("ci", _("CI"), 9, lambda health: said(CI_STATES, health.ci_state or "")),
        stars_column(),
    )
    return {column.id: column for column in columns}
