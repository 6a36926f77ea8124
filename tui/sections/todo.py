"""What is to be done about a project, most urgent first: what it is about, since when, why and what to do."""

from collections.abc import Sequence
from datetime import datetime

from rich.cells import cell_len

from civitop.export.wording import said_expected
from civitop.health import Health
from civitop.i18n.language import _
from civitop.reading.feed import WaitingItem
from civitop.tasks import KIND_TITLES, Task, TaskKind
from tui.drawing.glyphs import Glyphs
from tui.drawing.text import Line, Span, hanging, line, span, wrap
from tui.drawing.time_format import span_words
from tui.sections.work import waiting_lines

MOST = 12
"""Tasks before the rest is counted."""
ALARMING: frozenset[TaskKind] = frozenset({"ci", "licence", "contract_ended", "unanswered", "steward"})
"""Kinds that are bad, where the others are to be watched."""


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


def task_lines(task: Task, now: datetime, width: int, glyphs: Glyphs, name: str = "") -> list[Line]:
    """Return a task as lines: sign, kind, why and what to do; of a network with the project's name."""
    sign, role = mark(task, glyphs)
    kind = _(KIND_TITLES[task.kind])
    left = line(
        Span(f"{sign} ", role), *([span(f"{name}  ", "strong")] if name else []), Span(f"{kind}  ", role)
    )
    age = f"{span_words((now - task.since).total_seconds())}: " if task.since else ""
    if cell_len(kind) + cell_len(name) + 4 > width // 2:
        head, said = [left], wrap(f"{age}{task.why} {task.do}", width - 2)
        lines = [*head, *((Span("  "), *each) for each in said)]
    else:
        lines = hanging(left, f"{age}{task.why} {task.do}", "", width)
    if task.expected:
        words = _("expected: {reason}").format(reason=task.expected)
        lines += [(Span("  "), *each) for each in wrap(words, width - 2, "quiet")]
    return lines


def mark(task: Task, glyphs: Glyphs) -> tuple[str, str]:
    """Return the sign of a task and its role: what is expected alarms nobody."""
    if task.expected:
        return glyphs.offline, "muted"
    level = "bad" if task.kind in ALARMING else "watch"
    return glyphs.level("bad" if task.kind in ALARMING else "watch"), level


def expected_lines(health: Health, width: int, glyphs: Glyphs) -> list[Line]:
    """Return what the configuration expects of a project, for its head."""
    return [
        each for text in said_expected(health) for each in wrap(f"{glyphs.offline} {text}", width, "muted")
    ]
