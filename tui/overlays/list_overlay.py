"""What lies over a screen and holds one list: the moving keys move its cursor."""

from typing import Any

from textual.screen import ModalScreen

from tui.widgets.line_list import LineList


class ListOverlay(ModalScreen[Any]):
    """A frame with a list; a subclass lays it out and says what else keys do."""

    @property
    def list(self) -> LineList:
        """Return the list."""
        return self.query_one(LineList)

    def action_cursor_down(self) -> None:
        """Go down."""
        self.list.move(1)

    def action_cursor_up(self) -> None:
        """Go up."""
        self.list.move(-1)

    def action_cursor_page_down(self) -> None:
        """Go down a page."""
        self.list.page(1)

    def action_cursor_page_up(self) -> None:
        """Go up a page."""
        self.list.page(-1)

    def action_cursor_top(self) -> None:
        """Go to the first row."""
        self.list.move(-self.list.count)

    def action_cursor_bottom(self) -> None:
        """Go to the last row."""
        self.list.move(self.list.count)
