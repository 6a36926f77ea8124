"""Everything at a glance: what stands beside the list of the first tab on the largest terminals."""

from collections.abc import Sequence

from civitop.i18n.language import N_
from civitop.signals import SIGNALS
from tui.drawing.text import Line
from tui.sections.signals import further_lines
from tui.tabs.base import Part, ProjectPage, signal_part
from tui.tabs.files import COMMUNITY
from tui.tabs.people import ORGANISATIONS, PEOPLE, WEEKS
from tui.tabs.releases import TIMELINE

LEADING = 4
"""Signals with a part of their own; the others share one."""


def _further(page: ProjectPage, width: int) -> Sequence[Line]:
    if page.health is None:
        return ()
    return further_lines(page.health, SIGNALS[LEADING:], width, page.glyphs, page.told)


PARTS: tuple[Part, ...] = (
    *(signal_part(definition) for definition in SIGNALS[:LEADING]),
    ORGANISATIONS,
    WEEKS,
    *(part._replace(side="right") for part in (PEOPLE, TIMELINE, COMMUNITY)),
    Part("further", N_("Further signals"), _further, "right"),
)
