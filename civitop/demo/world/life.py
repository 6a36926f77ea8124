"""What happens in the invented network while somebody looks at it: one event every few seconds."""

import random
from collections.abc import Sequence
from typing import Literal

from msgspec import Struct

from civitop.demo.world.model import Account, Project

GAP = (3.0, 6.0)
"""Seconds between two events, least and most."""
EventKind = Literal["commit", "issue", "close", "request", "merge", "comment", "release"]
KINDS: tuple[EventKind, ...] = ("issue", "comment", "close", "commit", "request", "merge", "release")
WEIGHTS = (28, 18, 22, 16, 7, 6, 3)
"""How often each kind of event happens."""


class Turn(Struct, frozen=True):
    """The next thing to happen."""

    at: float
    """Unix time on the world's clock."""
    key: str
    kind: EventKind
    times: int = 1
    """How often it happens at once."""
    author: Account | None = None
    """Who does it; `None`: whoever the project's own chance draws."""


class Schedule:
    """What happens when: what was written down for the beginning, then what the seed decides; endless."""

    def __init__(
        self, seed: int, start: float, projects: Sequence[Project], opening: Sequence[Turn] = ()
    ) -> None:
        self._rng = random.Random(f"life/{seed}")
        lively = [p for p in projects if p.last_commit is not None and not p.archived and not p.fork]
        self._keys = [p.key for p in lively]
        # busy projects get most of it, quiet ones something now and then
        self._weights = [20 + p.commits_year for p in lively]
        self._at = start
        self._opening = sorted(opening, key=lambda turn: turn.at)
        self._drawn = self._draw()

    @property
    def next(self) -> Turn | None:
        """The event that comes next."""
        written = self._opening[0] if self._opening else None
        if written is None or self._drawn is None:
            return written or self._drawn
        return min(written, self._drawn, key=lambda turn: turn.at)

    def _draw(self) -> Turn | None:
        if not self._keys:
            return None
        self._at += self._rng.uniform(*GAP)
        key = self._rng.choices(self._keys, self._weights)[0]
        return Turn(self._at, key, self._rng.choices(KINDS, WEIGHTS)[0])

    def take(self, until: float) -> Turn | None:
        """Return the next event if it happens by `until`, and move on."""
        turn = self.next
        if turn is None or turn.at > until:
            return None
        if turn is self._drawn:
            self._drawn = self._draw()
        else:
            del self._opening[0]
        return turn
