"""How organisations are written: one folded spelling, and the words that mark a municipality.

`Gemeente Utrecht`, `GEMEENTE  UTRECHT` and `gemeente utrecht` are the same text here; `Utrecht` alone is
the name of a place, which the caller may or may not take for the municipality.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from civitop.people.full_names import unaccented

_GAPS = re.compile(r"[\W_]+")


class Reading(NamedTuple):
    """A text understood as “the municipality of …”."""

    bare: str
    countries: tuple[str, ...]
    """Where the word is used for municipalities of the registry."""
    abroad: bool
    """Whether it is used in further countries, so that the text may mean a namesake there."""


_ENGLISH = ("DK", "NL", "BE", "IT", "GB", "DE")
_BEFORE: tuple[tuple[str, tuple[str, ...], bool], ...] = (
    ("gemeente", ("NL", "BE"), False),
    ("de gemeente", ("NL", "BE"), False),
    ("gemeentebestuur", ("BE",), False),
    ("gemeentebestuur van", ("BE",), False),
    ("lokaal bestuur", ("BE",), False),
    ("stad", ("BE", "NL"), False),
    ("stadsbestuur", ("BE",), False),
    ("commune de", ("BE",), True),
    ("commune d", ("BE",), True),
    ("commune du", ("BE",), True),
    ("la commune de", ("BE",), True),
    ("administration communale de", ("BE",), True),
    ("administration communale d", ("BE",), True),
    ("ville de", ("BE",), True),
    ("ville d", ("BE",), True),
    ("la ville de", ("BE",), True),
    ("stadt", ("DE",), False),
    ("landeshauptstadt", ("DE",), False),
    ("freie und hansestadt", ("DE",), False),
    ("comune di", ("IT",), False),
    ("comune de", ("IT",), False),
    ("comune d", ("IT",), False),
    ("citta di", ("IT",), False),
    ("london borough of", ("GB",), False),
    ("royal borough of", ("GB",), False),
    ("city of", _ENGLISH, True),
    ("municipality of", _ENGLISH, True),
    ("the municipality of", _ENGLISH, True),
)
_AFTER: tuple[tuple[str, tuple[str, ...], bool], ...] = (
    ("kommune", ("DK",), False),
    ("municipality", _ENGLISH, True),
    ("city council", ("GB",), True),
    ("borough council", ("GB",), True),
    ("metropolitan borough council", ("GB",), False),
    ("council", ("GB",), True),
)
_LEGAL = re.compile(
    r" (a s|aps|p s|i s|b v|bv|n v|nv|v o f|vof|s a|sa|sprl|s r l|srl|s p a|spa|scrl|gmbh|ag|aor|ltd|limited"
    r"|plc|llc|inc)$"
)


def fold(text: str) -> str:
    """Return `text` without case, accents and punctuation, words parted by one space."""
    return _GAPS.sub(" ", unaccented(text)).strip()


def without_legal_form(folded: str) -> str:
    """Return a folded name without `A/S`, `B.V.`, `S.p.A.` and the like at its end."""
    return _LEGAL.sub("", folded)


def marked(folded: str) -> Iterator[Reading]:
    """Yield every reading of a folded text as a municipality."""
    for word, countries, abroad in _BEFORE:
        if folded.startswith(word + " "):
            yield Reading(folded[len(word) + 1 :], countries, abroad)
    for word, countries, abroad in _AFTER:
        if folded.endswith(" " + word):
            yield Reading(folded[: -len(word) - 1], countries, abroad)
