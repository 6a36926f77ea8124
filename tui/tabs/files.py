"""The tab of the files: what a machine can check of the Standard for Public Code, and publiccode.yml."""

from collections.abc import Sequence

from civitop.i18n.language import N_
from civitop.signals.public_code import PUBLIC_CODE
from civitop.signals.standard import STANDARD
from tui.drawing.text import Line
from tui.sections.work import file_lines
from tui.tabs.base import Page, Part, signal_part


def _community(page: Page, width: int) -> Sequence[Line]:
    return file_lines(page.report.community, width, page.glyphs) if page.report else ()


COMMUNITY = Part("files", N_("Community files"), _community)
PARTS: tuple[Part, ...] = (
    signal_part(STANDARD),
    signal_part(PUBLIC_CODE, "right"),
    COMMUNITY._replace(side="right"),
)
