"""A panel of figures: they are condensed from the projects in `figures` and drawn in `picture`."""

from abc import abstractmethod
from collections.abc import Sequence
from functools import partial
from typing import Any, ClassVar, TypeVar

from msgspec import Struct
from textual import events

from civitop.health import Health
from civitop.i18n.language import _, ngettext, number
from civitop.signals.base import Definition, Signal
from tui.drawing.text import Line, Span, crop, length, wrap
from tui.panels.frame import PanelFrame, PanelSetting
from tui.session.background_work import AT_ONCE_RESTING, BackgroundWork, Patient, SharedProcessor
from tui.widgets.drawn import Drawn

GROUP = "figures"
"""The group of the workers that compute figures, for those who wait until everything is drawn."""

HIGHEST = 100
"""Lines that a picture is measured for: more than a screen has."""

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


class FigurePanel(Drawn, PanelFrame, can_focus=True):
    """A panel of the overview: `figures` condenses the projects that are shown, `picture` draws that.

    What takes longer the more projects there are belongs into `figures`, which runs in a thread when they are
    many; `picture` runs whenever the panel is drawn and may only look at what fits.
    """

    ABOUT: ClassVar[Definition[Any] | None] = None
    """The signal that is drawn, which the help explains."""
    LACKING: ClassVar[str] = ""
    """What would bring the figure where no project has it: a message of one sentence."""
    COMFORTABLE: ClassVar[int] = 10
    """Lines of a picture that fills any room, and of one that is not known yet."""
    UNEVEN: ClassVar[bool] = False
    """Whether it may leave lines empty although it leaves something out, as what comes next would not fit whole."""

    EXTRA: ClassVar[bool] = False
    """Whether it stands beside the table only, where there is room; elsewhere its key shows it."""

    def __init__(self, setting: PanelSetting, key: str, *, id: str | None = None) -> None:
        super().__init__(setting.glyphs, id=id)
        self.framed(key)
        self._projects: tuple[Health, ...] = ()
        self._figures: Any = None
        """What `figures` made of them; `None` where there is nothing to draw."""
        self._measured = False
        """Whether it was made for the first time: before that nothing is known, not even that there is nothing."""
        self._filled: dict[tuple[int, int], int] = {}
        """Lines that are filled, by the width and the height that they were measured for."""
        self._state: Line = ()
        self._processor = setting.processor or SharedProcessor()
        self._work: BackgroundWork[Any] = BackgroundWork(
            partial(self.run_worker, group=GROUP, exit_on_error=False), self._take, rests=self._processor
        )

    def on_click(self, event: events.Click) -> None:
        """Enlarge on the title, or with a double click anywhere."""
        if event.y == 0 or event.chain >= 2:
            self.title_clicked()

    def reword(self) -> None:
        """Take the words of the language in use: the figures have some too."""
        self.entitle()
        self._ask(self._projects)

    def show_projects(self, projects: tuple[Health, ...], state: Line = ()) -> None:
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
            chosen = Patient(projects, lambda: self._processor.touched)
        self._work.ask(partial(self._measure, chosen), len(projects))

    def _measure(self, projects: tuple[Health, ...]) -> Any:
        """Return the figures, or nothing where no project has any; runs in a thread when they are many."""
        return self.figures(projects) if any(each.signals for each in projects) else None

    def _take(self, figures: Any) -> None:
        self._figures = figures
        self._measured = True
        self._filled.clear()
        self.post_message(self.Measured())
        self.refresh()

    @property
    def lacking(self) -> bool:
        """Return whether it has projects and no figure of any, so that a sentence is all that it shows."""
        return self._figures is not None and self.lacks(self._figures)

    @property
    def enough(self) -> int | None:
        """Return the lines with which it is content while others leave something out, where it grows with any more."""
        return None

    def lines_filled(self, width: int, height: int) -> int:
        """Return how many of `height` lines it fills in `width` columns; fewer where it then shows everything."""
        if self._figures is None:
            return min(height, self.COMFORTABLE)
        if self.lacking:
            return min(height, len(wrap(_(self.LACKING), width)))
        if self.enough is not None and not self.UNEVEN:
            return height
        key = width, height if self.UNEVEN else HIGHEST
        if key not in self._filled:
            self._filled[key] = self._drawn_lines(*key)
        return min(height, self._filled[key])

    def _drawn_lines(self, width: int, height: int) -> int:
        """Return how many lines say something: nobody needs the blank ones that stand between them."""
        lines = self.picture(self._figures, width, height)
        return sum(1 for each in lines if "".join(span.text for span in each).strip())

    def draw(self, width: int, height: int) -> Sequence[Line]:
        """Return the panel's lines, or why there are none."""
        if not self._projects:
            words = "".join(each.text for each in self._state)
            return wrap(words, width, next((each.role for each in self._state if each.role), "muted"))
        if not self._measured:
            return []
        if self._figures is None:
            return [(Span(_("No figures yet"), "muted"),)]
        lacks = self.lacking
        if not self.has_class("-line"):
            return (
                wrap(_(self.LACKING), width, "muted") if lacks else self.picture(self._figures, width, height)
            )
        name = Span(f"{self.key} {_(self.SHORT or self.TITLE)}  ", "muted")
        room = width - length((name,))
        lines = [(Span(_(self.LACKING), "muted"),)] if lacks else self.picture(self._figures, room, 1)
        return [(name, *crop(each, room)) for each in lines]

    def lacks(self, figures: Any) -> bool:
        """Return whether no project has what the panel is about, so that it says what would bring it."""
        return False

    @abstractmethod
    def figures(self, projects: tuple[Health, ...]) -> Any:
        """Return what is drawn of these projects, of which at least one has figures: an immutable value."""

    @abstractmethod
    def picture(self, figures: Any, width: int, height: int) -> Sequence[Line]:
        """Return the lines of figures."""
