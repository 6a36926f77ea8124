"""What is the answer on which day, worked out once a person instead of once a contribution."""

from bisect import bisect_right
from collections.abc import Callable, Iterable
from datetime import date, datetime
from itertools import pairwise

from civitop.people.affiliation.base import Affiliation
from civitop.people.affiliation.sightings import REACH, Sighting
from civitop.people.affiliation.statements import Period


class Timeline:
    """A function from days to affiliations that is the same between two of its turns."""

    def __init__(self, turns: Iterable[int], answer: Callable[[date], Affiliation]) -> None:
        """Take the days (ordinals) on which the answer may become another, and the answer for a day."""
        self._starts = sorted({1, *(turn for turn in turns if 1 < turn <= date.max.toordinal())})
        self._answers = [answer(date.fromordinal(start)) for start in self._starts]

    def on(self, at: datetime) -> Affiliation:
        """Return the answer for the day of `at`."""
        return self._answers[bisect_right(self._starts, at.toordinal()) - 1]


def turns_of_periods(periods: Iterable[Period]) -> Iterable[int]:
    """Yield the days on which something stated begins to hold, or holds no longer."""
    for period in periods:
        if period.since:
            yield period.since.toordinal()
        if period.until:
            yield period.until.toordinal() + 1


def turns_of_sightings(sightings: Iterable[Sighting]) -> Iterable[int]:
    """Yield the days on which another sighting of the same person may become the nearest one."""
    edges = set()
    for sighting in sightings:
        first, last = sighting.first.toordinal(), sighting.last.toordinal()
        yield from (first, last + 1, first - REACH.days, last + REACH.days + 1)
        edges |= {first, last}
    # Between the end of one and the beginning of the next the nearer one changes half way.
    for before, after in pairwise(sorted(edges)):
        half = (before + after) // 2
        yield from (half, half + 1)
