"""The list of what changed: newest first, each entry leading to its project."""

from collections.abc import Sequence
from datetime import datetime, tzinfo

from textual import events
from textual.message import Message

from civitop.events import Change
from civitop.language import _
from tui.ages import clock_time, clock_width
from tui.glyphs import UNICODE, Glyphs
from tui.text import Line, Span, fit, span
from tui.widgets.columns import short_name
from tui.widgets.line_list import LineList


class ChangeList(LineList):
    """What changed lately."""

    def __init__(
        self, glyphs: Glyphs = UNICODE, *, zone: tzinfo | None = None, id: str | None = None
    ) -> None:
        super().__init__(glyphs, id=id)
        self.border_title = "5 " + _("What changed")
        self._zone = zone
        self._changes: tuple[Change, ...] = ()
        self._now: datetime | None = None

    class Titled(Message):
        """The title of the list was clicked."""

    def on_click(self, event: events.Click) -> None:
        """Tell of a click on the title; the base's handler, called too, takes those on the rows."""
        if self.styles.border_top[0] and event.y == 0:
            event.prevent_default()
            self.post_message(self.Titled())

    def reword(self) -> None:
        """Take the words of the language in use."""
        self.border_title = "5 " + _("What changed")
        super().reword()

    def show(self, changes: Sequence[Change], now: datetime, empty: tuple[Line, ...] = ()) -> None:
        """Show these changes."""
        said, self.empty = self.empty, empty
        fresh = tuple(changes)
        if (
            fresh == self._changes
            and said == empty
            and self._now is not None
            and self._now.date() == now.date()
        ):
            return
        self._changes, self._now = fresh, now
        self.rows_changed()

    @property
    def count(self) -> int:
        """Return the number of changes."""
        return len(self._changes)

    def row(self, index: int) -> Line:
        """Return sign, time, project and sentence."""
        change = self._changes[index]
        return change_line(change, self.size.width - 2, self._now or change.at, self._zone, self.glyphs)

    def repository_at(self, index: int) -> str | None:
        """Return the repository that changed."""
        return self._changes[index].repository


def change_line(change: Change, width: int, now: datetime, zone: tzinfo | None, glyphs: Glyphs) -> Line:
    """Return a change as a line; the sentence gives way first."""
    mark, role = (
        (glyphs.bullet, "muted")
        if change.worse is None
        else (glyphs.bad, "bad")
        if change.worse
        else (glyphs.good, "good")
    )
    name = 16 if width < 100 else 24 if width < 150 else 30
    day = clock_width()
    when = fit(clock_time(change.at, now, zone), day)
    path = change.repository.partition(":")[2] or change.repository
    return (
        Span(f"{mark} ", role),
        Span(when, "muted"),
        span(short_name(path), "strong", name),
        Span(" "),
        span(fit(str(change.text), max(0, width - 3 - day - name))),
    )
