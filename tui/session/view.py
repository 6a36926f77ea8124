"""What the screens show, as one immutable value, and how each event of the core changes it.

Pure: the session keeps one `View` and replaces it; screens compare the old with the new one and draw.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from civitop.change import Change
from civitop.health import Health, Network, Snapshot
from civitop.polling.collector import Budget
from civitop.polling.events import (
    BudgetChanged,
    Collected,
    Collecting,
    Discovered,
    Event,
    Failed,
    RoundFinished,
    RoundStarted,
)
from civitop.reading.telling_names import NO_NAMES, TellingNames, telling_names

CHANGES_KEPT = 200
Answer = Collected | Failed
"""What a round says of one repository."""
_Told = RoundStarted | Discovered | Collecting | BudgetChanged | RoundFinished
"""What it says besides."""


class Round(Struct, frozen=True):
    """How far the present or the last round is."""

    running: bool = False
    asked: tuple[str, ...] = ()
    """Repositories of this round, in the order they are asked for."""
    answered: frozenset[str] = frozenset()
    failed: frozenset[str] = frozenset()
    unchanged: int = 0
    finished_at: datetime | None = None
    next_at: datetime | None = None

    @property
    def total(self) -> int:
        """Return how many repositories the round has to do with."""
        return len(self.asked) + self.unchanged

    @property
    def done(self) -> int:
        """Return how many of them are done."""
        return len(self.answered) + self.unchanged

    @property
    def current(self) -> str | None:
        """Return the first repository that was asked for and has not answered."""
        return next((each for each in self.asked if each not in self.answered), None)


class View(Struct, frozen=True, kw_only=True):
    """Everything on screen that comes from the core."""

    loaded: bool = False
    """Whether the store has answered; before that the screens say that they are loading."""
    asof: datetime | None = None
    networks: tuple[Network, ...] = ()
    network: str | None = None
    """The one that is shown."""
    names: TellingNames = NO_NAMES
    """What the projects of the shown network are called, so that no two of them read alike."""
    healths: Mapping[str, Health] = {}
    changes: tuple[Change, ...] = ()
    """Newest first."""
    round: Round = Round()
    budgets: Mapping[tuple[str, str], Budget] = {}
    problem: str | None = None
    """A sentence, when the feed itself broke."""
    past: date | None = None
    """The day that is on screen; `None`: now."""
    wanted: date | None = None
    """The day that is being read, where that is another one."""
    alerts: int = 0
    """How many alerts of all networks nobody has acknowledged."""
    notice: str | None = None
    """Why a changed configuration was not taken up; the last valid one holds."""
    follows: bool = False
    """Whether another civitop polls, and this one reads what that one stores."""

    @property
    def shown(self) -> Network | None:
        """Return the network that is shown."""
        return next((each for each in self.networks if each.id == self.network), None)

    @property
    def projects(self) -> tuple[Health, ...]:
        """Return what is known of the repositories of the shown network, by id."""
        network = self.shown
        if network is None:
            return ()
        return tuple(self.healths[each] for each in network.repositories if each in self.healths)

    @property
    def all_names(self) -> TellingNames:
        """Return what the projects of all networks are called, for what lists them together."""
        return self.names_of(dict.fromkeys(id for each in self.networks for id in each.repositories))

    def path(self, repository: str) -> str:
        """Return the path of a repository, also before anything is known of it."""
        known = self.healths.get(repository)
        return known.name if known else _unnamed(repository)

    def names_of(self, repositories: Iterable[str]) -> TellingNames:
        """Return what these repositories are called, so that no two of them read alike."""
        return telling_names((id, self.path(id)) for id in repositories)

    def networks_of(self, repository: str) -> tuple[str, ...]:
        """Return the ids of the networks that a repository belongs to."""
        return tuple(each.id for each in self.networks if repository in each.repositories)


def _unnamed(repository: str) -> str:
    """Return the path of a repository of which nothing is known but its id."""
    return repository.partition(":")[2]


def loaded(view: View, snapshot: Snapshot, changes: tuple[Change, ...]) -> View:
    """Return the view with what the store holds."""
    ids = [each.id for each in snapshot.networks]
    return named(
        replace(
            view,
            loaded=True,
            asof=snapshot.asof,
            networks=snapshot.networks,
            network=view.network if view.network in ids else next(iter(ids), None),
            healths={each.id: each for each in snapshot.repositories},
            changes=changes[:CHANGES_KEPT],
        )
    )


def named(view: View) -> View:
    """Return the view with what the projects of its network are called."""
    return replace(view, names=view.names_of(view.shown.repositories if view.shown else ()))


def choose(view: View, network: str) -> View:
    """Return the view with another network shown; an unknown id changes nothing."""
    known = any(each.id == network for each in view.networks)
    return named(replace(view, network=network)) if known else view


def reduce(view: View, *events: Event) -> View:
    """Return the view after these events; answers that follow each other are taken up together."""
    answers: list[Answer] = []
    for event in events:
        if isinstance(event, Answer):
            answers.append(event)
        else:
            view = _after(_answered(view, answers), event)
            answers.clear()
    return _answered(view, answers)


def _after(view: View, event: _Told) -> View:
    match event:
        case RoundStarted():
            return replace(view, round=Round(running=True, finished_at=view.round.finished_at), asof=event.at)
        case Discovered():
            return _discovered(view, event)
        case Collecting():
            known = set(view.round.asked)
            asked = view.round.asked + tuple(each for each in event.repositories if each not in known)
            unchanged = view.round.unchanged + event.unchanged  # every forge tells its own
            return replace(view, round=replace(view.round, running=True, asked=asked, unchanged=unchanged))
        case BudgetChanged():
            key = (event.budget.forge, event.budget.pool)
            return replace(view, budgets={**view.budgets, key: event.budget})
        case RoundFinished():
            done = replace(view.round, running=False, finished_at=event.at, next_at=event.next_at)
            return replace(view, round=done, asof=event.at)


def _discovered(view: View, event: Discovered) -> View:
    networks = tuple(
        replace(each, repositories=tuple(sorted(event.repositories)), failed_sources=event.failed)
        if each.id == event.network
        else each
        for each in view.networks
    )
    return named(replace(view, networks=networks))


def _answered(view: View, events: Sequence[Answer]) -> View:
    """Return the view after answers: what is kept by repository is copied once for all of them."""
    if not events:
        return view
    asked, known = list(view.round.asked), set(view.round.asked)
    answered, failed = set(view.round.answered), set(view.round.failed)
    healths, changes, renamed = dict(view.healths), list[Change](), False
    for event in events:
        match event:
            case Collected(health=health):
                id = health.id
                # What was learnt of a neighbour measures a project anew, also one that could not be polled.
                fails = id in failed and health.error is not None
            case Failed(id=id, health=health):
                fails = True
        if fails and id not in known:
            # Who was not asked for has not changed and was counted so: what is learnt of others measures it anew.
            asked.append(id)
            known.add(id)
        if id in known:
            answered.add(id)
        (failed.add if fails else failed.discard)(id)
        if health is not None:
            before = healths.get(id)
            renamed |= health.name != (before.name if before else _unnamed(id))
            healths[id] = health
        changes += event.changes
    state = replace(
        view.round, asked=tuple(asked), answered=frozenset(answered), failed=frozenset(failed)
    )  # fmt: skip
    newest = (*reversed(changes), *view.changes)[:CHANGES_KEPT] if changes else view.changes
    view = replace(view, round=state, healths=healths, changes=newest)
    return named(view) if renamed else view


Activity = Literal["loading", "live", "polling", "paused", "waiting", "offline", "broken"]


def activity(view: View, *, paused: bool) -> Activity:
    """Return what civitop is doing, for the sign at the top right."""
    if view.problem:
        return "broken"
    if not view.loaded:
        return "loading"
    if paused:
        return "paused"
    if any(budget.waiting_until for budget in view.budgets.values()):
        return "waiting"
    if view.round.running:
        return "polling"
    if view.round.finished_at is None and view.round.next_at is None:
        return "offline"
    everything = view.round.asked
    if everything and len(view.round.failed) == len(everything):
        return "offline"
    return "live"
