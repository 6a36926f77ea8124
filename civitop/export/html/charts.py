"""Charts as inline SVG: colours come from the style sheet, the figures stand beside them as text."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from functools import cache, lru_cache
from itertools import pairwise
from operator import add

from markupsafe import Markup

from civitop.export.html.markup import NOTHING, joined, shape, shapes, tag
from civitop.export.wording import figure
from civitop.i18n.language import Language, _, current
from civitop.i18n.message import say
from civitop.signals.base import LEVEL_NAMES, Level, TrendPoint

WIDTH, HEIGHT = 132, 30
_TREND = shape(
    f'<svg class="chart trend" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{{}}">'
    '{}<circle cx="{}" cy="{}" r="2"></circle></svg>'
)
_LINES = shapes('<polyline points="{}"></polyline>')
EDGE = 3
"""Room around a line, so that its end dot is not cut off."""
_TENTHS = tuple(f"{tenths / 10}" for tenths in range(10 * HEIGHT + 1))
"""Heights as text, by tenths of a unit."""
_LOWEST = 10 * (HEIGHT - EDGE)
_RISE = 10 * (HEIGHT - 2 * EDGE)
_MIDDLE = _TENTHS[_LOWEST - _RISE // 2]
LEVELS_HEIGHT = 12
BARS_WIDTH, BARS_HEIGHT = 320, 64
LEAST_BAR = 1.5
"""Height of a bar of 0, so that it is seen to be there."""
IN_BAR: tuple[Level, ...] = ("bad", "watch", "good", "unknown")


def trend(points: Sequence[TrendPoint]) -> Markup:
    """Return a line through the known values, broken where one is not known; nothing for fewer than two."""
    values = [point.value for point in points]
    known = [value for value in values if value is not None]
    if len(known) < 2:
        return NOTHING
    least, most = min(known), max(known)
    first, last = _first_known(values), len(values) - 1 - _first_known(values[::-1])
    heights = _heights(set(known), least, most)
    xs = _places(len(points))
    about = _in_words(points[first].day, points[last].day, least, most, known[-1], current())
    lines = [" ".join(map(add, xs[run], map(heights.__getitem__, values[run]))) for run in _runs(values)]
    return _TREND(about, _LINES(lines), xs[last].rstrip(","), heights[known[-1]])


@lru_cache(maxsize=1024, typed=True)
def _in_words(first: date, end: date, least: float, most: float, last: float, language: Language) -> str:
    """Return what a trend shows: those of many repositories lie between the same small numbers."""
    return say(
        "From {first:date} to {end:date}: least {least}, most {most}, last {last}.",
        first=first,
        end=end,
        least=figure(least),
        most=figure(most),
        last=figure(last),
    ).said(language)


def _first_known(values: Sequence[float | None]) -> int:
    return next(place for place, value in enumerate(values) if value is not None)


def _heights(values: Collection[float], least: float, most: float) -> Mapping[float | None, str]:
    """Return how high each value stands: a page of three hundred repositories has forty thousand points."""
    if most == least:
        return {least: _MIDDLE}
    span = most - least
    return {value: _TENTHS[round(_LOWEST - (value - least) / span * _RISE)] for value in values}


@cache
def _places(count: int) -> tuple[str, ...]:
    """Return where so many points stand from left to right, each with the comma before its height."""
    step = (WIDTH - 2 * EDGE) / (count - 1)
    return tuple(f"{round(EDGE + place * step, 1)}," for place in range(count))


def _runs(values: Sequence[float | None]) -> Iterator[slice]:
    """Yield the stretches of at least two neighbouring values that are known."""
    if None not in values:
        yield slice(len(values))
        return
    gaps = [-1, *(place for place, value in enumerate(values) if value is None), len(values)]
    for before, behind in pairwise(gaps):
        if behind - before > 2:
            yield slice(before + 1, behind)


def levels(counts: Mapping[Level, int]) -> Markup:
    """Return one bar divided by how many repositories have which level."""
    total = sum(counts.values())
    if not total:
        return NOTHING
    parts, x = [], 0.0
    for level in IN_BAR:
        width = counts[level] / total * BARS_WIDTH
        if width:
            parts.append(
                tag(
                    "rect",
                    class_=level,
                    x=round(x, 2),
                    y=0,
                    width=round(max(width - 1.5, 0.5), 2),
                    height=LEVELS_HEIGHT,
                    rx=2,
                )
            )
        x += width
    about = ", ".join(f"{_(LEVEL_NAMES[level])}: {counts[level]}" for level in IN_BAR if counts[level])
    return _svg("levels", BARS_WIDTH, LEVELS_HEIGHT, about, *parts)


def bars(values: Sequence[tuple[float, Level]]) -> Markup:
    """Return one bar per known value in the colour of its level, from the least to the most."""
    if not values:
        return NOTHING
    ordered = sorted(values, key=lambda each: each[0])
    most = max(ordered[-1][0], 1)
    step = BARS_WIDTH / len(ordered)
    drawn = []
    for place, (value, level) in enumerate(ordered):
        height = round(max(value / most * BARS_HEIGHT, LEAST_BAR), 2)
        drawn.append(
            tag(
                "rect",
                class_=level,
                x=round(place * step, 2),
                y=round(BARS_HEIGHT - height, 2),
                width=round(min(step * 0.8, 18), 2),
                height=height,
            )
        )
    return _svg("bars", BARS_WIDTH, BARS_HEIGHT, spread_in_words([value for value, _ in values]), *drawn)


def spread_in_words(values: Sequence[float]) -> str:
    """Return the least, the middle and the most of some values."""
    from statistics import median

    return str(
        say(
            "least {least}, median {median}, most {most}",
            least=figure(min(values)),
            median=figure(median(values)),
            most=figure(max(values)),
        )
    )


def _svg(kind: str, width: float, height: float, about: str, *drawn: Markup) -> Markup:
    return tag(
        "svg",
        joined(*drawn),
        class_=f"chart {kind}",
        viewBox=f"0 0 {width} {height}",
        role="img",
        aria_label=about,
        preserveAspectRatio="none",
    )
