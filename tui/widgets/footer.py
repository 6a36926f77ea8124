"""The last line: the five actions of this place, then help, palette and quit; the help has all others."""

from collections.abc import Collection, Sequence
from typing import ClassVar

from textual import events

from civitop.i18n.language import _
from tui.actions.action import Action, Place
from tui.drawing.glyphs import UNICODE, Glyphs
from tui.drawing.text import Line, Span, length
from tui.widgets.drawn import Drawn

MOST = 5
"""Actions of a place that stand there."""
ALWAYS = ("help", "palette", "quit")
"""What stands behind them on every screen."""


def chosen(
    actions: Sequence[Action], where: Place, width: int, idle: Collection[str] = ()
) -> list[tuple[Action, Line]]:
    """Return `MOST` actions of a place and those of `ALWAYS`, as many as fit into `width` cells whole.

    The place's own come first, and the way back with them; what holds everywhere fills up. Where there is too
    little room those of the highest rank give way. What is `idle` would do nothing now and does not stand there.
    """
    here = [a for a in actions if a.rank and a.id not in idle and (a.binds("everywhere") or a.binds(where))]
    fixed = [action for action in here if action.id in ALWAYS]
    rest = [action for action in here if action.id not in ALWAYS]
    rest.sort(key=lambda each: (not each.binds(where) and each.id != "back", each.rank))
    kept: list[tuple[Action, Line]] = []
    used = 1
    for action in sorted((*rest[:MOST], *fixed), key=lambda each: each.rank):
        label: Line = (Span(f" {action.key}", "key"), Span(f" {_(action.label)} ", "muted"))
        if used + length(label) <= width:
            kept.append((action, label))
            used += length(label)
    order = [*(a.id for a in actions if a.id not in ALWAYS), *ALWAYS]
    return sorted(kept, key=lambda item: order.index(item[0].id))


class Footer(Drawn):
    """Keys and what they do; a click does it."""

    DEFAULT_CSS: ClassVar[str] = "Footer { height: 1; dock: bottom; }"

    def __init__(self, actions: Sequence[Action], where: Place, glyphs: Glyphs = UNICODE) -> None:
        super().__init__(glyphs)
        self._actions = tuple(actions)
        self._where = where
        self._idle: frozenset[str] = frozenset()

    def show(self, idle: Collection[str]) -> None:
        """Leave out the actions, by their ids, that would do nothing now."""
        if self._idle != frozenset(idle):
            self._idle = frozenset(idle)
            self.refresh()

    def draw(self, width: int, height: int) -> Sequence[Line]:
        """Return the line."""
        return [
            tuple(
                part for _, label in chosen(self._actions, self._where, width, self._idle) for part in label
            )
        ]

    async def on_click(self, event: events.Click) -> None:
        """Do what was clicked."""
        x = 0
        for action, label in chosen(self._actions, self._where, self.size.width, self._idle):
            if x <= event.x < x + length(label):
                await self.run_action(action.clicked)
                return
            x += length(label)
