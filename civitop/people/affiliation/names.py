"""How organisations are written: one folded spelling, and the words that mark a municipality.

`Gemeente Utrecht`, `GEMEENTE  UTRECHT` and `gemeente utrecht` are the same text here; `Utrecht` alone is
the name of a place, which the caller may or may not take for the municipality.
"""

import re
import unicodedata
from collections.abc import Iterator
from typing import NamedTuple

_LETTERS = str.maketrans({"ø": "o", "Ø": "o", "æ": "ae", "Æ": "ae", "œ": "oe", "ł": "l", "đ": "d", "ð": "d"})
_ACCENTS = re.compile(r"[\u0300-\u036f]")
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
    if text.isascii():  # nearly all of them, and four times as fast
        return _GAPS.sub(" ", text.lower()).strip()
    apart = unicodedata.normalize("NFKD", text.translate(_LETTERS)).casefold().translate(_LETTERS)
    return _GAPS.sub(" ", _ACCENTS.sub("", apart)).strip()


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


def author_key(name: str) -> str | None:
    """Return the spelling under which an author is recognised elsewhere, `None` for a name too weak for it.

    A name must have at least two words of two letters or more: `Jan`, `jvd` and `J. B.` are shared by too
    many people, and so are the names that tools put in when nobody set one.
    """
    folded = fold(name)
    words = [word for word in folded.split() if len(word) > 1 and word.isalpha()]
    return folded if len(words) > 1 and folded not in _PLACEHOLDERS else None


_PLACEHOLDERS = frozenset(
    (
        *("your name", "first last", "firstname lastname", "john doe", "jane doe", "no name"),
        *(
            "unknown user",
            "unknown author",
            "test user",
            "root user",
            "default user",
            "git user",
            "ghost user",
        ),
        "not committed yet",
    )
)
"""What `git config user.name` holds where nobody set it, seen in public histories."""
