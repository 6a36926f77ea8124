"""What the start screen is given and what it gives back: plain values, so that it knows no configuration."""

from collections.abc import Callable
from typing import Literal

from msgspec import Struct

ChoiceKind = Literal["demo", "repository", "network", "source"]


class Ready(Struct, frozen=True, kw_only=True):
    """A ready-made network that can be picked."""

    id: str
    name: str
    country: str | None = None
    sources: int = 0
    note: str = ""


class TokenNote(Struct, frozen=True, kw_only=True):
    """Whether a forge's token was found: where it is, never what it is."""

    forge: str
    """Host name of the forge: `github.com`."""
    places: tuple[str, ...] = ()
    """Where tokens were found, in words: `the variable GITHUB_TOKEN`; empty for none."""
    without: str = ""
    """A sentence: what is missing without one, and how to get one."""


class Choices(Struct, frozen=True, kw_only=True):
    """What there is to choose from."""

    networks: tuple[Ready, ...]
    config_file: str
    """Where a choice would be remembered."""
    here: str | None = None
    """The path of the repository one stands in, if one does."""


class Choice(Struct, frozen=True, kw_only=True):
    """What a person chose."""

    kind: ChoiceKind
    target: str = ""
    """A network's id, a path, or what was typed (`github:owner`, an address); empty for the demo."""
    remember: bool = False
    """Whether the configuration is to be written; never for the demo."""


Accept = Callable[[Choice], str | None]
"""Checks a choice and remembers it where that is wished; returns a sentence when it cannot be taken."""
FindTokens = Callable[[], tuple[TokenNote, ...]]
"""Looks for tokens; called in a thread, because a keyring or a tool may take its time."""
