"""One body opened: its people, its projects with first and last contribution, what it only uses."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.containers import Container
from textual.widget import Widget

from civitop.i18n.language import _
from tui.action_registry import bindings
from tui.actions.action import Place
from tui.drawing.text import Line, Span, content, line, span
from tui.organisations.matrix import Body, Matrix, body_of, matrix
from tui.organisations.organisation_export import body_sheet
from tui.organisations.organisation_rows import head_lines, marks, people_rows, project_rows
from tui.requests import OpenProject
from tui.screens.base import CivitopScreen, Presentation
from tui.sections.base import Section
from tui.session.screen_export import Sheet
from tui.session.session import Session
from tui.session.view import View
from tui.widgets.footer import Footer
from tui.widgets.header import Header
from tui.widgets.line_list import LineList
from tui.widgets.row_list import RowList


class OrganisationScreen(CivitopScreen):
    """A municipality, or another body, and all it has to do with the network."""

    BINDINGS = bindings("organisation")
    PLACE: ClassVar[Place] = "organisation"
    AUTO_FOCUS = "#organisation-projects"
    HORIZONTAL_BREAKPOINTS = [(0, "-w-small"), (150, "-w-wide")]  # noqa: RUF012

    def __init__(self, session: Session, presentation: Presentation, code: str) -> None:
        """Make it; `code` is the body's in the registry."""
        super().__init__(session, presentation)
        self._code = code
        self._body: Body | None = None
        self._matrix = Matrix()

    def compose(self) -> ComposeResult:
        """Lay out the head, the projects and the people."""
        glyphs = self.glyphs
        yield Header(glyphs, self.presentation.actions)
        yield Section("", glyphs, id="organisation-head")
        with Container(id="organisation-body"):
            projects = RowList(glyphs, id="organisation-projects")
            projects.border_title = _("Projects, 365 days")
            yield projects
            people = RowList(glyphs, id="organisation-people")
            people.border_title = _("People, 365 days")
            yield people
        yield Footer(self.presentation.actions, "organisation", glyphs)

    def on_mount(self) -> None:
        """Show what is known."""
        self.show(self.session.shown)

    def reword(self) -> None:
        """Take the words of the language in use."""
        self.projects.border_title = _("Projects, 365 days")
        self.query_one("#organisation-people").border_title = _("People, 365 days")
        super().reword()

    @property
    def projects(self) -> RowList:
        """Return the list of projects."""
        return self.query_one("#organisation-projects", RowList)

    @property
    def repository(self) -> str | None:
        """Return the project under the cursor."""
        return self.projects.repository

    def target(self) -> Widget | None:
        """Return the list of projects: what the moving keys move."""
        return self.projects

    def show(self, view: View) -> None:
        """Draw this state."""
        glyphs = self.glyphs
        found = matrix(view.projects, "all")
        body = body_of(view.projects, self._code)
        self._body, self._matrix = body, found
        self.show_counters(self.session.counters)
        if body is None:
            gone: Line = line(span(self._code, "strong"))
            words = _("It has nothing to do with this network any more.") if view.loaded else _("Loading")
            lines = [gone, line(Span(words, "muted"))]
            self.query_one("#organisation-head", Section).paint(lambda _width: lines)
            self.projects.fill(lambda _width: ((), ()), ())
            self.projects.border_subtitle = ""
            self.query_one("#organisation-people", RowList).fill(lambda _width: ((), ()), ())
            return
        self.query_one("#organisation-head", Section).paint(
            lambda width: head_lines(body, found, width, glyphs)
        )
        nobody = line(Span(_("Nobody is known to work for it in this network."), "muted"))
        self.projects.fill(lambda width: project_rows(body, found, width, glyphs), ())
        self.projects.border_subtitle = content([marks(body, glyphs)], glyphs)
        people = self.query_one("#organisation-people", RowList)
        people.fill(lambda width: people_rows(body, width, glyphs), (nobody,))

    def sheet(self) -> Sheet | None:
        """Return the body's projects as a table."""
        return body_sheet(self._body, self._matrix) if self._body else None

    def on_line_list_opened(self, event: LineList.Opened) -> None:
        """Open the project that was clicked."""
        self.post_message(OpenProject(event.repository))

    def action_organisation_open(self) -> None:
        """Open the project under the cursor."""
        if self.repository is not None:
            self.post_message(OpenProject(self.repository))

    def action_back(self) -> None:
        """Go back to where it was opened."""
        self.app.pop_screen()
