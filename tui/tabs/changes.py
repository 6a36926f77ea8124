"""The tab of the change requests: how long they take, who reviews them, how many wait."""

from collections.abc import Sequence

from civitop.i18n.language import N_, _
from civitop.signals.change_requests import CHANGE_REQUESTS
from tui.drawing.text import Line
from tui.sections.changes import queue_lines, review_lines
from tui.sections.spread import Series, nothing_line, quantile_lines, spread_lines
from tui.sections.todo import waiting_lines
from tui.tabs.base import Part, ProjectPage, signal_part


def _lead_time(page: ProjectPage, width: int) -> Sequence[Line]:
    waits = page.report.merges if page.report else None
    if waits is None:
        return ()
    if not waits.took and not waits.waiting:
        return [nothing_line(_("Nothing was merged in 365 days, and nothing is open."))]
    series = [
        Series(_("merged after"), waits.took, "series"),
        Series(_("open for"), waits.waiting, "watch", hatched=True),
    ]
    lines = spread_lines(series, width, page.glyphs)
    merged = _("{n} merged: half within {half}, nine of ten within {most}")
    waiting = _("{n} open: half for longer than {half}, one in ten for longer than {most}")
    return [
        *lines,
        *quantile_lines(merged, waits.took, width),
        *quantile_lines(waiting, waits.waiting, width),
    ]


def _reviewed(page: ProjectPage, width: int) -> Sequence[Line]:
    found = page.report.reviewed if page.report else None
    return review_lines(found, width, page.glyphs) if found else ()


def _queue(page: ProjectPage, width: int) -> Sequence[Line]:
    return queue_lines(page.report.queue, page.now.date(), width, page.glyphs) if page.report else ()


def _waiting(page: ProjectPage, width: int) -> Sequence[Line]:
    items = [each for each in page.report.waiting if each.kind == "change request"] if page.report else []
    return waiting_lines(items, page.now, width)


PARTS: tuple[Part, ...] = (
    signal_part(CHANGE_REQUESTS),
    Part("queue", N_("Open at the end of each month, with those of bots"), _queue),
    Part("waiting-changes", N_("Change requests without an answer, oldest first"), _waiting),
    Part("lead-time", N_("From opening to merge, 365 days"), _lead_time, "right"),
    Part("reviewed", N_("Who reviewed what was merged, 90 days"), _reviewed, "right"),
)
