"""A thing that is to be done, as lines: for a project's page and a network's panel."""

from datetime import datetime

from rich.cells import cell_len

from civitop.i18n.language import _
from civitop.tasks import KIND_TITLES, Task, TaskKind
from tui.drawing.glyphs import Glyphs
from tui.drawing.text import Line, Span, hanging, line, span, wrap
from tui.drawing.time_format import span_words

ALARMING: frozenset[TaskKind] = frozenset({"ci", "licence", "contract_ended", "unanswered", "steward"})
"""Kinds that are bad, where the others are to be watched."""


def task_lines(
    task: Task,
    now: datetime,
    width: int,
    glyphs: Glyphs,
    name: str = "",
    room: int = 0,
    *,
    headed: bool = False,
) -> list[Line]:
    """Return a task as lines: sign, kind, why and what to do; of a network with the project's name.

    The kind takes `room` cells at least, so that what stands behind it begins in one column. Where little room
    is left behind it, or with `headed`, the rest stands below.
    """
    sign, role = mark(task, glyphs)
    kind = _(KIND_TITLES[task.kind])
    kind += " " * (room - cell_len(kind))
    left = line(
        Span(f"{sign} ", role), *([span(f"{name}  ", "strong")] if name else []), Span(f"{kind}  ", role)
    )
    age = f"{span_words((now - task.since).total_seconds())}: " if task.since else ""
    if headed or cell_len(kind) + cell_len(name) + 4 > width // 2:
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
