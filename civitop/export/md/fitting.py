"""What fits: an issue or a wiki page takes no more, and what is left out is what needs least."""

from collections.abc import Iterable

LONGEST = 65_535
"""Characters: an issue on GitHub takes less than 65,536."""


def first_that_fit(pieces: Iterable[str], room: int) -> int:
    """Return how many pieces, from the first on, have room for so many characters together."""
    number = 0
    for piece in pieces:
        room -= len(piece)
        if room < 0:
            break
        number += 1
    return number


def all_that_fit(pieces: Iterable[str], room: int) -> list[str] | None:
    """Return all pieces, or `None` where they have no room; what comes behind the first too many is not even made."""
    found = []
    for piece in pieces:
        room -= len(piece)
        if room < 0:
            return None
        found.append(piece)
    return found
