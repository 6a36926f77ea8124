"""What the filter language can ask of a signal: `bus<2`, `municipality:aarhus`, `cadence:bad`."""

from collections.abc import Callable, Iterable
from typing import Any, Literal

from msgspec import Struct

from civitop.i18n.message import Phrase, marked, say


class NumberKey(Struct, frozen=True, gc=False):
    """A key that is compared to a number; filters and `--fail-on` keep it for ever."""

    name: str
    unit: str
    help: Phrase
    example: str
    of: Callable[[Any], float | None] | Literal["value", "change_30d"] = "value"
    """From a signal to its number; value and change are at hand without decoding what the store keeps."""
    level: bool = False
    """Whether `name:bad` asks for the level of the signal."""


class TextKey(Struct, frozen=True, gc=False):
    """A key that is compared to text."""

    name: str
    help: Phrase
    of: Callable[[Any], Iterable[str]]
    """From a signal to the words."""


def number_key(name: str, title: str, unit: str) -> NumberKey:
    """Return the key of a signal that is asked for its value only; `title` and `unit` are the signal's."""
    what = say("{signal}, in {unit}", signal=marked(title), unit=marked(unit))
    return NumberKey(name, unit, what, f"{name}>1", level=True)
