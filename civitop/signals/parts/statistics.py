"""The small figures that several signals share: median, spread, concentration."""

from collections.abc import Iterable, Sequence
from datetime import date

from civitop.signals.base import TrendPoint


def median(values: Sequence[float]) -> float | None:
    """Return the median, the mean of the two middle ones for an even number; `None` of nothing.

    Written out because importing `statistics` costs more than all signals of a small repository.
    """
    if not values:
        return None
    ordered = sorted(values)
    middle = len(ordered) // 2
    return ordered[middle] if len(ordered) % 2 else (ordered[middle - 1] + ordered[middle]) / 2


def percentile(values: Sequence[float], share: float) -> float | None:
    """Return the smallest value that at least `share` (0 to 1) of the values do not exceed (nearest rank)."""
    if not values:
        return None
    ordered = sorted(values)
    rank = -(-round(share * len(ordered) * 1_000_000) // 1_000_000)  # ceiling, without float noise
    return ordered[max(rank, 1) - 1]


def irregularity(values: Sequence[float]) -> float | None:
    """Return the median absolute deviation divided by the median; 0 is a clockwork, `None` undefined."""
    centre = median(values)
    if not centre:
        return None
    spread = median([abs(value - centre) for value in values])
    return None if spread is None else spread / centre


def absence_factor(counts: Iterable[int]) -> int:
    """Return the smallest number of contributors who hold at least half of all contributions.

    CHAOSS Contributor Absence Factor over people, Elephant Factor over organisations; 0 where nobody
    contributed. `1000, 202, 90, 33, 332, 343, 42, 433` gives 2, eight equal ones give 4.
    """
    ordered = sorted(counts, reverse=True)
    total = sum(ordered)
    held = 0
    for number, count in enumerate(ordered, 1):
        held += count
        if total and held * 2 >= total:
            return number
    return 0


def share(part: float, whole: float) -> float | None:
    """Return `part` ÷ `whole`, or `None` of nothing."""
    return part / whole if whole else None


def difference(now: float | None, before: float | None) -> float | None:
    """Return by how much a value changed; a float always, so that it is written as it will be read back."""
    return None if now is None or before is None else float(now - before)


def point(day: date, value: float | None) -> TrendPoint:
    """Return a point of a trend; its value is a float always, as in `difference`."""
    return TrendPoint(day, None if value is None else float(value))
