"""The filter language: `bus<2 release>180d municipality:aarhus vendor:"Example BV" level:bad zaak`.

Words are joined by *and*. A free word matches the project's name or description. `key:value` matches
text, with alternatives by comma (`forge:gitlab,github`); `key<3`, `<=`, `>`, `>=`, `=`, `!=` compare a
figure (`bus=unknown` finds what is not known; otherwise unknown never matches). `-word` turns one round.
The same language serves the dashboard's `/` and `--fail-on`.
"""

import re
import unicodedata
from collections.abc import Callable, Collection, Iterable, Sequence

from msgspec import Struct

from civitop.errors import UsageError
from civitop.filter.keys import FIGURES, TEXTS, Figure
from civitop.health import Health
from civitop.i18n.message import Phrase, Value, literally, marked, say

UNITS = {"h": 1 / 24, "d": 1.0, "w": 7.0, "m": 30.0, "y": 365.0}
"""Days in the units of a duration; a month is 30 days here, a year 365."""
_WORD = re.compile(r'(?:[^\s"]|"[^"]*"?)+')
_TERM = re.compile(r"(?P<key>[A-Za-z][\w-]*)(?P<operator><=|>=|!=|<|>|=|:)(?P<value>.*)", re.DOTALL)
_NUMBER = re.compile(r"(?P<number>\d+(?:\.\d+)?)(?P<unit>%|[hdwmy])?")
_LEVELS = ("good", "watch", "bad", "unknown")
_COMPARE: dict[str, Callable[[float, float], bool]] = {
    "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b,
    ">=": lambda a, b: a >= b,
    "=": lambda a, b: a == b,
    "!=": lambda a, b: a != b,
}


class FilterError(UsageError):
    """A word of a filter is wrong; the sentence names it, its place and what would be right."""

    def __init__(self, word: str, column: int, short: Phrase) -> None:
        values: dict[str, Value] = {"column": column, "word": word, "what": short}
        if short.english.endswith("?"):
            super().__init__(say('Wrong filter at column {column}, "{word}": {what}', **values))
        else:
            super().__init__(say('Wrong filter at column {column}, "{word}": {what}.', **values))
        self.word = word
        self.column = column
        """Of its first character, counted from 1."""
        self.short = short
        """What is wrong, without the place."""


Test = Callable[[Health, Collection[str]], bool]

LONGEST = 10_000
"""Characters of a filter; one that was pasted by mistake must not be tried on every project."""


class Term(Struct, frozen=True):
    """One word of a filter."""

    text: str
    test: Test
    negated: bool = False
    key: str | None = None
    """What it asks about; `None`: name and description."""

    def matches(self, health: Health, network_ids: Collection[str]) -> bool:
        """Return whether a project fulfils it."""
        return self.test(health, network_ids) != self.negated


class Filter(Struct, frozen=True):
    """A filter that was understood; without terms it matches everything."""

    terms: tuple[Term, ...] = ()

    def __str__(self) -> str:
        """Return it as it was written, with single spaces."""
        return " ".join(term.text for term in self.terms)

    def matches(self, health: Health, network_ids: Collection[str] = ()) -> bool:
        """Return whether a project, which is in these networks, fulfils every term."""
        return all(term.matches(health, network_ids) for term in self.terms)


def parse(text: str) -> Filter:
    """Return the filter that `text` says; raise `FilterError` at the first word that is wrong."""
    if len(text) > LONGEST:
        what = say("a filter has at most {most} characters", most=LONGEST)
        raise FilterError(text[:20] + "…", 1, what)
    return Filter(tuple(_term(match.group(), match.start() + 1) for match in _WORD.finditer(text)))


def keys() -> tuple[tuple[str, str], ...]:
    """Return every key with its explanation in the language in use, for help and completion."""
    figures = [(each.name, str(each.help)) for each in FIGURES.values()]
    return (*figures, *((each.name, str(each.help)) for each in TEXTS.values()))


def folded(text: str) -> str:
    """Return `text` without case and accents: `Århus` is found by `arhus`."""
    if text.isascii():
        return text.casefold()
    return "".join(c for c in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(c))


def _term(word: str, column: int) -> Term:
    negated = word.startswith("-") and len(word) > 1
    body = word[1:] if negated else word
    column += negated
    if body.count('"') % 2:
        raise FilterError(body, column, say("the quotation mark is not closed"))
    match = None if body.startswith('"') else _TERM.fullmatch(body)
    if match is None:
        return Term(word, _named(body.replace('"', "")), negated)
    key, operator, value = match["key"].casefold(), match["operator"], match["value"]
    if not value.replace('"', ""):
        raise FilterError(body, column, say("something has to stand after {operator}", operator=operator))
    place = column + match.start("value")
    if key in FIGURES:
        return Term(word, _figure(FIGURES[key], operator, value.replace('"', ""), place), negated, key)
    if key in TEXTS:
        if operator not in (":", "=", "!="):
            raise FilterError(body, column, say("{key} is text: write {key}:{value}", key=key, value=value))
        return Term(word, _text(key, _values(value), place, reverse=operator == "!="), negated, key)
    raise FilterError(match["key"], column, _nearest(key, match["key"], [*FIGURES, *TEXTS], say("key")))


def _values(value: str) -> list[str]:
    """Return the alternatives of a value: split at commas outside quotation marks."""
    parts = re.findall(r'(?:[^",]|"[^"]*")+', value)
    return [part.replace('"', "") for part in parts] or [value]


def _nearest(word: str, shown: str, known: Iterable[str], what: Phrase) -> Phrase:
    """Return a sentence that names the nearest right word, or all of them."""
    from difflib import get_close_matches  # for mistakes alone

    names = list(known)
    near = get_close_matches(word, names, n=1, cutoff=0.5)
    if near:
        return say("{word} is no {what}, did you mean {near}?", word=shown, what=what, near=near[0])
    return say("{word} is no {what}; there are {names}", word=shown, what=what, names=", ".join(names))


def _named(word: str) -> Test:
    wanted = folded(word)

    def test(health: Health, _: Collection[str]) -> bool:
        return wanted in folded(health.name) or wanted in folded(health.description)

    return test


def _text(key: str, wanted: Sequence[str], column: int, *, reverse: bool) -> Test:
    found = TEXTS[key]
    needles = [folded(each) for each in wanted]
    if found.choices:
        for needle, shown in zip(needles, wanted, strict=True):
            if needle not in found.choices:
                raise FilterError(shown, column, _nearest(needle, shown, found.choices, literally(key)))

    def test(health: Health, networks: Collection[str]) -> bool:
        values = [folded(each) for each in found.of(health, networks)]
        if found.choices or found.exact:
            hit = any(needle == value for needle in needles for value in values)
        else:
            hit = any(needle in value for needle in needles for value in values)
        return hit != reverse

    return test


def _figure(figure: Figure, operator: str, value: str, column: int) -> Test:
    word = value.casefold()
    if word in _LEVELS and operator in (":", "=", "!="):
        return _level(figure, word, reverse=operator == "!=")
    if word in ("unknown", "-", "–") and operator in (":", "=", "!="):
        return lambda health, _: (figure.of(health) is None) != (operator == "!=")
    match = _NUMBER.fullmatch(word)
    if match is None:
        raise FilterError(value, column, _no_number(figure))
    limit = _limit(figure, match, value, column)
    compare = _COMPARE["=" if operator == ":" else operator]

    def test(health: Health, _: Collection[str]) -> bool:
        held = figure.of(health)
        return held is not None and compare(held, limit)

    return test


def _no_number(figure: Figure) -> Phrase:
    if figure.level:
        return say(
            "{key} is compared to a number or a level: {example}", key=figure.name, example=figure.example
        )
    return say("{key} is compared to a number: {example}", key=figure.name, example=figure.example)


def _limit(figure: Figure, match: re.Match[str], value: str, column: int) -> float:
    number, unit = float(match["number"]), match["unit"]
    if unit is None:
        return number
    if unit == "%":
        if figure.unit != "%":
            raise FilterError(
                value,
                column,
                say(
                    "{key} is in {unit}, not in %: {example}",
                    key=figure.name,
                    unit=marked(figure.unit),
                    example=figure.example,
                ),
            )
        return number
    if figure.unit not in ("days", "hours"):
        raise FilterError(
            value,
            column,
            say(
                "{key} is in {unit}, not in time: {example}",
                key=figure.name,
                unit=marked(figure.unit),
                example=figure.example,
            ),
        )
    return number * UNITS[unit] * (24 if figure.unit == "hours" else 1)


def _level(figure: Figure, level: str, *, reverse: bool) -> Test:
    def test(health: Health, _: Collection[str]) -> bool:
        signal = health.glance.get(figure.level) if figure.level else None
        if level == "unknown":
            hit = figure.of(health) is None or (signal is not None and signal.level == "unknown")
        else:
            hit = signal is not None and signal.level == level
        return hit != reverse

    return test
