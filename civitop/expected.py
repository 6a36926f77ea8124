"""What a network's configuration expects of a project, with a reason and a day: finished on purpose, or known."""

from datetime import date

from msgspec import Struct


class Expected(Struct, frozen=True, gc=False, kw_only=True):
    """An expectation; after its last day it holds no more, and what it muted comes back by itself."""

    reason: str
    until: date
    """The last day on which it holds."""
    only: tuple[str, ...] = ()
    """Kinds of tasks that are expected; empty: the project is finished on purpose, and all of them are."""

    def holds(self, day: date) -> bool:
        """Return whether it holds on a day."""
        return day <= self.until

    def covers(self, kind: str) -> bool:
        """Return whether it is about tasks of a kind."""
        return not self.only or kind in self.only


class Wish(Struct, frozen=True, kw_only=True):
    """What a person wants to be expected of a repository, or no longer."""

    network: str
    """The id of the network whose configuration says so."""
    repository: str
    kinds: tuple[str, ...] = ()
    """Of tasks; empty for the whole project."""
    reason: str = ""
    """Empty: what is expected of these kinds is taken back."""
    until: date | None = None
