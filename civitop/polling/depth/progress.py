"""How far the reading of one whole history is, as a value that collectors tell and faces word."""

from collections.abc import Callable
from typing import Literal

from msgspec import Struct

from civitop.i18n.message import Phrase, say, say_n

Phase = Literal["asking", "cloning", "unpacking", "commits", "working-out"]
"""What is going on, in the order in which it happens; a clone on this machine begins with `commits`."""

_ORDER: tuple[Phase, ...] = ("asking", "cloning", "unpacking", "commits", "working-out")


class DepthProgress(Struct, frozen=True):
    """The reading of one repository's whole history is so far."""

    repository: str
    """The id of the repository."""
    phase: Phase | None
    """`None`: it is over."""
    done: int | None = None
    """Objects (while git clones and unpacks) or commits so far; `None` where nothing is counted."""
    total: int | None = None
    """How many there are in all; `None` where that is not known yet."""
    why: Phrase | None = None
    """Where it is over: why there is no history; `None`: there is one, or somebody stopped it."""

    @property
    def phrase(self) -> Phrase | None:
        """Return what is going on, without a full stop; `None` where it is over."""
        done, total = self.done or 0, self.total or 0
        match self.phase:
            case "asking":
                return say("git asks where the repository stands")
            case "cloning":
                return say("git clones it, {done} of {total} objects", done=done, total=total)
            case "unpacking":
                return say("git unpacks it, {done} of {total} objects", done=done, total=total)
            case "commits" if not done:
                return say("git lists its commits")
            case "commits" if not total:
                return say_n("{n} commit so far", "{n} commits so far", done)
            case "commits":
                return say("{done} of {total} commits", done=done, total=total)
            case "working-out":
                return say("working out who knows which file")
        return None


Tell = Callable[[DepthProgress], None]
"""Is told how far a reading is."""


def nobody(progress: DepthProgress) -> None:
    """Tell nobody."""


MOST_TOLD = 100
"""How often a phase tells of itself, where it is known how much there is."""
MANY = 1000
"""After so many it tells of itself, where that is not known."""


class Steps:
    """Tells how one reading goes on; never that it goes back, though a part of it may have to be done again."""

    def __init__(self, repository: str, tell: Tell) -> None:
        self._repository = repository
        self._tell = tell
        self._told = (-1, 0)

    def at(self, phase: Phase, done: int | None = None, total: int | None = None) -> None:
        """Tell where the reading is, unless it was further already; `done` is at most `total`."""
        step, counted = _ORDER.index(phase), done or 0
        before, told = self._told
        enough = max(1, total // MOST_TOLD if total else MANY) if counted != total else 1
        if step < before or (step == before and counted - told < enough):
            return
        self._told = step, counted
        whole = None if total is None else max(total, counted)
        self._tell(DepthProgress(self._repository, phase, done, whole))

    def over(self, why: Phrase | None = None) -> None:
        """Tell that the reading is over, and why there is no history."""
        self._tell(DepthProgress(self._repository, None, why=why))
