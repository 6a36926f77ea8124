"""The keys of actions: as a person reads them, as Textual binds them, as the configuration changes them."""

from collections.abc import Mapping

from textual.binding import Binding, BindingType

from tui.actions import ACTIONS, Action, Place
from tui.key_names import shown


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
