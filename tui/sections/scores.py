"""A published score: how high it is and of how much, its inputs with their points, and what it cannot see."""

from rich.cells import cell_len

from civitop.i18n.language import _, number
from civitop.signals.published_scores.detail import OUT_OF, Input, Score
from tui.drawing.glyphs import Glyphs
from tui.drawing.plots import bar
from tui.drawing.text import Line, Span, columns, fit, line, span, wrap

GAUGE = 30
"""Cells of the bar from nothing to the most that a score can be."""
POINTS = 8
AMOUNT = 8


def score_lines(score: Score, width: int, glyphs: Glyphs) -> list[Line]:
    """Return everything about one score."""
    lines = [*_value(score, width, glyphs)]
    lines += _inputs(score.inputs, width)
    for why in score.missing:
        lines += wrap(str(why), width, "watch")
    return [*lines, *wrap(str(score.weakness), width, "quiet")]


def _value(score: Score, width: int, glyphs: Glyphs) -> list[Line]:
    most = OUT_OF.get(score.name)
    if most is None:
        return []
    if score.low is None or score.high is None:
        return [line(Span(_("not known"), "muted"))]
    told = number(score.low) if score.exact else f"{number(score.low)}–{number(score.high)}"
    words = (Span(f"{told} ", "strong"), Span(_("of {most}").format(most=number(most)), "muted"), Span("  "))
    room = min(GAUGE, width - sum(cell_len(each.text) for each in words))
    if room < 6:
        return [words]
    sure = bar(score.low, most, room, glyphs).rstrip()
    high = bar(score.high, most, room, glyphs).rstrip()
    maybe = high[len(sure) :] if len(high) > len(sure) else ""
    rest = room - len(sure) - len(maybe)
    return [(*words, Span(sure, "series"), Span(maybe, "quiet"), Span(glyphs.rail * rest, "quiet"))]


def _inputs(inputs: tuple[Input, ...], width: int) -> list[Line]:
    """Return a row for each input: what it is, its value, and the points where the score gives points."""
    pointed = any(each.points is not None for each in inputs)
    room = max(10, width - AMOUNT - (POINTS if pointed else 0) - 1)
    name = min(room, max((cell_len(_(each.name)) for each in inputs), default=0))
    lines: list[Line] = []
    if pointed:
        head = Span(fit(_("points"), POINTS, "right"), "quiet")
        lines.append((Span(" " * (name + 1)), Span(fit(_("value"), AMOUNT, "right"), "quiet"), head))
    for each in inputs:
        told = "–" if each.value is None else _short(each.value)
        points = "–" if each.points is None else _short(each.points)
        right: list[Span] = [span(told, "strong", AMOUNT, "right")]
        if pointed:
            right.append(span(points, "muted", POINTS, "right"))
        blocks = [(wrap(_(each.name), name, "muted"), name), ([tuple(right)], AMOUNT + POINTS * pointed)]
        lines += columns(blocks, 1)
    return lines


def _short(value: float) -> str:
    """Return a figure whole where it is, else with one decimal."""
    return number(value, 0 if float(value).is_integer() else 1)
