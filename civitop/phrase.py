"""A sentence for a person that is kept, and put into a language only when it is read.

Signals, changes and errors are made once and read for years, on screens in several languages; so what is
kept is the English message, which is the catalogues' message id, and the values that go into it.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from string import Formatter
from typing import Any, Final, Union

from civitop.language import ENGLISH, Language, current, load

Value = Union[str, int, float, date, "Phrase", tuple["Value", ...]]
"""What may stand in a message; a tuple is read as a list: `A, B and C`."""

COUNT: Final = "n"
"""The name of the value that decides between singular and plural."""


class Phrase:
    """A message with its values; immutable, and equal to another one that says the same of the same."""

    __slots__ = ("_hash", "many", "message", "values")

    message: str
    many: str | None
    values: Mapping[str, Value]
    _hash: int

    def __init__(self, message: str, many: str | None, values: Mapping[str, Value]) -> None:
        """Make a phrase; `say` and `say_n` are what the catalogues' tools look for."""
        set_ = object.__setattr__
        set_(self, "message", message)
        set_(self, "many", many)
        set_(self, "values", values)
        set_(self, "_hash", hash((message, many, tuple(sorted(values.items(), key=lambda item: item[0])))))

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"A phrase does not change; {name} stays as it is.")

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Phrase):
            return NotImplemented
        return (self.message, self.many, self.values) == (other.message, other.many, other.values)

    def __hash__(self) -> int:
        return self._hash

    def __repr__(self) -> str:
        return f"Phrase({self.english!r})"

    def __str__(self) -> str:
        return self.said(current())

    @property
    def english(self) -> str:
        """The sentence in English: for machines, logs and exports, which must not differ by reader."""
        return self.said(load(ENGLISH))

    def said(self, language: Language) -> str:
        """Return the sentence in a language."""
        if self.many is None:
            template = language.gettext(self.message)
        else:
            template = language.ngettext(self.message, self.many, _count(self.values))
        return _Writer(language).vformat(template, (), self.values)


def say(message: str, /, **values: Value) -> Phrase:
    """Return a phrase; places in the message are named, as in `{name} was released`."""
    return Phrase(message, None, values)


def say_n(one: str, many: str, n: int, /, **values: Value) -> Phrase:
    """Return a phrase whose form follows from the number `n`, which stands in it as `{n}`."""
    return Phrase(one, many, {**values, COUNT: n})


def literally(text: str) -> Phrase:
    """Return text that is nobody's to translate: what a forge said, a name, a figure."""
    return Phrase("{text}", None, {"text": text})


def listed(items: Sequence[Value], language: Language) -> str:
    """Return things as one says them: `A`, `A and B`, `A, B and C`."""
    words = [_Writer(language).format_field(item, "") for item in items]
    if len(words) < 2:
        return "".join(words)
    return language.gettext("{several} and {last}").format(several=", ".join(words[:-1]), last=words[-1])


class _Writer(Formatter):
    """Puts values into a message as a language writes them: `{n}`, `{x:.1f}`, `{share:.0%}`, `{day:month}`."""

    def __init__(self, language: Language) -> None:
        self._language = language

    def format_field(self, value: Any, format_spec: str) -> str:
        match value:
            case Phrase():
                return value.said(self._language)
            case tuple():
                return listed(value, self._language)
            case datetime():
                return self._language.date(value.date(), format_spec or "day")  # type: ignore[arg-type]
            case date():
                return self._language.date(value, format_spec or "day")  # type: ignore[arg-type]
            case int() | float() if format_spec.endswith("%"):
                return f"{self._language.number(value * 100, _digits(format_spec))}%"
            case int() | float():
                return self._language.number(value, _digits(format_spec))
        return str(value)


def _digits(spec: str) -> int:
    """Return the decimals that a format asks for: 1 of `.1f`, none where it does not say."""
    return int(spec[1:-1]) if spec else 0


def _count(values: Mapping[str, Value]) -> int:
    count = values[COUNT]
    if not isinstance(count, int):
        raise TypeError(f"The number that decides a plural is an integer, not {count!r}.")
    return count
