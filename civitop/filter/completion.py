"""What a filter that is being typed can go on with: keys, and the values that the projects really have."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping

from msgspec import Struct

from civitop.filter.grammar import folded
from civitop.filter.keys import FIGURES, TEXTS
from civitop.health import Health
from civitop.signals.base import LEVELS

OPERATORS = "<>=!:"
MOST = 50
"""Values that are offered: more than anybody steps through."""


class Completion(Struct, frozen=True):
    """How the last word may go on."""

    start: int
    """Where in the text the completed part begins."""
    choices: tuple[str, ...]
    """What can stand there, the most frequent first."""


def complete(text: str, projects: Iterable[Health], networks: Mapping[str, Collection[str]]) -> Completion:
    """Return how the word at the end of `text` may go on; `networks` maps a project to the ids that hold it.

    A key is completed with the sign that follows it; a value with quotation marks where it needs them.
    """
    start = _word_start(text)
    word = text[start:]
    if word.startswith("-"):
        start, word = start + 1, word[1:]
    at = next((place for place, character in enumerate(word) if character in OPERATORS), None)
    if at is None:
        needle = folded(word)
        return Completion(start, tuple(each for each in _keys() if each.startswith(needle)))
    key, value = word[:at].casefold(), word[at:].lstrip(OPERATORS)
    begin = len(text) - len(value)
    if "," in value and not value.startswith('"'):
        value = value.rpartition(",")[2]
        begin = len(text) - len(value)
    needle = folded(value.strip('"'))
    if key in FIGURES:
        figure = FIGURES[key]
        levels = (*LEVELS,) if figure.level else ("unknown",)
        return Completion(begin, tuple(each for each in levels if each.startswith(needle)))
    if key not in TEXTS:
        return Completion(begin, ())
    found = TEXTS[key].choices or _values(key, projects, networks)
    return Completion(begin, tuple(_quoted(each) for each in found if folded(each).startswith(needle))[:MOST])


def _word_start(text: str) -> int:
    """Return where the last word begins: after a blank that stands in no quotation marks."""
    start, quoted = 0, False
    for place, character in enumerate(text):
        if character == '"':
            quoted = not quoted
        elif character == " " and not quoted:
            start = place + 1
    return start


def _keys() -> tuple[str, ...]:
    """Return the keys with what follows them, as their example has it."""
    figures = [
        name + next((c for c in figure.example[len(name) :] if c in OPERATORS), ":")
        for name, figure in FIGURES.items()
    ]
    return (*figures, *(f"{name}:" for name in TEXTS))


def _values(key: str, projects: Iterable[Health], networks: Mapping[str, Collection[str]]) -> list[str]:
    """Return the values of a key among the projects, the most frequent first, names before codes."""
    counted = Counter(
        value for health in projects for value in TEXTS[key].of(health, networks.get(health.id, ())) if value
    )
    return sorted(counted, key=lambda each: (any(c.isdigit() for c in each), -counted[each], each.casefold()))


def _quoted(value: str) -> str:
    value = value.replace('"', "")
    return f'"{value}"' if any(c in " ," for c in value) else value
