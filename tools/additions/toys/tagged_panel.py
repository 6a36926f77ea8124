"""The number of tags of a network, as a panel."""

from collections.abc import Sequence
from typing import ClassVar

from civitop.health import Health
from civitop.i18n.language import N_
from tui.drawing.text import Line, Span
from tui.panels.base import FigurePanel


class TaggedPanel(FigurePanel):
    """How many projects there are."""

    TITLE: ClassVar[str] = N_("Shelf of tags")
    LABEL: ClassVar[str] = N_("tags")
    HELP: ClassVar[str] = N_("Enlarge the tags, or make them small again")

    def figures(self, projects: tuple[Health, ...]) -> int:
        """Return how many projects there are."""
        return len(projects)

    def picture(self, figures: int, width: int, height: int) -> Sequence[Line]:
        """Return one line."""
        return [(Span(f"{figures} shelved"[:width]),)][:height]
