"""The panels of the overview, in the order of their keys: to add one is to add a line here."""

from typing import NamedTuple

from civitop.i18n.language import N_
from tui.actions.action import Action
from tui.panels.base import FigurePanel
from tui.panels.bus_factor import BusFactorPanel
from tui.panels.changes import ChangesPanel
from tui.panels.municipalities import MunicipalitiesPanel
from tui.panels.open_issues import OpenIssuesPanel
from tui.panels.release_cadence import ReleaseCadencePanel
from tui.panels.todo import TodoPanel


class PanelEntry(NamedTuple):
    """A panel as the overview makes it."""

    name: str
    """`panel-` and this is the id of the widget."""
    key: str
    """Enlarges it; `[keys]` of the configuration may say otherwise, by `panel.` and its place in the list."""
    panel: type[FigurePanel] | type[ChangesPanel]
    style: str = ""
    """Its style sheet beside it, where it needs more than `panel.tcss`."""

    @property
    def widget_id(self) -> str:
        """Return the id of the widget."""
        return f"panel-{self.name}"


PANELS: tuple[PanelEntry, ...] = (
    PanelEntry("issues", "1", OpenIssuesPanel),
    PanelEntry("releases", "2", ReleaseCadencePanel),
    PanelEntry("bus-factor", "3", BusFactorPanel),
    PanelEntry("municipalities", "4", MunicipalitiesPanel),
    PanelEntry("changes", "5", ChangesPanel, "changes.tcss"),
    PanelEntry("todo", "6", TodoPanel),
)
PANEL_ACTIONS: tuple[Action, ...] = tuple(
    Action(
        f"panel.{number}",
        each.key,
        each.panel.LABEL,
        each.panel.HELP,
        N_("Panels"),
        "overview",
        does=f"panel({number})",
    )
    for number, each in enumerate(PANELS, 1)
)
PANEL_STYLES = ("panels/panel.tcss", *(f"panels/{each.style}" for each in PANELS if each.style))
"""Style sheets of the panels, from the folder `tui`."""
