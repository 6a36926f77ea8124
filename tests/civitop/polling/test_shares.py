"""Several pollers and screens on one store of a server."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from datetime import timedelta
from typing import Any

import pytest

from civitop.config.sources import Source
from civitop.people.affiliation.statements import Stated
from civitop.polling import events, shares
from civitop.polling.measurer import Measurer
from civitop.polling.shares import Shares
from civitop.reading.store_reader import Setup
from civitop.store import Store, leases
from civitop.watch import Watch

LIMIT = 50.0
"""Seconds for what takes one or two on an idle machine."""


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shares, "BEAT", 0.2)
    monkeypatch.setattr(leases, "LEASE", timedelta(minutes=5))  # however busy the machine is
    monkeypatch.setattr("civitop.watch.EAR", 0.05)


class Team:
    """Makes pollers and screens of two networks, one at each of two forges."""

    def __init__(self, maker: Any, forge_of: Callable[..., Any]) -> None:
        self.maker = maker
        self.networks = (
            maker.network(id="hubs", watch=(Source("hub", "bakkeby"),)),
            maker.network(id="labs", watch=(Source("lab", "bakkeby"),)),
        )
        self.facts = (maker.facts(), maker.facts(maker.repository("bakkeby/library", forge="lab")))
        self.forge_of = forge_of

    def watch(
        self, store: Store, poller: str | None, every: timedelta = timedelta(minutes=5)
    ) -> tuple[Watch, Any]:
        """Return a poller, or a screen where it has no name, with its forge."""
        forge = self.forge_of(*self.facts)
        measurers = {n.id: Measurer(n, store, self.maker.registry, Stated()) for n in self.networks}
        setup = Setup(self.networks, measurers, {"hub": lambda: forge, "lab": lambda: forge}, every)
        own = Shares(store, [n.id for n in self.networks], poller) if poller else None
        watch = Watch(store, setup, clock=lambda: self.maker.now, follow=poller is None, shares=own)
        return watch, forge


@pytest.fixture
def team(maker: Any, forge_of: Callable[..., Any]) -> Team:
    return Team(maker, forge_of)


class Running:
    """A watch whose events are written down as they come."""

    def __init__(self, watch: Watch) -> None:
        self.watch = watch
        self.happened: list[events.Event] = []
        self.task = asyncio.create_task(self._run())

    async def _run(self) -> None:
        async for event in self.watch.events():
            self.happened.append(event)

    def collected(self) -> list[str]:
        return [event.health.id for event in self.happened if isinstance(event, events.Collected)]

    async def stop(self) -> None:
        self.task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await self.task


@contextlib.asynccontextmanager
async def running(*watches: Watch) -> AsyncIterator[list[Running]]:
    started = [Running(watch) for watch in watches]
    try:
        yield started
    finally:
        for each in started:
            await each.stop()


async def until(holds: Callable[[], object]) -> None:
    give_up = asyncio.get_running_loop().time() + LIMIT
    while not holds():
        assert asyncio.get_running_loop().time() < give_up
        await asyncio.sleep(0.05)


def collects(forge: Any) -> set[str]:
    return {id for what, ids in forge.asked if what == "collect" for id in ids}


async def test_two_pollers_share_and_each_shows_the_others(team: Team, schema: str) -> None:
    with Store(schema) as one, Store(schema) as two:
        # Whoever comes first has all, and gives up the half.
        (first, first_forge), (second, second_forge) = (
            team.watch(store, name, timedelta(seconds=1)) for store, name in ((one, "x"), (two, "y"))
        )
        async with running(first, second) as (x, y):
            await until(lambda: sorted(one.holders().values()) == ["x", "y"])
            for forge in (first_forge, second_forge):
                forge.asked.clear()
                # A round that was begun with both may still be asking.
                await until(lambda: [n for what, n in forge.asked if what == "pulse"][-2:] == [1, 1])  # noqa: B023 - called at once
            await until(lambda: {"hub:bakkeby/desk", "lab:bakkeby/library"} == set(x.collected()))
            await until(lambda: {"hub:bakkeby/desk", "lab:bakkeby/library"} == set(y.collected()))
            assert not first.follows
            assert not second.follows
        assert one.holders() == {}
        assert len(one._rows("SELECT 1 FROM facts WHERE kind = 'rest'")) == 2


async def test_the_networks_of_a_poller_that_dies_are_taken_over(team: Team, schema: str) -> None:
    with Store(schema) as one, Store(schema) as two:
        dead = Shares(one, ["hubs", "labs"], "dead")
        await dead.begin()
        assert dead.held == {"hubs", "labs"}
        heir, forge = team.watch(two, "heir")
        async with running(heir) as (it,):
            await until(lambda: any(isinstance(event, events.RoundFinished) for event in it.happened))
            assert heir.follows
            assert collects(forge) == set()
            # Nothing is heard of the dead one any more: it does not leave, it is silent.
            with two._transaction() as db:
                db.execute("UPDATE lease SET until = '2000' WHERE poller = 'dead'")
            await until(lambda: set(it.collected()) == {"hub:bakkeby/desk", "lab:bakkeby/library"})
            assert not heir.follows
            assert two.holders() == {"hubs": "heir", "labs": "heir"}


async def test_a_round_ends_where_another_has_taken_what_it_polls(
    team: Team, schema: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever was suspended for longer than its lease lasts does not go on beside its heir."""
    with Store(schema) as one, Store(schema) as two:
        watch, forge = team.watch(one, "sleeper")
        reached = asyncio.Event()

        async def discover(source: Source) -> AsyncIterator[Any]:
            reached.set()
            await asyncio.sleep(3600)
            yield

        forge.discover = discover
        async with running(watch) as (it,):
            await asyncio.wait_for(reached.wait(), LIMIT)
            with two._transaction() as db:
                db.execute("DELETE FROM lease")
            two.share("heir", ["hubs", "labs"])
            await until(lambda: any(isinstance(event, events.RoundFinished) for event in it.happened))
            assert watch.follows


async def test_a_long_round_is_cut_off_for_one_who_comes_and_goes_on_with_the_rest(
    team: Team, schema: str
) -> None:
    """A first round can last for hours: whoever comes to help does not wait for its end."""
    with Store(schema) as one, Store(schema) as two:
        watch, forge = team.watch(one, "x")
        asked: list[str] = []
        real = forge.discover

        async def discover(source: Source) -> AsyncIterator[Any]:
            asked.append(str(source))
            if len(asked) <= 2:
                await asyncio.sleep(3600)
            async for repository in real(source):
                yield repository

        forge.discover = discover
        async with running(watch) as (it,):
            await until(lambda: set(asked) == {"hub:bakkeby", "lab:bakkeby"})
            assert two.share("y", ["hubs", "labs"]) == frozenset()
            await until(it.collected)  # of what is left, without a rest of five minutes
            assert len(one.holders()) == 1


async def test_a_screen_follows_live(team: Team, schema: str) -> None:
    """It does not wait for its own next round, in five minutes."""
    with Store(schema) as one, Store(schema) as two:
        screen, never_asked = team.watch(two, None)
        poller, forge = team.watch(one, "x", timedelta(seconds=1))
        async with running(screen) as (seen,):
            await until(lambda: any(isinstance(event, events.RoundFinished) for event in seen.happened))
            assert screen.follows
            async with running(poller):
                await until(lambda: set(seen.collected()) == {"hub:bakkeby/desk", "lab:bakkeby/library"})
                found = [event for event in seen.happened if isinstance(event, events.Discovered)]
                assert {event.network: event.repositories for event in found if event.repositories} == {
                    "hubs": ("hub:bakkeby/desk",), "labs": ("lab:bakkeby/library",)
                }  # fmt: skip
                forge.broken["hub:bakkeby/desk"] = "It is gone."
                await until(lambda: any(isinstance(event, events.Failed) for event in seen.happened))
                failed = next(event for event in seen.happened if isinstance(event, events.Failed))
                await until(lambda: any(getattr(event, "changes", ()) for event in seen.happened))
            assert (failed.id, str(failed.error)) == ("hub:bakkeby/desk", "It is gone.")
            assert sum(isinstance(event, events.RoundFinished) for event in seen.happened) == 1
            told = [change for event in seen.happened for change in getattr(event, "changes", ())]
            assert [change.kind for change in told] == ["failed"]
        assert never_asked.asked == []


async def test_a_repository_of_two_networks_is_polled_once(team: Team, schema: str, maker: Any) -> None:
    team.networks = (
        maker.network(id="all", watch=(Source("hub", "bakkeby"),)),
        maker.network(id="some", watch=(Source("hub", "bakkeby/desk"),)),
    )
    team.facts = (maker.facts(),)
    with Store(schema) as one, Store(schema) as two:
        first, first_forge = team.watch(one, "x", timedelta(seconds=1))
        second, second_forge = team.watch(two, "y", timedelta(seconds=1))
        async with running(first, second):
            await until(lambda: sorted(one.holders().values()) == ["x", "y"])
            first_forge.asked.clear()
            second_forge.asked.clear()
            await until(lambda: any(what == "pulse" for what, _ in first_forge.asked + second_forge.asked))
            await asyncio.sleep(2.5)
        pulses = [any(what == "pulse" for what, _ in forge.asked) for forge in (first_forge, second_forge)]
        assert sorted(pulses) == [False, True]


async def test_what_one_poller_learns_reaches_the_networks_of_another(team: Team, schema: str) -> None:
    with Store(schema) as one, Store(schema) as two:
        teacher, learner = team.watch(one, "x")[0]._keeper, team.watch(two, "y")[0]._keeper
        teacher.teach_all()
        (network, mark), *_ = learner.taught().items()
        teacher.teach_all()  # of a further account, while the other measures anew
        learner.relearnt(network, mark)
        assert network in learner.taught()
        for id, newer in learner.taught().items():
            learner.relearnt(id, newer)
        assert learner.taught() == {}
