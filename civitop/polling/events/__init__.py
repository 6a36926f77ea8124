"""What happens while civitop polls, as values.

The screen, the headless commands and the tests read the same stream.
"""

from datetime import datetime

from msgspec import Struct

from civitop.change import Change
from civitop.health import Health
from civitop.i18n.message import Phrase
from civitop.polling.collector import Budget, Spent
from civitop.polling.depth.progress import DepthProgress


class RoundStarted(Struct, frozen=True):
    """A round begins."""

    at: datetime
    networks: tuple[str, ...]
    repositories: int
    """Known so far; discovery may add to it."""


class Discovered(Struct, frozen=True):
    """A network's repositories are known (again); `failed` maps a source to the reason it gave nothing."""

    network: str
    repositories: tuple[str, ...]
    failed: dict[str, Phrase] = {}


class Collecting(Struct, frozen=True):
    """So many repositories are being asked for; the round knows now how much there is to do."""

    repositories: tuple[str, ...]
    unchanged: int


class Collected(Struct, frozen=True):
    """The new figures of a repository are in the store."""

    health: Health
    changes: tuple[Change, ...] = ()


class Failed(Struct, frozen=True):
    """A repository could not be collected; `health` is what is still known of it, marked stale or failed."""

    id: str
    error: Phrase
    health: Health | None
    changes: tuple[Change, ...] = ()


class BudgetChanged(Struct, frozen=True):
    """A forge's budget changed, or civitop waits for it, or stopped waiting."""

    budget: Budget


class RoundFinished(Struct, frozen=True):
    """A round is over."""

    at: datetime
    seconds: float
    collected: int
    unchanged: int
    failed: int
    spent: dict[str, Spent] = {}
    """By forge, in this round."""
    next_at: datetime | None = None
    """When the next round is due; `None`: there is none."""


class Deepening(Struct, frozen=True):
    """The reading of a whole history has gone on, or is over."""

    progress: DepthProgress


Event = (
    RoundStarted | Discovered | Collecting | Collected | Failed | BudgetChanged | Deepening | RoundFinished
)
