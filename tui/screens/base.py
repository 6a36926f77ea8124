"""What all screens share: what they are made with, moving by the same keys, being shown a new state."""

from abc import abstractmethod
from collections.abc import Sequence
from datetime import tzinfo
from typing import Any, ClassVar, NamedTuple

from textual.containers import ScrollableContainer
from textual.screen import Screen
from textual.widget import Widget

from civitop.health import Health
from civitop.signals.base import Definition
from tui.action_registry import bindings
from tui.actions.action import Action, Place
from tui.drawing.glyphs import Glyphs
from tui.requests import Say
from tui.session.notice import Notice, Severity
from tui.session.screen_export import Sheet, Shown
from tui.session.session import Session
from tui.session.view import View
from tui.tabs.pane import Parts
from tui.widgets.header import Header
from tui.widgets.line_list import LineList


class Presentation(NamedTuple):
    """How a session is presented, the same on all screens."""

    glyphs: Glyphs
    actions: Sequence[Action]
    """With the configured keys."""
    definitions: tuple[Definition[Any], ...]
    """The signals, leading ones first."""
    zone: tzinfo | None = None
    """Of the times on screen; `None`: the system's."""


class CivitopScreen(Screen[Any]):
    """A screen that draws a session; arrows, vim keys and the wheel mean the same on all of them.

    What a screen cannot do itself it asks of the app by a message of `requests`.
    """

    BINDINGS = bindings("everywhere")
    PLACE: ClassVar[Place] = "everywhere"
    """Whose further actions the screen has."""

    def __init__(self, session: Session, presentation: Presentation) -> None:
        """Make it; it reads the session and never changes what is shown in it."""
        super().__init__()
        self.session, self.presentation = session, presentation

    @property
    def glyphs(self) -> Glyphs:
        """Return the signs that the terminal can show."""
        return self.presentation.glyphs

    @property
    def explained(self) -> Definition[Any] | None:
        """Return the signal that is looked at alone, which the help explains first."""
        return None

    @property
    def explained_over(self) -> Sequence[Health]:
        """Return the projects of which the help counts what was left out of that signal."""
        return self.session.shown.projects

    def say(self, text: str, severity: Severity = "information") -> None:
        """Show a sentence for a few seconds."""
        self.post_message(Say(Notice(text, severity)))

    @property
    def ready(self) -> bool:
        """Return whether its parts are there: not before it is composed, and no more when the app ends."""
        # Its own children and no query: that would match a selector with every widget there is.
        return self.is_mounted and any(isinstance(each, Header) for each in self.children)

    @abstractmethod
    def show(self, view: View) -> None:
        """Draw this state; called at most once a second."""

    def show_counters(self, view: View) -> None:
        """Draw what goes on while the picture is frozen: the header."""
        session = self.session
        self.query_one(Header).show(view, session.now(), paused=session.paused, offline=session.offline)

    def reword(self) -> None:
        """Take the words of the language in use; its parts are told after it."""
        if self.ready:
            self.show(self.session.shown)

    def target(self) -> Widget | None:
        """Return what the moving keys move when nothing that can be moved has the focus."""
        return None

    @property
    def repository(self) -> str | None:
        """Return the repository that the screen or its cursor is on."""
        return None

    def export(self) -> Shown:
        """Return what is on the screen for an export."""
        return Shown(
            network=self.session.shown.network,
            repositories=(self.repository,) if self.repository else (),
            sheet=self.sheet(),
            asof=self.session.travel.asof,
        )

    def sheet(self) -> Sheet | None:
        """Return what is on the screen as a table for an export, where it is one of its own."""
        return None

    def _moved(self) -> Widget | None:
        focused = self.focused
        return focused if isinstance(focused, LineList | ScrollableContainer) else self.target()

    def _move(self, rows: int) -> None:
        moved = self._moved()
        if isinstance(moved, LineList | Parts):
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

    def action_back(self) -> None:
        """Go back to the screen before."""
        if len(self.app.screen_stack) > 2:
            self.app.pop_screen()
