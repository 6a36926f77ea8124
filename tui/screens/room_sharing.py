"""How the height of a column is shared among the panels that stand in it."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

SENTENCE = 4
"""So many lines with their frame are no picture: a panel that says in a sentence why it has none."""


class Claim(NamedTuple):
    """What a panel makes of the lines that it gets, its frame included."""

    whole: int
    """Lines with which it leaves nothing out, or enough of what is endless."""
    filled: Callable[[int], int]
    """From the lines that there are for it to those of them that it fills: all of them or fewer."""
    grows: bool = False
    """Whether it makes something of further lines, too: a curve that becomes higher."""


def shared(claims: Sequence[Claim], height: int) -> list[int]:
    """Return the lines of each panel, `height` in all: what it fills, or a fair part; the rest to those that grow.

    No panel leaves something out while others have lines that they do not fill and with which it would show more.
    """
    if not claims:
        return []
    found = _fair([each.whole for each in claims], height)
    lines = [min(have, claim.filled(have)) for claim, have in zip(claims, found, strict=True)]
    rest = height - sum(lines)
    while rest:
        further = [_further(claim, have, rest) for claim, have in zip(claims, lines, strict=True)]
        cut = [number for number, more in enumerate(further) if more]
        if not cut:
            break
        least = min(cut, key=lambda number: (lines[number], number))
        lines[least] += further[least]
        rest -= further[least]
    return _grown(claims, lines, rest)


def _fair(wanted: Sequence[int], height: int) -> list[int]:
    """Return to each what it wants, or as much as any other one gets that wants more."""
    found = [0] * len(wanted)
    least_first = sorted(range(len(wanted)), key=lambda number: wanted[number])
    for place, number in enumerate(least_first):
        found[number] = min(wanted[number], height // (len(wanted) - place))
        height -= found[number]
    return found


def _further(claim: Claim, lines: int, rest: int) -> int:
    """Return how many of the `rest` lines let a panel show more that leaves something out; the fewest."""
    if lines >= claim.whole or claim.filled(lines + rest) <= lines:
        return 0
    return next(more for more in range(1, rest + 1) if claim.filled(lines + more) > lines)


def _grown(claims: Sequence[Claim], lines: Sequence[int], rest: int) -> list[int]:
    """Return the lines with what nobody needs: to those that grow, else to all that are more than a sentence."""
    found = list(lines)
    pictures = [number for number, claim in enumerate(claims) if claim.whole > SENTENCE] or range(len(claims))
    growing = [number for number in pictures if claims[number].grows]
    # Those last that fill any number of lines: they also get what the others make nothing of.
    order = sorted(growing, key=lambda number: claims[number].filled(found[number] + rest)) or pictures
    for place, number in enumerate(order):
        left = len(order) - place
        more = -(-rest // left)
        if growing and left > 1:
            more = max(0, min(more, claims[number].filled(found[number] + more) - found[number]))
        found[number] += more
        rest -= more
    return found
