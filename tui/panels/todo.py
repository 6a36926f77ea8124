"""What would help a network most: the most urgent thing of each project, then the rest."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import ClassVar

from rich.cells import cell_len

from civitop.health import Health
from civitop.i18n.language import N_, _, number
from civitop.reading.todo import most_help, tasks
from civitop.tasks import KIND_TITLES, Task, by_urgency
from tui.drawing.task_lines import mark, task_lines
from tui.drawing.text import Line, Span, line, span
from tui.panels.base import FigurePanel
from tui.panels.frame import PanelSetting
from tui.session.view import View


def urgent(projects: Sequence[Health]) -> list[Task]:
    """Return the most urgent thing of each project, most urgent first, then everything else."""
    found = [tasks(health) for health in projects]
    first = most_help(found, len(projects))
    begun = set(map(id, first))
    rest = (task for each in found for task in each if id(task) not in begun)
    return [*first, *sorted(rest, key=by_urgency)]


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
        super().show_view(view, now)
        self._now = now

    def figures(self, projects: tuple[Health, ...]) -> list[Task]:
        """Return what is to be done."""
        return urgent(projects)

    def picture(self, figures: list[Task], width: int, height: int) -> Sequence[Line]:
        """Return a task after the other, as many as fit whole."""
        if not figures:
            return [line(Span(f"{self.glyphs.good} ", "good"), Span(_("Nothing waits to be done.")))]
        if height == 1:
            return [self._one_line(figures, width)]
        lines: list[Line] = []
        shown = figures[:height]
        kind = max(cell_len(_(KIND_TITLES[task.kind])) for task in shown)
        longest = width // 2 - 4 - kind  # a longer name has a line of its own, the columns of the others hold
        name = max(
            (size for task in shown if (size := cell_len(self.names[task.repository].text)) <= longest),
            default=0,
        )
        kind *= bool(name)
        for task in shown:
            called = self.names[task.repository].text
            called += " " * (name - cell_len(called))
            more = task_lines(task, self._now, width, self.glyphs, called, kind)
            if len(lines) + len(more) > height:
                break
            lines += more
        return lines

    def _one_line(self, figures: list[Task], width: int) -> Line:
        task = figures[0]
        name = self.names[task.repository].text
        sign, role = mark(task, self.glyphs)
        spans = [Span(f"{sign} ", role), span(name, "strong"), Span(f" {_(KIND_TITLES[task.kind])}", role)]
        if len(figures) > 1:
            spans.append(Span("  " + _("and {n} more").format(n=number(len(figures) - 1)), "quiet"))
        return tuple(spans)
