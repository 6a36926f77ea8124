"""What is to be done about a project as rows of a list, most urgent first; then what waits, what is not known."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import NamedTuple

from rich.cells import cell_len

from civitop.export.wording import said_expected
from civitop.health import Health
from civitop.i18n.language import N_, _, number
from civitop.reading.feed import WaitingItem
from civitop.reading.gaps import Gap, titles
from civitop.sanitise import plain
from civitop.tasks import KIND_TITLES, Task
from tui.drawing.glyphs import Glyphs
from tui.drawing.labels import WHY_WAITING, said
from tui.drawing.task_lines import mark
from tui.drawing.text import Line, Span, columns, fit, hanging, line, linked, shortened, span, spread, wrap
from tui.drawing.time_format import span_words

BESIDE = 58
"""Cells from which the words stand beside their kind and age."""
MOST_KIND = 15
"""The widest that the column of kinds becomes; a longer one goes on below itself."""
MOST_WAITING = 10
"""Lines of what waits before the rest is counted."""
NOT_KNOWN = N_("not known")
NOT_HELD = N_(
    "Forges do not say here which review approves, nor who was asked for one: what another person has reviewed "
    "counts as waiting for its merge, what nobody has reviewed as waiting for a review."
)


class TodoRow(NamedTuple):
    """A row of the list."""

    lines: Sequence[Line]
    url: str = ""
    """What is opened; empty where there is nothing to open."""
    task: Task | None = None
    """What is to be done, where the row says that."""


class _Said(NamedTuple):
    """What a row says, before its columns are known."""

    sign: str
    role: str
    kind: str
    age: str
    why: str
    do: str = ""
    url: str = ""
    task: Task | None = None


def todo_rows(
    tasks: Sequence[Task],
    waiting: Sequence[WaitingItem],
    found: Sequence[Gap],
    now: datetime,
    width: int,
    glyphs: Glyphs,
) -> list[TodoRow]:
    """Return tasks, what waits for an answer and is no task yet, and what is not known: a row each."""
    listed = {task.url for task in tasks if task.url}
    rest = [item for item in waiting if not item.url or item.url not in listed]
    said_rows = [
        *_tasks(tasks, now, glyphs),
        *_waiting(rest, now, glyphs),
        *_unknown(found, glyphs),
    ]
    kind = min(MOST_KIND, max((cell_len(each.kind) for each in said_rows), default=0))
    age = max((cell_len(each.age) for each in said_rows), default=0)
    return [TodoRow(_lines(each, kind, age, width), each.url, each.task) for each in said_rows]


def _tasks(tasks: Sequence[Task], now: datetime, glyphs: Glyphs) -> Iterator[_Said]:
    for task in tasks:
        sign, role = mark(task, glyphs)
        do = f"→ {task.do}"
        if task.expected:
            do = _("expected: {reason}").format(reason=task.expected)
        kind, age = _(KIND_TITLES[task.kind]), _age(task.since, now)
        yield _Said(sign, role, kind, age, str(task.why), do, task.url, task)


def _waiting(items: Sequence[WaitingItem], now: datetime, glyphs: Glyphs) -> Iterator[_Said]:
    for item in items:
        name = f"{'!' if item.kind == 'change request' else '#'}{item.number} {item.title}"
        kind = said(WHY_WAITING, item.why)
        yield _Said(glyphs.same, "muted", kind, _age(item.opened_at, now), name, url=item.url)


def waiting_lines(items: Sequence[WaitingItem], now: datetime, width: int) -> list[Line]:
    """Return the things that wait for an answer, a line each: number, title, for how long."""
    shown = items[:MOST_WAITING]
    ages = [_age(item.opened_at, now) for item in shown]
    room = max((cell_len(age) for age in ages), default=0)
    numbers = [f"{'!' if item.kind == 'change request' else '#'}{item.number}" for item in shown]
    wide = max((cell_len(each) for each in numbers), default=0)
    lines: list[Line] = []
    for item, name, age in zip(shown, numbers, ages, strict=True):
        title = shortened(plain(item.title, 1000), max(1, width - wide - room - 4))
        left = line(
            linked(span(name, "strong"), item.url), Span(" " * (wide - cell_len(name) + 1)), span(title)
        )
        lines.append(spread(left, line(Span(fit(age, room, "right"), "muted")), width))
    if len(items) > len(shown):
        words = _("and {n} more").format(n=number(len(items) - len(shown)))
        lines.append(line(Span(words, "quiet")))
    return lines


def _unknown(found: Sequence[Gap], glyphs: Glyphs) -> Iterator[_Said]:
    for gap in found:
        lacking = ", ".join(_(title) for title in titles(gap))
        yield _Said(glyphs.unknown, "muted", _(NOT_KNOWN), "", str(gap.why), f"({lacking})")


def _age(since: datetime | None, now: datetime) -> str:
    return span_words((now - since).total_seconds()) if since else ""


def _lines(row: _Said, kind: int, age: int, width: int) -> list[Line]:
    """Return a row: why beside its kind and age, what to do below it; under each other where there is no room."""
    if width < BESIDE:
        head = hanging(
            line(Span(f"{row.sign} ", row.role)),
            row.kind,
            row.role,
            width,
            line(Span(row.age and f" {row.age}", "muted")),
        )
        return [*head, *((Span("  "), *each) for each in _flow(row, width - 2))]
    kinds = wrap(row.kind, kind, row.role)
    ages = [line(Span(fit(row.age, age, "right"), "muted"))] if age else []
    room = width - kind - age - 5
    blocks = [([line(Span(row.sign, row.role))], 1), (kinds, kind), (ages, age + 1), (_flow(row, room), room)]
    return columns(blocks, 1)


def _flow(row: _Said, width: int) -> list[Line]:
    """Return why, and in another role what to do, wrapped as one text."""
    left = len(" ".join(row.why.split()))
    lines: list[Line] = []
    for each in wrap(f"{row.why} {row.do}", max(1, width)):
        text = "".join(piece.text for piece in each)
        why = text[: max(0, left)]
        left -= len(text) + 1
        lines.append(line(Span(why), Span(text[len(why) :], "muted")))
    return lines


def expected_lines(health: Health, width: int, glyphs: Glyphs) -> list[Line]:
    """Return what the configuration expects of a project, for its head."""
    return [
        each for text in said_expected(health) for each in wrap(f"{glyphs.offline} {text}", width, "muted")
    ]
