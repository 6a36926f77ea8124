"""The one list of what a person can do; bindings, footer, help and command palette all read it."""

from collections.abc import Mapping
from typing import Literal, NamedTuple

from textual.binding import Binding, BindingType

Place = Literal["everywhere", "overview", "project", "organisations", "organisation"]


class Action(NamedTuple):
    """Something that a key, a click or the palette can start."""

    id: str
    """Name in `[keys]` of the configuration; `action_` + this (dots as `_`) is the method."""
    keys: str
    """Textual key names, comma separated; the first one is shown."""
    label: str
    """For the footer: a word or two."""
    help: str
    """For the help screen and the palette: a sentence without a full stop."""
    group: str
    where: Place = "everywhere"
    rank: int = 0
    """Place in the footer, 1 is the last to give way; 0 does not stand there."""
    palette: bool = True

    @property
    def method(self) -> str:
        """Return the name of the Textual action."""
        return self.id.replace(".", "_").replace("-", "_")

    @property
    def key(self) -> str:
        """Return the key as a person reads it."""
        return shown(self.keys.split(",")[0])


ACTIONS: tuple[Action, ...] = (
    Action("open", "enter", "open", "Open the project under the cursor", "Projects", "overview", 2),
    Action("filter", "slash", "filter", "Filter projects while you type", "Projects", "overview", 3),
    Action("sort", "s", "sort", "Sort by the next column", "Projects", "overview", 4),
    Action("sort-add", "S", "then by", "Sort equal projects by a further column", "Projects", "overview"),
    Action("sort-reverse", "R", "reverse", "Turn the order of the last column round", "Projects", "overview"),
    Action(
        "group", "b", "group", "Group by forge, network, level, vendor, or not", "Projects", "overview", 12
    ),
    Action("fold", "z", "fold", "Fold or unfold the group under the cursor", "Projects", "overview"),
    Action("fold-all", "Z", "fold all", "Fold or unfold all groups", "Projects", "overview"),
    Action("columns", "C", "columns", "Choose, order and size the columns", "Projects", "overview", 12),
    Action("filter-save", "F", "save filter", "Keep the filter under a name", "Projects", "overview"),
    Action("back", "escape", "back", "Go back, or clear the filter", "Moving", rank=5),
    Action("cursor.down", "j,down", "down", "Down a row or a line", "Moving", palette=False),
    Action("cursor.up", "k,up", "up", "Up a row or a line", "Moving", palette=False),
    Action("cursor.page-down", "ctrl+d,pagedown", "page down", "Down a page", "Moving", palette=False),
    Action("cursor.page-up", "ctrl+u,pageup", "page up", "Up a page", "Moving", palette=False),
    Action("cursor.top", "g,home", "top", "To the first row", "Moving", palette=False),
    Action("cursor.bottom", "G,end", "bottom", "To the last row", "Moving", palette=False),
    Action("focus.next", "tab", "next part", "To the next part of the screen", "Moving", palette=False),
    Action(
        "focus.previous",
        "shift+tab",
        "previous part",
        "To the previous part of the screen",
        "Moving",
        palette=False,
    ),
    Action("project.next", "J", "next", "Show the next project of the list", "Projects", "project", 3),
    Action(
        "project.previous", "K", "previous", "Show the previous project of the list", "Projects", "project", 4
    ),
    Action("network.next", "n", "network", "Show the next network", "Networks", "overview", 9),
    Action("network.previous", "N", "previous network", "Show the previous network", "Networks", "overview"),
    Action(
        "panel.1", "1", "issues", "Enlarge the open issues, or make them small again", "Panels", "overview"
    ),
    Action(
        "panel.2",
        "2",
        "releases",
        "Enlarge the release timeline, or make it small again",
        "Panels",
        "overview",
    ),
    Action(
        "panel.3",
        "3",
        "bus factor",
        "Enlarge the bus factor spread, or make it small again",
        "Panels",
        "overview",
    ),
    Action(
        "panel.4",
        "4",
        "municipalities",
        "Enlarge the map of municipalities, or make it small again",
        "Panels",
        "overview",
    ),
    Action(
        "panel.5",
        "5",
        "changes",
        "Enlarge the list of what changed, or make it small again",
        "Panels",
        "overview",
    ),
    Action(
        "municipalities",
        "m",
        "municipalities",
        "Show municipalities and other bodies by projects: who writes, takes part, uses",
        "Organisations",
        "overview",
        5,
    ),
    Action(
        "matrix.open",
        "enter",
        "open",
        "Open the body in the row, or the project when the cursor is on its name",
        "Organisations",
        "organisations",
        2,
    ),
    Action(
        "matrix.filter",
        "slash",
        "filter",
        "Filter by names of bodies and projects",
        "Organisations",
        "organisations",
        3,
    ),
    Action(
        "matrix.scope",
        "v",
        "bodies",
        "Show municipalities, public bodies, vendors or all of them",
        "Organisations",
        "organisations",
        4,
    ),
    Action(
        "matrix.density",
        "d",
        "figures",
        "Show figures in the cells, or signs alone for more projects",
        "Organisations",
        "organisations",
        9,
    ),
    Action(
        "cursor.left", "h,left", "left", "A project to the left", "Moving", "organisations", palette=False
    ),
    Action(
        "cursor.right",
        "l,right",
        "right",
        "A project to the right",
        "Moving",
        "organisations",
        palette=False,
    ),
    Action(
        "organisation.open",
        "enter",
        "open",
        "Open the project under the cursor",
        "Organisations",
        "organisation",
        2,
    ),
    Action(
        "poll", "r", "poll now", "Ask the forges now, without waiting for the next round", "Polling", rank=7
    ),
    Action("pause", "p", "pause", "Freeze the picture and start no round, or go on", "Polling", rank=8),
    Action(
        "alerts", "a", "alerts", "Show the alerts that wait for somebody; a acknowledges", "Alerts", rank=8
    ),
    Action(
        "day.back", "left_square_bracket", "day back", "Show the day before, as it was then", "Time", rank=14
    ),
    Action("day.forward", "right_square_bracket", "day forward", "Show the day after", "Time", rank=15),
    Action("day.month", "left_curly_bracket", "month back", "Show the day a month before", "Time"),
    Action("day.now", "right_curly_bracket", "now", "Go back to the present", "Time"),
    Action("compact", "c", "compact", "Show the table alone, or everything again", "Panels", "overview"),
    Action("browser", "o", "browser", "Open the project on its forge in the browser", "Projects", rank=10),
    Action("copy", "y", "copy", "Copy the project's address to the clipboard", "Projects", rank=11),
    Action("export", "e", "export", "Write what is on the screen to a file", "Projects", rank=6),
    Action("theme", "t", "theme", "Take the next of civitop's own themes", "Program"),
    Action(
        "palette",
        "ctrl+p",
        "palette",
        "Find any action, project, network or theme by name",
        "Program",
        rank=13,
        palette=False,
    ),
    Action(
        "help", "question_mark", "help", "Show all keys, signs and what the figures mean", "Program", rank=1
    ),
    Action("quit", "q,ctrl+q", "quit", "Leave civitop", "Program", rank=2),
)

_NAMES = {
    "slash": "/",
    "question_mark": "?",
    "left_square_bracket": "[",
    "right_square_bracket": "]",
    "left_curly_bracket": "{",
    "right_curly_bracket": "}",
    "escape": "Esc",
    "enter": "Enter",
    "pagedown": "PgDn",
    "pageup": "PgUp",
    "down": "↓",
    "up": "↑",
    "home": "Home",
    "end": "End",
    "tab": "Tab",
    "shift+tab": "Shift+Tab",
}


def shown(key: str) -> str:
    """Return a key of Textual as a person reads it: `Esc`, `/`, `Ctrl+D`."""
    key = key.strip()
    if key in _NAMES:
        return _NAMES[key]
    if key.startswith("ctrl+"):
        return f"Ctrl+{key[5:].upper()}"
    return key


def with_keys(overrides: Mapping[str, str]) -> tuple[tuple[Action, ...], tuple[str, ...]]:
    """Return the actions with the configured keys, and the names in `overrides` that are no action."""
    known = {action.id for action in ACTIONS}
    changed = tuple(a._replace(keys=overrides[a.id]) if a.id in overrides else a for a in ACTIONS)
    return changed, tuple(name for name in overrides if name not in known)


def bindings(where: Place) -> list[BindingType]:
    """Return the bindings of a place for Textual; the footer is our own, so none is shown by Textual's."""
    return [Binding(a.keys, a.method, a.label, show=False, id=a.id) for a in ACTIONS if a.where == where]


def key_table() -> str:
    """Return the actions as a Markdown table, for the README."""
    rows = ["| key | what it does | where |", "|---|---|---|"]
    for action in ACTIONS:
        keys = " ".join(f"`{shown(key)}`" for key in action.keys.split(","))
        rows.append(f"| {keys} | {action.help} | {action.where} |")
    return "\n".join(rows) + "\n"
