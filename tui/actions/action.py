"""An action: something that a key, a click or the palette can start, and its binding for Textual."""

from collections.abc import Iterable, Mapping
from typing import Literal, NamedTuple

from textual.binding import Binding, BindingType

from tui.actions.key_names import shown

Place = Literal[
    "everywhere",
    "overview",
    "project",
    "organisations",
    "organisation",
    "wall",
    "filter",
    "alerts",
    "columns",
    "name",
    "help",
    "start",
]
"""Where an action has its keys: on every screen (not in what lies over one), on one screen, or in one part."""


class Action(NamedTuple):
    """Something that a person can do."""

    id: str
    """Name in `[keys]` of the configuration."""
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
    on_app: bool = False
    """Whether the app does it; else the screen or the part that binds it."""
    also: tuple[Place, ...] = ()
    """Further places that bind it."""
    does: str = ""
    """The Textual action where it is not named after the id, for example `panel(1)`."""
    priority: bool = False
    """Whether it comes before the keys of what has the focus, for example of a line to type in."""

    @property
    def method(self) -> str:
        """Return the Textual action without a namespace: `sort_add`, `panel(1)`."""
        return self.does or self.id.replace(".", "_").replace("-", "_")

    @property
    def key(self) -> str:
        """Return the first key as a person reads it."""
        return shown(self.keys.split(",")[0])

    @property
    def bound(self) -> str:
        """Return the Textual action for a binding of the part that does it."""
        return f"app.{self.method}" if self.on_app else self.method

    @property
    def clicked(self) -> str:
        """Return the Textual action for a widget on the screen that does it."""
        return f"{'app' if self.on_app else 'screen'}.{self.method}"

    def binds(self, place: Place) -> bool:
        """Return whether the action has its keys in this place itself."""
        return place == self.where or place in self.also


def bindings(actions: Iterable[Action], place: Place) -> list[BindingType]:
    """Return the bindings of a place for Textual; its own footer shows none, because ours does."""
    return [
        Binding(a.keys, a.bound, a.label, show=False, id=a.id, priority=a.priority)
        for a in actions
        if a.binds(place)
    ]


def with_keys(
    actions: Iterable[Action], overrides: Mapping[str, str]
) -> tuple[tuple[Action, ...], tuple[str, ...]]:
    """Return the actions with the configured keys, and the names in `overrides` that are no action."""
    changed = tuple(a._replace(keys=overrides[a.id]) if a.id in overrides else a for a in actions)
    known = {action.id for action in changed}
    return changed, tuple(name for name in overrides if name not in known)
