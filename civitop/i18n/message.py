"""A sentence for a person that is kept, and put into a language only when it is read.

Signals, changes and errors are made once and read for years, on screens in several languages; so what is
kept is the English message, which is the catalogues' message id, and the values that go into it.
"""

import contextlib
import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from functools import lru_cache
from typing import Any, Final, Union, get_args

import msgspec

from civitop.i18n.language import ENGLISH, Form, Language, current, load
from civitop.i18n.patterns import pattern_of
from civitop.i18n.values import WRITERS

Value = Union[str, int, float, date, "Phrase", tuple["Value", ...]]
"""What may stand in a message; a tuple is read as a list: `A, B and C`."""

COUNT: Final = "n"
"""The name of the value that decides between singular and plural."""

_LITERAL: Final = "{text}"
"""The message of `literally`, which is in no catalogue."""

MOST_NESTED: Final = 16
"""Sentences in sentences and lists that are read back; civitop makes three."""
MOST: Final = 1e18
"""Numbers in a kept message are smaller."""
_NUMBER_FORMAT: Final = re.compile(r"\.\d[f%]")


class Phrase:
    """A message with its values; immutable, and equal to another one that says the same of the same."""

    __slots__ = ("_hash", "many", "message", "values")

    message: str
    many: str | None
    values: Mapping[str, Value]
    _hash: int
    """Worked out at the first question: pages ask for that of the same few hundred sentences again and again."""

    def __init__(self, message: str, many: str | None, values: Mapping[str, Value]) -> None:
        """Make a phrase, which takes `values` over; `say` and `say_n` are what the catalogues' tools look for."""
        for value in values.values():
            if type(value) in _AS_THEY_ARE or (isinstance(value, Phrase) and value.message != _LITERAL):
                continue
            values = {name: _settled(value) for name, value in values.items()}
            break
        _set_message(self, message)
        _set_many(self, many)
        _set_values(self, values)

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"A phrase does not change; {name} stays as it is.")

    def __eq__(self, other: object) -> bool:
        if self is other:
            return True
        if not isinstance(other, Phrase):
            return NotImplemented
        return (self.message, self.many, self.values) == (other.message, other.many, other.values)

    def __hash__(self) -> int:
        try:
            return self._hash
        except AttributeError:
            _set_hash(self, hash((self.message, self.many, frozenset(self.values.items()))))
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
        values = self.values
        if not values:
            return _short(self.message, None, None, language)
        if self.many is not None and len(values) == 1:
            return _short(self.message, self.many, _count(values), language)
        return _put(self.message, self.many, values, language)


class _Recalled(Phrase):
    """A phrase out of the store, which is taken apart when it is first said.

    Ten thousand repositories have two hundred thousand of them, and a screen shows fifty.
    """

    __slots__ = ("kept",)

    kept: str
    """What the store has of it."""

    def __init__(self, kept: str) -> None:
        _set_kept(self, kept)

    def __getattr__(self, name: str) -> Any:
        # Called for what is not there yet.
        if name not in ("message", "many", "values"):
            raise AttributeError(name)
        message, many, values = _taken_apart(self.kept)
        _set_message(self, message)
        _set_many(self, many)
        _set_values(self, values)
        return getattr(self, name)

    def said(self, language: Language) -> str:
        """Return the sentence in a language, put together once for all that are kept alike."""
        return _said_of(self.kept, language)


def _put(message: str, many: str | None, values: Mapping[str, Value], language: Language) -> str:
    template = language.gettext(message) if many is None else language.ngettext(message, many, _count(values))
    pattern, places = pattern_of(template)
    return pattern % tuple(
        [
            value if (kind := type(value := values[name])) is str else WRITERS[kind](value, spec, language)
            for name, spec in places
        ]
    )


@lru_cache(maxsize=4096)
def _short(message: str, many: str | None, n: int | None, language: Language) -> str:
    """Return a sentence without values, or with the number that decides its form: `3 people`, a thousand times."""
    return _put(message, many, {} if n is None else {COUNT: n}, language)


_AS_THEY_ARE = frozenset({str, int, float, bool, date})
"""What is kept as it is said."""
# Looked up once: a report makes a hundred thousand phrases, and before the first picture as many are read back.
_set_message = Phrase.__dict__["message"].__set__
_set_many = Phrase.__dict__["many"].__set__
_set_values = Phrase.__dict__["values"].__set__
_set_hash = Phrase.__dict__["_hash"].__set__
_set_kept = _Recalled.__dict__["kept"].__set__


def say(message: str, /, **values: Value) -> Phrase:
    """Return a phrase; places in the message are named, as in `{name} was released`."""
    return Phrase(message, None, values)


def say_n(one: str, many: str, n: int, /, **values: Value) -> Phrase:
    """Return a phrase whose form follows from the number `n`, which stands in it as `{n}`."""
    return Phrase(one, many, {**values, COUNT: n})


@lru_cache(maxsize=1024)
def marked(message: str) -> Phrase:
    """Return a phrase of a message that is marked by `N_` where it stands: the title of a signal, a level."""
    return Phrase(message, None, {})


def literally(text: str) -> Phrase:
    """Return text that is nobody's to translate: what a forge said, a name, a figure."""
    return Phrase(_LITERAL, None, {"text": text})


def lines(sentences: Sequence[Phrase]) -> Phrase:
    """Return several sentences as one phrase, a line each."""
    places = {f"line{number}": sentence for number, sentence in enumerate(sentences, 1)}
    return Phrase("\n".join(f"{{{place}}}" for place in places), None, places)


WRITERS[Phrase] = lambda phrase, spec, language: phrase.said(language)


def _count(values: Mapping[str, Value]) -> int:
    count = values[COUNT]
    if not isinstance(count, int):
        raise TypeError(f"The number that decides a plural is an integer, not {count!r}.")
    return count


def _settled(value: Value) -> Value:
    """Return a value in the one shape in which it is kept, so that what is read back equals what was said."""
    if isinstance(value, Phrase):
        return value.values["text"] if value.message == _LITERAL else value
    if isinstance(value, datetime):
        return value.date()
    return tuple(_settled(item) for item in value) if isinstance(value, tuple) else value


# ---------------------------------------------------------------- kept, and sent away

_OPENING = '["'
"""How a kept message begins; what begins otherwise is a literal text, as an older store or a snapshot has it."""


def keep(value: object) -> str:
    """Return a phrase as the store keeps it: `["message",{values},"plural message"]`, or a literal text itself.

    One string, because a list in its place makes reading all of them half again as slow. An `enc_hook` of
    msgspec, as is `in_english`.
    """
    if not isinstance(value, Phrase):
        raise NotImplementedError(f"{type(value).__name__} is nothing that is kept.")
    text = value.values.get("text")
    if value.message == _LITERAL and isinstance(text, str) and not text.startswith(_OPENING):
        return text
    return msgspec.json.encode(_kept(value)).decode()


def recall(kind: type, value: object) -> Phrase:
    """Return the phrase that `keep` made a text of; any other text is a literal.

    A `dec_hook` of msgspec; raises `ValueError` where it is no text.
    """
    if kind is Phrase and type(value) is str:
        return _of_kept(value)
    raise ValueError("a sentence is kept as text")


@lru_cache(maxsize=4096)
def _of_kept(kept: str) -> Phrase:
    """Return the one phrase of what is kept: three hundred repositories have a thousand, each of them ten times."""
    return _Recalled(kept)


def in_english(value: object) -> str:
    """Return a phrase as machines get it: the English sentence. An `enc_hook` of msgspec."""
    if not isinstance(value, Phrase):
        raise NotImplementedError(f"{type(value).__name__} is nothing that is written.")
    return value.english


def as_written(kind: type, value: object) -> Phrase:
    """Return a sentence of an export as the text it is: nothing that stands in it is a message.

    A `dec_hook` of msgspec, the other side of `in_english`; raises `ValueError` where it is no text.
    """
    if kind is Phrase and type(value) is str:
        return _read(value)
    raise ValueError("a sentence is a text")


@lru_cache(maxsize=4096)
def _read(text: str) -> Phrase:
    """Return the one phrase of a text: a snapshot has each of a thousand ten times."""
    return literally(text)


def _kept(value: Value) -> object:
    """Return a value as JSON has it; what JSON has no type for is an object that names its type."""
    match value:
        case Phrase():
            kept: list[object] = [value.message, {name: _kept(each) for name, each in value.values.items()}]
            return kept if value.many is None else [*kept, value.many]
        case date():
            return {"day": value.isoformat()}
        case tuple():
            return {"list": [_kept(item) for item in value]}
    return value


@lru_cache(maxsize=2048)
def _said_of(kept: str, language: Language) -> str:
    """Return the sentence of what is kept."""
    return Phrase.said(_of_kept(kept), language)


def _taken_apart(kept: str) -> tuple[str, str | None, Mapping[str, Value]]:
    """Return message, plural message and values of what is kept."""
    if kept.startswith(_OPENING):
        # What begins so without being a message (a store of another version, damage, somebody else's file)
        # is text as it stands there.
        with contextlib.suppress(msgspec.MsgspecError, LookupError, ValueError, TypeError, RecursionError):
            return _parts(msgspec.json.decode(kept), MOST_NESTED)
    return _LITERAL, None, {"text": kept}


def _parts(kept: Any, depth: int) -> tuple[str, str | None, Mapping[str, Value]]:
    """Return the parts of a message that can be said; raises `ValueError` or `TypeError` where it cannot."""
    message, values, many = kept if len(kept) == 3 else (*kept, None)
    if type(message) is not str or type(values) is not dict or (many is not None and type(many) is not str):
        raise ValueError("no message of civitop's")
    # Text stands as it is in most places: half of what is read back is names and numbers.
    recalled = {
        name: each if type(each) is str else _recalled(each, depth - 1) for name, each in values.items()
    }
    if many is not None:
        _count(recalled)
        _check(many, recalled)
    _check(message, recalled)
    return message, many, recalled


def _check(template: str, values: Mapping[str, Value]) -> None:
    """Raise `ValueError` or `LookupError` where something cannot be said with these values."""
    if not template:
        raise ValueError("no message of civitop's")
    for name, spec in pattern_of(template)[1]:
        if not _fits(values[name], spec):
            raise ValueError(f"nothing can be said at {name!r}")


def _fits(value: Value, spec: str) -> bool:
    """Return whether a value can be written in a format; text is written as it is in any."""
    if not spec:
        return True
    if isinstance(value, (int, float)):
        return _NUMBER_FORMAT.fullmatch(spec) is not None
    return not isinstance(value, date) or spec in get_args(Form)


def _recalled(value: Any, depth: int) -> Value:
    """Return the value that `_kept` made something of; raises `ValueError` for what it never makes."""
    if depth < 0:
        raise ValueError("nested too deeply")
    match value:
        case str():
            return value
        case int() | float() if abs(value) < MOST:
            return value
        case list():
            return Phrase(*_parts(value, depth))
        case {"day": day}:
            return date.fromisoformat(day)
        case {"list": list() as items}:
            return tuple(_recalled(item, depth - 1) for item in items)
    raise ValueError("no value of a message")
