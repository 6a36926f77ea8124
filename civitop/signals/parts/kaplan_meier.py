"""The Kaplan–Meier estimator: how long something takes when part of it has not happened yet."""

from collections.abc import Iterable

from msgspec import Struct


class Wait(Struct, frozen=True, gc=False, order=True):
    """One observation; at the same length what ended comes before what is still going on."""

    length: float
    censored: bool
    """Still going on: it lasts longer than `length`."""


def median_wait(waits: Iterable[Wait]) -> float | None:
    """Return the smallest length at which the estimated share still waiting is at most one half.

    Kaplan and Meier, *Nonparametric estimation from incomplete observations*, JASA 1958. `None` where the
    curve never gets there.
    """
    ordered = sorted(waits)
    at_risk = len(ordered)
    # S = product of (1 − 1/at risk) over the ended ones; tied ends one after the other give (1 − d/n).
    surviving = 1.0
    for wait in ordered:
        if not wait.censored:
            surviving *= (at_risk - 1) / at_risk
            if surviving <= HALF:
                return wait.length
        at_risk -= 1
    return None


HALF = 0.5 + 1e-12
"""One half, and what rounding adds: of 2n observations the nth end must reach it."""
