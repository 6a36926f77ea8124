"""Keys of the screens on municipalities and other bodies."""

from civitop.i18n.language import N_
from tui.actions.action import Action

ORGANISATIONS: tuple[Action, ...] = (
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
)
