"""The tab of the scores that others have published, side by side with their inputs and weaknesses."""

from civitop.signals.published_scores import PUBLISHED_SCORES
from tui.tabs.base import Part, signal_part

PARTS: tuple[Part, ...] = (signal_part(PUBLISHED_SCORES),)
