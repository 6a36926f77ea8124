"""What is to be done about a project, most urgent first: what it is about, since when, why and what to do."""

from collections.abc import Sequence
from datetime import datetime

from civitop.export.wording import said_expected
from civitop.health import Health
from civitop.i18n.language import _
from civitop.reading.feed import WaitingItem
from civitop.tasks import Task
from tui.drawing.glyphs import Glyphs
from tui.drawing.task_lines import task_lines
from tui.drawing.text import Line, Span, line, wrap
from tui.sections.work import waiting_lines

MOST = 12
"""Tasks before the rest is counted."""


def todo_lines(
    tasks: Sequence[Task], waiting: Sequence[WaitingItem], now: datetime, width: int, glyphs: Glyphs
) -> list[Line]:
    """Return the tasks, and below them what waits for an answer and is no task yet."""
    listed = {task.url for task in tasks if task.url}
    rest = [item for item in waiting if item.url not in listed]
    if not tasks:
        return waiting_lines(rest, now, width, glyphs)
    lines: list[Line] = []
    for task in tasks[:MOST]:
        lines += task_lines(task, now, width, glyphs)
    if len(tasks) > MOST:
        lines.append(line(Span(_("and {n} more").format(n=len(tasks) - MOST), "quiet")))
    return [*lines, (), *waiting_lines(rest, now, width, glyphs)] if rest else lines


def expected_lines(health: Health, width: int, glyphs: Glyphs) -> list[Line]:
    """Return what the configuration expects of a project, for its head."""
    return [
        each for text in said_expected(health) for each in wrap(f"{glyphs.offline} {text}", width, "muted")
    ]
