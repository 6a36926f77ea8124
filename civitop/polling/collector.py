"""What the core asks of the outside world: the `Collector` protocol and its values.

A collector serves one forge of the configuration. It yields, never returns at the end, so that a
screen has its first figures as soon as the first repository is there; it never raises for one
repository, but yields a `Failure`; it reports budget and waiting through the `notify` it was made with.
"""

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from datetime import datetime
from typing import Literal, Protocol, runtime_checkable

from msgspec import Struct

from civitop.config.sources import Source
from civitop.i18n.message import Phrase
from civitop.model import Facts, Profile, Repository
from civitop.polling.depth.progress import DepthProgress


class Known(Struct, frozen=True):
    """A repository that the store already knows, and how far."""

    repository: Repository
    fingerprint: str | None = None
    """What the last successful collection saw; `None`: its facts were never collected."""
    facts: Callable[[], Facts | None] = lambda: None
    """Reads the stored facts, only when a collector wants them (an increment, a force-push check)."""
    deep: bool = False
    """Whether its whole history is wanted as well (`Facts.deep`)."""


class Pulse(Struct, frozen=True):
    """The cheap answer to whether anything changed in one repository."""

    repository: Repository
    fingerprint: str
    """Equal fingerprints mean that no fact changed; what is in it is the collector's affair."""


class Collected(Struct, frozen=True):
    """The facts of one repository have arrived, whole or as an increment (`Facts.base`)."""

    facts: Facts
    fingerprint: str


class Failure(Struct, frozen=True):
    """A repository or a source could not be collected; everything else goes on."""

    id: str
    """The repository's id, or the source as written."""
    error: Phrase
    """A sentence for the person."""
    kind: Literal[
        "not-found",
        "unauthorised",
        "needs-token",
        "unreachable",
        "rate-limited",
        "not-a-repository",
        "internal",
    ]
    final: bool = False
    """Whether asking again will give the same answer (it was deleted, it never existed)."""


class Spent(Struct, frozen=True):
    """What was asked of a forge so far in this process."""

    requests: int = 0
    points: int = 0
    """GitHub: GraphQL points; elsewhere 0."""
    bytes: int = 0
    """Bytes of answers as they came over the wire (compressed)."""


class Budget(Struct, frozen=True, kw_only=True):
    """What a forge still allows; one of them for each pool that the forge counts apart."""

    forge: str
    pool: str
    """`graphql`, `rest`, `anonymous`; for several tokens the sum over them."""
    limit: int | None = None
    remaining: int | None = None
    resets_at: datetime | None = None
    waiting_until: datetime | None = None
    """Set while the collector waits; `reason` then says why in a sentence."""
    reason: Phrase | None = None
    spent: Spent = Spent()


class Cost(Struct, frozen=True):
    """What a piece of work will cost before it is done (`--plan`): an upper estimate."""

    requests: int
    points: int
    note: str = ""


class Check(Struct, frozen=True):
    """The answer of `civitop doctor` about one thing."""

    what: str
    ok: bool | None
    """`None`: it works, but something is missing."""
    text: str
    """What was found, and what to do about it."""


Notify = Callable[[Budget | DepthProgress], None]
"""How a collector tells that its budget changed, or that it waits and until when; and how far it is with a
whole history."""


class Budgets:
    """The newest budget of each pool, and what was spent of them."""

    def __init__(self) -> None:
        self._held: dict[tuple[str, str], Budget] = {}

    def take(self, budget: Budget) -> None:
        """Keep what a collector says of its budget."""
        self._held[budget.forge, budget.pool] = budget

    def spent(self) -> dict[str, Spent]:
        """Return what was asked so far, by forge."""
        spent: dict[str, Spent] = {}
        for (forge, _), budget in self._held.items():
            old, new = spent.get(forge, Spent()), budget.spent
            spent[forge] = Spent(old.requests + new.requests, old.points + new.points, old.bytes + new.bytes)
        return spent

    def since(self, before: Mapping[str, Spent]) -> dict[str, Spent]:
        """Return what was asked since `before`, by forge."""
        return {forge: _less(spent, before.get(forge, Spent())) for forge, spent in self.spent().items()}


def _less(spent: Spent, old: Spent) -> Spent:
    return Spent(spent.requests - old.requests, spent.points - old.points, spent.bytes - old.bytes)


@runtime_checkable
class ReadsDepth(Protocol):
    """What reads whole histories besides: a `Collector` with git at its side."""

    async def deepen(self, facts: Facts) -> Facts:
        """Return what is held of a repository with its whole history; the forge is not asked. Raises `CollectError`."""


class Collector(Protocol):
    """One forge. All methods may be called again and again; `aclose` ends it."""

    def discover(self, source: Source) -> AsyncIterator[Repository | Failure]:
        """Yield the repositories of a source, described as far as discovery saw them."""

    def pulse(self, known: Sequence[Known]) -> AsyncIterator[Pulse | Failure]:
        """Yield the present fingerprint of each repository, cheaply, in any order."""

    def collect(self, known: Sequence[Known], asof: datetime) -> AsyncIterator[Collected | Failure]:
        """Yield the facts of each repository as they arrive, in any order.

        Where `known` has a fingerprint and facts, an increment may come instead of the whole.
        """

    def profiles(self, logins: Sequence[str]) -> AsyncIterator[Profile | Failure]:
        """Yield what the forge publishes about these accounts (`host/login`, all of this forge).

        Called after `collect`, for accounts whose profile is not held or is old; yields nothing
        where the forge has no such thing.
        """

    def plan(self, first: int, unchanged: int, changed: int) -> Cost:
        """Estimate a round over so many new, unchanged and changed repositories."""

    async def check(self) -> Check:
        """Ask the forge one question and say whether token, limits and clock are in order."""

    async def aclose(self) -> None:
        """Close connections and end child processes; safe to call twice."""
