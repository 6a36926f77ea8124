"""What our own words are called in the language in use, and translated sentences as lines of spans.

Values of the core (a level, a kind of body) are machines' words; a person reads them by a function of this
file. Sentences come whole from the catalogue with named places, each of which may have its own role.
"""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from string import Formatter
from typing import Protocol, runtime_checkable

from civitop.affiliation.base import CONFIDENCE, Evidence, Kind
from civitop.language import N_, _, pgettext
from civitop.signals.base import Level
from tui.text import Line, Span, length


@runtime_checkable
class Worded(Protocol):
    """A part of the screen that can say everything again when the language in use changed."""

    def reword(self) -> None:
        """Take the words of the language in use."""


KINDS: Mapping[Kind, str] = {
    "municipality": N_("municipality"),
    "public body": N_("public body"),
    "network": N_("network"),
    "vendor": N_("vendor"),
    "individual": N_("individual"),
    "unknown": N_("unknown"),
}
SURE: Mapping[str, str] = {
    "stated": N_("stated"),
    "listed": N_("listed"),
    "derived": N_("derived"),
    "inferred": N_("inferred"),
    "weak": N_("weak"),
}
EVIDENCE: Mapping[Evidence, str] = {
    "stated": N_("affiliations file"),
    "email-domain": N_("e-mail domain"),
    "email-domain-derived": N_("e-mail domain"),
    "forge-organisation": N_("forge organisation"),
    "seen-elsewhere": N_("seen elsewhere"),
    "profile-company": N_("forge profile"),
    "none": N_("none"),
}
"""What each rule of the affiliation goes by, in words."""
CI_STATES: Mapping[str, str] = {
    "success": N_("success"),
    "failure": N_("failure"),
    "pending": N_("pending"),
}
WHY_WAITING: Mapping[str, str] = {
    "unanswered": N_("unanswered"),
    "needs review": N_("needs review"),
    "stale": N_("stale"),
}
LEFT_OUT: Mapping[str, str] = {
    "bots": N_("bots"),
    "future": N_("future"),
    "merges": N_("merges"),
    "prereleases": N_("prereleases"),
    "unclear answers": N_("unclear answers"),
}


def level_word(level: Level) -> str:
    """Return what a level is called where there is room for a word."""
    match level:
        case "good":
            return pgettext("level", "good")
        case "watch":
            return pgettext("level", "watch")
        case "bad":
            return pgettext("level", "bad")
        case _:
            return pgettext("level", "unknown")


def said(words: Mapping[str, str], value: str) -> str:
    """Return what a value of the core is called; one that has no word here is said as it is."""
    return _(words[value]) if value in words else value


def sure_word(evidence: Evidence) -> str:
    """Return how sure it is what a rule of the affiliation found; empty where it found nothing."""
    return said(SURE, CONFIDENCE[evidence])


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
