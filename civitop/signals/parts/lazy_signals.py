"""The signals of a stored repository: levels and values are at hand, the rest is decoded when it is asked for.

A table of ten thousand projects shows, sorts and filters by a few figures of each; working out all trends and
details before the first picture would take ten times as long as that picture.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Protocol

from msgspec import Struct

from civitop.lazy_mapping import Later
from civitop.signals.base import Level, Signal


class AtAGlance(Protocol):
    """What can be said of a signal without its details; a whole `Signal` has it too."""

    @property
    def level(self) -> Level:
        """Return how it stands."""

    @property
    def value(self) -> float | int | None:
        """Return the figure; null is unknown, never zero."""

    @property
    def change_30d(self) -> float | None:
        """Return the change in 30 days, null where it is not held."""


class Glance(Struct, frozen=True, gc=False, array_like=True):
    """The figures of a signal that the store keeps beside the whole."""

    level: Level
    value: float | int | None
    change_30d: float | None


class HeldSignals(Later[Signal[Any]]):
    """Signals by id, decoded by `make` at the first look at one of them; `glance` has the same ids."""

    __slots__ = ("glance",)

    def __init__(self, glance: Mapping[str, Glance], make: Callable[[], Mapping[str, Signal[Any]]]) -> None:
        super().__init__(make)
        self.glance = glance

    def __iter__(self) -> Iterator[str]:
        return iter(self.glance)

    def __len__(self) -> int:
        return len(self.glance)

    def __contains__(self, id: object) -> bool:
        return id in self.glance


def at_a_glance(signals: Mapping[str, Signal[Any]]) -> Mapping[str, AtAGlance]:
    """Return what can be said of signals without decoding any."""
    return signals.glance if isinstance(signals, HeldSignals) else signals
