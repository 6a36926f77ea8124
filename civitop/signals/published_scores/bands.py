"""Points by bands, as published scores give them."""

from bisect import bisect_right
from collections.abc import Sequence
from operator import itemgetter

Bands = Sequence[tuple[float, float]]
"""(from, points), ascending: a value has the points of the last band that it has reached."""

_START = itemgetter(0)


def points(value: float, bands: Bands) -> float:
    """Return the points of a value; below the first band those of the first."""
    place = bisect_right(bands, value, key=_START) - 1
    return bands[max(place, 0)][1]


def counted(*starts: float) -> Bands:
    """Return bands of 0, 1, 2, … points that begin at 0 and at `starts`."""
    return tuple((start, float(number)) for number, start in enumerate((0.0, *starts)))
