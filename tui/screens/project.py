"""One project in depth: its signals with their evidence, its people, what waits, what it has and lacks."""

import asyncio
from collections.abc import Collection, Iterator, Sequence
from functools import partial
from typing import Any, ClassVar

from msgspec.structs import replace
from textual.app import ComposeResult
from textual.containers import Container, VerticalScroll
from textual.widget import Widget

from civitop.health import Health
from civitop.i18n.language import N_, _, ngettext, number, pgettext
from civitop.i18n.message import Phrase
from civitop.reading.feed import ProjectReport
from civitop.reading.gaps import gaps, told_once
from civitop.signals.base import Definition, Signal
from civitop.signals.municipalities import MUNICIPALITIES
from civitop.signals.public_code import PUBLIC_CODE
from civitop.signals.release_cadence import RELEASE_CADENCE
from civitop.signals.supplier_dependence import SUPPLIER_DEPENDENCE
from tui.action_registry import bindings
from tui.actions.action import Place
from tui.drawing.glyphs import Glyphs
from tui.drawing.labels import CI_STATES, level_word, said
from tui.drawing.text import Line, Span, length, line, span, spread, wrap
from tui.drawing.time_format import ago
from tui.organisations.matrix import matrix
from tui.organisations.organisation_export import project_sheet
from tui.requests import StepProject
from tui.screens.base import CivitopScreen, Presentation
from tui.sections.base import Painter, Section
from tui.sections.people import left_out_lines, people_lines
from tui.sections.signals import further_lines, gap_lines, signal_lines
from tui.sections.standing import standing_lines
from tui.sections.todo import expected_lines, todo_lines
from tui.sections.work import file_lines, release_lines, week_lines
from tui.session.screen_export import Sheet, Shown
from tui.session.session import Session
from tui.session.view import View
from tui.widgets.footer import Footer
from tui.widgets.header import Header

WIDTHS = [(0, "-w-small"), (110, "-w-wide")]
"""Columns from which the sections stand side by side."""
LEADING = 4
"""Signals with a section of their own; the others share one."""
TITLES = {
    "organisations": N_("Who stands behind it, 365 days"),
    "weeks": N_("Commits a week"),
    "waiting": N_("To do, most urgent first"),
    "people": N_("People, 365 days"),
    "releases": N_("Releases, two years"),
    "files": N_("Community files"),
    "gaps": N_("Not known here"),
    "further": N_("Further signals"),
}
"""Of the other sections."""


class ProjectScreen(CivitopScreen):
    """A project; the report behind it is read in a thread and again when its figures change."""

    BINDINGS = bindings("project")
    PLACE: ClassVar[Place] = "project"
    AUTO_FOCUS = "#project"
    HORIZONTAL_BREAKPOINTS = WIDTHS

    def __init__(self, session: Session, presentation: Presentation, repository: str) -> None:
        """Make it; `repository` is the id of the project."""
        super().__init__(session, presentation)
        self._repository = repository
        self._health: Health | None = None
        self._report: ProjectReport | None = None
        self._loading = True

    @property
    def repository(self) -> str | None:
        """Return the project that is shown."""
        return self._repository

    def compose(self) -> ComposeResult:
        """Lay out a head and sections in two columns; below 110 cells the columns stand under each other."""
        glyphs = self.glyphs
        yield Header(glyphs, self.presentation.actions)
        with VerticalScroll(id="project"):
            yield Section("", glyphs, id="head")
            with Container(id="sections"):
                with Container(classes="column"):
                    for definition in self.presentation.definitions[:LEADING]:
                        yield Section(_(definition.title), glyphs, id=f"signal-{definition.id}")
                    for id in ("organisations", "weeks"):
                        yield Section(_(TITLES[id]), glyphs, id=id)
                with Container(classes="column"):
                    for id in ("waiting", "gaps", "people", "releases", "files", "further"):
                        yield Section(_(TITLES[id]), glyphs, id=id)
        yield Footer(self.presentation.actions, "project", glyphs)

    def on_mount(self) -> None:
        """Show what is known already; the report follows."""
        self.show(self.session.shown)

    def turn_to(self, repository: str) -> None:
        """Show another project in the same place."""
        self._repository, self._health, self._report, self._loading = repository, None, None, True
        self.query_one("#project", VerticalScroll).scroll_home(animate=False)
        self.show(self.session.shown)

    def reword(self) -> None:
        """Take the words of the language in use."""
        if not self.ready:
            return
        for definition in self.presentation.definitions[:LEADING]:
            self.query_one(f"#signal-{definition.id}").border_title = _(definition.title)
        for id, title in TITLES.items():
            self.query_one(f"#{id}").border_title = _(title)
        super().reword()
        self._draw()

    def target(self) -> Widget | None:
        """Return the scrolled part."""
        return self.query_one("#project", VerticalScroll)

    def show(self, view: View) -> None:
        """Draw what is new about this project, and read its report again when its figures changed."""
        self.show_counters(self.session.counters)
        health = view.healths.get(self._repository)
        if health is not self._health or health is None:
            self._health = health
            self.run_worker(self._read(), group="report", exclusive=True, exit_on_error=False)
            self._draw()

    async def _read(self) -> None:
        """Read the report in a thread."""
        self._report = await asyncio.to_thread(
            self.session.feed.report, self._repository, self.session.travel.asof
        )
        self._loading = False
        self._draw()

    # ------------------------------------------------------------ drawing

    def _draw(self) -> None:
        with self.app.batch_update():
            for id, painter in self._painters():
                self.query_one(f"#{id}", Section).paint(painter)

    def _painters(self) -> Iterator[tuple[str, Painter]]:
        """Yield what each section shows."""
        glyphs, health, report = self.glyphs, self._health, self._report
        now = self.session.now()
        yield "head", self._head
        signals = health.signals if health else {}
        found = gaps(signals)
        told = told_once(found)
        yield "gaps", lambda w: gap_lines(found, w, glyphs)
        for definition in self.presentation.definitions[:LEADING]:
            signal = definition.of(signals)
            painter = _nothing if signal is None else partial(_signal, definition, signal, glyphs, told)
            yield f"signal-{definition.id}", painter
        municipalities = MUNICIPALITIES.of(signals)
        cadence = RELEASE_CADENCE.of(signals)
        declared = PUBLIC_CODE.of(signals)
        yield (
            "organisations",
            (
                _nothing
                if municipalities is None
                else lambda w: standing_lines(
                    municipalities.detail,
                    SUPPLIER_DEPENDENCE.of(signals),
                    declared.detail if declared else None,
                    w,
                    glyphs,
                )
            ),
        )
        further = self.presentation.definitions[LEADING:]
        yield (
            "further",
            _nothing if health is None else lambda w: further_lines(health, further, w, glyphs, told),
        )
        if report is None:
            for id in ("weeks", "waiting", "people", "releases", "files"):
                yield id, _nothing
            return
        yield "weeks", lambda w: week_lines(report.weekly_commits, now.date(), w, glyphs)
        yield "waiting", lambda w: todo_lines(report.todo, report.waiting, now, w, glyphs)
        yield (
            "people",
            lambda w: [
                *people_lines(report.people, now, w, glyphs),
                *left_out_lines(report.left_out, w),
            ],
        )
        yield (
            "releases",
            lambda w: release_lines(cadence, report.releases, report.tags, now.date(), w, glyphs),
        )
        yield "files", lambda w: file_lines(report.community, w, glyphs)

    def _head(self, width: int) -> Sequence[Line]:
        """Return the name, the verdict with its reason, and what the forge says."""
        health, glyphs = self._health, self.glyphs
        if health is None:
            words = (
                _("Loading")
                if not self.session.shown.loaded
                else _("This repository is in none of the networks.")
            )
            return [line(span(self._repository, "strong")), line(Span(words, "muted"))]
        level, cause = health.worst
        verdict = Span(f"{glyphs.level(level)} {level_word(level)}", f"{level}-strong")
        marks = [
            f" {glyphs.archived} " + pgettext("project", "archived") if health.archived else "",
            f" {glyphs.stale} " + pgettext("figures", "stale") if health.status == "stale" else "",
        ]
        name = line(span(health.name, "title"), Span("".join(marks), "watch"), Span("  "), verdict)
        address = line(span(health.url, "muted"))
        # The name and its verdict come first: an address that leaves them no room has a line of its own.
        beside = length(name) + length(address) < width
        lines = [spread(name, address, width)] if beside else [name, *([address] if health.url else [])]
        if health.description:
            lines += wrap(health.description, width)
        lines += expected_lines(health, width, glyphs)
        lines += self._verdict(health, cause, width)
        lines.append(self._facts(health, width))
        if not health.signals and not self._loading:
            lines.append(line(Span(_("Nothing is held of it: no figure was ever collected."), "muted")))
        return lines

    def _verdict(self, health: Health, cause: str | None, width: int) -> list[Line]:
        if health.error:
            failed = health.status == "failed"
            words = _("Failed: {error}") if failed else _("Figures may be old: {error}")
            return wrap(words.format(error=health.error), width, "bad" if failed else "watch")
        signal = health.signals.get(cause) if cause else None
        if signal is None or signal.level not in ("bad", "watch"):
            return []
        return wrap(str(signal.reason), width, signal.level)

    def _facts(self, health: Health, width: int) -> Line:
        parts = [health.forge, health.language or "", health.licence or _("no licence found")]
        if health.stars is not None:
            stars = ngettext("{n} star", "{n} stars", health.stars)
            parts.append(stars.format(n=number(health.stars)))
        if health.ci_state:
            parts.append(_("CI {state}").format(state=said(CI_STATES, health.ci_state)))
        if health.collected_at:
            when = ago(health.collected_at, self.session.now())
            parts.append(_("collected {when}").format(when=when))
        parts.extend(f"#{topic}" for topic in health.topics[:6])
        spans: list[Span] = []
        for part in filter(None, parts):
            piece = span(f"{'  ' if spans else ''}{part}", "quiet")
            if length((*spans, piece)) <= width:
                spans.append(piece)
        return tuple(spans)

    def export(self) -> Shown:
        """Return the project for an export."""
        return replace(super().export(), project=self._repository)

    def sheet(self) -> Sheet | None:
        """Return who stands behind the project as a table."""
        return project_sheet(matrix([self._health], "all")) if self._health else None

    # ------------------------------------------------------------ what a person does

    def action_back(self) -> None:
        """Go back to the overview."""
        self.app.pop_screen()

    def action_project_next(self) -> None:
        """Show the next project of the list."""
        self.post_message(StepProject(1))

    def action_project_previous(self) -> None:
        """Show the previous project of the list."""
        self.post_message(StepProject(-1))


def _nothing(width: int) -> Sequence[Line]:
    """Return no lines: the section disappears."""
    return ()


def _signal(
    definition: Definition[Any],
    signal: Signal[Any],
    glyphs: Glyphs,
    told: Collection[Phrase],
    width: int,
) -> Sequence[Line]:
    return signal_lines(definition, signal, width, glyphs, told)
