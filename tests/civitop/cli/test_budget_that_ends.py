"""The demo network with a token whose points end half way: git completes the round, the next one the rest."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from msgspec.structs import replace

from civitop.cli.commands.demo import wired_demo
from civitop.demo import open_city, serve
from civitop.health import Health, Snapshot
from civitop.model import Facts
from civitop.polling import events
from civitop.store import Store

pytestmark = [pytest.mark.slow, pytest.mark.timeout(180)]
START = datetime(2026, 11, 22, 10, tzinfo=UTC)
LATER = START + timedelta(hours=1, minutes=1)
LIMIT, KEPT, LEFT = 5000, 1000, 20
"""Points an hour, those that are kept for the person, and what others have left of the rest."""
OF_HISTORIES = {
    "bus_factor": ("people", "commits_365d", "first_share"),
    "activity": ("people_90d", "people_365d", "weekly"),
    "public_code": ("found", "valid", "used_by"),
}
"""Figures that need no account: who somebody works for may stand in their profile alone."""


class Clock:
    """Shared by the forge and by us; stands still until it is told otherwise."""

    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> datetime:
        return self.now


class Stage:
    """The demo served with some points an hour, and a poll loop over it."""

    def __init__(self, served: Any, store: Store, clock: Clock, cache: Path) -> None:
        self.served = served
        self.clock = clock
        self.store = store
        one_token = SimpleNamespace(
            github_url=served.github_url,
            gitlab_url=served.gitlab_url,
            github_tokens=served.github_tokens[:1],
            gitlab_tokens=served.gitlab_tokens[:1],
        )
        self.watch = wired_demo(one_token, store, clock, cache=cache).watch  # type: ignore[arg-type]

    async def round(self) -> list[events.Event]:
        return [event async for event in self.watch.round(forever=False)]

    @property
    def snapshot(self) -> Snapshot:
        return self.watch.snapshot(self.clock.now)

    def facts(self, id: str) -> Facts:
        """Return what is held of a project, without the port that the forge has."""
        found = self.store.facts(id)
        assert found is not None
        return replace(found, repository=replace(found.repository, url=""))

    def leave(self, points: int) -> None:
        """Let others use the token until so many points of the hour are left."""
        self.served.github.pool(self.served.github_tokens[0], "graphql", LIMIT).used = LIMIT - KEPT - points


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[Callable[[], Awaitable[Stage]]]:
    async with AsyncExitStack() as stack:

        async def make() -> Stage:
            clock = Clock()
            forge = serve(open_city(START), clock=lambda: clock.now.timestamp())
            served = await stack.enter_async_context(forge)
            store = stack.enter_context(Store(":memory:"))
            made = Stage(served, store, clock, tmp_path / served.github_url.rpartition(":")[2])
            stack.push_async_callback(made.watch.aclose)
            return made

        yield make


def figures(snapshot: Snapshot) -> dict[str, dict[str, Any]]:
    """Return everything of the projects on GitHub by their id."""
    return {
        health.id: {name: (each.value, each.level, each.detail) for name, each in health.signals.items()}
        for health in snapshot.repositories
        if health.forge == "github"
    }


def values(snapshot: Snapshot) -> dict[str, list[Any]]:
    """Return value and level of each figure; the evidence in it depends on who was met first."""
    return {id: [each[:2] for each in found.values()] for id, found in figures(snapshot).items()}


def of_histories(snapshot: Snapshot) -> dict[str, list[Any]]:
    """Return the figures that git alone gives."""
    return {
        id: [
            (found[signal][0], *(getattr(found[signal][2], name) for name in names))
            for signal, names in OF_HISTORIES.items()
        ]
        for id, found in figures(snapshot).items()
    }


async def test_the_round_ends_complete_by_git_and_the_next_one_is_as_if_nothing_had_been(
    stage: Callable[[], Awaitable[Stage]],
) -> None:
    rich, poor = await stage(), await stage()
    await rich.round()
    poor.leave(LEFT)
    told = await asyncio.wait_for(poor.round(), 120)
    first = poor.snapshot
    assert poor.served.github_log.points <= LEFT
    assert {h.id: h.status for h in first.repositories} == {h.id: "fresh" for h in rich.snapshot.repositories}
    assert of_histories(first) == of_histories(rich.snapshot)
    late = [health for health in first.repositories if came_by_git(health)]
    assert 0 < len(late) < len(figures(first))
    for health in late:
        [said] = health.signals["open_issues"].coverage.missing
        assert "127.0.0.1: 1,0" in said.english
        assert "20% are kept for you. It is asked again after 11:00 UTC." in said.english
    waits = [e.budget.waiting_until for e in told if isinstance(e, events.BudgetChanged)]
    assert {wait.replace(second=0) for wait in waits if wait} == {START + timedelta(hours=1)}

    poor.clock.now = LATER
    await asyncio.wait_for(poor.round(), 120)
    assert not [health for health in poor.snapshot.repositories if came_by_git(health)]
    fresh = await stage()
    fresh.clock.now = LATER
    await fresh.round()
    for health in late:
        assert poor.facts(health.id) == fresh.facts(health.id)
    assert values(poor.snapshot) == values(fresh.snapshot)


def came_by_git(health: Health) -> bool:
    return any("came by git" in said.english for said in health.signals["bus_factor"].coverage.missing)
