"""The one list of what a person can do; bindings, footer, help and command palette all read it."""

from typing import Literal, NamedTuple

from civitop.i18n.language import N_
from tui.key_names import shown

Place = Literal["everywhere", "overview", "project", "organisations", "organisation"]


class Action(NamedTuple):
    """Something that a key, a click or the palette can start."""

    id: str
    """Name in `[keys]` of the configuration; `action_` + this (dots as `_`) is the method."""
    keys: str
    """Textual key names, comma separated; the first one is shown."""
    label: str
    """For the footer: a word or two; as the two after it a message, which is translated where it is shown."""
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
    Action(
        "open", "enter", N_("open"), N_("Open the project under the cursor"), N_("Projects"), "overview", 2
    ),
    Action(
        "filter", "slash", N_("filter"), N_("Filter projects while you type"), N_("Projects"), "overview", 3
    ),
    Action("sort", "s", N_("sort"), N_("Sort by the next column"), N_("Projects"), "overview", 4),
    Action(
        "sort-add",
        "S",
        N_("then by"),
        N_("Sort equal projects by a further column"),
        N_("Projects"),
        "overview",
    ),
    Action(
        "sort-reverse",
        "R",
        N_("reverse"),
        N_("Turn the order of the last column round"),
        N_("Projects"),
        "overview",
    ),
    Action(
        "group",
        "b",
        N_("group"),
        N_("Group by forge, network, level, vendor, or not"),
        N_("Projects"),
        "overview",
        12,
    ),
    Action(
        "fold", "z", N_("fold"), N_("Fold or unfold the group under the cursor"), N_("Projects"), "overview"
    ),
    Action("fold-all", "Z", N_("fold all"), N_("Fold or unfold all groups"), N_("Projects"), "overview"),
    Action(
        "columns",
        "C",
        N_("columns"),
        N_("Choose, order and size the columns"),
        N_("Projects"),
        "overview",
        12,
    ),
    Action(
        "filter-save", "F", N_("save filter"), N_("Keep the filter under a name"), N_("Projects"), "overview"
    ),
    Action("back", "escape", N_("back"), N_("Go back, or clear the filter"), N_("Moving"), rank=5),
    Action("cursor.down", "j,down", N_("down"), N_("Down a row or a line"), N_("Moving"), palette=False),
    Action("cursor.up", "k,up", N_("up"), N_("Up a row or a line"), N_("Moving"), palette=False),
    Action(
        "cursor.page-down", "ctrl+d,pagedown", N_("page down"), N_("Down a page"), N_("Moving"), palette=False
    ),
    Action("cursor.page-up", "ctrl+u,pageup", N_("page up"), N_("Up a page"), N_("Moving"), palette=False),
    Action("cursor.top", "g,home", N_("top"), N_("To the first row"), N_("Moving"), palette=False),
    Action("cursor.bottom", "G,end", N_("bottom"), N_("To the last row"), N_("Moving"), palette=False),
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
    Action("network.next", "n", N_("network"), N_("Show the next network"), N_("Networks"), "overview", 9),
    Action(
        "network.previous",
        "N",
        N_("previous network"),
        N_("Show the previous network"),
        N_("Networks"),
        "overview",
    ),
    Action(
        "panel.1",
        "1",
        N_("issues"),
        N_("Enlarge the open issues, or make them small again"),
        N_("Panels"),
        "overview",
    ),
    Action(
        "panel.2",
        "2",
        N_("releases"),
        N_("Enlarge the release timeline, or make it small again"),
        N_("Panels"),
        "overview",
    ),
    Action(
        "panel.3",
        "3",
        N_("bus factor"),
        N_("Enlarge the bus factor spread, or make it small again"),
        N_("Panels"),
        "overview",
    ),
    Action(
        "panel.4",
        "4",
        N_("municipalities"),
        N_("Enlarge the map of municipalities, or make it small again"),
        N_("Panels"),
        "overview",
    ),
    Action(
        "panel.5",
        "5",
        N_("changes"),
        N_("Enlarge the list of what changed, or make it small again"),
        N_("Panels"),
        "overview",
    ),
    Action(
        "municipalities",
        "m",
        N_("municipalities"),
        N_("Show municipalities and other bodies by projects: who writes, takes part, uses"),
        N_("Organisations"),
        "overview",
        5,
    ),
    Action(
        "matrix.open",
        "enter",
        N_("open"),
        N_("Open the body in the row, or the project when the cursor is on its name"),
        N_("Organisations"),
        "organisations",
        2,
    ),
    Action(
        "matrix.filter",
        "slash",
        N_("filter"),
        N_("Filter by names of bodies and projects"),
        N_("Organisations"),
        "organisations",
        3,
    ),
    Action(
        "matrix.scope",
        "v",
        N_("bodies"),
        N_("Show municipalities, public bodies, vendors or all of them"),
        N_("Organisations"),
        "organisations",
        4,
    ),
    Action(
        "matrix.density",
        "d",
        N_("figures"),
        N_("Show figures in the cells, or signs alone for more projects"),
        N_("Organisations"),
        "organisations",
        9,
    ),
    Action(
        "cursor.left",
        "h,left",
        N_("left"),
        N_("A project to the left"),
        N_("Moving"),
        "organisations",
        palette=False,
    ),
    Action(
        "cursor.right",
        "l,right",
        N_("right"),
        N_("A project to the right"),
        N_("Moving"),
        "organisations",
        palette=False,
    ),
    Action(
        "organisation.open",
        "enter",
        N_("open"),
        N_("Open the project under the cursor"),
        N_("Organisations"),
        "organisation",
        2,
    ),
    Action(
        "poll",
        "r",
        N_("poll now"),
        N_("Ask the forges now, without waiting for the next round"),
        N_("Polling"),
        rank=7,
    ),
    Action(
        "pause",
        "p",
        N_("pause"),
        N_("Freeze the picture and start no round, or go on"),
        N_("Polling"),
        rank=8,
    ),
    Action(
        "alerts",
        "a",
        N_("alerts"),
        N_("Show the alerts that wait for somebody; a acknowledges"),
        N_("Alerts"),
        rank=8,
    ),
    Action(
        "day.back",
        "left_square_bracket",
        N_("day back"),
        N_("Show the day before, as it was then"),
        N_("Time"),
        rank=14,
    ),
    Action(
        "day.forward",
        "right_square_bracket",
        N_("day forward"),
        N_("Show the day after"),
        N_("Time"),
        rank=15,
    ),
    Action(
        "day.month", "left_curly_bracket", N_("month back"), N_("Show the day a month before"), N_("Time")
    ),
    Action("day.now", "right_curly_bracket", N_("now"), N_("Go back to the present"), N_("Time")),
    Action(
        "compact",
        "c",
        N_("compact"),
        N_("Show the table alone, or everything again"),
        N_("Panels"),
        "overview",
    ),
    Action(
        "browser",
        "o",
        N_("browser"),
        N_("Open the project on its forge in the browser"),
        N_("Projects"),
        rank=10,
    ),
    Action(
        "copy", "y", N_("copy"), N_("Copy the project's address to the clipboard"), N_("Projects"), rank=11
    ),
    Action("export", "e", N_("export"), N_("Write what is on the screen to a file"), N_("Projects"), rank=6),
    Action("theme", "t", N_("theme"), N_("Take the next of civitop's own themes"), N_("Program")),
    Action(
        "palette",
        "ctrl+p",
        N_("palette"),
        N_("Find any action, project, network or theme by name"),
        N_("Program"),
        rank=13,
        palette=False,
    ),
    Action(
        "help",
        "question_mark",
        N_("help"),
        N_("Show all keys, signs and what the figures mean"),
        N_("Program"),
        rank=1,
    ),
    Action("quit", "q,ctrl+q", N_("quit"), N_("Leave civitop"), N_("Program"), rank=2),
)
