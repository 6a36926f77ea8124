"""The signals of one project in depth: value, trend, reason, the figures behind it, what was missing."""

from collections.abc import Collection, Sequence
from typing import Any

from rich.cells import cell_len

from civitop.health import Health
from civitop.i18n.language import _, ngettext
from civitop.i18n.message import Phrase
from civitop.reading.gaps import Gap, titles
from civitop.signals.base import LEVELS, Coverage, Definition, Level, Signal
from civitop.signals.parts.units import not_counted, unit_of
from civitop.signals.views.figures import Shown
from tui.drawing.glyphs import Glyphs
from tui.drawing.labels import filled, level_word
from tui.drawing.plots import sparkline
from tui.drawing.text import Line, Span, fit, length, line, number, span, wrap
from tui.table.columns import LEAST_CHANGE, change

LONGEST = 15
"""Cells of the longest figure in a line of words."""


def heading(definition: Definition[Any], signal: Signal[Any], width: int, glyphs: Glyphs) -> Line:
    """Return sign, word, value with its unit, change and trend of a signal in one line; empty where it has none."""
    if signal.value is None:
        return (_level(signal.level, glyphs),) if definition.rated else ()
    spans = [_level(signal.level, glyphs, _level_width())] if definition.rated else []
    spans += _value(definition, signal)
    changed = _changed(definition, signal, glyphs)
    if length((*spans, *changed)) <= width:
        spans += changed
    points = [*(point.value for point in signal.trend), signal.value]  # months end before what holds now
    known = [value for value in points if value is not None]
    if len(known) > 1:
        ends = f"{number(known[0])} "
        last = f" {number(known[-1])}"
        room = width - length(tuple(spans)) - len(ends) - len(last) - 2
        if room >= 6:
            plot = sparkline(points, min(room, 40), glyphs)
            spans += [Span("  "), Span(ends, "quiet"), Span(plot, "series"), Span(last, "quiet")]
    return tuple(spans)


def _level(level: Level, glyphs: Glyphs, width: int | None = None) -> Span:
    """Return sign and word of a level, the word in `width` cells."""
    word = level_word(level)
    return Span(f"{glyphs.level(level)} {word if width is None else fit(word, width)}", f"{level}-strong")


def _value(definition: Definition[Any], signal: Signal[Any]) -> Line:
    """Return the value as one says it; with its unit where that is another figure than those of its trend."""
    value = signal.value or 0
    figure = f"{_figure(value)} "
    if definition.said:
        words = str(definition.said(value))
        if words.startswith(figure):
            return Span(figure, "strong"), Span(words.removeprefix(figure), "muted")
        if signal.change_30d is None and not signal.trend:
            return (Span(words, "strong"),)
    return Span(figure, "strong"), span(unit_of(value, definition.unit), "muted")


def _figure(value: float) -> str:
    """Return a figure that stands in a line of words, and need not be short."""
    return number(value, LONGEST)


def _changed(definition: Definition[Any], signal: Signal[Any], glyphs: Glyphs) -> Line:
    """Return how the value changed, where that is known."""
    if signal.change_30d is None:
        return ()
    if abs(signal.change_30d) < LEAST_CHANGE:
        return (Span("  " + _("unchanged in 30 days"), "muted"),)
    moved = change(signal, definition.better, 6, glyphs)
    by = Span(moved.text.strip(), moved.role)
    return (Span(" "), *filled(_("{change} in 30 days"), "muted", change=by))


def _level_width() -> int:
    """Return the cells of the longest word for a level, and a blank."""
    return 1 + max(cell_len(level_word(level)) for level in LEVELS)


def signal_lines(
    definition: Definition[Any],
    signal: Signal[Any],
    width: int,
    glyphs: Glyphs,
    told: Collection[Phrase] = (),
    *,
    whole: bool = False,
) -> list[Line]:
    """Return everything about one signal but the lists that have a section of their own; `whole`: with them.

    Sentences that the screen has `told` in one place are not repeated.
    """
    head = heading(definition, signal, width, glyphs)
    lines = [head] if head else []
    if signal.reason not in told:
        lines += wrap(str(signal.reason), width)
    lines += flowing([shown for shown in definition.figures.of(signal.detail) if shown.told], width)
    for text, verdict in definition.figures.lists(signal.detail, screen=not whole):
        lines += wrap(text, width, verdict or "muted")
    return lines + coverage_lines(definition, signal.coverage, width, told)


def flowing(figures: Sequence[Shown], width: int) -> list[Line]:
    """Return figures one after the other, broken between them."""
    lines: list[Line] = []
    current: list[Span] = []
    for shown in figures:
        value = span(shown.text(_figure), shown.verdict or "strong")
        part = filled(shown.words, "muted", value=value)
        if current and length((*current, *part)) + 3 > width:
            lines.append(tuple(current))
            current = []
        if length(part) > width:
            lines += wrap("".join(each.text for each in part), width, "muted")
            continue
        if current:
            current.append(Span("   "))
        current += part
    if current:
        lines.append(tuple(current))
    return lines


def coverage_lines(
    definition: Definition[Any], coverage: Coverage, width: int, told: Collection[Phrase] = ()
) -> list[Line]:
    """Return what was missing and what was left out."""
    lines: list[Line] = []
    for sentence in (each for each in coverage.missing if each not in told):
        lines += wrap(_("Missing: {sentence}").format(sentence=sentence), width, "watch")
    if coverage.left_out:
        lines += wrap(not_counted(definition.not_counted, coverage.left_out), width, "quiet")
    if coverage.name_joins:
        text = ngettext(
            "{n} person was counted as one with somebody of the same full name.",
            "{n} people were counted as one with somebody of the same full name.",
            coverage.name_joins,
        )
        lines += wrap(text.format(n=number(coverage.name_joins)), width, "quiet")
    return lines


def further_lines(
    health: Health,
    definitions: Sequence[Definition[Any]],
    width: int,
    glyphs: Glyphs,
    told: Collection[Phrase] = (),
) -> list[Line]:
    """Return the signals that have no section of their own, each below its title."""
    lines: list[Line] = []
    for definition in definitions:
        signal = definition.of(health.signals)
        if signal is None:
            continue
        if lines:
            lines.append(())
        lines.append(line(span(_(definition.title), "lead")))
        lines += signal_lines(definition, signal, width, glyphs, told)
    return lines


def gap_lines(found: Sequence[Gap], width: int, glyphs: Glyphs) -> list[Line]:
    """Return what is not known of a project, each thing once, with the signals that lack it."""
    lines: list[Line] = []
    for gap in found:
        lines += wrap(f"{glyphs.unknown} {gap.why}", width, "watch")
        lacking = ", ".join(_(title) for title in titles(gap))
        lines += [(Span("  "), *each) for each in wrap(lacking, width - 2, "quiet")]
    return lines
