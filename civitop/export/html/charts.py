"""Charts as inline SVG: colours come from the style sheet, the figures stand beside them as text."""

from collections.abc import Iterator, Mapping, Sequence
from functools import cache

from markupsafe import Markup

from civitop.export.html.markup import NOTHING, joined, tag
from civitop.export.wording import figure
from civitop.i18n.language import _
from civitop.i18n.message import say
from civitop.signals.base import LEVEL_NAMES, Level, TrendPoint

WIDTH, HEIGHT = 132, 30
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
    known = [(place, point.value) for place, point in enumerate(points) if point.value is not None]
    if len(known) < 2:
        return NOTHING
    values = [value for _, value in known]
    least, most = min(values), max(values)
    span = most - least
    xs = _places(len(points))
    # Tenths that are looked up: a page of three hundred repositories has forty thousand points.
    ys = (
        [_MIDDLE] * len(known)
        if most == least
        else [_TENTHS[round(_LOWEST - (value - least) / span * _RISE)] for value in values]
    )

    about = say(
        "From {first:date} to {end:date}: least {least}, most {most}, last {last}.",
        first=points[known[0][0]].day,
        end=points[known[-1][0]].day,
        least=figure(least),
        most=figure(most),
        last=figure(values[-1]),
    )
    drawn = [(place, y) for (place, _), y in zip(known, ys, strict=True)]
    lines = [
        tag("polyline", points=" ".join([f"{xs[place]},{y}" for place, y in run])) for run in _runs(drawn)
    ]
    return _svg(
        "trend", WIDTH, HEIGHT, str(about), *lines, tag("circle", cx=xs[drawn[-1][0]], cy=ys[-1], r=2)
    )


@cache
def _places(count: int) -> tuple[str, ...]:
    """Return where so many points stand from left to right."""
    step = (WIDTH - 2 * EDGE) / (count - 1)
    return tuple(f"{round(EDGE + place * step, 1)}" for place in range(count))


def _runs(known: Sequence[tuple[int, str]]) -> Iterator[list[tuple[int, str]]]:
    """Yield the stretches of at least two neighbouring points."""
    run = [known[0]]
    for point in known[1:]:
        if point[0] != run[-1][0] + 1:
            if len(run) > 1:
                yield run
            run = []
        run.append(point)
    if len(run) > 1:
        yield run


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
        preserveAspectRatio="none" if kind != "trend" else None,
    )
