"""Municipalities and other bodies × projects: who writes, who takes part, who uses, how much is unknown."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.widget import Widget

from civitop.i18n.language import _
from tui.action_registry import bindings
from tui.actions.action import Place
from tui.drawing.text import Line, Span
from tui.organisations.body_sentence import body_sentence
from tui.organisations.matrix import ORDERS, SCOPES, Matrix, Order, Scope, matrix
from tui.organisations.matrix_grid import MatrixGrid
from tui.organisations.matrix_note import MatrixNote
from tui.organisations.matrix_table import matrix_table
from tui.organisations.matrix_words import explained, explained_project
from tui.organisations.organisation_export import matrix_sheet
from tui.organisations.scope_bar import ScopeBar
from tui.requests import OpenOrganisation, OpenProject, ShowNetwork
from tui.screens.base import CivitopScreen, Presentation
from tui.session.screen_export import Sheet
from tui.session.session import Session
from tui.session.view import View
from tui.widgets.footer import Footer
from tui.widgets.header import Header
from tui.widgets.name_bar import NameBar


class OrganisationsScreen(CivitopScreen):
    """The matrix of a network."""

    BINDINGS = bindings("organisations")
    PLACE: ClassVar[Place] = "organisations"
    AUTO_FOCUS = "#matrix"
    HORIZONTAL_BREAKPOINTS = [(0, "-w-small"), (110, "-w-wide")]  # noqa: RUF012

    def __init__(self, session: Session, presentation: Presentation) -> None:
        super().__init__(session, presentation)
        self._view = View()
        self._scope: Scope = "municipality"
        self._order: Order = "total"
        self._names = ""
        self._swapped = False

    def compose(self) -> ComposeResult:
        """Lay out the choice of bodies, the matrix, and what the cursor is on."""
        glyphs = self.glyphs
        yield Header(glyphs, self.presentation.actions)
        yield NameBar(glyphs)
        yield ScopeBar(glyphs)
        yield MatrixGrid(glyphs, id="matrix")
        yield MatrixNote(glyphs)
        yield Footer(self.presentation.actions, "organisations", glyphs)

    def on_mount(self) -> None:
        """Show what is known."""
        self.show(self.session.shown)

    # ------------------------------------------------------------ showing

    @property
    def grid(self) -> MatrixGrid:
        """Return the matrix on screen."""
        return self.query_one(MatrixGrid)

    @property
    def repository(self) -> str | None:
        """Return the project under the cursor."""
        project = self.grid.project
        return project.health.id if project else None

    def target(self) -> Widget | None:
        """Return the matrix: what the moving keys move."""
        return self.grid

    def show(self, view: View) -> None:
        """Draw this state."""
        self._view = view
        found = matrix(view.projects, self._scope, self._names, self._order)
        self.grid.show(matrix_table(found, swapped=self._swapped), _empty(view, found, self._names))
        self.query_one(NameBar).count(len(found.bodies), found.counts[self._scope])
        self._explain()
        self._count(found)
        self.show_counters(self.session.counters)

    def _count(self, found: Matrix) -> None:
        """Say which columns are in view, out of how many."""
        self.query_one(ScopeBar).show(found, self.grid.table.columns_are, self.grid.extent)

    def _explain(self) -> None:
        grid = self.grid
        found, project, body = grid.table.matrix, grid.project, grid.body
        sentences: tuple[str, ...] = ()
        if project is not None and body is not None:
            sentences = explained(body, grid.cell, project.name)
        elif project is not None and grid.on_head:
            sentences = explained_project(project, self._scope)
        elif body is not None:
            sentences = (body_sentence(body),)
        self.query_one(MatrixNote).say(sentences, found.unknown, unsure=found.unsure)

    def sheet(self) -> Sheet | None:
        """Return the matrix as a table, a row for each body in each project."""
        return matrix_sheet(self.grid.table.matrix)

    # ------------------------------------------------------------ what a person does

    def on_matrix_grid_pointed(self) -> None:
        """Explain another cell."""
        self._explain()
        self._count(self.grid.table.matrix)

    def on_matrix_grid_entered(self) -> None:
        """Open what was clicked."""
        self.action_matrix_open()

    def on_name_bar_typed(self, event: NameBar.Typed) -> None:
        """Filter while a person types."""
        self._names = event.names
        self.show(self._view)

    def on_filter_bar_left(self) -> None:
        """Give the keys back to the matrix."""
        self.grid.focus()

    def on_scope_bar_chosen(self, event: ScopeBar.Chosen) -> None:
        """Show another sort of bodies."""
        self._choose(event.scope)

    def on_header_chosen(self, event: Header.Chosen) -> None:
        """Show the network whose tab was clicked."""
        self.post_message(ShowNetwork(event.network))

    def _choose(self, scope: Scope) -> None:
        self._scope = scope
        self.show(self._view)

    def action_matrix_open(self) -> None:
        """Open what the row is, or the column on whose name the cursor stands."""
        grid = self.grid
        body, project = grid.body, grid.project
        if body is not None and (grid.on_head or grid.table.columns_are == "projects"):
            self.post_message(OpenOrganisation(body.code))
        elif project is not None:
            self.post_message(OpenProject(project.health.id))

    def action_matrix_filter(self) -> None:
        """Open the filter."""
        self.query_one(NameBar).open()

    def action_matrix_scope(self) -> None:
        """Show the next sort of bodies."""
        scopes = list(SCOPES)
        self._choose(scopes[(scopes.index(self._scope) + 1) % len(scopes)])

    def action_matrix_swap(self) -> None:
        """Make rows of what are the columns, and columns of the rows."""
        self._swapped = not self._swapped
        self.show(self._view)

    def action_matrix_sort(self) -> None:
        """Put bodies and projects into the next order."""
        orders = list(ORDERS)
        self._order = orders[(orders.index(self._order) + 1) % len(orders)]
        self.show(self._view)

    def action_matrix_figures(self) -> None:
        """Show contributions beside the marks, or marks alone."""
        self.grid.show_figures(not self.grid.figures)

    def action_cursor_left(self) -> None:
        """Go a column to the left."""
        self.grid.move_across(-1)

    def action_cursor_right(self) -> None:
        """Go a column to the right."""
        self.grid.move_across(1)

    def action_cursor_page_left(self) -> None:
        """Go a page of columns to the left."""
        self.grid.page_across(-1)

    def action_cursor_page_right(self) -> None:
        """Go a page of columns to the right."""
        self.grid.page_across(1)

    def action_back(self) -> None:
        """Clear the filter, else go back to the overview."""
        bar = self.query_one(NameBar)
        if bar.has_class("-open"):
            bar.close()
            self.grid.focus()
        else:
            self.app.pop_screen()


def _empty(view: View, found: Matrix, names: str) -> tuple[Line, ...]:
    """Return why there is no row, and what to do."""
    if not view.loaded:
        return ((Span(_("Loading the stored figures"), "muted"),),)
    if names.strip():
        return (
            (Span(_("No body or project has this in its name."), "strong"),),
            (Span(_("Esc clears the filter, / changes it."), "muted"),),
        )
    if not any(health.signals for health in view.projects):
        return ((Span(_("No figures yet: bodies appear here as the forges answer."), "muted"),),)
    words = {
        "municipality": _(
            "No municipality contributes to a project of this network or is named as its user."
        ),
        "public body": _("No public body contributes to a project of this network."),
        "vendor": _("No vendor contributes to a project of this network."),
        "all": _("No organisation is known behind any contribution to this network."),
    }
    return (
        (Span(words[found.scope], "strong"),),
        (Span(_("v shows other bodies. The line below says how much is unknown."), "muted"),),
    )
