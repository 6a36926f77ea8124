"""What every panel of the overview has: a frame with its key and title, and what it is shown."""

from datetime import datetime, tzinfo
from typing import ClassVar, NamedTuple

from rich.cells import cell_len
from textual import events
from textual.message import Message
from textual.widget import Widget

from civitop.health import Health
from civitop.i18n.language import _
from civitop.reading.telling_names import NO_NAMES
from tui.drawing.glyphs import UNICODE, Glyphs
from tui.drawing.text import Line
from tui.session.background_work import SharedProcessor
from tui.session.view import View

TITLE_FRAME = 6
"""Cells that the frame takes of the line in which the title stands."""


class PanelSetting(NamedTuple):
    """What a panel is made with."""

    glyphs: Glyphs = UNICODE
    zone: tzinfo | None = None
    """Of the times on screen; `None`: the system's."""
    processor: SharedProcessor | None = None
    """On which figures of many projects are computed; `None`: all at once, on the loop."""


class PanelFrame(Widget):
    """A panel; a subclass says what it is called and what stands in it.

    It comes after the widget that draws the panel among the bases: Textual takes styles of the first one.
    """

    TITLE: ClassVar[str] = ""
    """A message, as the three after it: translated where it is shown."""
    SHORT: ClassVar[str] = ""
    """The title where the whole one does not fit; empty: the same."""
    LABEL: ClassVar[str] = ""
    """Of the key that enlarges it: a word or two."""
    HELP: ClassVar[str] = ""
    """What the key does: a sentence without a full stop."""
    key = ""
    """The key that enlarges it, as a person reads it."""
    names = NO_NAMES
    """What the projects of the network are called."""
    pointed: str | None = None
    """The project under the table's cursor."""

    class Titled(Message):
        """The title of a panel was clicked."""

        def __init__(self, panel: "PanelFrame") -> None:
            self.panel = panel
            super().__init__()

    class Measured(Message):
        """A panel has something else to show: it may need more room, or less."""

        def can_replace(self, message: Message) -> bool:
            """One is as good as many."""
            return isinstance(message, PanelFrame.Measured)

    def framed(self, key: str) -> None:
        """Take the key that enlarges the panel, and the title."""
        self.key = key
        self.add_class("panel")
        self.border_title = f"{key} {_(self.SHORT or self.TITLE)}"

    def entitle(self) -> None:
        """Take the title that fits whole, in the language in use."""
        whole, short = f"{self.key} {_(self.TITLE)}", f"{self.key} {_(self.SHORT or self.TITLE)}"
        self.border_title = whole if cell_len(whole) + TITLE_FRAME <= self.outer_size.width else short

    def title_clicked(self) -> None:
        """Tell of a click on the title."""
        self.post_message(self.Titled(self))

    def on_resize(self, event: events.Resize) -> None:
        """Take the title that fits whole."""
        self.entitle()

    def show_view(self, view: View, now: datetime) -> None:
        """Take a new state; `now` is the moment on screen."""
        self.names = view.names

    def show_projects(self, projects: tuple[Health, ...], state: Line = ()) -> None:
        """Take the projects that the table shows, or `state` (loading, empty) where there are none."""

    def point_at(self, repository: str | None) -> None:
        """Show where this project is, where the panel can."""
        self.pointed = repository
