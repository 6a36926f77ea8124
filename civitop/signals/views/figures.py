"""The figures of a signal's detail as data: screens, text, Markdown and the docs read the same list.

A figure knows the field that it shows, so that a test can tell which fields nobody shows.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime
from functools import lru_cache
from typing import Any, Literal, NamedTuple

from msgspec import Struct

from civitop.i18n.language import NN_, Language, _, current, percent
from civitop.i18n.language import day as written_day
from civitop.i18n.message import Phrase, Value

Form = Literal["number", "share", "text"]
"""How a value is written: a number, a share (0 to 1) in per cent, or as it is: a day, a name, a message."""
Verdict = Literal["good", "watch", "bad"]
"""How a single figure stands; the level of the whole signal is decided by its `measure`."""
MOST_ITEMS = 5
"""Items of a list before the rest is counted."""
_MORE = NN_("and {n} more", "and {n} more")


class Shown(NamedTuple):
    """A figure that is known, ready to be written: readers decide how short."""

    value: Value
    form: Form
    words: str
    """Translated, with the place `{value}`; other places are filled."""
    verdict: Verdict | None
    told: bool = True
    """Whether a page for people tells it: not a zero that says nothing."""

    def text(self, number: Callable[[float], str]) -> str:
        """Return the value as text; `number` writes a plain number as short as the reader needs it."""
        match self.value:
            case int() | float():
                return percent(self.value) if self.form == "share" else number(self.value)
            case date():
                return _day(self.value)
        return str(self.value)

    def sentence(self, number: Callable[[float], str]) -> str:
        """Return the figure with its words."""
        return self.words.replace("{value}", self.text(number))


class Figure(Struct, frozen=True, gc=False, eq=False):
    """One figure of a detail; equal to itself alone."""

    field: str
    """The field of the detail that it shows."""
    words: str | tuple[str, str]
    """A message with the place `{value}`; singular and plural where the words follow the number."""
    unit: str = ""
    """Of the value, for the docs: `days`; empty for what is no amount."""
    form: Form = "number"
    of: Callable[[Any], Value | None] | None = None
    """From the detail to the value, where it is not the field itself; `None` is not shown."""
    verdict: Callable[[Any], Verdict | None] | None = None
    """From the detail to how the figure stands; without it a figure is neither good nor bad."""
    days: Mapping[str, str] = {}
    """Further places in the words, each with the field that holds its day."""
    zero: bool = False
    """Whether 0 says something (`0 unanswered`); where it says nothing, pages for people leave it out."""

    def value(self, detail: Any) -> Any:
        """Return the value of a detail, `None` where it is not known or means nothing."""
        value = self.of(detail) if self.of else getattr(detail, self.field)
        return None if value == "" else value

    def shown(self, detail: Any) -> Shown | None:
        """Return what there is to show of a detail, `None` where the figure is not known or means nothing."""
        value = self.value(detail)
        return None if value is None else _shown(self, detail, value)


def _shown(figure: Figure, detail: Any, value: Any) -> Shown:
    words = _words(figure, value)
    for place, field in figure.days.items():
        words = words.replace(f"{{{place}}}", _day(getattr(detail, field)))
    verdict = figure.verdict(detail) if figure.verdict else None
    return Shown(value, figure.form, words, verdict, figure.zero or value != 0)


def _words(figure: Figure, value: Any) -> str:
    return _(figure.words) if isinstance(figure.words, str) else _counted(figure.words, round(value))


@lru_cache(maxsize=4096, typed=True)
def _sentence(figure: Figure, value: Any, number: Callable[[float], str], language: Language) -> str:
    """Return a value with the words of its figure, whose places are the value alone: projects share most of them."""
    return Shown(value, figure.form, _words(figure, value), None).sentence(number)


def _day(value: date) -> str:
    return written_day(value.date() if isinstance(value, datetime) else value, "date")


class Listing(Struct, frozen=True, gc=False):
    """A field that is a list, shown as its title with an item each: `Suppliers: A (60%), B (20%)`."""

    field: str
    title: str
    """A message."""
    item: Callable[[Any], Phrase | str]
    """From an entry of the list to what is read."""
    fields: tuple[str, ...] = ()
    """The fields of an entry that its item shows."""
    of: Callable[[Any], Sequence[Any]] | None = None
    """From the detail to the entries, where they are not the field itself."""
    most: int = MOST_ITEMS
    verdict: Callable[[Any], Verdict | None] | None = None
    """From the detail to how the list stands."""
    elsewhere: bool = False
    """Whether the project screen draws the list in a section of its own; text forms list it."""

    def shown(self, detail: Any) -> str:
        """Return the title with the items in the language in use; empty where there are none."""
        entries = self.of(detail) if self.of else getattr(detail, self.field)
        if not entries:
            return ""
        language = current()
        items = [_item(self.item, entry, language) for entry in entries[: self.most]]
        if (rest := len(entries) - len(items)) > 0:
            items.append(_counted(_MORE, rest).format(n=language.number(rest)))
        return f"{_(self.title)}: {'; '.join(items)}"


def _counted(words: tuple[str, str], number: int) -> str:
    one, many = words
    return current().ngettext(one, many, number)


@lru_cache(maxsize=4096)
def _item(item: Callable[[Any], Phrase | str], entry: Any, language: Language) -> str:
    """Return an entry of a list as text; projects have many in common: the checks of a standard, inputs of a score."""
    said = item(entry)
    return said if isinstance(said, str) else said.said(language)


class Figures(Struct, frozen=True, gc=False):
    """Everything that is shown of a detail, in the order in which it is read."""

    figures: tuple[Figure, ...] = ()
    listings: tuple[Listing, ...] = ()
    remarks: tuple[Phrase, ...] = ()
    """What a reader has to know of the figures of any project: said once in a text."""
    elsewhere: Mapping[str, str] = {}
    """Fields that are drawn and not written (series behind a plot, ids behind a name), each with the reason."""

    def of(self, detail: Any) -> Iterator[Shown]:
        """Yield the figures that are known."""
        return (shown for figure in self.figures if (shown := figure.shown(detail)) is not None)

    def sentences(self, detail: Any, number: Callable[[float], str]) -> Iterator[str]:
        """Yield the figures that a page for people tells, with their words; `number` writes a plain number."""
        language = current()
        for figure in self.figures:
            value = figure.value(detail)
            if value is None or (value == 0 and not figure.zero):
                continue
            if figure.days:
                yield _shown(figure, detail, value).sentence(number)
            else:
                yield _sentence(figure, value, number, language)

    def lists(self, detail: Any, *, screen: bool = False) -> Iterator[tuple[str, Verdict | None]]:
        """Yield the lists that are not empty as text, each with how it stands.

        With `screen` those are left out that the project screen draws in a section of their own.
        """
        for listing in self.listings:
            if (not screen or not listing.elsewhere) and (text := listing.shown(detail)):
                yield text, listing.verdict(detail) if listing.verdict else None
