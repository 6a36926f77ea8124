"""The same histories by the interface and by git give the same figures, on GitHub and on GitLab."""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from civitop.cli.commands.demo import OWNERS, wired_demo
from civitop.config.settings import Forge
from civitop.config.sources import Source
from civitop.demo import Forge as Served
from civitop.demo import open_city, serve
from civitop.health import Health
from civitop.model import Facts
from civitop.polling.collector import Collected, Known
from civitop.store import Store
from collectors.around.histories import WithHistories
from collectors.forges import KINDS
from collectors.git.histories import Histories
from collectors.kind import Means
from collectors.turns import Turns
from collectors.waits import Waits

pytestmark = [pytest.mark.slow, pytest.mark.timeout(180)]
NOW = datetime(2026, 11, 22, 10, tzinfo=UTC)


@asynccontextmanager
async def collector(served: Served, kind: str, history: str, store: Store, cache: Path) -> AsyncIterator[Any]:
    """Make the collector of one side of the demo, with a token and `history` as in the settings."""
    url = served.github_url if kind == "github" else served.gitlab_url
    tokens = served.github_tokens if kind == "github" else served.gitlab_tokens
    forge = Forge(name=kind, kind=kind, url=url, history=history)
    waits = Waits()
    means = Means(
        tokens=tokens,
        app_key=None,
        notify=lambda budget: None,
        clock=lambda: NOW,
        store=store,
        environment=os.environ,
        cache=cache,
        waits=waits,
        turns=Turns(),
    )
    made = KINDS[kind].make(forge, means)
    if history == "git":
        made = WithHistories(made, Histories(cache, os.environ), "git", waits, lambda: NOW)
    try:
        yield made
    finally:
        await made.aclose()


async def collected(served: Served, kind: str, history: str, store: Store, cache: Path) -> dict[str, Facts]:
    """Return the facts of every project of the demo's network on one side, by id."""
    async with collector(served, kind, history, store, cache) as made:
        sources = [Source(kind, owner) for forge, owner in OWNERS if forge == kind]
        known = [Known(each) for source in sources async for each in made.discover(source)]
        answers = [answer async for answer in made.collect(known, NOW)]
    assert all(isinstance(answer, Collected) for answer in answers)
    return {answer.facts.repository.id: answer.facts for answer in answers}


def by_address(facts: Facts) -> Facts:
    """Return facts in which nobody has an account: what their profiles say is no history."""

    def bare(who: Any) -> Any:
        return who and replace(who, login=None)

    commits = tuple(
        replace(commit, author=bare(commit.author), coauthors=tuple(map(bare, commit.coauthors)))
        for commit in facts.commits
    )
    return replace(facts, commits=commits, issues=(), change_requests=(), releases=())


def written(facts: Facts) -> list[Any]:
    """Return who wrote what and when; the demo's git has other names of commits than its interfaces."""
    found = [
        (
            c.committed_at,
            c.author and c.author.address,
            c.parents,
            sorted(w.address or "" for w in c.coauthors),
        )
        for c in facts.commits
    ]
    return sorted(found, key=repr)


def tagged(facts: Facts) -> list[Any]:
    return sorted((tag.name, tag.at) for tag in facts.tags)


def figures(health: Health) -> dict[str, Any]:
    """Return what the history of a project says."""
    detail = {name: signal.detail for name, signal in health.signals.items()}
    bus, municipalities = detail["bus_factor"], detail["municipalities"]
    suppliers, activity = detail["supplier_dependence"], detail["activity"]
    return {
        "bus factor": health.signals["bus_factor"].value,
        "people": (bus.people, [(share.commits, share.name) for share in bus.shares]),
        "commits": (bus.commits_365d, bus.first_share),
        "municipal commits": [(each.code, each.commits, each.people) for each in municipalities.contributing],
        "cadence": (health.signals["release_cadence"].value, detail["release_cadence"].days),
        "suppliers": [(each.code, each.commits) for each in suppliers.suppliers],
        "activity": (activity.weekly, activity.people_90d, activity.people_365d),
        "public code": health.signals["public_code"].value,
    }


@pytest.mark.parametrize("kind", ["github", "gitlab"])
async def test_both_ways_give_the_same_figures(tmp_path: Path, kind: str) -> None:
    async with serve(open_city(NOW)) as served:
        with Store(":memory:") as store:
            [measurer] = wired_demo(served, store, cache=tmp_path).watch._setup.measurers.values()
            by_interface = await collected(served, kind, "api", store, tmp_path / "api")
            by_git = await collected(served, kind, "git", store, tmp_path / "git")

            def measured(facts: Facts, tags: bool) -> dict[str, Any]:
                known = by_address(facts) if tags else replace(by_address(facts), tags=())
                return figures(measurer.measure(measurer.project(known), NOW))

            assert by_interface.keys() == by_git.keys()
            assert len(by_git) >= (12 if kind == "github" else 5)
            for id, facts in by_interface.items():
                # Of one in which nothing was committed the interface says all there is.
                assert by_git[id].source.endswith("+git") == bool(facts.repository.head)
                assert written(by_git[id]) == written(facts), id
                if facts.tags:
                    assert tagged(by_git[id]) == tagged(facts), id
                # GitLab's interface is asked for tags only where a project has no releases.
                tags = bool(facts.tags)
                assert measured(by_git[id], tags) == measured(facts, tags), id
