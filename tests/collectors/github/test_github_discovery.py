"""What listing the sources of a network costs: those that are asked for together share their requests."""

import asyncio
from datetime import UTC, datetime

import msgspec
import pytest

from civitop.config.sources import Source
from civitop.demo.world.scale import scaled
from civitop.model import Repository
from civitop.polling.collector import Failure, Known


def owned_by(world, owners):
    """Return the world with its projects dealt out to so many owners."""
    projects = [
        msgspec.structs.replace(project, owner=f"network-{place % owners:03}")
        for place, project in enumerate(world.projects)
    ]
    return type(world)(projects, world.organisations, seed=1, now=world.time)


async def listed(collector, paths):
    """Return what sources that are asked for side by side give, by path."""

    async def one(path):
        return [each async for each in collector.discover(Source("demo", path))]

    return dict(zip(paths, await asyncio.gather(*(one(path) for path in paths)), strict=True))


def thin(count, owners):
    world = scaled(count, now=datetime.now(UTC), commits_per_year=2, issues=0, change_requests=0)
    return owned_by(world, owners)


async def test_300_repositories_by_name_cost_no_more_than_the_owner_that_holds_them(scene):
    async with scene(world=thin(300, 1)) as it:
        [whole] = (await listed(it.collector, ["network-000"])).values()
        by_owner = it.served.github_log.requests, it.served.github_log.points
        it.served.github_log.clear()
        found = await listed(it.collector, [project.path for project in it.world.projects])
        assert {each.id for [each] in found.values()} == {each.id for each in whole}
        assert len(whole) == 300
        assert by_owner == (3, 3)
        assert (it.served.github_log.requests, it.served.github_log.points) == (3, 3)


async def test_98_owners_cost_ten_requests(scene):
    async with scene(world=thin(300, 98)) as it:
        found = await listed(it.collector, [f"network-{place:03}" for place in range(98)])
        assert sum(len(each) for each in found.values()) == 300
        assert it.served.github_log.requests <= 10
        assert it.served.github_log.points <= 10


async def test_owners_of_several_pages_are_read_on_together(scene):
    async with scene(world=thin(230, 2)) as it:
        found = await listed(it.collector, ["network-000", "network-001"])
        assert [len(each) for each in found.values()] == [115, 115]
        assert it.served.github_log.requests == 2


async def test_a_source_that_does_not_exist_costs_its_neighbours_nothing(scene):
    async with scene(world=thin(3, 1)) as it:
        good = it.world.projects[0].path
        found = await listed(it.collector, [good, "network-000/none", "nobody", "network-000"])
        assert [type(each) for [each] in (found["network-000/none"], found["nobody"])] == [Failure] * 2
        assert [found[path][0].id for path in ("network-000/none", "nobody")] == [
            "demo:network-000/none",
            "demo:nobody",
        ]
        assert [each.name for each in found[good]] == [good]
        assert len(found["network-000"]) == 3


@pytest.mark.parametrize(("what", "most"), [("pulse", 2), ("collect", 15)])
async def test_repositories_known_by_name_only_are_looked_up_together(scene, what, most):
    async with scene(world=thin(50, 1)) as it:
        named = [
            Known(Repository(id=f"demo:{p.path}", forge="demo", name=p.path, url=""))
            for p in it.world.projects
        ]
        answers = await (it.pulse(named) if what == "pulse" else it.collect(named))
        assert len(answers) == 50
        assert it.served.github_log.requests <= most
