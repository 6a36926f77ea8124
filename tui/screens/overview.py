"""The overview of a network: the table of its projects, its four panels, and what changed."""

from functools import partial

from textual.app import ComposeResult
from textual.containers import Container
from textual.widget import Widget

from civitop.filter.completion import Completion, complete
from civitop.filter.grammar import Filter
from civitop.i18n.language import _, ngettext
from civitop.i18n.language import number as written
from tui.action_keys import bindings
from tui.drawing.glyphs import Glyphs
from tui.drawing.labels import level_word
from tui.drawing.text import Line, Span, content, span
from tui.panels.base import Panel
from tui.panels.bus_factor import BusFactorPanel
from tui.panels.changes import ChangeList
from tui.panels.municipalities import MunicipalitiesPanel
from tui.panels.open_issues import OpenIssuesPanel
from tui.panels.release_cadence import ReleaseCadencePanel
from tui.session.background_work import AT_ONCE, Backstage
from tui.session.view import View
from tui.table.columns import catalogue
from tui.table.groupings import GROUPINGS
from tui.table.project_table import ProjectTable
from tui.table.rows import Arranged, Arranger, Order
from tui.table.table_keys import TableScreen
from tui.widgets.filter_bar import FilterBar
from tui.widgets.footer import Footer
from tui.widgets.header import Header
from tui.widgets.line_list import LineList

PANELS: tuple[type[Panel], ...] = (OpenIssuesPanel, ReleaseCadencePanel, BusFactorPanel, MunicipalitiesPanel)
"""The panels of a network, in the order of the signals that they show."""

WIDTHS = [(0, "-w-tiny"), (76, "-w-small"), (100, "-w-medium"), (160, "-w-wide"), (260, "-w-vast")]
HEIGHTS = [(0, "-h-tiny"), (20, "-h-short"), (30, "-h-medium"), (45, "-h-tall")]
"""Columns and rows from which a layout holds; what stands where at each is in `overview.tcss`."""


class Overview(TableScreen):
    """All projects of one network at a glance."""

    BINDINGS = bindings("overview")
    AUTO_FOCUS = "#projects"
    HORIZONTAL_BREAKPOINTS = WIDTHS
    VERTICAL_BREAKPOINTS = HEIGHTS

    def __init__(self) -> None:
        super().__init__()
        self._filter: Filter | None = None
        self._view = View()
        self._arranged = Arranged()
        self._arranger: Arranger | None = None
        self._stage: Backstage[tuple[View, Order, Arranged]] = Backstage(self, self._show_projects)

    def compose(self) -> ComposeResult:
        """Lay out header, body and footer."""
        glyphs = self.civitop.glyphs
        yield Header(glyphs)
        yield FilterBar(glyphs)
        with Container(id="body"):
            yield ProjectTable(self.civitop.definitions, glyphs, id="projects")
            with Container(id="panels"):
                for number, panel in enumerate(PANELS, 1):
                    yield panel(glyphs, id=f"panel-{number}")
            yield ChangeList(glyphs, zone=self.civitop.zone, id="panel-5")
        yield Footer(self.civitop.actions, "overview", glyphs)

    def on_mount(self) -> None:
        """Let the filter know what the projects have, and show what there is, if only that it is being loaded."""
        self.query_one(FilterBar).completer = self._complete
        self.show(self.civitop.view)

    def _complete(self, text: str) -> Completion:
        view = self._view
        return complete(text, view.projects, {each.id: view.networks_of(each.id) for each in view.projects})

    # ------------------------------------------------------------ showing

    @property
    def panels(self) -> tuple[Panel, ...]:
        """Return the panels of the network."""
        return tuple(panel for kind in PANELS for panel in self.query(kind))

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
        now = self.civitop.now()
        self._arrange(self._view)
        ids = set(view.shown.repositories) if view.shown else set()
        changes = [change for change in view.changes if change.repository in ids]
        words = _("Nothing has changed since civitop began to watch.") if view.loaded else _("Loading")
        self.query_one(ChangeList).show(changes, now, ((Span(words, "muted"),),))
        self.show_counters(self.civitop.counters)

    def show_rows(self) -> None:
        """See to it that the table and the panels show the chosen projects in the wanted order."""
        self.table.want(self.civitop.preferences.columns)
        # What is shown is put into another order at once; what has changed since then follows by itself.
        if self._arranger is not None and not self._stage.running and self._arranger.ready(self._order()):
            self._show_projects(_arranged(self._arranger, self._arranger.view, self._order()))
        else:
            self._arrange(self._view)

    def _order(self) -> Order:
        wishes = self.civitop.preferences
        return Order(wishes.sort, wishes.group, self._filter, frozenset(wishes.folded))

    def _arrange(self, view: View) -> None:
        """Arrange a view: in a thread where its projects are many."""
        self.table.want(self.civitop.preferences.columns)
        if self._arranger is None:
            self._arranger = Arranger(catalogue(self.civitop.definitions))
        self._stage.ask(partial(_arranged, self._arranger, view, self._order()), len(view.healths))

    def _show_projects(self, made: tuple[View, Order, Arranged]) -> None:
        """Draw what was arranged: a moment ago where the projects are many."""
        view, order, arranged = made
        glyphs = self.civitop.glyphs
        state = _empty(view, order.filter, glyphs)
        nothing = not arranged.total
        self.set_class(view.loaded and nothing and not view.round.running, "-nothing")
        self.table.grouped = next((_(each.words) for each in GROUPINGS if each.id == order.group), "")
        self.table.show(arranged, order.sort, state)
        self.table.border_title = next((_(g.title) for g in GROUPINGS if g.id == order.group), _("Projects"))
        self.table.border_subtitle = content([counts(arranged, glyphs)], glyphs)
        words = _shortly(view, nothing=nothing)
        for panel in self.panels:
            if isinstance(panel, ReleaseCadencePanel):
                panel.today = (view.asof or self.civitop.now()).date()
            panel.show(arranged.chosen, (Span(words, "muted"),) if state else ())
        self.query_one(FilterBar).count(len(arranged.chosen), arranged.total)
        if view.loaded:
            self.app.call_after_refresh(self._pictured)

    def _pictured(self) -> None:
        """After a picture, work out what another order of thousands of projects would need, a piece at a time."""
        self.civitop.pictured.set()
        arranger, order = self._arranger, self._order()
        if arranger is None or arranger.prepared or self._stage.running or len(self._view.healths) <= AT_ONCE:
            return
        self._stage.ask(partial(_prepared, arranger, order), len(self._view.healths))

    def show_counters(self, view: View) -> None:
        """Draw the header."""
        app = self.civitop
        self.query_one(Header).show(view, app.now(), paused=app.paused, offline=app.offline)

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
        self.civitop.show_network(event.network)

    def on_panel_titled(self, event: Panel.Titled) -> None:
        """Enlarge the panel whose title was clicked, or make it small again."""
        self._enlarge(event.panel)

    def on_change_list_titled(self) -> None:
        """Enlarge the list of what changed, or make it small again."""
        self._enlarge("panel-5")

    def on_line_list_opened(self, event: LineList.Opened) -> None:
        """Open the project that was clicked."""
        self.civitop.open_project(event.repository)

    def on_line_list_moved(self) -> None:
        """Point at the project under the cursor in the panels too."""
        for panel in self.panels:
            panel.point_at(self.table.repository)

    def action_open(self) -> None:
        """Open the project under the cursor, or fold the group whose head it is on."""
        repository = self.repository
        if repository is not None:
            self.civitop.open_project(repository)
        elif self.focused is self.table and self.table.group is not None:
            self.action_fold()

    def action_municipalities(self) -> None:
        """Show who stands behind the projects of the network."""
        self.civitop.open_organisations()

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
            self.civitop.travel.to_now()
        bar.close()
        self.table.focus()

    def action_network_next(self) -> None:
        """Show the next network."""
        self.civitop.step_network(1)

    def action_network_previous(self) -> None:
        """Show the previous network."""
        self.civitop.step_network(-1)

    def action_compact(self) -> None:
        """Show the table alone, or everything again."""
        self.toggle_class("-compact")
        self.table.focus()

    def action_panel_1(self) -> None:
        """Enlarge the open issues."""
        self._enlarge("panel-1")

    def action_panel_2(self) -> None:
        """Enlarge the releases."""
        self._enlarge("panel-2")

    def action_panel_3(self) -> None:
        """Enlarge the bus factor."""
        self._enlarge("panel-3")

    def action_panel_4(self) -> None:
        """Enlarge the municipalities."""
        self._enlarge("panel-4")

    def action_panel_5(self) -> None:
        """Enlarge what changed."""
        self._enlarge("panel-5")

    def _enlarge(self, id: str | None) -> None:
        """Give one panel the whole body, or all of them their places again."""
        parts: list[Widget] = [*self.panels, self.query_one(ChangeList)]
        chosen = next((each for each in parts if each.id == id), None)
        if chosen is not None and chosen.has_class("-large"):
            chosen = None
        with self.app.batch_update():
            for each in parts:
                each.set_class(each is chosen, "-large")
            self.set_class(chosen is not None, "-enlarged")
            self.set_class(isinstance(chosen, Panel), "-enlarged-panel")
            (chosen or self.table).focus()


def _arranged(arranger: Arranger, view: View, order: Order) -> tuple[View, Order, Arranged]:
    return view, order, arranger(view, order)


def _prepared(arranger: Arranger, order: Order) -> tuple[View, Order, Arranged]:
    arranger.prepare()
    return _arranged(arranger, arranger.view, order)


def counts(arranged: Arranged, glyphs: Glyphs) -> Line:
    """Return how many projects stand how, archived ones left out: `■ 9 bad  ▲ 5 watch  ● 7 good`."""
    spans: list[Span] = []
    for level, number in arranged.levels:
        words = _("{n} {level}").format(n=written(number), level=level_word(level))
        spans += [Span(f"{glyphs.level(level)} ", level), Span(f"{words}  ", "muted")]
    if arranged.archived:
        words = ngettext("{n} archived", "{n} archived", arranged.archived)
        spans.append(Span(f"{glyphs.archived} {words.format(n=written(arranged.archived))}", "muted"))
    return tuple(spans)


def _shortly(view: View, *, nothing: bool) -> str:
    """Return why the panels are empty, in a word or two: the table says the rest."""
    if not view.loaded or (view.round.running and nothing):
        return _("Loading")
    return _("No projects") if nothing else _("No project matches")


def _empty(view: View, found: Filter | None, glyphs: Glyphs) -> tuple[Line, ...]:
    """Return why the table is empty and what to do."""
    if view.problem:
        return ((Span(f"{glyphs.bad} ", "bad"), span(str(view.problem), "bad")),)
    if not view.loaded:
        return ((Span(_("Loading the stored figures"), "muted"),),)
    network = view.shown
    if network is None:
        return (
            (Span(_("No network is configured."), "strong"),),
            (Span(_("Start with a ready-made one: civitop os2, or look around: civitop demo"), "muted"),),
        )
    if found is not None and view.projects:
        return (
            (Span(_("No project matches this filter."), "strong"),),
            (Span(_("Esc clears it, / changes it, ? explains its words."), "muted"),),
        )
    if network.failed_sources:
        source, reason = next(iter(network.failed_sources.items()))
        return (
            (Span(f"{glyphs.failed} ", "bad"), span(f"{source}: {reason}", "bad")),
            (Span(_("r tries again now."), "muted"),),
        )
    if network.repositories or view.round.running:
        return (
            (Span(_("No figures yet: the first round is on its way."), "muted"),),
            (Span(_("Projects appear here one by one as their forge answers."), "muted"),),
        )
    return (
        (Span(_("This network watches no repository."), "strong"),),
        (Span(_("Its list of sources is empty, or everything in it is ignored."), "muted"),),
        (Span(_("civitop config shows what holds, and which file to change."), "muted"),),
    )
