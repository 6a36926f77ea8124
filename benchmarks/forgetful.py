"""A feed that remembers nothing of the person in front of it: every measurement and every picture begins alike."""

from collections.abc import Sequence
from datetime import datetime

from civitop.change import Change
from civitop.i18n.message import Phrase


class Forgetful:
    """The half of `civitop.reading.feed.Feed` that is told things; what is read stands in the feeds made of it."""

    problem: str | None = None
    follows = False

    def poll_now(self) -> None:
        """Start nothing: what happens was decided before."""

    def pause(self, paused: bool) -> None:
        """Stop nothing."""

    def no_depth(self, repository: str) -> Phrase | None:
        """Return that it can be read, which screens say where it was not."""
        return None

    def deepen(self, repository: str) -> None:
        """Read nothing."""

    def stop_deepening(self, repository: str) -> bool:
        """Return that nothing is under way."""
        return False

    def acknowledge(self, changes: Sequence[Change]) -> None:
        """Forget it."""

    def acknowledged(self, since: datetime) -> frozenset[Change]:
        """Return nothing: every alert waits."""
        return frozenset()

    def last_looked(self) -> datetime | None:
        """Return that nobody ever looked: no summary lies over the screen."""
        return None

    def look(self) -> None:
        """Forget it."""

    def preference(self, key: str) -> bytes | None:
        """Return nothing: the table is as it is by itself."""
        return None

    def prefer(self, key: str, value: bytes) -> None:
        """Forget it."""
