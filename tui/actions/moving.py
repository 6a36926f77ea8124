"""Keys that move the cursor or the focus, the same in every list."""

from civitop.i18n.language import N_
from tui.actions.action import Action

MOVING: tuple[Action, ...] = (
    Action("back", "escape", N_("back"), N_("Go back, or clear the filter"), N_("Moving"), rank=6),
    Action(
        "cursor.down",
        "j,down",
        N_("down"),
        N_("Down a row or a line"),
        N_("Moving"),
        palette=False,
        also=("alerts", "columns"),
    ),
    Action(
        "cursor.up",
        "k,up",
        N_("up"),
        N_("Up a row or a line"),
        N_("Moving"),
        palette=False,
        also=("alerts", "columns"),
    ),
    Action(
        "cursor.page-down",
        "ctrl+d,pagedown",
        N_("page down"),
        N_("Down a page"),
        N_("Moving"),
        palette=False,
        also=("alerts", "columns"),
    ),
    Action(
        "cursor.page-up",
        "ctrl+u,pageup",
        N_("page up"),
        N_("Up a page"),
        N_("Moving"),
        palette=False,
        also=("alerts", "columns"),
    ),
    Action(
        "cursor.top",
        "g,home",
        N_("top"),
        N_("To the first row"),
        N_("Moving"),
        palette=False,
        also=("alerts", "columns"),
    ),
    Action(
        "cursor.bottom",
        "G,end",
        N_("bottom"),
        N_("To the last row"),
        N_("Moving"),
        palette=False,
        also=("alerts", "columns"),
    ),
    Action(
        "focus.next",
        "tab",
        N_("next part"),
        N_("To the next part of the screen"),
        N_("Moving"),
        palette=False,
    ),
    Action(
        "focus.previous",
        "shift+tab",
        N_("previous part"),
        N_("To the previous part of the screen"),
        N_("Moving"),
        palette=False,
    ),
)
