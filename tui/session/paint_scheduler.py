"""When the picture is painted: at most once per second, so that a busy round does not hold up the keys."""

import asyncio
from collections.abc import Callable

PAINT_EVERY = 1.0
"""Seconds between two paints of the picture; counters in the header have the same rhythm."""
FIRST_EVERY = 0.15
FIRST_PAINTS = 12
"""The first paints follow each other faster: whoever starts civitop waits for figures."""
LEAST_WAIT = 0.01
"""Seconds that a requested paint waits at least, so that several requests of one moment share it."""


def _loop_time() -> float:
    return asyncio.get_running_loop().time()


class PaintScheduler:
    """Turns requests to paint into paints."""

    def __init__(
        self,
        paint: Callable[[], None],
        later: Callable[[float, Callable[[], None]], object],
        clock: Callable[[], float] = _loop_time,
    ) -> None:
        """Make it; `paint` draws, `later` calls a function after so many seconds, `clock` returns seconds."""
        self._draw, self._later, self._clock = paint, later, clock
        self._painted = float("-inf")
        self._paints = 0
        self.due = False
        """Whether a paint was requested and has not happened yet."""

    def request(self, *, at_once: bool = False) -> None:
        """Paint within `PAINT_EVERY` seconds of the last paint, or `at_once`."""
        if at_once:
            self.paint()
        elif not self.due:
            self.due = True
            every = PAINT_EVERY if self._paints > FIRST_PAINTS else FIRST_EVERY
            self._later(max(self._painted + every - self._clock(), LEAST_WAIT), self.paint)

    def paint(self) -> None:
        """Paint now."""
        self.due = False
        self._painted = self._clock()
        self._paints += 1
        self._draw()
