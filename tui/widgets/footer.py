"""The last line: the keys of this place, as many as fit whole, out of the one list of actions."""

from collections.abc import Sequence
from typing import ClassVar

from textual import events

from civitop.i18n.language import _
from tui.actions.action import Action, Place
from tui.drawing.glyphs import UNICODE, Glyphs
from tui.drawing.text import Line, Span, length
from tui.widgets.drawn import Drawn


def chosen(actions: Sequence[Action], where: Place, width: int) -> list[tuple[Action, Line]]:
    """Return the actions that fit into `width` cells, in the order of their rank, each whole."""
    here = [a for a in actions if a.rank and (a.binds("everywhere") or a.binds(where))]
    kept: list[tuple[Action, Line]] = []
    used = 1
    for action in sorted(here, key=lambda each: each.rank):
        label: Line = (Span(f" {action.key}", "key"), Span(f" {_(action.label)} ", "muted"))
        if used + length(label) <= width:
            kept.append((action, label))
            used += length(label)
    order = [a.id for a in actions]
    return sorted(kept, key=lambda item: (item[0].id in ("help", "quit"), order.index(item[0].id)))


class Footer(Drawn):
    """Keys and what they do; a click does it."""

    DEFAULT_CSS: ClassVar[str] = "Footer { height: 1; dock: bottom; }"

    def __init__(self, actions: Sequence[Action], where: Place, glyphs: Glyphs = UNICODE) -> None:
        super().__init__(glyphs)
        self._actions = tuple(actions)
        self._where = where

    def draw(self, width: int, height: int) -> Sequence[Line]:
        """Return the line."""
        return [tuple(part for _, label in chosen(self._actions, self._where, width) for part in label)]

    async def on_click(self, event: events.Click) -> None:
        """Do what was clicked."""
        x = 0
        for action, label in chosen(self._actions, self._where, self.size.width):
            if x <= event.x < x + length(label):
                await self.run_action(action.clicked)
                return
            x += length(label)
