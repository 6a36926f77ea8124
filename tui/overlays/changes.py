"""A list of changes over the screen: the alerts that wait for somebody, or what happened since the last look."""

from collections.abc import Callable, Collection, Sequence
from datetime import datetime, tzinfo
from typing import NamedTuple

from textual.app import ComposeResult
from textual.containers import Vertical

from civitop.change import Change
from civitop.i18n.language import _
from civitop.reading.telling_names import NO_NAMES, TellingNames
from tui.action_registry import bindings
from tui.actions.action import Action
from tui.drawing.glyphs import Glyphs
from tui.drawing.text import Span, wrap
from tui.overlays.list_overlay import ListOverlay
from tui.panels.changes import ChangeList
from tui.sections.base import Section
from tui.session.alert_rules import is_alert
from tui.widgets.key_line import KeyLine
from tui.widgets.line_list import LineList

KEYS = ("alert.open", "alert.acknowledge", "alert.acknowledge-all", "alert.close")


class ChangesScreen(ListOverlay):
    """Changes, newest first; returns the repository that a person wants to see, or nothing."""

    BINDINGS = bindings("alerts")

    class Words(NamedTuple):
        """What stands in the frame and above the list, in the language in use."""

        title: Callable[[], str]
        head: Callable[[], str] = str
        """A sentence; empty for none."""

    def __init__(
        self,
        words: Words,
        changes: Sequence[Change],
        *,
        acknowledge: Callable[[Collection[Change]], None],
        now: datetime,
        zone: tzinfo | None,
        glyphs: Glyphs,
        actions: Sequence[Action],
        names: TellingNames = NO_NAMES,
    ) -> None:
        """Make it; `acknowledge` remembers the alerts that were seen, `names` is what projects are called."""
        super().__init__()
        self._words, self._changes, self._actions = words, tuple(changes), actions
        self._names = names
        self._acknowledge, self._now, self._zone, self._glyphs = acknowledge, now, zone, glyphs

    def compose(self) -> ComposeResult:
        """Lay out the list in a frame, and the keys."""
        with Vertical(id="changes-box") as box:
            box.border_title = self._words.title()
            yield Section("", self._glyphs, id="changes-head")
            yield ChangeList(self._glyphs, zone=self._zone, id="changes-list")
            yield KeyLine(self._actions, KEYS, self._glyphs, id="changes-keys")

    def on_mount(self) -> None:
        """Show the list, as high as it needs to be."""
        self.query_one("#changes-head", Section).paint(lambda width: wrap(self._words.head(), width))
        self._show()
        self.list.focus()

    def _show(self) -> None:
        self.list.show(
            self._changes, self._now, ((Span(_("Nothing waits for you."), "muted"),),), self._names
        )
        self.list.refresh(layout=True)

    def reword(self) -> None:
        """Take the words of the language in use."""
        self.query_one("#changes-box").border_title = self._words.title()
        self._show()

    @property
    def list(self) -> ChangeList:
        """Return the list."""
        return self.query_one(ChangeList)

    def on_line_list_opened(self, event: LineList.Opened) -> None:
        """Open the project that was clicked."""
        self.dismiss(event.repository)

    def action_alert_open(self) -> None:
        """Open the project of the change under the cursor."""
        if self.list.repository is not None:
            self.dismiss(self.list.repository)

    def action_alert_close(self) -> None:
        """Go on without opening anything."""
        self.dismiss(None)

    def action_alert_acknowledge(self) -> None:
        """Remember the change under the cursor as seen, and take it from the list."""
        if 0 <= self.list.cursor < len(self._changes):
            self._seen(self._changes[self.list.cursor : self.list.cursor + 1])

    def action_alert_acknowledge_all(self) -> None:
        """Remember all of them as seen."""
        self._seen(self._changes)

    def _seen(self, changes: Sequence[Change]) -> None:
        self._acknowledge([change for change in changes if is_alert(change)])
        self._changes = tuple(change for change in self._changes if change not in changes)
        self._show()
