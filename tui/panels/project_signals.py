"""The signals of one project in depth: value, trend, reason, the figures behind it, what was missing."""

from collections.abc import Sequence
from typing import Any

from civitop.health import Health
from civitop.signals.base import Coverage, Definition, Signal
from civitop.signals.bus_factor import BusFactor
from civitop.signals.municipalities import Municipalities
from civitop.signals.open_issues import OpenIssues
from civitop.signals.release_cadence import ReleaseCadence
from tui.ages import day
from tui.glyphs import WORDS, Glyphs
from tui.text import Line, Span, length, line, number, span, unit_of, wrap
from tui.widgets.columns import LEAST_CHANGE, change
from tui.widgets.plot import sparkline

Figure = tuple[str, str, str]
"""A figure as text, what it is, and the role of the figure."""


def heading(definition: Definition[Any], signal: Signal[Any], width: int, glyphs: Glyphs) -> Line:
    """Return sign, word, value with its unit, change and trend of a signal in one line."""
    spans = [
        Span(f"{glyphs.level(signal.level)} {WORDS[signal.level]:<8}", f"{signal.level}-strong"),
        Span(f"{number(signal.value)} ", "strong"),
        span(unit_of(signal.value, definition.unit), "muted"),
    ]
    if signal.change_30d is not None and abs(signal.change_30d) < LEAST_CHANGE:
        spans.append(Span("  unchanged in 30 days", "muted"))
    elif signal.change_30d is not None:
        moved = change(signal, definition.better, 6, glyphs)
        spans += [Span(moved.text.rstrip(), moved.role), Span(" in 30 days", "muted")]
    known = [point.value for point in signal.trend if point.value is not None]
    if len(known) > 1:
        ends = f"{number(known[0])} "
        last = f" {number(known[-1])}"
        room = width - length(tuple(spans)) - len(ends) - len(last) - 2
        if room >= 6:
            plot = sparkline([point.value for point in signal.trend], min(room, 40), glyphs)
            spans += [Span("  "), Span(ends, "quiet"), Span(plot, "series"), Span(last, "quiet")]
    return tuple(spans)


def signal_lines(definition: Definition[Any], signal: Signal[Any], width: int, glyphs: Glyphs) -> list[Line]:
    """Return everything about one signal."""
    lines = [heading(definition, signal, width, glyphs), *wrap(str(signal.reason), width)]
    facts = figures(signal.detail)
    if facts:
        lines += flowing(facts, width)
    return lines + coverage_lines(signal.coverage, width)


def figures(detail: object) -> list[Figure]:
    """Return the figures behind a leading signal; those that are not known are left out."""
    match detail:
        case OpenIssues():
            return _issues(detail)
        case ReleaseCadence():
            return _releases(detail)
        case BusFactor():
            return _bus(detail)
        case Municipalities():
            return _who(detail)
    return []


def _known(*rows: tuple[float | int | None, str, str]) -> list[Figure]:
    return [(number(value), words, role) for value, words, role in rows if value is not None]


def _issues(detail: OpenIssues) -> list[Figure]:
    return _known(
        (detail.opened_30d, "opened in 30 days", ""),
        (detail.closed_30d, "closed in 30 days", ""),
        (detail.opened_90d, "opened in 90 days", ""),
        (detail.closed_90d, "closed in 90 days", ""),
        (detail.unanswered, "unanswered", "watch" if detail.unanswered else ""),
        (detail.stale, "untouched for 90 days", ""),
        (detail.median_age_days, "days old (median)", ""),
        (detail.oldest_age_days, "days old (oldest)", ""),
        (detail.open_change_requests, "open change requests", ""),
    )


def _releases(detail: ReleaseCadence) -> list[Figure]:
    rows = _known(
        (detail.releases_365d, f"{detail.kind} in 365 days", ""),
        (detail.days_since_last, "days since the last", "watch" if (detail.overdue or 0) > 2 else ""),
    )
    if detail.last:
        rows.append((detail.last, f"last, {day(detail.last_at)}", ""))
    if detail.next_due is not None:
        late = detail.overdue is not None and detail.overdue > 1
        rows.append(
            (
                f"{detail.next_due:%Y-%m-%d}",
                "next one was due" if late else "next one due",
                "watch" if late else "",
            )
        )
    if detail.regularity is not None:
        word = (
            "regular"
            if detail.regularity < 0.25
            else "fairly regular"
            if detail.regularity < 0.6
            else "irregular"
        )
        rows.append((word, "rhythm", ""))
    return rows


def _bus(detail: BusFactor) -> list[Figure]:
    rows = _known((detail.people, "people", ""), (detail.commits_365d, "commits in 365 days", ""))
    if detail.first_share is not None:
        role = "bad" if detail.first_share >= 0.5 else ""
        rows.append((f"{detail.first_share:.0%}", "by the first of them", role))
    return rows


def _who(detail: Municipalities) -> list[Figure]:
    rows = _known(
        (len(detail.contributing), "contribute", ""),
        (len(detail.using), "use it", ""),
        (
            len(detail.using_not_contributing),
            "use it without contributing",
            "watch" if detail.using_not_contributing else "",
        ),
    )
    if detail.unknown_share is not None:
        rows.append((f"{detail.unknown_share:.0%}", "of contributions: organisation unknown", ""))
    return rows


def flowing(rows: Sequence[Figure], width: int) -> list[Line]:
    """Return figures one after the other, broken between them."""
    lines: list[Line] = []
    current: list[Span] = []
    for value, words, role in rows:
        part = [span(value, role or "strong"), span(f" {words}", "muted")]
        if current and length((*current, *part)) + 3 > width:
            lines.append(tuple(current))
            current = []
        if current:
            current.append(Span("   "))
        current += part
    if current:
        lines.append(tuple(current))
    return lines


def coverage_lines(coverage: Coverage, width: int) -> list[Line]:
    """Return what was missing and what was left out."""
    lines: list[Line] = []
    for sentence in coverage.missing:
        lines += wrap(f"Missing: {sentence}", width, "watch")
    if coverage.left_out:
        text = ", ".join(f"{count:,} {what}" for what, count in sorted(coverage.left_out.items()))
        lines += wrap(f"Not counted: {text}", width, "quiet")
    return lines


def further_lines(
    health: Health, definitions: Sequence[Definition[Any]], width: int, glyphs: Glyphs
) -> list[Line]:
    """Return the signals that have no section of their own: heading and reason."""
    lines: list[Line] = []
    for definition in definitions:
        signal = definition.of(health.signals)
        if signal is None:
            continue
        if lines:
            lines.append(())
        lines.append(line(span(definition.title, "lead")))
        lines += [heading(definition, signal, width, glyphs), *wrap(str(signal.reason), width)]
        lines += coverage_lines(signal.coverage, width)
    return lines
