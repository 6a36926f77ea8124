"""The tab of the files: what a machine can check of the Standard for Public Code, and publiccode.yml."""

from collections.abc import Sequence

from civitop.i18n.language import N_
from civitop.signals.public_code import PUBLIC_CODE
from civitop.signals.standard import STANDARD
from tui.drawing.text import Line
from tui.sections.checks import check_lines
from tui.sections.work import file_lines
from tui.tabs.base import Part, ProjectPage, signal_part


def _checks(page: ProjectPage, width: int) -> Sequence[Line]:
    signal = page.signal(STANDARD)
    return check_lines(signal.detail, width, page.glyphs) if signal else ()


def _community(page: ProjectPage, width: int) -> Sequence[Line]:
    return file_lines(page.report.community, page.report.pages, width, page.glyphs) if page.report else ()


COMMUNITY = Part("files", N_("Community files"), _community)
PARTS: tuple[Part, ...] = (
    signal_part(STANDARD, "both"),
    Part("checks", N_("Checks, and what to do"), _checks),
    signal_part(PUBLIC_CODE, "right"),
    COMMUNITY._replace(side="right"),
)
