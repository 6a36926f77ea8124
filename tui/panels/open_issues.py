"""Open issues of a network: how many over 12 months, and what was opened and closed each month."""

from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta
from typing import ClassVar

from rich.cells import cell_len

from civitop.health import Health
from civitop.i18n import language
from civitop.i18n.language import N_, _, ngettext, pgettext
from civitop.signals.base import Signal, TrendPoint
from civitop.signals.open_issues import OPEN_ISSUES
from civitop.signals.open_issues.detail import OpenIssues
from tui.drawing.glyphs import Glyphs
from tui.drawing.labels import filled, fitting
from tui.drawing.plots import area, columns, month_axis, sparkline
from tui.drawing.text import Line, Span, fit, length, number
from tui.drawing.time_format import months
from tui.panels.base import FigurePanel, measured, unknown_note

IssuesRow = tuple[Health, Signal[OpenIssues]]


class Flow:
    """The network's issues as the panel draws them; unknown projects are left out of every figure alike."""

    def __init__(self, projects: Sequence[Health]) -> None:
        rows: list[IssuesRow] = measured(projects, OPEN_ISSUES)
        known = [signal for _, signal in rows if signal.value is not None]
        self.rest = unknown_note(projects, len(known))
        self.open = round(sum(signal.value or 0 for signal in known)) if known else None
        """`None` where the issues of no project are known."""
        changes = [signal.change_30d for signal in known if signal.change_30d is not None]
        self.change = round(sum(changes)) if changes else None
        asked = [s.detail.unanswered for s in known if s.detail.unanswered is not None]
        self.unanswered = sum(asked) if asked else None
        opened: Counter[date] = Counter()
        closed: Counter[date] = Counter()
        for month in (each for signal in known for each in signal.detail.months):
            opened[month.month] += month.opened or 0
            closed[month.month] += month.closed or 0
        self.months = sorted(opened)
        self.opened = [opened[month] for month in self.months]
        self.closed = [closed[month] for month in self.months]
        self.days, self.trend = summed([signal.trend for signal in known])


def summed(trends: Sequence[Sequence[TrendPoint]]) -> tuple[list[date], list[float]]:
    """Return the days of all trends and their sum on each: of each its last known point up to that day.

    A trend that does not reach back to a day counts with its first known point, or the sum would jump on the
    day that its history begins. Trends over the same days are added first: there are few different ones.
    """
    groups: dict[tuple[date, ...], list[float]] = {}
    for trend in trends:
        points = [point for point in trend if point.value is not None]
        days = tuple(point.day for point in points)
        values = [float(point.value or 0) for point in points]
        held = groups.get(days)
        groups[days] = values if held is None else [a + b for a, b in zip(held, values, strict=True)]
    groups.pop((), None)
    every = sorted({day for days in groups for day in days})
    sums = [
        sum(values[max(0, bisect_right(days, day) - 1)] for days, values in groups.items()) for day in every
    ]
    return every, sums


def picture(flow: Flow, width: int, height: int, glyphs: Glyphs) -> list[Line]:
    """Return the headline, the curve and the monthly bars, as far as the height goes."""
    head = headline(flow, width, glyphs, flow.rest)
    if height < 5:
        return compact(flow, head, width, height, glyphs)
    bars = 0 if height < 9 else 4 if height < 16 else 6 if height < 24 else 8
    curve = height - 1 - bars - (1 if bars else 0) - 1
    lines = [head, *curve_lines(flow, width, curve, glyphs)]
    if bars:
        lines += bar_lines(flow, width, bars, glyphs)
    return lines


def headline(flow: Flow, width: int, glyphs: Glyphs, rest: str) -> Line:
    """Return `412 open ↑12 in 30 days · 7 unanswered`, as much of it as fits."""
    spans = [*_open(flow)]
    parts: list[Line] = []
    if flow.change:
        arrow, role = (glyphs.up, "bad") if flow.change > 0 else (glyphs.down, "good")
        change = Span(f"{arrow}{abs(flow.change)}", role)
        parts.append(filled(_("{change} in 30 days"), "muted", change=change))
    if flow.unanswered:
        parts.append(_unanswered(flow)[0])
    if rest:
        parts.append((Span(rest, "muted"),))
    for part in parts:
        if length((*spans, *part)) + 2 <= width:
            spans += [Span("  "), *part]
    return tuple(spans)


def _open(flow: Flow) -> Line:
    words = ngettext("{n} open", "{n} open", flow.open or 0)
    return filled(words, n=Span("–" if flow.open is None else language.number(flow.open), "strong"))


def _unanswered(flow: Flow) -> tuple[Line, Line]:
    """Return how many wait for an answer, for much room and for little."""
    number = "–" if flow.unanswered is None else language.number(flow.unanswered)
    n = Span(number, "watch" if flow.unanswered else "muted")
    long = ngettext("{n} unanswered", "{n} unanswered", flow.unanswered or 0)
    return filled(long, "muted", n=n), filled(pgettext("abbreviated", "{n} unansw."), "muted", n=n)


def compact(flow: Flow, head: Line, width: int, height: int, glyphs: Glyphs) -> list[Line]:
    """Return a line or a few: the figure, its change, its year in one line."""
    if height < 2:
        return [head]
    arrow = glyphs.up if (flow.change or 0) > 0 else glyphs.down
    role = "bad" if (flow.change or 0) > 0 else "good"
    first = _open(flow)
    if flow.change:
        change = Span(f"{arrow}{abs(flow.change)}", role)
        long = filled(pgettext("abbreviated", "{change} in 30 d"), "muted", change=change)
        first = fitting(((*first, Span(" "), *long), (*first, Span(" "), change)), width)
    lines: list[Line] = [first]
    if height > 2:
        lines.append(fitting(_unanswered(flow), width))
    lines.append((Span(sparkline(flow.trend, width, glyphs), "series"),))
    return lines[:height]


def nice(value: float, *, up: bool) -> int:
    """Return the next round number above or below a value, for the ends of an axis."""
    size = max(1.0, abs(value))
    step = 10 ** max(0, len(str(int(size))) - 2) * (5 if size >= 50 else 1)
    return int(-(-value // step) * step if up else value // step * step)


def curve_lines(flow: Flow, width: int, height: int, glyphs: Glyphs) -> list[Line]:
    """Return the curve of the open issues with its two axes; it starts at 0 unless that would flatten it."""
    known = flow.trend
    if not known or height < 2:
        return [(Span(_("no history held yet"), "muted"),)]
    low = 0 if min(known) < max(known) * 0.6 else nice(min(known) * 0.96, up=False)
    high = max(nice(max(known), up=True), low + 1)
    margin = max(len(number(high)), len(number(low))) + 1
    plot = area(flow.trend, width - margin, height, low, high, glyphs)
    lines: list[Line] = []
    for index, text in enumerate(plot):
        label = high if index == 0 else low if index == height - 1 else None
        if label is None and height >= 7 and index == height // 2:
            label = round(low + (high - low) * (height - index) / height)
        axis = fit("" if label is None else number(label), margin - 1, "right")
        lines.append((Span(f"{axis} ", "quiet"), Span(text, "series")))
    end = flow.days[-1]
    start = min(flow.days[0], end - timedelta(days=30))
    lines.append((Span(" " * margin + month_axis(start, end, width - margin), "quiet"),))
    return lines


def bar_lines(flow: Flow, width: int, height: int, glyphs: Glyphs) -> list[Line]:
    """Return opened and closed issues a month as pairs of bars, with the last month's figures."""
    count = len(flow.months)
    if not count:
        return [(Span(_("opened and closed: not held"), "muted"),)]
    most = max([*flow.opened, *flow.closed, 1])
    slot = max(2, width // count)
    shown = min(count, width // slot)
    each = max(1, (slot - 1) // 2) if slot > 2 else 1
    legend = legend_line(flow, width, glyphs)
    rows = max(1, height - 1)
    opened = [columns([v], each, rows, most, glyphs) for v in flow.opened[-shown:]]
    closed = [_hatched(columns([v], each, rows, most, glyphs), glyphs) for v in flow.closed[-shown:]]
    blank = " " * (slot - 2 * each)
    lines: list[Line] = [legend]
    for y in range(rows):
        spans: list[Span] = []
        for up, down in zip(opened, closed, strict=True):
            spans += [Span(up[y], "opened"), Span(down[y], "closed"), Span(blank)]
        lines.append(tuple(spans))
    names = [months()[month.month - 1] for month in flow.months[-shown:]]
    wide = slot > max(map(cell_len, months()))
    axis = "".join(fit(name if wide else name[0], slot) for name in names)
    lines.append((Span(axis, "quiet"),))
    return lines


def _hatched(lines: Sequence[str], glyphs: Glyphs) -> list[str]:
    """Return bars that differ from others without colour, where the signs have to see to that."""
    if not glyphs.hatch:
        return list(lines)
    return ["".join(" " if each == " " else glyphs.hatch for each in text) for text in lines]


def legend_line(flow: Flow, width: int, glyphs: Glyphs) -> Line:
    """Return what the two colours stand for, with this month's figures."""
    opened, closed = Span(glyphs.full, "opened"), Span(glyphs.hatch or glyphs.full, "closed")
    left = Span(" " + _("opened {n}").format(n=flow.opened[-1]))
    right = Span(" " + _("closed {n}").format(n=flow.closed[-1]))
    spans, close = ((opened, left, Span(gap), closed, right) for gap in ("  ", " "))
    bare = (opened, Span(" " + _("opened") + " "), closed, Span(" " + _("closed")))
    return fitting(((*spans, Span(" " + _("this month"), "muted")), spans, close, bare), width)


class OpenIssuesPanel(FigurePanel):
    """The backlog of the network."""

    TITLE: ClassVar[str] = N_("Open issues")
    SHORT: ClassVar[str] = N_("Issues")
    LABEL: ClassVar[str] = N_("issues")
    HELP: ClassVar[str] = N_("Enlarge the open issues, or make them small again")

    ABOUT = OPEN_ISSUES
    LACKING: ClassVar[str] = N_("No issues are known: they come from a forge, best with a token.")

    def lacks(self, figures: Flow) -> bool:
        """Return whether the issues of no project are known."""
        return figures.open is None

    def figures(self, projects: tuple[Health, ...]) -> Flow:
        """Return the network's issues."""
        return Flow(projects)

    @property
    def enough(self) -> int | None:
        """Return a comfortable height for curve and bars, where there is a curve, which fills any room."""
        curve = self._figures is not None and bool(self._figures.trend) and not self.lacks(self._figures)
        return self.COMFORTABLE if curve else None

    def picture(self, figures: Flow, width: int, height: int) -> Sequence[Line]:
        """Return the curve and the bars."""
        return picture(figures, width, height, self.glyphs)
