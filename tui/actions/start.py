"""Keys of the start screen; they come before those of the line to type in."""

from civitop.i18n.language import N_
from tui.actions.action import Action, Place

HERE: Place = "start"
GROUP = N_("Start screen")
START: tuple[Action, ...] = (
    Action("start.open", "enter", N_("open"), N_("Open what the cursor is on"), GROUP, HERE, priority=True),
    Action("start.up", "up,ctrl+p", N_("up"), N_("Up a row"), GROUP, HERE, priority=True),
    Action("start.down", "down,ctrl+n", N_("down"), N_("Down a row"), GROUP, HERE, priority=True),
    Action("start.page-up", "pageup", N_("page up"), N_("Up ten rows"), GROUP, HERE, priority=True),
    Action("start.page-down", "pagedown", N_("page down"), N_("Down ten rows"), GROUP, HERE, priority=True),
    Action(
        "start.remember",
        "ctrl+s",
        N_("remember"),
        N_("Remember the choice in the configuration, or not"),
        GROUP,
        HERE,
        priority=True,
    ),
    Action(
        "start.clear",
        "escape",
        N_("clear or leave"),
        N_("Clear what was typed, or leave when nothing was"),
        GROUP,
        HERE,
        priority=True,
    ),
    Action("start.leave", "ctrl+q", N_("quit"), N_("Leave without a choice"), GROUP, HERE, priority=True),
)
