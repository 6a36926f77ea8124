"""The overview of a network: the table of its projects, and its panels."""

from collections.abc import Iterator
from functools import partial
from typing import Any, ClassVar

from msgspec.structs import replace
from textual.app import ComposeResult
from textual.widget import Widget

from civitop.filter.completion import Completion, complete
from civitop.filter.grammar import Filter
from civitop.i18n.language import _
from civitop.signals.base import Definition
from tui.action_registry import bindings
from tui.actions.action import Place
from tui.drawing.text import Span, content
from tui.panels.base import GROUP, FigurePanel
from tui.panels.changes import ChangesPanel
from tui.panels.frame import PanelFrame, PanelSetting
from tui.panels.list import PANELS
from tui.requests import OpenOrganisations, OpenProject, Pictured, ShowNetwork, ShowPresent
from tui.screens.base import Presentation
from tui.screens.overview_body import OverviewBody
from tui.screens.overview_words import counts, why_empty, why_empty_shortly
from tui.screens.table_screen import TableScreen
from tui.session.background_work import AT_ONCE, BackgroundWork
from tui.session.screen_export import Shown
from tui.session.session import Session
from tui.session.view import View
from tui.table.columns import catalogue
from tui.table.groupings import GROUPINGS
from tui.table.project_table import ProjectTable
from tui.table.rows import Arranged, Arranger, Order
from tui.widgets.filter_bar import FilterBar
from tui.widgets.footer import Footer
from tui.widgets.header import Header
from tui.widgets.line_list import LineList

MANY = 100
"""Projects that are reckoned with while the store is read: most networks then find the panels in their places."""


class Overview(TableScreen):
    """All projects of one network at a glance."""

    BINDINGS = bindings("overview")
    PLACE: ClassVar[Place] = "overview"
    AUTO_FOCUS = "#projects"

    def __init__(self, session: Session, presentation: Presentation) -> None:
        super().__init__(session, presentation)
        self._filter: Filter | None = None
        self._view = View()
        self._arranged = Arranged()
        self._arranger: Arranger | None = None
        self._work: BackgroundWork[tuple[View, Order, Arranged]] = BackgroundWork(
            partial(self.run_worker, group=GROUP, exit_on_error=False), self._show_projects
        )

    def compose(self) -> ComposeResult:
        """Lay out header, body and footer."""
        glyphs = self.glyphs
        yield Header(glyphs, self.presentation.actions)
        yield FilterBar(glyphs)
        with OverviewBody(id="body"):
            table = ProjectTable(self.presentation.definitions, glyphs, id="projects")
            table.columns_key = next(each.key for each in self.presentation.actions if each.id == "columns")
            yield table
            yield from self._made_panels()
        yield Footer(self.presentation.actions, "overview", glyphs)

    def _made_panels(self) -> Iterator[FigurePanel | ChangesPanel]:
        keys = {action.id: action.key for action in self.presentation.actions}
        setting = PanelSetting(self.glyphs, self.presentation.zone, self.session.processor)
        for number, each in enumerate(PANELS, 1):
            yield each.panel(setting, keys[f"panel.{number}"], id=each.widget_id)

    def on_mount(self) -> None:
        """Let the filter know what the projects have, and show what there is, if only that it is being loaded."""
        self.query_one(FilterBar).completer = self._complete
        self.show(self.session.shown)

    def _complete(self, text: str) -> Completion:
        view = self._view
        return complete(text, view.projects, {each.id: view.networks_of(each.id) for each in view.projects})

    # ------------------------------------------------------------ showing

    @property
    def panels(self) -> tuple[PanelFrame, ...]:
        """Return the panels."""
        return tuple(self.query(".panel").results(PanelFrame))

    @property
    def filter_text(self) -> str:
        """Return the filter that holds, as it was typed; empty for none."""
        return str(self._filter) if self._filter else ""

    @property
    def repository(self) -> str | None:
        """Return the repository under the cursor of the list that has the focus."""
        focused = self.focused
        return focused.repository if isinstance(focused, LineList) else self.table.repository

    def show(self, view: View) -> None:
        """Draw this state."""
        self._view = view
        self._arrange(view)
        for panel in self.panels:
            panel.show_view(view, self.session.now())
        self.show_counters(self.session.counters)

    def export(self) -> Shown:
        """Return the projects of the table, in their order, for an export."""
        ids = tuple(each.id for each in self.table.rows)
        return replace(super().export(), repositories=ids, filter=self.filter_text)

    def show_rows(self) -> None:
        """See to it that the table and the panels show the chosen projects in the wanted order."""
        self.table.want(self.session.preferences.columns)
        # What is shown is put into another order at once; what has changed since then follows by itself.
        if self._arranger is not None and not self._work.running and self._arranger.ready(self._order()):
            self._show_projects(_arranged(self._arranger, self._arranger.view, self._order()))
        else:
            self._arrange(self._view)

    def _order(self) -> Order:
        wishes = self.session.preferences
        return Order(wishes.sort, wishes.group, self._filter, frozenset(wishes.folded))

    def _arrange(self, view: View) -> None:
        """Arrange a view: in a thread where its projects are many."""
        self.table.want(self.session.preferences.columns)
        if self._arranger is None:
            self._arranger = Arranger(catalogue(self.presentation.definitions))
        self._work.ask(partial(_arranged, self._arranger, view, self._order()), len(view.healths))

    def _show_projects(self, made: tuple[View, Order, Arranged]) -> None:
        """Draw what was arranged: a moment ago where the projects are many."""
        view, order, arranged = made
        glyphs = self.glyphs
        state = why_empty(view, order.filter, glyphs)
        nothing = not arranged.total
        self.set_class(view.loaded and nothing and not view.round.running, "-nothing")
        self.table.grouped = next((_(each.words) for each in GROUPINGS if each.id == order.group), "")
        self.table.total = arranged.total if view.loaded else MANY
        self.table.call(view.names)
        self.table.show(arranged, order.sort, state)
        self.table.border_title = next((_(g.title) for g in GROUPINGS if g.id == order.group), _("Projects"))
        self.table.border_subtitle = content([counts(arranged, glyphs)], glyphs)
        words = why_empty_shortly(view, nothing=nothing)
        for panel in self.panels:
            panel.show_projects(arranged.chosen, (Span(words, "muted"),) if state else ())
        self.query_one(FilterBar).count(len(arranged.chosen), arranged.total)
        self.query_one(OverviewBody).place()
        if view.loaded:
            self.app.call_after_refresh(self._pictured)

    def _pictured(self) -> None:
        """After a picture, work out what another order of thousands of projects would need, a piece at a time."""
        self.post_message(Pictured())
        arranger, order = self._arranger, self._order()
        if arranger is None or arranger.prepared or self._work.running or len(self._view.healths) <= AT_ONCE:
            return
        self._work.ask(partial(_prepared, arranger, order), len(self._view.healths))

    def target(self) -> Widget | None:
        """Return the table: what the moving keys move."""
        return self.table

    # ------------------------------------------------------------ what a person does

    def on_filter_bar_changed(self, event: FilterBar.Changed) -> None:
        """Filter while a person types."""
        self._filter = event.filter
        self.show_rows()

    def on_filter_bar_left(self) -> None:
        """Give the keys back to the table."""
        self.table.focus()

    def on_header_chosen(self, event: Header.Chosen) -> None:
        """Show the network whose tab was clicked."""
        self.post_message(ShowNetwork(event.network))

    def on_panel_frame_titled(self, event: PanelFrame.Titled) -> None:
        """Enlarge the panel whose title was clicked, or make it small again."""
        self._enlarge(event.panel)

    def on_panel_frame_measured(self) -> None:
        """Place the parts anew: a panel has more or less to show."""
        self.query_one(OverviewBody).place()

    def on_line_list_opened(self, event: LineList.Opened) -> None:
        """Open the project that was clicked."""
        self.post_message(OpenProject(event.repository))

    def on_line_list_moved(self) -> None:
        """Point at the project under the cursor in the panels too."""
        for panel in self.panels:
            panel.point_at(self.table.repository)

    def action_open(self) -> None:
        """Open the project under the cursor, or fold the group whose head it is on."""
        repository = self.repository
        if repository is not None:
            self.post_message(OpenProject(repository))
        elif self.focused is self.table and self.table.group is not None:
            self.action_fold()

    @property
    def explained(self) -> Definition[Any] | None:
        """Return the signal of the panel that is enlarged."""
        large = (each for each in self.panels if isinstance(each, FigurePanel) and each.has_class("-large"))
        return next((each.ABOUT for each in large), None)

    def action_municipalities(self) -> None:
        """Show who stands behind the projects of the network."""
        self.post_message(OpenOrganisations())

    def action_filter(self) -> None:
        """Open the filter."""
        self.query_one(FilterBar).open()

    def action_back(self) -> None:
        """Make a panel small again, else clear the filter."""
        if self.has_class("-enlarged"):
            self._enlarge(None)
            return
        bar = self.query_one(FilterBar)
        if not bar.text:
            self.post_message(ShowPresent())
        bar.close()
        self.table.focus()

    def action_network_next(self) -> None:
        """Show the next network."""
        self._step_network(1)

    def action_network_previous(self) -> None:
        """Show the previous network."""
        self._step_network(-1)

    def _step_network(self, by: int) -> None:
        network = self.session.neighbour(by)
        if network is not None:
            self.post_message(ShowNetwork(network))

    def action_compact(self) -> None:
        """Show the table alone, or everything again."""
        self.toggle_class("-compact")
        self.call_after_refresh(self.query_one(OverviewBody).place)
        self.table.focus()

    def action_panel(self, number: int) -> None:
        """Enlarge a panel, counted from 1, or make it small again."""
        self._enlarge(self.query_one(f"#{PANELS[number - 1].widget_id}", PanelFrame))

    def _enlarge(self, panel: PanelFrame | None) -> None:
        """Give one panel the whole body, or all of them their places again."""
        chosen = None if panel is not None and panel.has_class("-large") else panel
        with self.app.batch_update():
            for each in self.panels:
                each.set_class(each is chosen, "-large")
            self.set_class(chosen is not None, "-enlarged")
            self.call_after_refresh(self.query_one(OverviewBody).place)
            (chosen or self.table).focus()


def _arranged(arranger: Arranger, view: View, order: Order) -> tuple[View, Order, Arranged]:
    return view, order, arranger(view, order)


def _prepared(arranger: Arranger, order: Order) -> tuple[View, Order, Arranged]:
    arranger.prepare()
    return _arranged(arranger, arranger.view, order)
