"""Compute in a thread what takes long with thousands of projects, so that the loop and the keys go on.

What goes in and comes out are immutable values; the last result stays on screen until the new one is there.
"""

import asyncio
import time
from collections.abc import Callable, Coroutine, Iterable, Iterator
from typing import Any, Generic, Self, TypeVar

T = TypeVar("T")
Start = Callable[[Coroutine[Any, Any, None]], object]
"""Runs a coroutine beside everything else: a worker of the app, a task of a test."""
AT_ONCE = 1_000
AT_ONCE_RESTING = 100
"""So many projects are computed in less time than a thread takes to answer; what rests is slower."""
BEHIND = 0.1
"""Seconds that what may come late stands back for, so that what cannot wait is painted first."""
STRETCH, PAUSE = 100, 0.002
"""So many values are gone through before a pause of so many seconds: a pause as long as the work."""
LONG_PAUSE, BUSY = 0.02, 0.2
"""The pause for so many seconds after a key."""
REST = 2.0
MOST_REST = 3.0
"""After a computation the next one of its kind waits so many times as long as it took, at most so many
seconds: a round that changes figures without end must leave the processor to the keys."""


class Patient(tuple[T, ...]):
    """Values that a thread goes through with pauses, which are longer while somebody presses keys.

    The interpreter has time for one thread only: without them a key would be painted half as fast for as
    long as the thread computes.
    """

    _touched: Callable[[], float]

    def __new__(cls, values: Iterable[T], touched: Callable[[], float]) -> Self:
        """Take the values, and who tells when (`time.monotonic`) a key or the mouse was last used."""
        made = super().__new__(cls, values)
        made._touched = touched
        return made

    def __iter__(self) -> Iterator[T]:
        """Yield the values, with a pause after each `STRETCH` of them."""
        for index, value in enumerate(super().__iter__(), 1):
            yield value
            if index % STRETCH == 0:
                time.sleep(LONG_PAUSE if time.monotonic() - self._touched() < BUSY else PAUSE)


class SharedProcessor:
    """What the computations of one session share: the turn of those that may come late, and who waits."""

    def __init__(self) -> None:
        self.turn = asyncio.Lock()
        """Held by the one computation that may come late and runs in a thread."""
        self.touched = 0.0
        """When (`time.monotonic`) a key or the mouse was last used."""


class BackgroundWork(Generic[T]):
    """Computes one kind of thing, one after the other; of the requests that wait only the newest counts."""

    def __init__(
        self, start: Start, done: Callable[[T], None], *, rests: SharedProcessor | None = None
    ) -> None:
        """Make it; `done` gets each result on the loop.

        With `rests` the result may come late: it takes turns with all others that rest on that processor.
        """
        self._start, self._done, self._rests = start, done, rests
        self._next: Callable[[], T] | None = None
        self._running = False

    @property
    def running(self) -> bool:
        """Return whether something is being computed in a thread."""
        return self._running

    def ask(self, make: Callable[[], T], size: int) -> None:
        """Compute something about `size` projects: at once when they are few, else in a thread."""
        if size <= (AT_ONCE_RESTING if self._rests else AT_ONCE) and not self._running:
            self._done(make())
            return
        self._next = make
        if not self._running:
            self._running = True
            self._start(self._work())

    async def _work(self) -> None:
        # One thread for all that may come late: each one more makes the loop, and what cannot wait, slower.
        turn = self._rests.turn if self._rests else asyncio.Lock()
        try:
            if self._rests:
                await asyncio.sleep(BEHIND)
            while self._next is not None:
                async with turn:
                    make, self._next = self._next, None
                    began = time.perf_counter()
                    made = await asyncio.to_thread(make)
                    took = time.perf_counter() - began
                self._done(made)
                if self._rests:
                    await asyncio.sleep(min(took * REST, MOST_REST))
        finally:
            self._running = False
