"""The last line of what lies over a screen: its keys; a click does what the key does."""

from collections.abc import Sequence
from typing import ClassVar

from textual import events

from civitop.i18n.language import _
from tui.drawing.glyphs import UNICODE, Glyphs
from tui.drawing.text import Line, Span, length
from tui.widgets.drawn import Drawn


class KeyLine(Drawn):
    """Keys with a word each, as many as fit whole."""

    DEFAULT_CSS: ClassVar[str] = "KeyLine { height: 1; }"

    def __init__(
        self,
        keys: Sequence[tuple[str, str]],
        actions: Sequence[str],
        glyphs: Glyphs = UNICODE,
        *,
        id: str | None = None,
    ) -> None:
        """Make it of keys and messages; `actions` are the screen's, one for each key, an empty one does nothing."""
        super().__init__(glyphs, id=id)
        self._keys = tuple(zip(keys, actions, strict=True))

    def _parts(self, width: int) -> list[tuple[str, Line]]:
        found: list[tuple[str, Line]] = []
        used = 0
        for (key, what), action in self._keys:
            part = (Span(f" {key}", "key"), Span(f" {_(what)} ", "muted"))
            if used + length(part) <= width:
                found.append((action, part))
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
                await self.run_action(f"screen.{action}")
                return
            x += length(part)
