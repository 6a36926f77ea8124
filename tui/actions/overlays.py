"""Keys of what lies over a screen, of the filter line and of the wall."""

from civitop.i18n.language import N_
from tui.actions.action import Action

FILTER: tuple[Action, ...] = (
    Action(
        "completion.next",
        "tab",
        N_("complete"),
        N_("Complete the word of the filter, again for the next possibility"),
        N_("Filter"),
        "filter",
        palette=False,
    ),
    Action(
        "completion.previous",
        "shift+tab",
        N_("previous"),
        N_("Complete the word of the filter with the possibility before"),
        N_("Filter"),
        "filter",
        palette=False,
    ),
    Action(
        "filter-keep",
        "enter",
        N_("keep"),
        N_("Keep the filter and go back to the list"),
        N_("Filter"),
        "filter",
        palette=False,
        priority=True,
    ),
)
ALERTS: tuple[Action, ...] = (
    Action(
        "alert.open",
        "enter",
        N_("open"),
        N_("Open the project of the alert under the cursor"),
        N_("Alerts"),
        "alerts",
    ),
    Action(
        "alert.acknowledge",
        "a",
        N_("acknowledge"),
        N_("Acknowledge the alert under the cursor"),
        N_("Alerts"),
        "alerts",
    ),
    Action(
        "alert.acknowledge-all",
        "A",
        N_("all"),
        N_("Acknowledge all alerts in the list"),
        N_("Alerts"),
        "alerts",
    ),
    Action("alert.close", "escape,q", N_("close"), N_("Close the list of alerts"), N_("Alerts"), "alerts"),
)
COLUMNS: tuple[Action, ...] = (
    Action(
        "column.show",
        "space,x",
        N_("show or hide"),
        N_("Show or hide the column under the cursor"),
        N_("Columns"),
        "columns",
    ),
    Action(
        "column.later",
        "J,shift+down",
        N_("move"),
        N_("Move the column under the cursor to the right"),
        N_("Columns"),
        "columns",
    ),
    Action(
        "column.earlier",
        "K,shift+up",
        N_("move"),
        N_("Move the column under the cursor to the left"),
        N_("Columns"),
        "columns",
    ),
    Action(
        "column.wider",
        "plus,right,l",
        N_("width"),
        N_("Make the column under the cursor wider"),
        N_("Columns"),
        "columns",
    ),
    Action(
        "column.narrower",
        "minus,left,h",
        N_("width"),
        N_("Make the column under the cursor narrower"),
        N_("Columns"),
        "columns",
    ),
    Action(
        "columns-reset",
        "0",
        N_("as it was"),
        N_("Show the columns that fit, as without a choice"),
        N_("Columns"),
        "columns",
    ),
    Action(
        "columns-close",
        "escape,q,C,enter",
        N_("close"),
        N_("Close the list of columns"),
        N_("Columns"),
        "columns",
    ),
)
NAME: tuple[Action, ...] = (
    Action(
        "name.keep",
        "enter",
        N_("keep"),
        N_("Keep the filter under the typed name"),
        N_("Filter"),
        "name",
        priority=True,
    ),
    Action(
        "name.close", "escape", N_("close"), N_("Go back without keeping the filter"), N_("Filter"), "name"
    ),
)
HELP: tuple[Action, ...] = (
    Action("help-close", "escape,question_mark", N_("close"), N_("Close the help"), N_("Help"), "help"),
    Action(
        "help-down", "down,ctrl+n", N_("down"), N_("Scroll the help down"), N_("Help"), "help", priority=True
    ),
    Action("help-up", "up,ctrl+p", N_("up"), N_("Scroll the help up"), N_("Help"), "help", priority=True),
    Action(
        "help-page-down",
        "pagedown,ctrl+d",
        N_("page down"),
        N_("Scroll the help down a page"),
        N_("Help"),
        "help",
        priority=True,
    ),
    Action(
        "help-page-up",
        "pageup,ctrl+u",
        N_("page up"),
        N_("Scroll the help up a page"),
        N_("Help"),
        "help",
        priority=True,
    ),
)
WALL: tuple[Action, ...] = (
    Action(
        "wall.next", "space,right,n", N_("next"), N_("Show the next page of the wall"), N_("Wall"), "wall"
    ),
    Action(
        "wall.previous",
        "left,N",
        N_("previous"),
        N_("Show the previous page of the wall"),
        N_("Wall"),
        "wall",
    ),
)
OVERLAYS: tuple[Action, ...] = (*FILTER, *NAME, *ALERTS, *COLUMNS, *HELP, *WALL)
