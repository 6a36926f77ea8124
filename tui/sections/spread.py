"""How values in days are spread: a row for each stretch of time, with a bar for each of one or two series."""

from collections.abc import Sequence
from math import inf
from typing import NamedTuple

from rich.cells import cell_len

from civitop.i18n.language import N_, _, number
from civitop.signals.parts.statistics import median, percentile
from tui.drawing.glyphs import Glyphs
from tui.drawing.labels import filled
from tui.drawing.plots import bar
from tui.drawing.text import Line, Span, fit, length, line, span, wrap
from tui.drawing.time_format import span_words

STRETCHES: tuple[tuple[float, str], ...] = (
    (1, N_("up to a day")),
    (7, N_("up to a week")),
    (30, N_("up to a month")),
    (90, N_("up to 90 days")),
    (365, N_("up to a year")),
    (inf, N_("longer")),
)
"""Upper ends in days, each with what it is called."""
MOST_BAR = 40
"""The widest that a bar becomes: beyond, the eye no longer compares."""
DAY = 86400


class Series(NamedTuple):
    """Values with what they are and how they are drawn."""

    title: str
    """Translated."""
    days: Sequence[float]
    role: str
    hatched: bool = False
    """Whether it is told from the other series by its sign too, where there are no colours."""


def counts(days: Sequence[float]) -> list[int]:
    """Return how many values lie in each of the stretches."""
    found = [0] * len(STRETCHES)
    for value in days:
        found[next(at for at, (end, _name) in enumerate(STRETCHES) if value <= end)] += 1
    return found


def spread_lines(series: Sequence[Series], width: int, glyphs: Glyphs) -> list[Line]:
    """Return a head, a row for each stretch, and of each series the median and the ninth tenth."""
    label = max(cell_len(_(name)) for _end, name in STRETCHES)
    made = [counts(each.days) for each in series]
    most = max((count for each in made for count in each), default=0)
    amount = max(3, len(number(most)))
    room = (width - label) // len(series)
    rail = max(3, min(MOST_BAR, room - amount - 3))
    column = min(room, rail + amount + 3)
    titles = (span(f"{' ' * (amount + 3)}{each.title}", "quiet", column) for each in series)
    lines: list[Line] = [(Span(" " * label), *titles)]
    for at, (_end, name) in enumerate(STRETCHES):
        spans = [span(_(name), "muted", label)]
        for each, found in zip(series, made, strict=True):
            drawn = bar(found[at], most, rail, glyphs)
            if each.hatched and glyphs.hatch:
                drawn = drawn.replace(glyphs.full, glyphs.hatch)
            spans += [
                Span(fit(number(found[at]) if found[at] else glyphs.same, amount + 2, "right") + " "),
                Span(drawn, each.role),
            ]
            spans.append(Span(" " * (column - rail - amount - 3)))
        lines.append(tuple(spans))
    return lines


def quantile_lines(words: str, days: Sequence[float], width: int) -> list[Line]:
    """Return a message with the number of values, their median and their ninth tenth; nothing without any."""
    half, most = median(days), percentile(days, 0.9)
    if half is None or most is None:
        return []
    told = filled(
        words,
        "muted",
        n=Span(number(len(days)), "strong"),
        half=Span(days_words(half), "strong"),
        most=Span(days_words(most), "strong"),
    )
    return whole(told, width)


def days_words(days: float) -> str:
    """Return a span as people read it, whole days rounded as the figures of a signal are."""
    return span_words((round(days) if days >= 2 else days) * DAY)


def whole(told: Line, width: int) -> list[Line]:
    """Return a line as it is, or its words wrapped where it is too long."""
    return [told] if length(told) <= width else wrap("".join(each.text for each in told), width, "muted")


def nothing_line(words: str) -> Line:
    """Return a sentence that stands where there is nothing to spread."""
    return line(Span(words, "muted"))
