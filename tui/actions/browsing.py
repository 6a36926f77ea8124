"""Keys that turn to the next or the previous project or network."""

from civitop.i18n.language import N_
from tui.actions.action import Action

BROWSING: tuple[Action, ...] = (
    Action(
        "project.next", "J", N_("next"), N_("Show the next project of the list"), N_("Projects"), "project", 3
    ),
    Action(
        "project.previous",
        "K",
        N_("previous"),
        N_("Show the previous project of the list"),
        N_("Projects"),
        "project",
        4,
    ),
    Action("network.next", "n", N_("network"), N_("Show the next network"), N_("Networks"), "overview", 5),
    Action(
        "network.previous",
        "N",
        N_("previous network"),
        N_("Show the previous network"),
        N_("Networks"),
        "overview",
    ),
)
