"""Rounds over a forge that misbehaves: the same figures come out, nothing is asked while it wants quiet."""

import asyncio
import logging
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

import pytest
from msgspec.structs import replace

from civitop.config.settings import Forge, NetworkSettings
from civitop.config.sources import Source
from civitop.demo.forge import serve
from civitop.demo.server.faults import Faults
from civitop.demo.world.scale import scaled
from civitop.export import writer
from civitop.people.affiliation.registry import Registry
from civitop.people.affiliation.registry.rows import Row
from civitop.people.affiliation.statements import Stated
from civitop.polling import events
from civitop.polling.collector import Budget, Collector
from civitop.polling.measurer import Measurer
from civitop.reading.store_reader import Setup
from civitop.store import Store
from civitop.watch import Watch
from collectors.github.collector import GitHubCollector
from collectors.gitlab.collector import GitLabCollector

pytestmark = pytest.mark.slow

NOW = datetime(2026, 11, 22, 10, tzinfo=UTC)
COUNT = 24
OWNER = "network-001"
TOWN = Row(
    id="XX-0901", kind="municipality", type="", name="Maatstad", variants=(), domains=("maatstad.example",),
    derived_domains=(), region="", source="invented",
)  # fmt: skip
WEATHER = {"seed": 67, "bad_gateway": 0.10, "reset": 0.05, "truncated": 0.05}


class Time:
    """The forge's clock: only sleeping moves it on; civitop's own clock stands still."""

    def __init__(self) -> None:
        self.moment = NOW.timestamp()
        self.slept = 0.0

    def __call__(self) -> float:
        return self.moment

    async def sleep(self, seconds: float) -> None:
        until = self.moment + seconds
        await asyncio.sleep(0)
        self.slept += max(0.0, until - self.moment)
        self.moment = max(self.moment, until)


class Town:
    """A served world, and watches over it."""

    def __init__(
        self, kind: str, served: Any, time: Time, *, anonymous: bool = False, **settings: Any
    ) -> None:
        self.kind = kind
        self.anonymous = anonymous
        self.served = served
        self.world = served.world
        self.time = time
        self.settings = settings
        self.log = served.github_log if kind == "github" else served.gitlab_log
        self.watches: list[Watch] = []

    def watch(self, store: Store, now: datetime = NOW) -> Watch:
        github = self.kind == "github"
        url = self.served.github_url if github else self.served.gitlab_url
        tokens = (self.served.github_tokens if github else self.served.gitlab_tokens)[: not self.anonymous]
        forge = Forge(name="hub", kind=self.kind, url=url, **self.settings)

        def told(budget: Budget) -> None:
            watch.told(budget)

        def make() -> Collector:
            if github:
                return GitHubCollector(forge, tokens, told, lambda: now, self.time.sleep, random=Random(1))
            return GitLabCollector(forge, tokens, told, lambda: now, self.time.sleep)

        network = NetworkSettings(id="ours", name="Ours", watch=(Source("hub", OWNER),))
        measurers = {"ours": Measurer(network, store, Registry([TOWN]), Stated())}
        setup = Setup((network,), measurers, {"hub": make}, timedelta(minutes=5))
        watch = Watch(store, setup, clock=lambda: now)
        self.watches.append(watch)
        return watch

    def exported(self, watch: Watch) -> str:
        """Return the JSON snapshot; the port is another one for every forge."""
        url = self.served.github_url if self.kind == "github" else self.served.gitlab_url
        return writer("json")(watch.snapshot()).replace(url, "http://PORT")

    def key(self, index: int) -> str:
        return f"{self.kind}:{OWNER}/service-{index + 1:05}"


@asynccontextmanager
async def town(
    kind: str, faults: Faults | None = None, *, count: int = COUNT, **settings: Any
) -> AsyncIterator[Town]:
    time = Time()
    world = scaled(count, now=NOW, commits_per_year=30, issues=8, change_requests=8, forge=kind)
    async with serve(world, faults=faults or Faults(), clock=time) as served:
        it = Town(kind, served, time, **settings)
        try:
            yield it
        finally:
            for watch in it.watches:
                await watch.aclose()


async def round_of(watch: Watch) -> list[events.Event]:
    return [event async for event in watch.round(forever=False)]


def of(kind: type, happened: list[events.Event]) -> list[Any]:
    return [event for event in happened if isinstance(event, kind)]


def waits(happened: list[events.Event]) -> list[str]:
    return [e.budget.reason.english for e in of(events.BudgetChanged, happened) if e.budget.waiting_until]


async def undisturbed(kind: str, **settings: Any) -> tuple[str, Any]:
    """Return the snapshot of a quiet round, and the forge's log."""
    async with town(kind, **settings) as quiet:
        with Store(":memory:") as store:
            watch = quiet.watch(store)
            happened = await round_of(watch)
            assert not of(events.Failed, happened)
            return quiet.exported(watch), quiet.log


@pytest.mark.parametrize("reserve", [0.0, 0.2])
async def test_github_in_bad_weather_gives_the_same_figures_and_is_left_alone_when_it_asks(
    reserve: float, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "civitop")
    calm, log = await undisturbed("github", concurrency=1)
    faults = Faults(
        **WEATHER, secondary_after=5, retry_after=17, points=round(log.points * 0.6), window=900.0
    )
    async with town("github", faults, concurrency=1, reserve=reserve) as stormy:
        with Store(":memory:") as store:
            watch = stormy.watch(store)
            happened = await round_of(watch)
            snapshot = stormy.exported(watch)
    assert snapshot == calm
    assert {asked.status for asked in stormy.log.asked} == {0, 200, 403, 502}
    assert stormy.log.early == []
    assert stormy.time.slept > 900  # the primary limit was waited for
    told = " ".join(waits(happened))
    assert "asked for a pause (secondary limit)" in told
    assert re.search(r"\d+ of \d+ left", told)
    assert "trying again" in told
    assert not of(events.Failed, happened)
    assert all(reason in caplog.text for reason in waits(happened))
    assert "waits until 2026-" in caplog.text


async def test_gitlab_in_bad_weather_gives_the_same_figures_and_is_left_alone_when_it_asks(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.INFO, "civitop")
    calm, _ = await undisturbed("gitlab", concurrency=1)
    faults = Faults(**WEATHER, secondary_after=15, retry_after=17, per_minute=20)
    async with town("gitlab", faults, concurrency=1) as stormy:
        with Store(":memory:") as store:
            watch = stormy.watch(store)
            happened = await round_of(watch)
            snapshot = stormy.exported(watch)
    assert snapshot == calm
    assert {0, 200, 502, 429} <= {asked.status for asked in stormy.log.asked}
    assert stormy.log.early == []
    assert stormy.time.slept > 60
    assert waits(happened)
    assert not of(events.Failed, happened)
    assert all(reason in caplog.text for reason in waits(happened))
    assert "waits until 2026-" in caplog.text


async def test_gitlab_without_a_token_gives_what_an_hour_allows_and_says_what_the_missing_token_costs() -> (
    None
):
    async with town("gitlab", Faults(gitlab_anonymous_requests=30), anonymous=True, history="api") as place:
        with Store(":memory:") as store:
            happened = await round_of(place.watch(store))
            snapshot = place.watch(store).snapshot()
    assert not of(events.Failed, happened)
    assert not waits(happened)
    assert place.log.requests <= 20
    for health in snapshot.repositories:
        assert health.status == "fresh"
        assert health.signals["open_issues"].value is not None
        assert "token" not in health.signals["public_code"].reason.english
        unknown = health.signals["bus_factor"]
        assert unknown.value is None
        assert "set a token for hub" in unknown.reason.english
    assert (
        sum(health.signals["release_cadence"].value is not None for health in snapshot.repositories)
        > COUNT / 2
    )


async def test_a_query_that_is_too_dear_keeps_what_arrived_and_is_asked_again_in_smaller_pieces() -> None:
    calm, log = await undisturbed("github")
    async with town("github", Faults(max_repositories=5)) as dear:
        with Store(":memory:") as store:
            watch = dear.watch(store)
            happened = await round_of(watch)
            snapshot = dear.exported(watch)
    assert snapshot == calm
    assert not of(events.Failed, happened)
    assert dear.log.requests > log.requests


@pytest.mark.parametrize("kind", ["github", "gitlab"])
async def test_a_deleted_a_private_and_a_renamed_repository_cost_their_neighbours_nothing(kind: str) -> None:
    async with town(kind) as place:
        with Store(":memory:") as store:
            await round_of(place.watch(store))
            world = place.world
            gone, hidden, moved = (world.by_key[place.key(n)] for n in (3, 4, 5))
            world.deleted.add(gone.key)
            world.forbidden.add(hidden.key)
            as_it_was_called = f"{OWNER}/old-name"
            held = store.entries([f"hub:{moved.path}"])[f"hub:{moved.path}"].repository
            store.rename(held.id, replace(held, id=f"hub:{as_it_was_called}", name=as_it_was_called))
            for n in (3, 4, 6):
                world.change(place.key(n), "commit")
            happened = await round_of(place.watch(store, NOW + timedelta(minutes=5)))
            snapshot = place.watch(store, NOW + timedelta(minutes=5)).snapshot()
    failed = {e.id: e for e in of(events.Failed, happened)}
    assert set(failed) == {f"hub:{gone.path}", f"hub:{hidden.path}"}
    assert all(path in failed[f"hub:{path}"].error.english for path in (gone.path, hidden.path))
    (finished,) = of(events.RoundFinished, happened)
    assert (finished.collected, finished.unchanged, finished.failed) == (1, COUNT - 3, 2)
    status = {h.id: h.status for h in snapshot.repositories}
    assert [id for id, each in status.items() if each != "fresh"] == sorted(failed)
    assert all(h.signals for h in snapshot.repositories)
    assert f"hub:{moved.path}" in status
    assert f"hub:{as_it_was_called}" not in status


@pytest.mark.parametrize("kind", ["github", "gitlab"])
async def test_two_repositories_that_swap_names_take_their_facts_along(kind: str) -> None:
    async with town(kind, count=3) as place:
        with Store(":memory:") as store:
            await round_of(place.watch(store))
            one, other = (place.world.by_key[place.key(n)] for n in (0, 1))
            spare = f"{OWNER}/spare"
            entries = store.entries([f"hub:{one.path}", f"hub:{other.path}"]).values()
            prints = {each.repository.node_id: each.fingerprint for each in entries}
            # In the store they have each other's name: at the forge they were swapped since.
            for old, new in ((one.path, spare), (other.path, one.path), (spare, other.path)):
                held = store.entries([f"hub:{old}"])[f"hub:{old}"]
                store.rename(held.repository.id, replace(held.repository, id=f"hub:{new}", name=new))
                facts = store.facts(f"hub:{new}")
                assert facts is not None
                store.save_facts(facts, prints[held.repository.node_id])
            for project in (one, other):
                place.world.change(project.key, "commit")
            later = NOW + timedelta(minutes=5)
            for _ in range(2):
                await round_of(place.watch(store, later))
            with Store(":memory:") as fresh:
                await round_of(place.watch(fresh, later))
                for path in (one.path, other.path):
                    (held, right) = (each.facts(f"hub:{path}") for each in (store, fresh))
                    assert held is not None
                    assert right is not None
                    assert held.repository == right.repository
                    assert {c.oid for c in held.commits} == {c.oid for c in right.commits}
                    assert held.issues == right.issues
            assert {h.status for h in place.watch(store, later).snapshot().repositories} == {"fresh"}
