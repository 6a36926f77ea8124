"""What changed of a signal between two rounds and is worth a line."""

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any, NamedTuple

from civitop.change import ChangeKind
from civitop.i18n.message import Phrase
from civitop.model import Facts


class News(NamedTuple):
    """A change before it has a repository."""

    kind: ChangeKind
    text: Phrase
    worse: bool | None = None
    when: datetime | None = None
    """`None` is the moment of the round."""
    tells_level: bool = True
    """Whether a change of the signal's level needs no further word."""


class Since(NamedTuple):
    """What lies between the two rounds that are compared."""

    collected_at: datetime | None
    """When the older facts were collected."""
    facts: Facts | None
    """The new facts, as far as they were collected."""


Compare = Callable[[Any, Any, Since], Iterator[News]]
"""From a signal before, the signal now and what lies between to the news, in the order in which they are told."""
