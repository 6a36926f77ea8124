"""The one list of what a person can do: bindings, footer, help, palette and the README's table read it."""

from textual.binding import BindingType

from tui.actions.action import Action, Place
from tui.actions.action import bindings as bound
from tui.actions.browsing import BROWSING
from tui.actions.key_names import shown
from tui.actions.moving import MOVING
from tui.actions.organisations import ORGANISATIONS
from tui.actions.overlays import OVERLAYS
from tui.actions.program import PROGRAM
from tui.actions.start import START
from tui.actions.table import TABLE
from tui.actions.watching import WATCHING
from tui.panels.list import PANEL_ACTIONS
from tui.tabs.list import TAB_ACTIONS

ACTIONS: tuple[Action, ...] = (
    *TABLE,
    *MOVING,
    *BROWSING,
    *PANEL_ACTIONS,
    *TAB_ACTIONS,
    *ORGANISATIONS,
    *WATCHING,
    *PROGRAM,
    *OVERLAYS,
    *START,
)


def bindings(place: Place) -> list[BindingType]:
    """Return the bindings of a place, with the keys that hold where the configuration says nothing."""
    return bound(ACTIONS, place)


def key_table() -> str:
    """Return the actions as a Markdown table, for the README."""
    rows = ["| key | what it does | where |", "|---|---|---|"]
    for action in ACTIONS:
        keys = " ".join(f"`{shown(key)}`" for key in action.keys.split(","))
        rows.append(f"| {keys} | {action.help} | {', '.join((action.where, *action.also))} |")
    return "\n".join(rows) + "\n"
