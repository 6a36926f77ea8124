"""How long a forge's limits are waited for before what needs them is given up for this round."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

NOTHING = timedelta(0)


class Waits:
    """The waits of one forge, and how long they may be in all; side by side they count once."""

    def __init__(self, longest: timedelta | None = None) -> None:
        """`longest` as `None`: as long as the forge asks for."""
        self._left = longest
        self._single: timedelta | None = None
        self._until: datetime | None = None

    @contextmanager
    def each_at_most(self, longest: timedelta) -> Iterator[None]:
        """Let no single wait that begins inside be longer than this."""
        before, self._single = self._single, longest
        try:
            yield
        finally:
            self._single = before

    def allow(self, now: datetime, until: datetime) -> bool:
        """Return whether a wait from `now` until then may be, and count it where it may."""
        longer = max(until - max(now, self._until or now), NOTHING)
        if self._single is not None and until - now > self._single:
            return False
        if self._left is None:
            return True
        if longer > self._left:
            return False
        self._left -= longer
        self._until = max(until, self._until or until)
        return True
