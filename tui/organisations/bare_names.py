"""The short form of a body's name: without the word for what it is, which the title above says already."""

import re

_KIND_OF_PLACE = re.compile(
    r"(?:Gemeente|Stad|Ville de|Commune de|Comune di|Ayuntamiento de|Stadt|Gemeinde) (.+)"
    r"|(.+) (?:Kommune|kommune|kommun)"
)


def bare(name: str) -> str:
    """Return a municipality's name without the word for what it is; other names as they are."""
    match = _KIND_OF_PLACE.fullmatch(name)
    return (match[1] or match[2]) if match else name
