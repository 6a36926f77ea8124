"""One project in depth, by tabs: what is to be done first, then issues, changes, releases, people, scores, files."""

import asyncio
from collections.abc import Sequence
from typing import Any, ClassVar

from msgspec.structs import replace
from textual.app import ComposeResult
from textual.events import ScreenResume
from textual.widget import Widget
from textual.widgets import ContentSwitcher
from textual.worker import WorkType

from civitop.health import Health
from civitop.i18n.language import _
from civitop.reading.feed import ProjectReport
from civitop.signals.base import Definition
from tui.action_registry import bindings
from tui.actions.action import Place
from tui.drawing.text import Line
from tui.organisations.matrix import matrix
from tui.organisations.organisation_export import project_sheet
from tui.requests import OpenAddress, StepProject
from tui.screens.base import CivitopScreen, Presentation
from tui.screens.expecting import Expecting
from tui.sections.base import Section
from tui.sections.depth import Depth
from tui.sections.head import head_lines, unknown_head
from tui.session.screen_export import Sheet, Shown
from tui.session.session import Session
from tui.session.view import View
from tui.tabs.base import ProjectPage, page_of
from tui.tabs.knowledge import KnowledgePane
from tui.tabs.list import TABS, Tab
from tui.tabs.pane import Pane, Parts
from tui.tabs.todo_list import TodoList
from tui.widgets.footer import Footer
from tui.widgets.header import Header
from tui.widgets.tab_bar import Label, TabBar

WIDTHS = [(0, "-w-small"), (110, "-w-wide"), (160, "-w-company")]
"""Columns from which parts stand side by side, and from which the first tab has company."""


class ProjectScreen(CivitopScreen):
    """A project; the report behind it is read in a thread and again when its figures change.

    To make it takes longer than to fill it, so that it is kept when it is closed: `begin_with` opens it again.
    """

    BINDINGS = bindings("project")
    PLACE: ClassVar[Place] = "project"
    AUTO_FOCUS = "TodoList"
    HORIZONTAL_BREAKPOINTS = WIDTHS

    def __init__(self, session: Session, presentation: Presentation) -> None:
        """Make it; `begin_with` says which project it shows."""
        super().__init__(session, presentation)
        self._repository = ""
        self._health: Health | None = None
        self._report: ProjectReport | None = None
        self._loading = True
        self._styled: tuple[str, bool] | None = None
        """The theme, and whether the terminal had the focus, when all styles were last worked out."""
        self._tab = TABS[0]
        self._shown = self._made()

    @property
    def repository(self) -> str | None:
        """Return the project that is shown."""
        return self._repository or None

    def compose(self) -> ComposeResult:
        """Lay out a head, the tabs and the first of them; the others are made when they are first shown."""
        glyphs, actions = self.glyphs, self.presentation.actions
        keys = {action.id: action.key for action in actions}
        labels = [Label(tab.name, keys[f"tab.{at}"], tab.title) for at, tab in enumerate(TABS, 1)]
        yield Header(glyphs, actions)
        yield Section("", glyphs, id="head")
        yield TabBar(labels, self._tab.name, glyphs)
        with ContentSwitcher(initial=self._tab.widget_id):
            yield self._tab.make(self._shown)
        yield Footer(actions, "project", glyphs)

    def on_mount(self) -> None:
        """Show what is known already; the report is read once that is on the screen."""
        self.show_counters(self.session.counters)
        self.query_one("#head", Section).paint(self._head)
        self.call_after_refresh(self._read_again)

    def on_screen_resume(self, event: ScreenResume) -> None:
        """Leave the styles as they are where nothing has changed them since they were worked out.

        That is half of the time that opening a project takes. What closed it was no longer among the app's
        screens, so that a theme was not told.
        """
        styled = self.app.theme, self.app.app_focus
        event.refresh_styles = styled != self._styled
        self._styled = styled

    def begin_with(self, repository: str) -> None:
        """Show a project from its first tab on, as if the screen were new."""
        if not self.ready:  # it is composed with this project
            self._take(repository)
            self._health = self.session.shown.healths.get(repository)
            self._shown = self._made()
            return
        self._rest()
        self.turn_to(repository)

    def turn_to(self, repository: str) -> None:
        """Show another project in the same place, on the same tab."""
        self._take(repository)
        for pane in self.query_one(ContentSwitcher).query_children(Pane):
            pane.to_top()
        self.show(self.session.shown)

    def on_screen_suspend(self) -> None:
        """Turn back to the first tab once it is closed, so that opening the next project need not."""
        if self not in self.app.screen_stack:
            self._rest()

    def _rest(self) -> None:
        """Stand on the first tab, as a new screen does."""
        self._tab = TABS[0]
        self.query_one(ContentSwitcher).current = self._tab.widget_id
        self.query_one(TabBar).show(self._tab.name)
        self.set_focus(self.pane.main)

    def _take(self, repository: str) -> None:
        """Know nothing of what is held of a project."""
        self._repository, self._health, self._report, self._loading = repository, None, None, True

    def reword(self) -> None:
        """Take the words of the language in use."""
        if self.ready:
            super().reword()
            self._draw()

    def target(self) -> Widget | None:
        """Return what the moving keys move on the tab that is shown."""
        return self.pane.main

    @property
    def explained(self) -> Definition[Any] | None:
        """Return the signal that the tab is about."""
        return self._tab.explained

    @property
    def explained_over(self) -> Sequence[Health]:
        """Return the project alone."""
        return (self._health,) if self._health else ()

    @property
    def pane(self) -> Pane:
        """Return the tab that is shown."""
        return self.query_one(f"#{self._tab.widget_id}", Pane)

    def show(self, view: View) -> None:
        """Draw what is new about this project, and read its report again when its figures changed."""
        self.show_counters(self.session.counters)
        health = view.healths.get(self._repository)
        if health is not self._health or health is None:
            self._health = health
            self._draw()
            self.call_after_refresh(self._read_again)

    def show_counters(self, view: View) -> None:
        """Draw the header, and how far the whole history is read: that goes on while the picture is frozen."""
        super().show_counters(view)
        if self._depth() != self._shown.depth:
            self._shown = self._made()
            if isinstance(self.pane, KnowledgePane):
                self.pane.show(self._shown)

    def _read_again(self) -> None:
        """Start reading the report."""
        if self._repository:
            # What makes a coroutine, and not one: the next reading may end this one before it begins.
            reading: WorkType[None] = self._read
            self.run_worker(reading, group="report", exclusive=True, exit_on_error=False)

    async def _read(self) -> None:
        """Read the report in a thread."""
        self._report = await asyncio.to_thread(
            self.session.feed.report, self._repository, self.session.travel.asof
        )
        self._loading = False
        self._draw()

    # ------------------------------------------------------------ drawing

    def _made(self) -> ProjectPage:
        return page_of(
            self._repository,
            self._health,
            self._report,
            self.session.now(),
            self.glyphs,
            loading=self._loading,
            depth=self._depth(),
            mark_key=self._key("knower.mark"),
        )

    def _key(self, action: str) -> str:
        """Return the key of an action as a person reads it."""
        return next(each.key for each in self.presentation.actions if each.id == action)

    def _depth(self) -> Depth | None:
        """Return how the whole history can be read, now and here."""
        session = self.session
        if session.travel.asof is not None:
            return None
        progress = session.newest.deepening.get(self._repository)
        return Depth(self._key("project.deepen"), progress, session.feed.no_depth(self._repository))

    def _draw(self) -> None:
        """Draw the head and the tab that is shown; the others draw when they are."""
        self._shown = self._made()
        with self.app.batch_update():
            self.query_one("#head", Section).paint(self._head)
            self.pane.show(self._shown)

    def _head(self, width: int) -> list[Line]:
        """Return the name, the verdict and the address."""
        if self._health is None:
            return unknown_head(self._repository, loaded=self.session.shown.loaded)
        return head_lines(self._health, width, self.glyphs)

    def export(self) -> Shown:
        """Return the project for an export."""
        return replace(super().export(), project=self._repository)

    def sheet(self) -> Sheet | None:
        """Return who stands behind the project as a table."""
        return project_sheet(matrix([self._health], "all")) if self._health else None

    # ------------------------------------------------------------ what a person does

    async def _turn(self, tab: Tab) -> None:
        """Show a tab; it is made when it is shown for the first time, and drawn again if it is behind."""
        switcher = self.query_one(ContentSwitcher)
        with self.app.batch_update():
            if all(each.id != tab.widget_id for each in switcher.children):
                await switcher.add_content(tab.make(self._shown))
            self._tab = tab  # not before it is there: what happens meanwhile is about the one that is shown
            switcher.current = tab.widget_id
            self.query_one(TabBar).show(tab.name)
            self.pane.show(self._shown)
            self.set_focus(self.pane.main)

    async def action_tab(self, number: int) -> None:
        """Show a tab by its place in the list, from 1."""
        await self._turn(TABS[number - 1])

    async def action_tab_next(self) -> None:
        """Show the next tab, after the last one the first."""
        await self._turn(TABS[(TABS.index(self._tab) + 1) % len(TABS)])

    async def action_tab_previous(self) -> None:
        """Show the tab before, before the first one the last."""
        await self._turn(TABS[TABS.index(self._tab) - 1])

    async def on_tab_bar_chosen(self, event: TabBar.Chosen) -> None:
        """Show the tab that was clicked."""
        await self._turn(next(tab for tab in TABS if tab.name == event.name))

    def action_todo_open(self) -> None:
        """Open what is under the cursor in the browser."""
        self._open(self.pane.address)

    def action_task_mute(self) -> None:
        """Mute what is to be done under the cursor, or take that back."""
        main = self.pane.main
        task = main.to_do if isinstance(main, TodoList) else None
        if task is None or self._health is None:
            self.say(_("What is to be done on the first tab can be muted."))
        else:
            Expecting(self).mute(self._health, task)

    def action_project_finish(self) -> None:
        """Say that the project is finished on purpose, or take that back."""
        if self._health is not None:
            Expecting(self).finish(self._health)

    def action_project_deepen(self) -> None:
        """Begin to read the whole history, or stop that."""
        notice = self.session.deepen(self._repository)
        if not isinstance(self.pane, KnowledgePane) or notice.severity != "information":
            self.say(notice.text, notice.severity)

    def action_knower_mark(self) -> None:
        """Mark the person under the cursor, to see what is left without them."""
        pane = self.pane
        if isinstance(pane, KnowledgePane):
            pane.mark()
        else:
            self.say(_("People are marked on the Knowledge tab."))

    def on_todo_list_chosen(self, event: TodoList.Chosen) -> None:
        """Open what was clicked twice."""
        self._open(event.url)

    def on_parts_chosen(self, event: Parts.Chosen) -> None:
        """Open what was clicked twice."""
        self._open(event.url)

    def on_parts_moved(self) -> None:
        """Let the footer say whether Enter opens anything."""
        self._show_keys()

    def on_line_list_moved(self) -> None:
        """Let the footer say whether Enter opens anything."""
        self._show_keys()

    def on_descendant_focus(self) -> None:
        """Let the footer say what holds for the part that keys go to."""
        self._show_keys()

    def _show_keys(self) -> None:
        if self.ready:
            self.query_one(Footer).show(() if self.pane.address else ("todo.open",))

    def _open(self, url: str) -> None:
        if url:
            self.post_message(OpenAddress(url))
        else:
            self.say(_("This row leads to no address."))

    def action_back(self) -> None:
        """Go back to the overview."""
        self.app.pop_screen()

    def action_project_next(self) -> None:
        """Show the next project of the list."""
        self.post_message(StepProject(1))

    def action_project_previous(self) -> None:
        """Show the previous project of the list."""
        self.post_message(StepProject(-1))
