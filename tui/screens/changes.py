"""A list of changes over the screen: the alerts that wait for somebody, or what happened since the last look."""

from collections.abc import Callable, Collection, Sequence
from datetime import datetime, tzinfo
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen

from civitop.change import Change
from civitop.i18n.language import N_, _
from tui.drawing.glyphs import Glyphs
from tui.drawing.text import Span, wrap
from tui.panels.changes import ChangeList
from tui.sections.base import Section
from tui.session.alert_rules import is_alert
from tui.widgets.key_line import KeyLine
from tui.widgets.line_list import LineList

KEYS = (("Enter", N_("open")), ("a", N_("acknowledge")), ("A", N_("all")), ("Esc", N_("close")))
ACTIONS = ("open", "acknowledge", "acknowledge_all", "close")
"""What the keys do."""


class ChangesScreen(ModalScreen[str]):
    """Changes, newest first; returns the repository that a person wants to see, or nothing."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q", "close", show=False),
        Binding("enter", "open", show=False),
        Binding("a", "acknowledge", show=False),
        Binding("A", "acknowledge_all", show=False),
        Binding("j,down", "move(1)", show=False),
        Binding("k,up", "move(-1)", show=False),
        Binding("pagedown,ctrl+d", "page(1)", show=False),
        Binding("pageup,ctrl+u", "page(-1)", show=False),
    ]

    def __init__(
        self,
        title: Callable[[], str],
        changes: Sequence[Change],
        *,
        head: Callable[[], str] = str,
        acknowledge: Callable[[Collection[Change]], None],
        now: datetime,
        zone: tzinfo | None,
        glyphs: Glyphs,
    ) -> None:
        """Make it; `head` says a sentence above the list, `acknowledge` remembers the alerts that were seen."""
        super().__init__()
        self._title, self._head, self._changes = title, head, tuple(changes)
        self._acknowledge, self._now, self._zone, self._glyphs = acknowledge, now, zone, glyphs

    def compose(self) -> ComposeResult:
        """Lay out the list in a frame, and the keys."""
        with Vertical(id="changes-box") as box:
            box.border_title = self._title()
            yield Section("", self._glyphs, id="changes-head")
            yield ChangeList(self._glyphs, zone=self._zone, id="changes-list")
            yield KeyLine(KEYS, ACTIONS, self._glyphs, id="changes-keys")

    def on_mount(self) -> None:
        """Show the list, as high as it needs to be."""
        self.query_one("#changes-head", Section).paint(lambda width: wrap(self._head(), width))
        self._show()
        self.list.focus()

    def _show(self) -> None:
        self.list.show(self._changes, self._now, ((Span(_("Nothing waits for you."), "muted"),),))
        self.list.refresh(layout=True)

    def reword(self) -> None:
        """Take the words of the language in use."""
        self.query_one("#changes-box").border_title = self._title()
        self._show()

    @property
    def list(self) -> ChangeList:
        """Return the list."""
        return self.query_one(ChangeList)

    def on_line_list_opened(self, event: LineList.Opened) -> None:
        """Open the project that was clicked."""
        self.dismiss(event.repository)

    def action_open(self) -> None:
        """Open the project of the change under the cursor."""
        if self.list.repository is not None:
            self.dismiss(self.list.repository)

    def action_close(self) -> None:
        """Go on without opening anything."""
        self.dismiss(None)

    def action_acknowledge(self) -> None:
        """Remember the change under the cursor as seen, and take it from the list."""
        if 0 <= self.list.cursor < len(self._changes):
            self._seen(self._changes[self.list.cursor : self.list.cursor + 1])

    def action_acknowledge_all(self) -> None:
        """Remember all of them as seen."""
        self._seen(self._changes)

    def _seen(self, changes: Sequence[Change]) -> None:
        self._acknowledge([change for change in changes if is_alert(change)])
        self._changes = tuple(change for change in self._changes if change not in changes)
        self._show()

    def action_move(self, by: int) -> None:
        """Move the cursor."""
        self.list.move(by)

    def action_page(self, direction: int) -> None:
        """Move the cursor by a page."""
        self.list.page(direction)
