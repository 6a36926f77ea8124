"""What the four panels of a network have in common: a frame, a title, and figures that are handed in."""

from abc import abstractmethod
from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar, cast

from msgspec import Struct
from rich.cells import cell_len
from textual import events
from textual.message import Message

from civitop.health import Health
from civitop.i18n.language import _, ngettext, number
from civitop.signals.base import Definition, Signal
from tui.drawing.glyphs import UNICODE, Glyphs
from tui.drawing.text import Line, Span, wrap
from tui.session.background_work import AT_ONCE_RESTING, Backstage, Patient
from tui.widgets.drawn import Drawn

if TYPE_CHECKING:
    from tui.app import CivitopApp

D = TypeVar("D", bound=Struct)


def measured(projects: Sequence[Health], definition: Definition[D]) -> list[tuple[Health, Signal[D]]]:
    """Return the projects that are not archived and have this signal, with it."""
    found = []
    for health in projects:
        signal = definition.of(health.signals)
        if signal is not None and not health.archived:
            found.append((health, signal))
    return found


def unknown_note(projects: Sequence[Health], known: int) -> str:
    """Return how many projects a panel says nothing about, as part of a line; empty for none."""
    rest = sum(1 for each in projects if not each.archived) - known
    return ngettext("{n} unknown", "{n} unknown", rest).format(n=number(rest)) if rest > 0 else ""


class Panel(Drawn, can_focus=True):
    """A panel of the overview: `show` gives it the projects, `figures` condenses them, `picture` draws that.

    What takes longer the more projects there are belongs into `figures`, which runs in a thread when they are
    many; `picture` runs whenever the panel is drawn and may only look at what fits.
    """

    TITLE: ClassVar[str] = ""
    """A message, as `SHORT`: translated where it is shown."""
    SHORT: ClassVar[str] = ""
    """The title where the whole one does not fit."""
    NUMBER: ClassVar[int] = 0
    """The key that enlarges it."""

    def __init__(self, glyphs: Glyphs = UNICODE, *, id: str | None = None) -> None:
        super().__init__(glyphs, id=id, classes="panel")
        self.border_title = f"{self.NUMBER} {_(self.SHORT or self.TITLE)}"
        self._projects: tuple[Health, ...] = ()
        self._figures: Any = None
        """What `figures` made of them; `None` where there is nothing to draw."""
        self._measured = False
        """Whether it was made for the first time: before that nothing is known, not even that there is nothing."""
        self._state: Line = ()
        self._stage: Backstage[Any] = Backstage(self, self._take, rests=True)
        self.pointed: str | None = None
        """The project under the table's cursor."""

    class Titled(Message):
        """The title of a panel was clicked."""

        def __init__(self, panel: str) -> None:
            self.panel = panel
            super().__init__()

    def on_click(self, event: events.Click) -> None:
        """Enlarge on the title, or with a double click anywhere."""
        if event.y == 0 or event.chain >= 2:
            self.post_message(self.Titled(self.id or ""))

    def on_resize(self, event: events.Resize) -> None:
        """Take the title that fits whole."""
        self._entitle()

    def _entitle(self) -> None:
        whole, short = f"{self.NUMBER} {_(self.TITLE)}", f"{self.NUMBER} {_(self.SHORT or self.TITLE)}"
        self.border_title = whole if cell_len(whole) + 6 <= self.outer_size.width else short

    def reword(self) -> None:
        """Take the words of the language in use: the figures have some too."""
        self._entitle()
        self._ask(self._projects)

    def show(self, projects: tuple[Health, ...], state: Line = ()) -> None:
        """Draw these projects, or `state` (loading, empty) where there are none."""
        if projects is not self._projects:
            self._projects = projects
            self._ask(projects)
        if state != self._state:
            self._state = state
            self.refresh()

    def _ask(self, projects: tuple[Health, ...]) -> None:
        chosen = projects
        if len(projects) > AT_ONCE_RESTING:
            app = cast("CivitopApp", self.app)
            chosen = Patient(projects, lambda: app.touched)
        self._stage.ask(partial(self._measure, chosen), len(projects))

    def _measure(self, projects: tuple[Health, ...]) -> Any:
        """Return the figures, or nothing where no project has any; runs in a thread when they are many."""
        return self.figures(projects) if any(each.signals for each in projects) else None

    def _take(self, figures: Any) -> None:
        self._figures = figures
        self._measured = True
        self.refresh()

    def point_at(self, repository: str | None) -> None:
        """Show where this project is, where the panel can."""
        self.pointed = repository

    def draw(self, width: int, height: int) -> Sequence[Line]:
        """Return the panel's lines, or why there are none."""
        if not self._projects:
            words = "".join(each.text for each in self._state)
            return wrap(words, width, next((each.role for each in self._state if each.role), "muted"))
        if not self._measured:
            return []
        if self._figures is None:
            return [(Span(_("No figures yet"), "muted"),)]
        return self.picture(self._figures, width, height)

    @abstractmethod
    def figures(self, projects: tuple[Health, ...]) -> Any:
        """Return what is drawn of these projects, of which at least one has figures: an immutable value."""

    @abstractmethod
    def picture(self, figures: Any, width: int, height: int) -> Sequence[Line]:
        """Return the lines of figures."""
