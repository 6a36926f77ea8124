"""What our own words are called in the language in use, and translated sentences as lines of spans.

Values of the core (a level, a kind of body) are machines' words; a person reads them by a function of this
file. Sentences come whole from the catalogue with named places, each of which may have its own role.
"""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from string import Formatter
from typing import Protocol, runtime_checkable

from rich.cells import cell_len

from civitop.i18n.language import N_, _
from civitop.people.affiliation.base import CONFIDENCE, Evidence
from civitop.reading.telling_names import TellingName
from civitop.signals.base import LEVEL_NAMES, Level
from tui.drawing.text import Line, Span, ending, length


@runtime_checkable
class Worded(Protocol):
    """A part of the screen that can say everything again when the language in use changed."""

    def reword(self) -> None:
        """Take the words of the language in use."""


CI_STATES: Mapping[str, str] = {
    "success": N_("success"),
    "failure": N_("failure"),
    "pending": N_("pending"),
}
WHY_WAITING: Mapping[str, str] = {
    "unanswered": N_("unanswered"),
    "needs review": N_("needs review"),
}


def name_within(name: TellingName, width: int) -> str:
    """Return what a project is called within so many columns: of a namesake what tells it apart before all of it."""
    return name.text if not name.apart or cell_len(name.text) <= width else ending(name.apart, width)


def level_word(level: Level) -> str:
    """Return what a level is called where there is room for a word."""
    return _(LEVEL_NAMES[level])


def said(words: Mapping[str, str], value: str) -> str:
    """Return what a value of the core is called; one that has no word here is said as it is."""
    return _(words[value]) if value in words else value


def sure_word(evidence: Evidence) -> str:
    """Return how sure it is what a rule of the affiliation found; empty where it found nothing."""
    return _(CONFIDENCE[evidence]) if CONFIDENCE[evidence] else ""


@lru_cache(maxsize=1024)
def _pieces(template: str) -> tuple[tuple[str, str | None], ...]:
    """Return a message as pairs of its own words and the place that follows them."""
    return tuple((words, place) for words, place, _spec, _conversion in Formatter().parse(template))


def filled(template: str, role: str = "", **places: Span | str) -> Line:
    """Return a translated message as spans: its own words with `role`, each named place with its span."""
    spans: list[Span] = []
    for words, place in _pieces(template):
        if words:
            spans.append(Span(words, role))
        if place:
            value = places[place]
            spans.append(value if isinstance(value, Span) else Span(value, role))
    return tuple(each for each in spans if each.text)


def fitting(forms: Sequence[Line], width: int) -> Line:
    """Return the first of several lines, the fullest first, that fits whole; the last where none does."""
    return next((each for each in forms if length(each) <= width), forms[-1])
