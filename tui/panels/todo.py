"""What would help a network most: the most urgent thing of each project, then the rest."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import ClassVar

from civitop.health import Health
from civitop.i18n.language import N_, _, number
from civitop.reading.todo import most_help, tasks
from civitop.tasks import KIND_TITLES, Task, by_urgency
from tui.drawing.text import Line, Span, line, span
from tui.panels.base import FigurePanel
from tui.panels.frame import PanelSetting
from tui.sections.todo import mark, task_lines
from tui.session.view import View
from tui.table.columns import short_name

Named = tuple[str, Task]
"""A project's name and what is to be done about it."""


def urgent(projects: Sequence[Health]) -> list[Named]:
    """Return the most urgent thing of each project, most urgent first, then everything else."""
    names = {health.id: short_name(health.name) for health in projects}
    every = sorted((task for health in projects for task in tasks(health)), key=by_urgency)
    first = most_help(every, len(projects))
    begun = set(map(id, first))
    return [(names[task.repository], task) for task in (*first, *(t for t in every if id(t) not in begun))]


class TodoPanel(FigurePanel):
    """What is to be done in the network."""

    TITLE: ClassVar[str] = N_("What would help most")
    SHORT: ClassVar[str] = N_("To do")
    LABEL: ClassVar[str] = N_("to do")
    HELP: ClassVar[str] = N_("Enlarge what is to be done, or make it small again")

    EXTRA: ClassVar[bool] = True

    def __init__(self, setting: PanelSetting, key: str, *, id: str | None = None) -> None:
        super().__init__(setting, key, id=id)
        self._now = datetime.fromtimestamp(0, UTC)

    def show_view(self, view: View, now: datetime) -> None:
        """Take the moment on screen: ages are told from it."""
        self._now = now

    def figures(self, projects: tuple[Health, ...]) -> list[Named]:
        """Return what is to be done."""
        return urgent(projects)

    def picture(self, figures: list[Named], width: int, height: int) -> Sequence[Line]:
        """Return a task after the other, as many as fit whole."""
        if not figures:
            return [line(Span(f"{self.glyphs.good} ", "good"), Span(_("Nothing waits to be done.")))]
        if height == 1:
            return [self._one_line(figures, width)]
        lines: list[Line] = []
        for name, task in figures:
            more = task_lines(task, self._now, width, self.glyphs, name)
            if len(lines) + len(more) > height:
                break
            lines += more
        return lines

    def _one_line(self, figures: list[Named], width: int) -> Line:
        name, task = figures[0]
        sign, role = mark(task, self.glyphs)
        spans = [Span(f"{sign} ", role), span(name, "strong"), Span(f" {_(KIND_TITLES[task.kind])}", role)]
        if len(figures) > 1:
            spans.append(Span("  " + _("and {n} more").format(n=number(len(figures) - 1)), "quiet"))
        return tuple(spans)
