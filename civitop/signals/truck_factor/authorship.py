"""Who knows a file: the degree of authorship (Avelino et al., ICPC 2016; the weights are of Fritz et al., 2014)."""

from collections.abc import Hashable, Mapping
from math import log
from typing import TypeVar

BASE = 3.293
FIRST = 1.098
"""For who created the file."""
DELIVERY = 0.164
"""For each own change."""
OTHERS = 0.321
"""For the logarithm of the changes of others, which take away."""
OF_THE_BEST = 0.75
"""An author's degree is above this share of the highest one for the file."""

Who = TypeVar("Who", bound=Hashable)


def degree(*, created: bool, deliveries: int, others: int) -> float:
    """Return the degree of authorship of somebody for a file.

    `deliveries` are their own changes of it, `others` the changes of everybody else; creating it is no change.
    """
    return BASE + FIRST * created + DELIVERY * deliveries - OTHERS * log(1 + others)


def authors(creator: Who | None, changes: Mapping[Who, int]) -> frozenset[Who]:
    """Return who knows a file, from who created it and how often each changed it.

    An author has more than 0.75 of the highest degree, and a degree of at least 3.293 or created the file.
    """
    total = sum(changes.values())
    everybody = {*changes, *(() if creator is None else (creator,))}
    degrees = {
        who: degree(created=who == creator, deliveries=(own := changes.get(who, 0)), others=total - own)
        for who in everybody
    }
    best = max(degrees.values(), default=0.0)
    return frozenset(
        who
        for who, value in degrees.items()
        if value > OF_THE_BEST * best and (value >= BASE or who == creator)
    )
