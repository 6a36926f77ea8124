"""The first tab: what is to be done, most urgent first; beside it, where there is room, everything at a glance."""

from collections.abc import Sequence
from functools import partial
from typing import Any

from msgspec.structs import replace
from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widget import Widget

from civitop.health import Health
from civitop.i18n.language import N_, _, ngettext, number
from civitop.reading.todo import tasks
from civitop.signals.base import Signal
from civitop.signals.standard import STANDARD
from tui.drawing.labels import CI_STATES, said
from tui.drawing.text import Line, Span, length, line, span, wrap
from tui.drawing.time_format import ago
from tui.sections.base import Section
from tui.sections.todo import NOT_HELD, TodoRow, expected_lines, todo_rows
from tui.tabs.base import ProjectPage
from tui.tabs.pane import Pane, Parts
from tui.tabs.todo_list import TodoList

COMPANY = 160
"""Columns from which everything at a glance stands beside the list."""
TITLE = N_("To do, most urgent first")


def about_lines(page: ProjectPage, width: int) -> Sequence[Line]:
    """Return what the project is, what is expected of it, why it is judged as it is, and what its forge says."""
    health = page.health
    if health is None:
        return ()
    lines: list[Line] = []
    if health.description:
        lines += wrap(health.description, width)
    lines += expected_lines(health, width, page.glyphs)
    lines += _verdict(health, width)
    lines.append(_facts(health, page, width))
    if not health.signals and not page.loading:
        lines.append(line(Span(_("Nothing is held of it: no figure was ever collected."), "muted")))
    return lines


def _verdict(health: Health, width: int) -> list[Line]:
    if health.error:
        failed = health.status == "failed"
        words = _("Failed: {error}") if failed else _("Figures may be old: {error}")
        return wrap(words.format(error=health.error), width, "bad" if failed else "watch")
    signal = _worst(health)
    return wrap(str(signal.reason), width, signal.level) if signal else []


def _worst(health: Health) -> Signal[Any] | None:
    """Return the signal that decides how a project stands, where it does not stand well and could be collected."""
    _level, cause = health.worst
    signal = health.signals.get(cause) if cause and not health.error else None
    return signal if signal and signal.level in ("bad", "watch") else None


def beside(page: ProjectPage) -> ProjectPage:
    """Return the page for what stands beside the list: the sentence above the list is not said again there."""
    signal = _worst(page.health) if page.health else None
    return replace(page, told=page.told | {signal.reason}) if signal else page


def _licence_file(health: Health) -> str:
    """Return the file of a licence that nobody recognised, or that there is none; empty where neither is known."""
    standard = STANDARD.of(health.signals)
    checks = standard.detail.checks if standard and standard.detail else ()
    found = next((each for each in checks if each.name == "licence"), None)
    if found is None or found.state == "unknown":
        return ""
    return str(found.seen) if found.state == "met" and found.seen else _("no licence found")


def _facts(health: Health, page: ProjectPage, width: int) -> Line:
    parts = [health.forge, health.language or "", health.licence or _licence_file(health)]
    if health.stars is not None:
        stars = ngettext("{n} star", "{n} stars", health.stars)
        parts.append(stars.format(n=number(health.stars)))
    if health.ci_state:
        parts.append(_("CI {state}").format(state=said(CI_STATES, health.ci_state)))
    if health.collected_at:
        when = ago(health.collected_at, page.now)
        parts.append(_("collected {when}").format(when=when))
    parts.extend(f"#{topic}" for topic in health.topics[:6])
    spans: list[Span] = []
    for part in filter(None, parts):
        piece = span(f"{'  ' if spans else ''}{part}", "quiet")
        if length((*spans, piece)) <= width:
            spans.append(piece)
    return tuple(spans)


def rows(page: ProjectPage, width: int) -> list[TodoRow]:
    """Return the rows of the list; until the report is read those that follow from the signals."""
    health, report = page.health, page.report
    if health is None:
        return []
    found = report.todo if report else tasks(health)
    waiting = report.waiting if report else ()
    made = todo_rows(found, waiting, page.found, page.now, width, page.glyphs)
    if any(task.kind in ("merge", "review") for task in found):
        made.append(TodoRow(wrap(_(NOT_HELD), width, "quiet")))
    return made


def nothing(page: ProjectPage) -> tuple[Line, ...]:
    """Return what stands in an empty list."""
    if page.loading:
        return (line(Span(_("Loading"), "muted")),)
    if page.health is not None and page.health.archived:
        return (line(Span(_("It is archived: nothing is asked of anybody."), "muted")),)
    return (line(Span(f"{page.glyphs.good} ", "good"), Span(_("Nothing waits to be done."))),)


class NowPane(Pane):
    """The list with its company."""

    def compose(self) -> ComposeResult:
        """Lay out the list below a few lines about the project."""
        with Vertical(id="now"):
            yield Section("", self.page.glyphs, id="about")
            yield TodoList(TITLE, self.page.glyphs, id="todo")

    @property
    def main(self) -> Widget:
        """Return the list."""
        return self.query_one(TodoList)

    def on_mount(self) -> None:
        """Draw what is known already."""
        self._draw()

    def on_resize(self, event: events.Resize) -> None:
        """Let everything at a glance stand beside the list where there is room, and make it only then."""
        wide = event.size.width >= COMPANY
        company = self.query(Parts)
        if wide and not company:
            self.mount(Parts(self.parts, beside(self.page), id="company"))
        elif company:
            company.first().display = wide

    def show(self, page: ProjectPage) -> None:
        """Draw another page."""
        if page is not self.page:
            self.page = page
            self._draw()

    def to_top(self) -> None:
        """Go to the most urgent row."""
        self.query_one(TodoList).cursor = 0
        for company in self.query(Parts):
            company.scroll_home(animate=False)

    def _draw(self) -> None:
        self.query_one("#about", Section).paint(partial(about_lines, self.page))
        self.query_one(TodoList).fill(partial(rows, self.page), nothing(self.page))
        for company in self.query(Parts):
            company.show(beside(self.page))
