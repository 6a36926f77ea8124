"""Plots as text: values, width and height in; strings out. Nothing here knows a widget or a clock."""

import math
from collections.abc import Sequence
from datetime import date

from tui.drawing.glyphs import UNICODE, Glyphs
from tui.drawing.time_format import months

Values = Sequence[float | None]


def resample(values: Values, width: int) -> list[float | None]:
    """Return `values` in `width` points: the last known of each stretch, repeated where there are fewer."""
    count = len(values)
    if not count or width <= 0:
        return []
    points: list[float | None] = []
    for index in range(width):
        start = index * count // width
        stretch = values[start : max(start + 1, (index + 1) * count // width)]
        points.append(next((each for each in reversed(stretch) if each is not None), None))
    return points


def bounds(values: Values, *, zero: bool = False) -> tuple[float, float]:
    """Return the lowest and highest value; with `zero`, from 0. Nothing known gives (0, 1)."""
    known = [each for each in values if each is not None]
    if not known:
        return 0.0, 1.0
    low, high = (0.0 if zero else min(known)), max(known)
    return low, high if high > low else low + 1


def sparkline(values: Values, width: int, glyphs: Glyphs = UNICODE) -> str:
    """Return a line of blocks from the lowest to the highest value; unknown points are blank.

    The full block is left out, so that lines above each other stay apart.
    """
    points = resample(values, width)
    low, high = bounds(points)
    flat = len({each for each in points if each is not None}) < 2
    steps = glyphs.blocks[:-1]
    top = len(steps) - 1
    if flat:
        return "".join(" " if each is None else steps[min(2, top)] for each in points).ljust(width)
    return "".join(
        " " if each is None else steps[round((each - low) / (high - low) * top)] for each in points
    ).ljust(width)


def bar(value: float, maximum: float, width: int, glyphs: Glyphs = UNICODE) -> str:
    """Return a horizontal bar in `width` cells, to an eighth of a cell; anything above 0 is visible."""
    if maximum <= 0 or value <= 0 or width <= 0:
        return " " * max(width, 0)
    eighths = max(1, round(min(value / maximum, 1) * width * 8))
    full, rest = divmod(eighths, 8)
    if glyphs.ascii:
        return (glyphs.full * max(full, 1)).ljust(width)[:width]
    return (glyphs.full * full + (glyphs.eighths[rest - 1] if rest else "")).ljust(width)


def area(
    values: Values, width: int, height: int, low: float, high: float, glyphs: Glyphs = UNICODE
) -> list[str]:
    """Return a filled curve of `height` lines, top first: braille dots, or `#` in ASCII."""
    if glyphs.ascii:
        return _ascii_area(resample(values, width), height, low, high)
    points = resample(values, width * 2)
    dots = height * 4
    levels = [0 if each is None else _level(each, low, high, dots) for each in points]
    return [
        "".join(
            _braille(levels[2 * x], levels[2 * x + 1], (height - 1 - y) * 4) for x in range(len(levels) // 2)
        )
        for y in range(height)
    ]


def _level(value: float, low: float, high: float, dots: int) -> int:
    """Return how many dots high a value stands: at least one where there is anything."""
    return max(1, min(dots, round((value - low) / (high - low) * dots)))


_LEFT = (0x40, 0x04, 0x02, 0x01)
_RIGHT = (0x80, 0x20, 0x10, 0x08)
"""Dots of a braille cell from the bottom up."""


def _braille(left: int, right: int, base: int) -> str:
    """Return the braille cell whose columns are filled up to `left` and `right` dots above `base`."""
    bits = sum(_LEFT[i] for i in range(4) if left > base + i) + sum(
        _RIGHT[i] for i in range(4) if right > base + i
    )
    return chr(0x2800 + bits) if bits else " "


def _ascii_area(points: Values, height: int, low: float, high: float) -> list[str]:
    levels = [0 if each is None else _level(each, low, high, height) for each in points]
    return ["".join("#" if each >= height - y else " " for each in levels) for y in range(height)]


def columns(values: Values, width: int, height: int, high: float, glyphs: Glyphs = UNICODE) -> list[str]:
    """Return upright bars of `height` lines, top first, one column a point, to an eighth of a line."""
    points = [each or 0 for each in resample(values, width)]
    steps = glyphs.blocks
    rows: list[str] = []
    for y in range(height):
        base = (height - 1 - y) * len(steps)
        cells = []
        for each in points:
            filled = min(round(each / high * height * len(steps)) if high > 0 else 0, height * len(steps))
            if each > 0:
                filled = max(filled, 1)
            cells.append(" " if filled <= base else steps[min(filled - base, len(steps)) - 1])
        rows.append("".join(cells))
    return rows


def position(day: date, start: date, end: date, width: int) -> int | None:
    """Return the column of a day on an axis of `width` cells from `start` to `end`, or `None` outside it."""
    span = (end - start).days
    if not start <= day <= end or span <= 0 or width <= 0:
        return None
    return min(width - 1, (day - start).days * width // span)


def timeline(days: Sequence[date], start: date, end: date, width: int, glyphs: Glyphs = UNICODE) -> str:
    """Return a line with a dot where something happened; a bigger one where several things fall together."""
    counts = [0] * max(width, 0)
    for day in days:
        column = position(day, start, end, width)
        if column is not None:
            counts[column] += 1
    return "".join(glyphs.rail if not n else glyphs.dot if n == 1 else glyphs.dots for n in counts)


def month_axis(start: date, end: date, width: int) -> str:
    """Return month names below a time axis, as many as stand apart; never a cut one."""
    axis = [" "] * max(width, 0)
    free = 0
    year, month = start.year, start.month
    while (year, month) <= (end.year, end.month):
        first = max(date(year, month, 1), start)
        column = position(first, start, end, width)
        name = months()[month - 1]
        size = len(name)
        if column is not None and column >= free and column + size <= width and (first.day == 1 or not free):
            axis[column : column + size] = name
            free = column + size + 1 + (1 if width < 40 else 0)
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
    return "".join(axis)


def heat(value: float, maximum: float, steps: int) -> int:
    """Return the step (0 for nothing, 1 to `steps`) of a value in a heat map, by square root."""
    if value <= 0 or maximum <= 0:
        return 0
    return max(1, min(steps, round(math.sqrt(value / maximum) * steps)))
