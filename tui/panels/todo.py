"""What would help a network most: the most urgent thing of each project, then the rest."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from heapq import nsmallest
from typing import ClassVar, NamedTuple

from rich.cells import cell_len

from civitop.health import Health
from civitop.i18n.language import N_, _, number
from civitop.reading.todo import tasks
from civitop.tasks import KIND_TITLES, Task, by_urgency
from tui.drawing.task_lines import mark, task_lines
from tui.drawing.text import Line, Span, crop, line, span
from tui.panels.base import HIGHEST, FigurePanel
from tui.panels.frame import PanelSetting
from tui.session.view import View

ENOUGH = 3
"""Lines of the most urgent task."""


class Urgent(NamedTuple):
    """What the panel draws."""

    tasks: Sequence[Task]
    """The first `HIGHEST` of them: as many as a screen can show."""
    total: int


def urgent(projects: Iterable[Health]) -> Urgent:
    """Return the most urgent thing of each project, most urgent first, then everything else."""
    total = 0

    def ranked() -> Iterator[tuple[bool, Task]]:
        nonlocal total
        for health in projects:
            for place, task in enumerate(tasks(health)):
                total += 1
                yield place > 0 or task.expected is not None, task

    # No list of all of them: freeing one for ten thousand projects holds the interpreter for forty milliseconds.
    first = nsmallest(HIGHEST, ranked(), key=lambda each: (each[0], by_urgency(each[1])))
    return Urgent([task for _, task in first], total)


class TodoPanel(FigurePanel):
    """What is to be done in the network."""

    TITLE: ClassVar[str] = N_("What would help most")
    SHORT: ClassVar[str] = N_("To do")
    LABEL: ClassVar[str] = N_("to do")
    HELP: ClassVar[str] = N_("Enlarge what is to be done, or make it small again")

    EXTRA: ClassVar[bool] = True
    UNEVEN: ClassVar[bool] = True

    def __init__(self, setting: PanelSetting, key: str, *, id: str | None = None) -> None:
        super().__init__(setting, key, id=id)
        self._now = datetime.fromtimestamp(0, UTC)

    def show_view(self, view: View, now: datetime) -> None:
        """Take the moment on screen: ages are told from it."""
        super().show_view(view, now)
        self._now = now

    @property
    def enough(self) -> int | None:
        """Return the lines of the most urgent thing: few need all of them while another list is cut."""
        return ENOUGH if self._figures and self._figures.tasks else None

    def figures(self, projects: tuple[Health, ...]) -> Urgent:
        """Return what is to be done."""
        return urgent(projects)

    def picture(self, figures: Urgent, width: int, height: int) -> Sequence[Line]:
        """Return a task after the other, as many as fit whole."""
        if not figures.tasks:
            return [line(Span(f"{self.glyphs.good} ", "good"), Span(_("Nothing waits to be done.")))]
        if height == 1:
            return [self._one_line(figures, width)]
        columns, under = (self._whole(figures.tasks, width, height, columns=each) for each in (True, False))
        # In columns where that shows as much.
        return max(columns, under, key=lambda each: (each[0], -len(each[1])))[1]

    def _whole(
        self, tasks: Sequence[Task], width: int, height: int, *, columns: bool
    ) -> tuple[int, list[Line]]:
        """Return how many tasks fit whole, and their lines: in columns, or each sentence under its heading.

        A name too long for a column has a line of its own; the columns of the others hold.
        """
        shown = tasks[:height]
        kind = max(cell_len(_(KIND_TITLES[task.kind])) for task in shown) if columns else 0
        longest = width // 2 - 4 - kind
        sizes = [cell_len(self.names[task.repository].text) for task in shown]
        name = max((size for size in sizes if size <= longest), default=0) if columns else 0
        lines: list[Line] = []
        for whole, (task, size) in enumerate(zip(shown, sizes, strict=True)):
            called = self.names[task.repository].text + " " * (name - size)
            room = kind if name else 0
            more = task_lines(task, self._now, width, self.glyphs, called, room, headed=not columns)
            if len(lines) + len(more) > height:
                return whole, lines or [*more[: height - 1], crop((*more[height - 1], *more[height]), width)]
            lines += more
        return len(shown), lines

    def _one_line(self, figures: Urgent, width: int) -> Line:
        task = figures.tasks[0]
        name = self.names[task.repository].text
        sign, role = mark(task, self.glyphs)
        spans = [Span(f"{sign} ", role), span(name, "strong"), Span(f" {_(KIND_TITLES[task.kind])}", role)]
        if figures.total > 1:
            spans.append(Span("  " + _("and {n} more").format(n=number(figures.total - 1)), "quiet"))
        return tuple(spans)
