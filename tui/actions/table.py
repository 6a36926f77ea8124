"""Keys of the table of projects: open, filter, sort, group, fold, columns."""

from civitop.i18n.language import N_
from tui.actions.action import Action

TABLE: tuple[Action, ...] = (
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
)
