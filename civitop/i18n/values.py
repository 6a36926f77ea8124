"""How the values in a sentence are written, for `civitop.i18n.message`, which adds how a sentence in a sentence is."""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from civitop.i18n.language import Language


def listed(items: Sequence[object], language: Language) -> str:
    """Return things as one says them: `A`, `A and B`, `A, B and C`."""
    words = [WRITERS[type(item)](item, "", language) for item in items]
    if len(words) < 2:
        return "".join(words)
    return language.gettext("{several} and {last}").format(several=", ".join(words[:-1]), last=words[-1])


@lru_cache(maxsize=4096, typed=True)
def _number(value: float, spec: str, language: Language) -> str:
    """Return a number; `spec` is `.1f`, `.0%` or empty."""
    if not spec:
        return language.number(value)
    digits = int(spec[1:-1])
    return language.percent(value, digits) if spec[-1] == "%" else language.number(value, digits)


def _day(value: date, spec: Any, language: Language) -> str:
    return language.date(value, spec or "day")


def _plainly(value: object, spec: str, language: Language) -> str:
    return str(value)


class Writers(dict[type, Callable[[Any, str, Language], str]]):
    """How values are written, by their class; a report has a hundred thousand: `match` tries class after class."""

    def __missing__(self, kind: type) -> Callable[[Any, str, Language], str]:
        """Return, and from then on hold, how the nearest class is written that `kind` is made of."""
        self[kind] = next((self[base] for base in kind.__mro__ if base in self), _plainly)
        return self[kind]


# From a value, the format at its place (`{n}`, `{x:.1f}`, `{share:.0%}`, `{day:month}`) and a language to the text.
WRITERS = Writers(
    {
        str: _plainly,
        int: _number,
        float: _number,
        tuple: lambda items, spec, language: listed(items, language),
        datetime: lambda moment, spec, language: _day(moment.date(), spec, language),
        date: _day,
    }
)
