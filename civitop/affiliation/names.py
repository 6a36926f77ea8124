"""How organisations are written: one folded spelling, and the words that mark a municipality.

`Gemeente Utrecht`, `GEMEENTE  UTRECHT` and `gemeente utrecht` are the same text here; `Utrecht` alone is
the name of a place, which the caller may or may not take for the municipality.
"""

import re
import unicodedata
from collections.abc import Iterator

_LETTERS = str.maketrans({"ø": "o", "Ø": "o", "æ": "ae", "Æ": "ae", "œ": "oe", "ł": "l", "đ": "d", "ð": "d"})
_GAPS = re.compile(r"[\W_]+")

_EVERYWHERE = ("DK", "NL", "BE", "IT", "GB", "DE")
_BEFORE: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("gemeente", ("NL", "BE")),
    ("de gemeente", ("NL", "BE")),
    ("gemeentebestuur", ("BE",)),
    ("gemeentebestuur van", ("BE",)),
    ("lokaal bestuur", ("BE",)),
    ("stad", ("BE", "NL")),
    ("stadsbestuur", ("BE",)),
    ("commune de", ("BE",)),
    ("commune d", ("BE",)),
    ("commune du", ("BE",)),
    ("la commune de", ("BE",)),
    ("administration communale de", ("BE",)),
    ("administration communale d", ("BE",)),
    ("ville de", ("BE",)),
    ("ville d", ("BE",)),
    ("la ville de", ("BE",)),
    ("gemeinde", ("BE", "DE")),
    ("stadt", ("DE", "BE")),
    ("landeshauptstadt", ("DE",)),
    ("freie und hansestadt", ("DE",)),
    ("comune di", ("IT",)),
    ("comune de", ("IT",)),
    ("comune d", ("IT",)),
    ("citta di", ("IT",)),
    ("roma capitale comune di", ("IT",)),
    ("london borough of", ("GB",)),
    ("royal borough of", ("GB",)),
    ("city of", _EVERYWHERE),
    ("municipality of", _EVERYWHERE),
    ("the municipality of", _EVERYWHERE),
)
_AFTER: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("kommune", ("DK",)),
    ("municipality", _EVERYWHERE),
    ("city council", ("GB",)),
    ("borough council", ("GB",)),
    ("metropolitan borough council", ("GB",)),
    ("council", ("GB",)),
)
_LEGAL = re.compile(
    r" (a s|aps|p s|i s|b v|bv|n v|nv|v o f|vof|s a|sa|sprl|s r l|srl|s p a|spa|scrl|gmbh|ag|aor|ltd|limited"
    r"|plc|llc|inc)$"
)


def fold(text: str) -> str:
    """Return `text` without case, accents and punctuation, words parted by one space."""
    plain = unicodedata.normalize("NFKD", text.translate(_LETTERS)).casefold().translate(_LETTERS)
    bare = "".join(c for c in plain if not unicodedata.combining(c))
    return _GAPS.sub(" ", bare).strip()


def without_legal_form(folded: str) -> str:
    """Return a folded name without `A/S`, `B.V.`, `S.p.A.` and the like at its end."""
    return _LEGAL.sub("", folded)


def marked(folded: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield every reading of a folded text as a municipality: the bare name and the countries of the word."""
    for word, countries in _BEFORE:
        if folded.startswith(word + " "):
            yield folded[len(word) + 1 :], countries
    for word, countries in _AFTER:
        if folded.endswith(" " + word):
            yield folded[: -len(word) - 1], countries


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
