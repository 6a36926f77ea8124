"""The tab of the releases: how often they come, when the next is due, what is not released yet."""

from collections.abc import Sequence
from functools import partial

from civitop.i18n.language import N_
from civitop.signals.release_cadence import RELEASE_CADENCE
from tui.drawing.text import Line
from tui.sections.work import MOST_RELEASES, due_lines, gap_plot, release_lines
from tui.tabs.base import Part, ProjectPage, signal_part

MANY_RELEASES = 30
"""Releases in the list of the tab, which has room for more than that at a glance."""


def _timeline(page: ProjectPage, width: int, most: int = MOST_RELEASES) -> Sequence[Line]:
    report = page.report
    if report is None:
        return ()
    cadence = page.signal(RELEASE_CADENCE)
    today = page.now.date()
    return release_lines(cadence, report.releases, report.tags, report.pages, today, width, page.glyphs, most)


def _gaps(page: ProjectPage, width: int) -> Sequence[Line]:
    signal = page.signal(RELEASE_CADENCE)
    return gap_plot(signal.detail.gaps_days, signal.value, width, page.glyphs) if signal else ()


def _due(page: ProjectPage, width: int) -> Sequence[Line]:
    signal = page.signal(RELEASE_CADENCE)
    if signal is None or signal.detail.last_at is None:
        return ()
    return due_lines(signal.detail, page.now.date(), width)


TIMELINE = Part("releases", N_("Releases, two years"), _timeline)
PARTS: tuple[Part, ...] = (
    signal_part(RELEASE_CADENCE),
    Part("due", N_("Next release"), _due),
    Part("gaps", N_("Days between releases, oldest first"), _gaps),
    Part("releases", TIMELINE.title, partial(_timeline, most=MANY_RELEASES), "right"),
)
