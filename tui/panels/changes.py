"""The list of what changed: newest first, each entry leading to its project."""

from collections.abc import Sequence
from datetime import datetime, tzinfo
from itertools import accumulate
from typing import ClassVar

from rich.cells import cell_len
from textual import events
from textual.geometry import Size

from civitop.change import Change
from civitop.i18n.language import N_, _, current
from civitop.reading.telling_names import NO_NAMES, TellingNames
from tui.drawing.glyphs import UNICODE, Glyphs
from tui.drawing.text import Line, Span, fit, hanging, span
from tui.drawing.time_format import clock_time, clock_width
from tui.panels.frame import PanelFrame, PanelSetting
from tui.session.view import View
from tui.widgets.line_list import LineList

UNKNOWN_WIDTH = 1000
"""Cells of a line as long as it is not known how wide the list is."""


class ChangeList(LineList):
    """What changed lately."""

    def __init__(
        self, glyphs: Glyphs = UNICODE, *, zone: tzinfo | None = None, id: str | None = None
    ) -> None:
        super().__init__(glyphs, id=id)
        self._zone = zone
        self._changes: tuple[Change, ...] = ()
        self._now: datetime | None = None
        self._called = NO_NAMES
        self._rows: list[list[Line]] = []
        self._starts: list[int] = [0]
        self._broken: dict[Change, list[Line]] = {}
        self._broken_for: tuple[object, ...] = ()
        """The lines of each change, and the widths, the day and the language that they were broken for."""

    def show(
        self,
        changes: Sequence[Change],
        now: datetime,
        empty: tuple[Line, ...] = (),
        names: TellingNames = NO_NAMES,
    ) -> None:
        """Show these changes; `names` tells what their projects are called."""
        said, self.empty = self.empty, empty
        called, self._called = self._called, names
        fresh = tuple(changes)
        if (
            fresh == self._changes
            and called is names
            and said == empty
            and self._now is not None
            and self._now.date() == now.date()
        ):
            return
        self._changes, self._now = fresh, now
        self.rows_changed()
        self.post_message(PanelFrame.Measured())

    @property
    def count(self) -> int:
        """Return the number of changes."""
        return len(self._changes)

    @property
    def starts(self) -> Sequence[int]:
        """Return the line at which each change begins."""
        return self._starts

    def rows_changed(self) -> None:
        """Break the sentences for the room that there is, then draw."""
        self._break(self.across)
        super().rows_changed()

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """Return the lines that all changes take in `width` cells, for a list that is as high as they are."""
        self._break(width - self.styles.scrollbar_size_vertical)
        return self._starts[-1]

    def _break(self, width: int) -> None:
        """Break the sentences that are new; all of them for another width, another day, another language."""
        room = max(1, width - 1) if width else UNKNOWN_WIDTH
        now = self._now
        longest = max((cell_len(self._said(change)) for change in self._changes), default=0)
        name = min(longest, 16 if room < 100 else 24 if room < 150 else 30)
        made_for = (room, name, now and now.date(), current(), tuple(map(self._said, self._changes)))
        known = self._broken if made_for == self._broken_for else {}
        self._broken = {
            change: known.get(change)
            or change_lines(change, self._said(change), room, name, now or change.at, self._zone, self.glyphs)
            for change in self._changes
        }
        self._broken_for = made_for
        self._rows = [self._broken[change] for change in self._changes]
        self._starts = list(accumulate((len(lines) for lines in self._rows), initial=0))

    def _said(self, change: Change) -> str:
        return self._called[change.repository].text

    def row(self, index: int) -> Line:
        """Return sign, time, project and the sentence, as far as it fits."""
        return self._rows[index][0]

    def below(self, index: int, line: int) -> Line:
        """Return the rest of the sentence."""
        return self._rows[index][line]

    def repository_at(self, index: int) -> str | None:
        """Return the repository that changed."""
        return self._changes[index].repository


class ChangesPanel(ChangeList, PanelFrame):
    """The list of what changed in the network, under the table."""

    TITLE: ClassVar[str] = N_("What changed")
    LABEL: ClassVar[str] = N_("changes")
    HELP: ClassVar[str] = N_("Enlarge the list of what changed, or make it small again")

    def __init__(self, setting: PanelSetting, key: str, *, id: str | None = None) -> None:
        super().__init__(setting.glyphs, zone=setting.zone, id=id)
        self.framed(key)

    def on_click(self, event: events.Click) -> None:
        """Tell of a click on the title; the base's handler, called too, takes those on the rows."""
        if event.y == 0 and self.styles.border_top[0]:
            event.prevent_default()
            self.title_clicked()

    def reword(self) -> None:
        """Take the words of the language in use."""
        self.entitle()
        super().reword()

    def lines_filled(self, width: int, height: int) -> int:
        """Return how many of so many lines the changes take in `width` columns."""
        self._break(width - self.styles.scrollbar_size_vertical)
        wanted = self._starts[-1]
        self._break(self.across)
        return min(height, wanted)

    def show_view(self, view: View, now: datetime) -> None:
        """Show the changes of the shown network, or why there is none."""
        ids = set(view.shown.repositories) if view.shown else set()
        words = _("Nothing has changed since civitop began to watch.") if view.loaded else _("Loading")
        found = [change for change in view.changes if change.repository in ids]
        self.names = view.names
        self.show(found, now, ((Span(words, "muted"),),), self.names)


def change_lines(
    change: Change, called: str, width: int, name: int, now: datetime, zone: tzinfo | None, glyphs: Glyphs
) -> list[Line]:
    """Return a change as a line, or as more where the sentence is longer than what `name` cells leave."""
    mark, role = (
        (glyphs.bullet, "muted")
        if change.worse is None
        else (glyphs.bad, "bad")
        if change.worse
        else (glyphs.good, "good")
    )
    when = fit(clock_time(change.at, now, zone), clock_width())
    left = (Span(f"{mark} ", role), Span(when, "muted"), span(called, "strong", name), Span("  "))
    return hanging(left, str(change.text), "", width)
