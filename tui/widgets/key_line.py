"""The last line of a screen or of what lies over one: its keys; a click does what the key does."""

from collections.abc import Mapping, Sequence
from typing import ClassVar

from textual import events

from civitop.i18n.language import _
from tui.actions.action import Action
from tui.drawing.glyphs import UNICODE, Glyphs
from tui.drawing.text import Line, Span, length
from tui.widgets.drawn import Drawn


class KeyLine(Drawn):
    """Keys with a word each, as many as fit whole."""

    DEFAULT_CSS: ClassVar[str] = "KeyLine { height: 1; }"

    def __init__(
        self,
        actions: Sequence[Action],
        shown: Sequence[str],
        glyphs: Glyphs = UNICODE,
        *,
        labels: Mapping[str, str] | None = None,
        id: str | None = None,
    ) -> None:
        """Make it of the actions, with their configured keys.

        `shown` are their ids in the order of the line; two ids with a blank between them share a label, and
        a click on them does nothing. `labels` are messages for those that stand here by another word.
        """
        super().__init__(glyphs, id=id)
        known = {action.id: action for action in actions}
        words = labels or {}
        self._keys = [
            ([known[id] for id in ids.split()], words.get(ids, known[ids.split()[0]].label)) for ids in shown
        ]

    def _parts(self, width: int) -> list[tuple[str, Line]]:
        """Return the Textual action and the words of each key, as many as fit."""
        found: list[tuple[str, Line]] = []
        used = 0
        for actions, label in self._keys:
            keys = " ".join(each.key for each in actions)
            part = (Span(f" {keys}", "key"), Span(f" {_(label)} ", "muted"))
            if used + length(part) <= width:
                found.append((actions[0].clicked if len(actions) == 1 else "", part))
                used += length(part)
        return found

    def draw(self, width: int, height: int) -> Sequence[Line]:
        """Return the line."""
        return [tuple(span for action, part in self._parts(width) for span in part)]

    async def on_click(self, event: events.Click) -> None:
        """Do what was clicked."""
        x = 0
        for action, part in self._parts(self.size.width):
            if action and x <= event.x < x + length(part):
                await self.run_action(action)
                return
            x += length(part)
