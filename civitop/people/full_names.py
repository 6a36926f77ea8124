"""Full names: the spelling under which the same person is recognised, and names that are nobody's."""

import re
import unicodedata
from functools import cache
from importlib.resources import files

_LETTERS = str.maketrans({"ø": "o", "Ø": "o", "æ": "ae", "Æ": "ae", "œ": "oe", "ł": "l", "đ": "d", "ð": "d"})
_ACCENTS = re.compile(r"[\u0300-\u036f]")


def unaccented(text: str) -> str:
    """Return `text` without compatibility forms (NFKC), case and accents."""
    if text.isascii():  # nearly all of them, and four times as fast
        return text.lower()
    apart = unicodedata.normalize("NFKD", text.translate(_LETTERS)).casefold().translate(_LETTERS)
    return unicodedata.normalize("NFC", _ACCENTS.sub("", apart))


def full_name(name: str) -> str | None:
    """Return the one spelling of a full name, `None` for a name too weak to tell a person by.

    NFKC, without case and accents, white space collapsed. A name must have at least two words of two letters
    or more: `Jan`, `jvd` and `J. B.` are shared by too many people, and so are the names that tools put in
    where nobody set one.
    """
    words = unaccented(name).split()
    spelling = " ".join(words)
    long = sum(sum(map(str.isalpha, word)) > 1 for word in words)
    return spelling if long > 1 and spelling not in _generic() else None


@cache
def _generic() -> frozenset[str]:
    """Return what `git config user.name` holds where nobody set it, seen in public histories."""
    text = files("civitop.people").joinpath("generic_names.txt").read_text("utf-8")
    return frozenset(text.splitlines())
