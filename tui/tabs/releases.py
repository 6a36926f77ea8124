"""The tab of the releases: how often they come, when the next is due, what is not released yet."""

from collections.abc import Sequence

from civitop.i18n.language import N_
from civitop.signals.release_cadence import RELEASE_CADENCE
from tui.drawing.text import Line
from tui.sections.work import release_lines
from tui.tabs.base import Page, Part, signal_part


def _timeline(page: Page, width: int) -> Sequence[Line]:
    report = page.report
    if report is None:
        return ()
    cadence = page.signal(RELEASE_CADENCE)
    return release_lines(cadence, report.releases, report.tags, page.now.date(), width, page.glyphs)


TIMELINE = Part("releases", N_("Releases, two years"), _timeline)
PARTS: tuple[Part, ...] = (signal_part(RELEASE_CADENCE), TIMELINE._replace(side="right"))
