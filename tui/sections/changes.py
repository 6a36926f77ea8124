"""The change requests of a project: who reviewed what was merged, and how many wait, month by month."""

from collections.abc import Sequence
from datetime import date

from civitop.i18n.language import _, number, percent
from civitop.reading.feed import Reviewed
from tui.drawing.glyphs import Glyphs
from tui.drawing.plots import bar, columns
from tui.drawing.text import Line, Span, fit, line, span
from tui.drawing.time_format import months

QUEUE_LINES = 4
MOST_SLOT = 8
MOST_BAR = 40


def review_lines(found: Reviewed, width: int, glyphs: Glyphs) -> list[Line]:
    """Return how much of what was merged another person reviewed, as bars of all that was merged."""
    total = found.by_another + found.by_nobody + found.unclear
    if not total:
        return [line(Span(_("Nothing that people offered was merged in 90 days."), "muted"))]
    rows = [
        (_("by another person"), found.by_another, "good"),
        (_("by nobody else"), found.by_nobody, "watch"),
        (_("not known"), found.unclear, "quiet"),
    ]
    label = max(len(name) for name, _count, _role in rows)
    amount = max(4, len(number(total)) + 1)
    rail = max(3, min(MOST_BAR, width - label - amount - 6))
    lines: list[Line] = []
    for name, count, role in rows:
        if count or role != "quiet":
            lines.append(
                (
                    span(name, "muted", label),
                    Span(fit(number(count), amount, "right")),
                    Span(fit(percent(count / total, brief=True), 5, "right") + " ", "strong"),
                    Span(bar(count, total, rail, glyphs), role),
                )
            )
    return lines


def queue_lines(queue: Sequence[int | None], today: date, width: int, glyphs: Glyphs) -> list[Line]:
    """Return how many were open at the ends of the last months and now, as columns with their numbers."""
    if not any(each is not None for each in queue):
        return []
    slot = max(1, min(MOST_SLOT, width // len(queue)))
    shown = list(queue[-(width // slot) :])
    most = max((each or 0 for each in shown), default=0)
    if not most:
        return [line(Span(_("No change request was open at the end of a month, and none is now."), "muted"))]
    each = max(1, slot - 1)
    bars = [columns([value or 0], each, QUEUE_LINES, most, glyphs) for value in shown]
    gap = Span(" " * (slot - each))
    lines: list[Line] = []
    for y in range(QUEUE_LINES):
        spans: list[Span] = []
        for at, plot in enumerate(bars):
            spans += [Span(plot[y], "series" if at < len(bars) - 1 else "lead"), gap]
        lines.append(tuple(spans))
    if slot > max(3, len(str(most))):
        told = [glyphs.unknown if value is None else number(value) for value in shown]
        lines.append(tuple(Span(fit(text, slot)) for text in told))
    lines.append(tuple(Span(fit(name, slot), "quiet") for name in _names(len(shown), today, slot)))
    return lines


def _names(count: int, today: date, slot: int) -> list[str]:
    """Return the months at whose ends was counted, and `now` for the last; their first letters where it is tight."""
    ends = [months()[(today.month - 2 - back) % 12] for back in reversed(range(count - 1))]
    names = [*ends, _("now")]
    return names if slot > max(map(len, names)) else [name[:1] for name in names]
