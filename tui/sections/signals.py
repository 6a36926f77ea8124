"""The signals of one project in depth: value, trend, reason, the figures behind it, what was missing."""

from collections.abc import Sequence
from typing import Any

from rich.cells import cell_len

from civitop.health import Health
from civitop.i18n.language import _, ngettext
from civitop.signals.base import LEVELS, Coverage, Definition, Signal
from civitop.signals.bus_factor import BusFactor
from civitop.signals.municipalities import Municipalities
from civitop.signals.open_issues import OpenIssues
from civitop.signals.parts.units import left_out, unit_of
from civitop.signals.release_cadence import ReleaseCadence
from tui.drawing.glyphs import Glyphs
from tui.drawing.labels import filled, level_word
from tui.drawing.plots import sparkline
from tui.drawing.text import Line, Span, fit, length, line, number, span, wrap
from tui.drawing.time_format import day
from tui.table.columns import LEAST_CHANGE, change

Figure = tuple[str, str, str]
"""A figure as text, a translated message with the place `{value}` for it, and the role of the figure."""


def heading(definition: Definition[Any], signal: Signal[Any], width: int, glyphs: Glyphs) -> Line:
    """Return sign, word, value with its unit, change and trend of a signal in one line."""
    word = level_word(signal.level)
    spans = [
        Span(f"{glyphs.level(signal.level)} {fit(word, _level_width())}", f"{signal.level}-strong"),
        Span(f"{number(signal.value)} ", "strong"),
        span(unit_of(signal.value, definition.unit), "muted"),
    ]
    if signal.change_30d is not None and abs(signal.change_30d) < LEAST_CHANGE:
        spans.append(Span("  " + _("unchanged in 30 days"), "muted"))
    elif signal.change_30d is not None:
        moved = change(signal, definition.better, 6, glyphs)
        by = Span(moved.text.strip(), moved.role)
        spans += [Span(" "), *filled(_("{change} in 30 days"), "muted", change=by)]
    known = [point.value for point in signal.trend if point.value is not None]
    if len(known) > 1:
        ends = f"{number(known[0])} "
        last = f" {number(known[-1])}"
        room = width - length(tuple(spans)) - len(ends) - len(last) - 2
        if room >= 6:
            plot = sparkline([point.value for point in signal.trend], min(room, 40), glyphs)
            spans += [Span("  "), Span(ends, "quiet"), Span(plot, "series"), Span(last, "quiet")]
    return tuple(spans)


def _level_width() -> int:
    """Return the cells of the longest word for a level, and a blank."""
    return 1 + max(cell_len(level_word(level)) for level in LEVELS)


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


def _whole(value: float | None) -> int:
    """Return the number that decides a plural."""
    return round(value or 0)


def _issues(detail: OpenIssues) -> list[Figure]:
    median, oldest = _whole(detail.median_age_days), _whole(detail.oldest_age_days)
    requests = detail.open_change_requests or 0
    return _known(
        (detail.opened_30d, _("{value} opened in 30 days"), ""),
        (detail.closed_30d, _("{value} closed in 30 days"), ""),
        (detail.opened_90d, _("{value} opened in 90 days"), ""),
        (detail.closed_90d, _("{value} closed in 90 days"), ""),
        (detail.unanswered, _("{value} unanswered"), "watch" if detail.unanswered else ""),
        (detail.stale, _("{value} untouched for 90 days"), ""),
        (
            detail.median_age_days,
            ngettext("{value} day old (median)", "{value} days old (median)", median),
            "",
        ),
        (
            detail.oldest_age_days,
            ngettext("{value} day old (oldest)", "{value} days old (oldest)", oldest),
            "",
        ),
        (
            detail.open_change_requests,
            ngettext("{value} open change request", "{value} open change requests", requests),
            "",
        ),
    )


def _releases(detail: ReleaseCadence) -> list[Figure]:
    made, since = detail.releases_365d or 0, _whole(detail.days_since_last)
    releases = ngettext("{value} release in 365 days", "{value} releases in 365 days", made)
    tags = ngettext("{value} tag in 365 days", "{value} tags in 365 days", made)
    rows = _known(
        (detail.releases_365d, releases if detail.kind == "releases" else tags, ""),
        (
            detail.days_since_last,
            ngettext("{value} day since the last", "{value} days since the last", since),
            "watch" if (detail.overdue or 0) > 2 else "",
        ),
    )
    if detail.last:
        words = _("{value} last, {day}").replace("{day}", day(detail.last_at))
        rows.append((detail.last, words, ""))
    if detail.next_due is not None:
        late = detail.overdue is not None and detail.overdue > 1
        rows.append(
            (
                f"{detail.next_due:%Y-%m-%d}",
                _("{value} next one was due") if late else _("{value} next one due"),
                "watch" if late else "",
            )
        )
    if detail.regularity is not None:
        word = (
            _("regular")
            if detail.regularity < 0.25
            else _("fairly regular")
            if detail.regularity < 0.6
            else _("irregular")
        )
        rows.append((word, _("{value} rhythm"), ""))
    return rows


def _bus(detail: BusFactor) -> list[Figure]:
    people = ngettext("{value} person", "{value} people", detail.people)
    commits = ngettext("{value} commit in 365 days", "{value} commits in 365 days", detail.commits_365d)
    rows = _known((detail.people, people, ""), (detail.commits_365d, commits, ""))
    if detail.first_share is not None:
        role = "bad" if detail.first_share >= 0.5 else ""
        rows.append((f"{detail.first_share:.0%}", _("{value} by the first of them"), role))
    return rows


def _who(detail: Municipalities) -> list[Figure]:
    contributing, using, idle = map(len, (detail.contributing, detail.using, detail.using_not_contributing))
    rows = _known(
        (contributing, ngettext("{value} contributes", "{value} contribute", contributing), ""),
        (using, ngettext("{value} uses it", "{value} use it", using), ""),
        (
            idle,
            ngettext("{value} uses it without contributing", "{value} use it without contributing", idle),
            "watch" if idle else "",
        ),
    )
    if detail.unknown_share is not None:
        words = _("{value} of contributions: organisation unknown")
        rows.append((f"{detail.unknown_share:.0%}", words, ""))
    return rows


def flowing(rows: Sequence[Figure], width: int) -> list[Line]:
    """Return figures one after the other, broken between them."""
    lines: list[Line] = []
    current: list[Span] = []
    for value, words, role in rows:
        part = filled(words, "muted", value=span(value, role or "strong"))
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


def coverage_lines(coverage: Coverage, width: int) -> list[Line]:
    """Return what was missing and what was left out."""
    lines: list[Line] = []
    for sentence in coverage.missing:
        lines += wrap(_("Missing: {sentence}").format(sentence=sentence), width, "watch")
    if coverage.left_out:
        text = ", ".join(left_out(count, reason) for reason, count in sorted(coverage.left_out.items()))
        lines += wrap(_("Not counted: {list}").format(list=text), width, "quiet")
    if coverage.name_joins:
        text = ngettext(
            "{n} was taken for another one of the same full name.",
            "{n} were taken for another one of the same full name.",
            coverage.name_joins,
        )
        lines += wrap(text.format(n=number(coverage.name_joins)), width, "quiet")
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
        lines.append(line(span(_(definition.title), "lead")))
        lines += [heading(definition, signal, width, glyphs), *wrap(str(signal.reason), width)]
        lines += coverage_lines(signal.coverage, width)
    return lines
