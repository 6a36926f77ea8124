"""The tab of the issues: how many come and go, how old they are, how long somebody waits for a first answer."""

from collections.abc import Sequence

from civitop.i18n.language import N_, _, ngettext, number
from civitop.signals.open_issues import OPEN_ISSUES
from civitop.signals.parts.kaplan_meier import Wait, median_wait
from civitop.signals.response_time import RESPONSE_TIME
from tui.drawing.labels import filled
from tui.drawing.text import Line, Span, wrap
from tui.panels.open_issues import Flow, bar_lines, curve_lines
from tui.sections.spread import Series, days_words, nothing_line, quantile_lines, spread_lines, whole
from tui.sections.todo import waiting_lines
from tui.tabs.base import Part, ProjectPage, signal_part

CURVE, BARS = 6, 6
"""Lines of the curve of open issues, and of the bars of those that came and went."""


def _flow(page: ProjectPage, width: int) -> Sequence[Line]:
    signal = page.signal(OPEN_ISSUES)
    if page.health is None or signal is None or signal.value is None:
        return ()
    flow = Flow((page.health,))
    curve = curve_lines(flow, width, CURVE, page.glyphs) if flow.trend else []
    return [*curve, *bar_lines(flow, width, BARS, page.glyphs)]


def _ages(page: ProjectPage, width: int) -> Sequence[Line]:
    ages = page.report.issue_ages if page.report else None
    if ages is None:
        return ()
    if not ages:
        return [nothing_line(_("No issue is open."))]
    words = _("{n} open: half of them are older than {half}, one in ten than {most}")
    lines = spread_lines([Series(_("open"), ages, "series")], width, page.glyphs)
    return [*lines, *quantile_lines(words, ages, width)]


def _answers(page: ProjectPage, width: int) -> Sequence[Line]:
    waits = page.report.answers if page.report else None
    if waits is None:
        return ()
    if not waits.took and not waits.waiting:
        return [nothing_line(_("Nobody opened an issue in 90 days."))]
    series = [
        Series(_("answered after"), waits.took, "series"),
        Series(_("unanswered for"), waits.waiting, "watch", hatched=True),
    ]
    lines = spread_lines(series, width, page.glyphs)
    ends = [Wait(each, censored=False) for each in waits.took]
    half = median_wait([*ends, *(Wait(each, censored=True) for each in waits.waiting)])
    if half is None:
        lines.append(nothing_line(_("Fewer than half of them were answered.")))
    else:
        words = _("half are answered within {half}, the unanswered counted in")
        lines += whole(filled(words, "muted", half=Span(days_words(half), "strong")), width)
    if waits.unclear:
        words = ngettext(
            "of {n} not all comments are held: it is left out",
            "of {n} not all comments are held: they are left out",
            waits.unclear,
        )
        lines += wrap(words.format(n=number(waits.unclear)), width, "quiet")
    return lines


def _waiting(page: ProjectPage, width: int) -> Sequence[Line]:
    items = [each for each in page.report.waiting if each.kind == "issue"] if page.report else []
    return waiting_lines(items, page.now, width)


PARTS: tuple[Part, ...] = (
    signal_part(OPEN_ISSUES),
    Part("flow", N_("Open issues, opened and closed"), _flow),
    Part("waiting-issues", N_("Issues without an answer, oldest first"), _waiting),
    signal_part(RESPONSE_TIME, "right"),
    Part("answers", N_("First answers to issues, 90 days"), _answers, "right"),
    Part("ages", N_("How old the open issues are"), _ages, "right"),
)
