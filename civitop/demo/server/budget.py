"""Rate limits of one forge, and the log of everything that was asked of it."""

import math
from collections.abc import Callable

from msgspec import Struct, field


class Asked(Struct, frozen=True):
    """One request and how it was answered."""

    at: float
    """When it came in, in seconds of the forge's clock (Unix time)."""
    api: str
    """`github/graphql`, `github/rest`, `gitlab/graphql`, `gitlab/rest`."""
    method: str
    target: str
    status: int
    """0 where the connection was cut."""
    points: int
    bytes: int
    """Body as it went over the wire."""
    early: bool = False
    """It came although the forge had asked to wait."""


class Log(Struct):
    """What was asked of the forge since it started, or since `clear`."""

    asked: list[Asked] = field(default_factory=list)
    waits: list[tuple[float, float]] = field(default_factory=list)
    """Spans (from, until) in which the forge asked to be left alone."""

    def clear(self) -> None:
        """Forget everything."""
        self.asked.clear()
        self.waits.clear()

    @property
    def requests(self) -> int:
        """How many requests came."""
        return len(self.asked)

    @property
    def points(self) -> int:
        """GraphQL points spent."""
        return sum(a.points for a in self.asked)

    @property
    def bytes(self) -> int:
        """Bytes of bodies sent."""
        return sum(a.bytes for a in self.asked)

    @property
    def early(self) -> list[Asked]:
        """Requests that came although the forge had asked to wait."""
        return [a for a in self.asked if a.early]

    def by_api(self) -> dict[str, tuple[int, int, int]]:
        """Return requests, points and bytes of each API."""
        found: dict[str, tuple[int, int, int]] = {}
        for a in self.asked:
            requests, points, size = found.get(a.api, (0, 0, 0))
            found[a.api] = requests + 1, points + a.points, size + a.bytes
        return found


class Pool:
    """A primary limit: so much in a window, then nothing until it resets."""

    def __init__(self, limit: int, window: float, clock: Callable[[], float]) -> None:
        self.limit = limit
        self.window = window
        self._clock = clock
        self.used = 0
        self.told = False
        """Whether somebody was told in this window that it is empty."""
        self.resets = clock() + window

    def turn(self) -> None:
        """Begin a new window when the old one is over."""
        if self._clock() >= self.resets:
            self.used = 0
            self.told = False
            self.resets = self._clock() + self.window

    @property
    def empty(self) -> bool:
        """Whether nothing is left in this window."""
        self.turn()
        return self.used >= self.limit

    @property
    def remaining(self) -> int:
        """What is left."""
        return max(0, self.limit - self.used)

    @property
    def reset_at(self) -> int:
        """When the window ends, whole seconds, never too early."""
        return math.ceil(self.resets)
