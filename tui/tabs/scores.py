"""The tab of the scores that others have published, side by side with their inputs and weaknesses."""

from collections.abc import Sequence

from civitop.signals.published_scores import PUBLISHED_SCORES
from civitop.signals.published_scores.detail import TITLES, ScoreName
from tui.drawing.text import Line
from tui.sections.scores import score_lines
from tui.tabs.base import Page, Part, Side, signal_part

SIDES: tuple[Side, ...] = ("left", "right")


def _part(name: ScoreName, side: Side) -> Part:
    def lines(page: Page, width: int) -> Sequence[Line]:
        signal = page.signal(PUBLISHED_SCORES)
        score = signal.detail.of(name) if signal else None
        return score_lines(score, width, page.glyphs) if score else ()

    return Part(f"score-{name}", TITLES[name], lines, side)


PARTS: tuple[Part, ...] = (
    signal_part(PUBLISHED_SCORES, "both"),
    *(_part(name, SIDES[at % 2]) for at, name in enumerate(TITLES)),
)
