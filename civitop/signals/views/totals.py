"""What a signal adds up to over the repositories of a network, each total with its count of unknown parts."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from msgspec import Struct

from civitop.i18n.message import Phrase
from civitop.signals.views.figures import Verdict

Words = Callable[[int], Phrase]
"""From a number to the total in words: `54 open issues`."""
Counted = Mapping[str, int | None]
"""Numbers by the name that they have in a snapshot."""


class Total(Struct, frozen=True, gc=False):
    """A sum over repositories, or the number of distinct things in them."""

    id: str
    words: Words
    unknown: Words
    """For `ID_unknown`: how many repositories' parts are not known."""
    part: Callable[[Any], int | frozenset[str] | None]
    """From a signal to the part of one repository: a number that is summed, or names that are united."""
    known: Callable[[Any], bool] | None = None
    """Whether a part is the whole part, where that is not said by its being there."""

    def count(self, signals: Sequence[Any]) -> Counted:
        """Return the total over signals (`None`: not measured); null where no part of it is known."""
        held = [signal for signal in signals if signal is not None]
        parts = [part for signal in held if (part := self.part(signal)) is not None]
        whole = sum(map(self.known, held)) if self.known else len(parts)
        names = frozenset().union(*(part for part in parts if isinstance(part, frozenset)))
        number = len(names) + sum(part for part in parts if isinstance(part, int))
        return {self.id: number if number or whole else None, f"{self.id}_unknown": len(signals) - whole}

    @property
    def wording(self) -> Mapping[str, Words]:
        """The words by name."""
        return {self.id: self.words, f"{self.id}_unknown": self.unknown}


class Bucket(Struct, frozen=True, gc=False):
    """A class of values, by the end of its name."""

    id: str
    words: Words
    holds: Callable[[float], bool]


class Spread(Struct, frozen=True, gc=False):
    """How many repositories have which value of a signal."""

    id: str
    buckets: tuple[Bucket, ...]
    unknown: Words

    def count(self, signals: Sequence[Any]) -> Counted:
        """Return the number of repositories by class, `ID_unknown` those whose value is not known."""
        values = [None if signal is None else signal.value for signal in signals]
        found = {
            f"{self.id}_{each.id}": sum(value is not None and each.holds(value) for value in values)
            for each in self.buckets
        }
        return {**found, f"{self.id}_unknown": values.count(None)}

    @property
    def wording(self) -> Mapping[str, Words]:
        """The words by name."""
        found = {f"{self.id}_{each.id}": each.words for each in self.buckets}
        return {**found, f"{self.id}_unknown": self.unknown}


class Headline(Struct, frozen=True, gc=False):
    """The one figure of a network that the wall shows large."""

    words: str
    """A message: what it counts."""
    count: Callable[[Sequence[Any]], int | None]
    """From the signals of the network's active repositories."""
    alarming: bool = False
    """Whether any number but 0 is bad."""
    others: Callable[[Sequence[Any]], Sequence[tuple[Verdict, str, int]]] | None = None
    """How the repositories stand that the figure does not count: verdict, message, number. For a figure that is no
    count by level: beside `3 late` the levels of all would read as another count of the late ones."""
