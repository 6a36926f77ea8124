"""Keys that turn to the next or the previous project, tab or network."""

from civitop.i18n.language import N_
from tui.actions.action import Action

BROWSING: tuple[Action, ...] = (
    Action(
        "project.next",
        "J",
        N_("next"),
        N_("Show the next project of the list"),
        N_("A project's page"),
        "project",
        3,
    ),
    Action(
        "project.previous",
        "K",
        N_("previous"),
        N_("Show the previous project of the list"),
        N_("A project's page"),
        "project",
        4,
    ),
    Action(
        "todo.open",
        "enter",
        N_("open"),
        N_("Open what is under the cursor in the browser"),
        N_("A project's page"),
        "project",
        2,
    ),
    Action(
        "task.mute",
        "M",
        N_("mute"),
        N_("Mute what is to be done under the cursor, with a reason until a day, or take that back"),
        N_("A project's page"),
        "project",
    ),
    Action(
        "project.finish",
        "F",
        N_("finished"),
        N_("Say that the project is finished on purpose, with a reason until a day, or take that back"),
        N_("A project's page"),
        "project",
    ),
    Action(
        "project.deepen",
        "D",
        N_("whole history"),
        N_("Read the whole history of the project, for who knows which file, or stop that"),
        N_("A project's page"),
        "project",
    ),
    Action(
        "knower.mark",
        "space",
        N_("mark"),
        N_("Mark a person on the Knowledge tab, to see what is left without them"),
        N_("A project's page"),
        "project",
    ),
    Action(
        "tab.next", "l,right", N_("next tab"), N_("Show the next tab of the project"), N_("Tabs"), "project"
    ),
    Action(
        "tab.previous",
        "h,left",
        N_("previous tab"),
        N_("Show the tab of the project before"),
        N_("Tabs"),
        "project",
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
