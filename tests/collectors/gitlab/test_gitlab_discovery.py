"""What listing the sources of a network costs on a GitLab: those asked for together share their requests."""

import asyncio

import graphql
import pytest

from civitop.config.sources import Source
from civitop.polling.collector import Failure
from collectors.gitlab.documents import GROUPS, Documents


async def listed(made, paths):
    """Return what sources that are asked for side by side give, by path."""

    async def one(path):
        return [each async for each in made.collector.discover(Source("gl", path))]

    return dict(zip(paths, await asyncio.gather(*(one(path) for path in paths)), strict=True))


def names(found):
    return {path: sorted(each.name for each in held) for path, held in found.items()}


@pytest.mark.parametrize("tokens", [("right",), ()])
async def test_300_projects_by_name_cost_6_requests_where_their_group_costs_3(gitlab, bench, tokens):
    paths = [gitlab.add(f"towns/p{number}")["fullPath"] for number in range(300)]
    made = bench(*tokens)
    assert len(await made.discover("towns")) == 300
    assert len(gitlab.requests) == 3
    gitlab.requests.clear()
    assert names(await listed(made, paths)) == {path: [path] for path in paths}
    assert len(gitlab.requests) == 6
    assert max(gitlab.prices) <= (250 if tokens else 200)


async def test_60_groups_cost_two_requests_and_one_for_50_projects(gitlab, bench):
    for number in range(60):
        for each in range(4):
            gitlab.add(f"town{number}/{'sub/' * (each % 2)}p{each}", isForked=each == 3)
    made = bench()
    found = await listed(made, [f"town{number}" for number in range(60)])
    assert [len(each) for each in found.values()] == [3] * 60
    assert len(gitlab.requests) == 2 + 5
    assert max(gitlab.prices) <= 200


async def test_a_large_group_is_listed_by_itself_and_small_ones_together(gitlab, bench):
    for number in range(230):
        gitlab.add(f"large/p{number}")
    for number in range(5):
        gitlab.add(f"small{number}/p")
    made = bench("right")
    found = await listed(made, ["large", *(f"small{number}" for number in range(5))])
    assert [len(each) for each in found.values()] == [230, 1, 1, 1, 1, 1]
    assert len(gitlab.requests) == 1 + 1 + 3


async def test_each_of_many_paths_is_what_it_is_alone(gitlab, bench, make):
    gitlab.add("town/desk", isForked=True)
    gitlab.add("towns/sub/tool")
    gitlab.add("towns/sub/forked", isForked=True)
    gitlab.add("province/moved")
    gitlab.moved["old/moved"] = "province/moved"
    gitlab.users["ada"] = make.user("Ada")
    gitlab.add("ada/tool")
    gitlab.add("ada/forked", isForked=True)
    paths = ["Town/Desk", "towns/sub", "old/moved", "ada", "nobody", "nobody/nothing"]
    together = await listed(bench("right"), paths)
    alone = {path: await bench("right").discover(path) for path in paths}
    assert together == alone
    assert [type(together[path][0]) for path in ("nobody", "nobody/nothing")] == [Failure] * 2
    assert [each.name for each in together["towns/sub"]] == ["towns/sub/tool"]


async def test_an_older_gitlab_that_takes_no_list_of_paths_is_asked_for_each(gitlab, bench):
    gitlab.schema = graphql.build_schema(
        graphql.print_schema(gitlab.schema).replace(", fullPaths: [String!]", "")
    )
    paths = [gitlab.add(f"towns/p{number}")["fullPath"] for number in range(7)]
    assert names(await listed(bench("right"), paths)) == {path: [path] for path in paths}
    assert max(price for price in gitlab.prices if price <= 250) > 84


def test_groups_are_as_many_as_may_go_together(make):
    paths = [f"a-town-with-a-long-name/and-a-group-of-{number}" for number in range(GROUPS)]
    document = Documents().members(paths)
    assert make.complexity(document) == 200
    assert len(document) < 10_000


def test_projects_by_their_paths_cost_what_they_cost_by_id(make):
    assert make.complexity(Documents().named([f"towns/p{number}" for number in range(50)])) == 85
