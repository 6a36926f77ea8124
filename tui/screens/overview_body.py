"""The body of the overview: places table, panels and changes by the rules of `overview_layout`."""

from collections.abc import Mapping
from typing import ClassVar

from textual import events
from textual.containers import Container
from textual.geometry import NULL_OFFSET, Region, Size, Spacing
from textual.layout import ArrangeResult, Layout, WidgetPlacement
from textual.widget import Widget

from tui.panels.base import FigurePanel
from tui.panels.changes import ChangesPanel
from tui.screens.overview_layout import Box, Need, Parts, laid_out
from tui.table.project_table import ProjectTable

_NO_MARGIN = Spacing()
_NOWHERE = Box(0, 0, 0, 0)


class OverviewBody(Container):
    """Table, panels and changes of a network."""

    DEFAULT_CSS: ClassVar[str] = "OverviewBody { height: 1fr; }"

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._by_need = _ByNeed()
        self._placed: Mapping[str, Box] = {}

    @property
    def layout(self) -> Layout:
        """Return the rules by which the parts are placed."""
        return self._by_need

    def places(self, size: Size) -> Mapping[str, Box]:
        """Return where the parts that are shown stand in a body of this size."""
        shown = list(self.displayed_children)
        table = next((each for each in shown if isinstance(each, ProjectTable)), None)
        if table is None:  # one part alone, enlarged
            return {each.id or "": Box(0, 0, *size) for each in shown}
        changes = next((each for each in shown if isinstance(each, ChangesPanel)), None)
        parts = Parts(
            table.id or "",
            max(1, table.starts[-1], table.total),
            table.header_lines,
            [
                Need(each.id or "", each.lines_filled, each.enough, each.EXTRA, each.lacking)
                for each in shown
                if isinstance(each, FigurePanel)
            ],
            Need(changes.id or "", changes.lines_filled) if changes else None,
        )
        return laid_out(size.width, size.height, parts)

    def place(self) -> None:
        """Place the parts anew where what they have to show, or the room, asks for other places."""
        places = self.places(self.size)
        if places == self._placed:
            return
        self._placed = places
        for child in self.displayed_children:
            form = places.get(child.id or "", _NOWHERE).form
            child.set_class(form == "line", "-line")
            child.set_class(form == "strip", "-strip")
            child.set_class(child.id not in places, "-nowhere")
            child.refresh(layout=True)  # asked of the body itself, Textual would lay out what is around it

    def on_resize(self, event: events.Resize) -> None:
        """Place the parts for the new room."""
        self.place()


class _ByNeed(Layout):
    """Textual's side of the rules."""

    name = "by need"

    def arrange(
        self, parent: Widget, children: list[Widget], size: Size, greedy: bool = True
    ) -> ArrangeResult:
        """Return the places of the children.

        Raises `TypeError` for any other widget than an `OverviewBody`.
        """
        if not isinstance(parent, OverviewBody):
            raise TypeError(f"{parent!r} is no body of the overview")
        places = parent.places(size)
        return [
            WidgetPlacement(Region(*places.get(child.id or "", _NOWHERE)[:4]), NULL_OFFSET, _NO_MARGIN, child)
            for child in children
        ]
