"""What happens in a project: what waits for somebody, releases, commits a week, community files."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from civitop.i18n.language import _, ngettext, number
from civitop.model import Release, Tag
from civitop.reading.pages import Pages
from civitop.signals.base import Signal
from civitop.signals.release_cadence.detail import ReleaseCadence
from tui.drawing.glyphs import Glyphs
from tui.drawing.labels import filled
from tui.drawing.plots import columns, month_axis, timeline
from tui.drawing.text import Line, Span, length, line, linked, span, spread, wrap
from tui.drawing.time_format import day, long_day, span_words
from tui.panels.release_cadence import track

MOST_RELEASES = 5
WEEK_LINES = 4
MOST_COLUMN = 4
"""Cells of the column of a gap, and of the blank behind it."""


def release_lines(
    signal: Signal[ReleaseCadence] | None,
    releases: Sequence[Release],
    tags: Sequence[Tag],
    pages: Pages,
    today: date,
    width: int,
    glyphs: Glyphs,
    most: int = MOST_RELEASES,
) -> list[Line]:
    """Return the timeline of two years and the last `most` releases, each with the days since the one before."""
    lines: list[Line] = []
    if signal is not None:
        middle = today - timedelta(days=365)
        for start, end in ((today - timedelta(days=730), middle), (middle, today)):
            if end == today:
                rail = track(signal, start, end, width - 5, glyphs)
            else:
                rail = [Span(timeline(signal.detail.days, start, end, width - 5, glyphs), "muted")]
            lines.append((Span(f"{start.year} ", "quiet"), *rail))
        lines.append((Span("     " + month_axis(middle, today, width - 5), "quiet"),))
    shown = [(r.published_at, r.tag, r.name, r.prerelease) for r in releases] or [
        (t.at, t.name, "", False) for t in tags
    ]
    if not shown and signal is not None and signal.detail.last_at and signal.detail.last:
        # A published snapshot has the last one alone.
        shown = [(signal.detail.last_at, signal.detail.last, "", False)]
    for place, (at, tag, name, early) in enumerate(shown[:most]):
        title = name if name and name != tag else ""
        note = (
            _("pre-release") if early else _since(at, shown[place + 1][0] if place + 1 < len(shown) else None)
        )
        lines.append(
            spread(
                (
                    Span(day(at) + "  ", "muted"),
                    linked(span(tag, "strong"), pages.release(tag)),
                    span(f"  {title}" if title else ""),
                ),
                line(Span(note, "quiet")),
                width,
            )
        )
    if len(shown) > most:
        rest = len(shown) - most
        words = ngettext("and {n} earlier one", "and {n} earlier ones", rest)
        lines.append(line(Span(words.format(n=number(rest)), "quiet")))
    if not shown:
        known = signal is not None and signal.level != "unknown"
        words = _("Nothing was ever released.") if known else _("Releases are not known.")
        lines.append(line(Span(words, "muted")))
    return lines


def _since(at: datetime, before: datetime | None) -> str:
    """Return how long after the one before it a release came."""
    return _("after {span}").format(span=span_words((at - before).total_seconds())) if before else ""


def gap_plot(gaps: Sequence[float], usual: float | None, width: int, glyphs: Glyphs) -> list[Line]:
    """Return the days between releases as columns, oldest first, with the shortest, the usual and the longest."""
    if not gaps:
        return []
    most = max(gaps)
    margin = len(number(round(most))) + 1
    each = max(1, min(MOST_COLUMN, (width - margin) // len(gaps)))
    shown = gaps[-((width - margin) // each) :]
    gap = 1 if each > 1 else 0
    bars = [columns([value], each - gap, WEEK_LINES, most, glyphs) for value in shown]
    lines: list[Line] = []
    for y in range(WEEK_LINES):
        label = number(round(most)) if y == 0 else "0" if y == WEEK_LINES - 1 else ""
        plot = "".join(f"{part[y]}{' ' * gap}" for part in bars)
        lines.append((Span(f"{label:>{margin - 1}} ", "quiet"), Span(plot, "series")))
    told = filled(
        _("{least} to {most} days, {usual} in the median"),
        "muted",
        least=Span(number(round(min(gaps))), "strong"),
        most=Span(number(round(most)), "strong"),
        usual=Span("–" if usual is None else number(round(usual)), "strong"),
    )
    return [*lines, told]


def due_lines(detail: ReleaseCadence, today: date, width: int) -> list[Line]:
    """Return when the next release is due by the usual gap, and what is not released yet."""
    lines: list[Line] = []
    if detail.next_due is not None:
        left = (detail.next_due - today).days
        late = ngettext(
            "The next one was due on {day}, {n} day ago.",
            "The next one was due on {day}, {n} days ago.",
            -left,
        )
        coming = ngettext(
            "The next one is due on {day}, in {n} day.", "The next one is due on {day}, in {n} days.", left
        )
        words = (late if left < 0 else coming).format(day=long_day(detail.next_due), n=number(abs(left)))
        lines += wrap(words, width, "watch" if left < 0 else "")
    else:
        lines += wrap(_("When the next one is due cannot be told: too few were released."), width, "muted")
    if detail.unreleased is None:
        return [*lines, *wrap(_("How much is not released yet is not known."), width, "muted")]
    words = ngettext(
        "{n} commit since the last release is not released yet.",
        "{n} commits since the last release are not released yet.",
        detail.unreleased,
    )
    return [*lines, *wrap(words.format(n=number(detail.unreleased)), width)]


def week_lines(weeks: Sequence[int], today: date, width: int, glyphs: Glyphs) -> list[Line]:
    """Return the commits a week of the last year as columns with an axis."""
    if not weeks:
        return []
    most = max(weeks)
    if not most:
        return [line(Span(_("No commit in the last 52 weeks."), "muted"))]
    margin = len(str(most)) + 1
    room = width - margin
    each = max(1, room // len(weeks))
    shown = weeks[-(room // each) :]
    plot = columns(
        [value for value in shown for _copy in range(each)], len(shown) * each, WEEK_LINES, most, glyphs
    )
    lines: list[Line] = []
    for index, text in enumerate(plot):
        label = str(most) if index == 0 else "0" if index == WEEK_LINES - 1 else ""
        lines.append((Span(f"{label:>{margin - 1}} ", "quiet"), Span(text, "series")))
    axis = month_axis(today - timedelta(days=7 * len(shown)), today, len(shown) * each)
    lines.append((Span(" " * margin + axis, "quiet"),))
    total, busy = sum(weeks), sum(1 for value in weeks if value)
    words = ngettext(
        "{n} commit; at least one in {part} of {all} weeks",
        "{n} commits; at least one in {part} of {all} weeks",
        total,
    )
    told = {"all": Span(str(len(weeks))), "part": Span(str(busy))}
    lines.append(filled(words, "muted", n=Span(number(total), "strong"), **told))
    return lines


def file_lines(
    files: Sequence[tuple[str, str | None]], pages: Pages, width: int, glyphs: Glyphs
) -> list[Line]:
    """Return the community files: there or missing, as many columns as fit."""
    if not files:
        return []
    cell = 22
    across = max(1, width // cell)
    rows = -(-len(files) // across)
    lines: list[Line] = []
    for row in range(rows):
        spans: list[Span] = []
        for column in range(across):
            index = column * rows + row
            if index < len(files):
                name, path = files[index]
                sign = Span(f"{glyphs.good} ", "good") if path else Span(f"{glyphs.failed} ", "bad")
                words = span(name, "" if path else "muted")
                blank = Span(" " * max(0, cell - 2 - length((words,))))
                spans += [sign, linked(words, pages.file(path or "")), blank]
        lines.append(tuple(spans))
    return lines
