"""What all screens share: moving by the same keys, and being shown a new state."""

from abc import abstractmethod
from typing import TYPE_CHECKING, Any, cast

from textual.containers import ScrollableContainer
from textual.screen import Screen
from textual.widget import Widget

from tui.action_keys import bindings
from tui.session.screen_export import Sheet
from tui.session.view import View
from tui.widgets.line_list import LineList

if TYPE_CHECKING:
    from tui.app import CivitopApp


class CivitopScreen(Screen[Any]):
    """A screen that draws a `View`; arrows, vim keys and the wheel mean the same on all of them."""

    BINDINGS = bindings("everywhere")

    @property
    def civitop(self) -> "CivitopApp":
        """Return the app with its own type."""
        return cast("CivitopApp", self.app)

    @property
    def ready(self) -> bool:
        """Return whether its parts are there: not before it is composed, and no more when the app ends."""
        return self.is_mounted and bool(self.query("Header"))

    @abstractmethod
    def show(self, view: View) -> None:
        """Draw this state; called at most once a second."""

    @abstractmethod
    def show_counters(self, view: View) -> None:
        """Draw what goes on while the picture is frozen."""

    def reword(self) -> None:
        """Take the words of the language in use; its parts are told after it."""
        if self.ready:
            self.show(self.civitop.view)

    def target(self) -> Widget | None:
        """Return what the moving keys move when nothing that can be moved has the focus."""
        return None

    @property
    def repository(self) -> str | None:
        """Return the repository that the screen or its cursor is on."""
        return None

    def sheet(self) -> Sheet | None:
        """Return what is on the screen as a table for an export, where it is one of its own."""
        return None

    def _moved(self) -> Widget | None:
        focused = self.focused
        return focused if isinstance(focused, LineList | ScrollableContainer) else self.target()

    def _move(self, rows: int) -> None:
        moved = self._moved()
        if isinstance(moved, LineList):
            moved.move(rows)
        elif moved is not None:
            moved.scroll_relative(y=rows, animate=False)

    def _page(self, direction: int) -> None:
        moved = self._moved()
        if isinstance(moved, LineList):
            moved.page(direction)
        elif moved is not None:
            moved.scroll_relative(y=direction * max(1, moved.size.height - 2), animate=False)

    def _to_end(self, *, bottom: bool) -> None:
        moved = self._moved()
        if isinstance(moved, LineList):
            moved.move(moved.count if bottom else -moved.count)
        elif moved is not None:
            (moved.scroll_end if bottom else moved.scroll_home)(animate=False)

    def action_cursor_down(self) -> None:
        """Go down."""
        self._move(1)

    def action_cursor_up(self) -> None:
        """Go up."""
        self._move(-1)

    def action_cursor_page_down(self) -> None:
        """Go down a page."""
        self._page(1)

    def action_cursor_page_up(self) -> None:
        """Go up a page."""
        self._page(-1)

    def action_cursor_top(self) -> None:
        """Go to the first row."""
        self._to_end(bottom=False)

    def action_cursor_bottom(self) -> None:
        """Go to the last row."""
        self._to_end(bottom=True)

    def action_focus_next(self) -> None:
        """Go to the next part of the screen."""
        self.focus_next()

    def action_focus_previous(self) -> None:
        """Go to the previous part of the screen."""
        self.focus_previous()

    def action_poll(self) -> None:
        """Ask the forges now."""
        self.civitop.pace.poll_now()

    def action_pause(self) -> None:
        """Freeze the picture, or go on."""
        self.civitop.pace.toggle_pause()

    def action_alerts(self) -> None:
        """Show the alerts."""
        self.civitop.alerts.show()

    def action_day_back(self) -> None:
        """Show the day before."""
        self.civitop.pace.step_day(-1)

    def action_day_forward(self) -> None:
        """Show the day after."""
        self.civitop.pace.step_day(1)

    def action_day_month(self) -> None:
        """Show the day a month before."""
        self.civitop.pace.step_day(-30)

    def action_day_now(self) -> None:
        """Go back to the present."""
        self.civitop.travel.to_now()

    def action_browser(self) -> None:
        """Open the repository in the browser."""
        self.civitop.outward.browse(self.repository)

    def action_copy(self) -> None:
        """Copy the repository's address."""
        self.civitop.outward.copy(self.repository)

    def action_theme(self) -> None:
        """Take the next theme."""
        self.civitop.next_theme()

    def action_palette(self) -> None:
        """Open the command palette."""
        self.app.action_command_palette()

    def action_help(self) -> None:
        """Show the help."""
        self.civitop.show_help()

    def action_quit(self) -> None:
        """Leave."""
        self.app.exit()

    def action_back(self) -> None:
        """Go back to the screen before."""
        if len(self.app.screen_stack) > 2:
            self.app.pop_screen()

    def action_export(self) -> None:
        """Write what is on the screen to a file."""
        self.civitop.outward.export(self)
