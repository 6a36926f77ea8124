"""Releases and tags are read until the time of the signal is covered, whatever their number."""

from datetime import UTC, datetime, timedelta

import msgspec
import pytest

from civitop.demo.world.scale import scaled
from civitop.model import RELEASE_WINDOW_DAYS
from civitop.polling.collector import Known

NOW = datetime.now(UTC)


def busy(style, releases, gap):
    """A project that publishes every `gap` days."""
    world = scaled(1, now=NOW, commits_per_year=200, issues=2, change_requests=2)
    [project] = world.projects
    changed = msgspec.structs.replace(
        project,
        created=int(NOW.timestamp()) - 3000 * 86400,
        releases=releases,
        release_gap=gap,
        last_release_age=0.5,
        release_style=style,
    )
    return type(world)([changed], world.organisations, seed=1, now=world.time)


def window():
    return NOW - timedelta(days=RELEASE_WINDOW_DAYS)


@pytest.mark.parametrize("style", ["releases", "tags"])
async def test_more_than_a_page_in_two_years_are_all_there(scene, style):
    async with scene(world=busy(style, 700, 2.5)) as it:
        [known] = (await it.first_round()).values()
        facts, truth = known.facts(), it.truth(known.repository.name)
        if style == "releases":
            got = {each.tag: each.published_at for each in facts.releases}
            wanted = {each.tag: each.published for each in truth.releases if not each.draft}
        else:
            got = {each.name: each.at for each in facts.tags}
            wanted = {each.name: each.at for each in truth.tags}
        recent = {name for name, at in wanted.items() if at and at >= window().timestamp()}
        assert len(recent) > 250
        assert recent <= set(got)
        extent = facts.extent(style)
        assert extent.missing is None
        assert extent.since is not None
        assert extent.since <= window()


async def test_what_is_older_than_the_window_is_left_where_it_is(scene):
    async with scene(world=busy("releases", 700, 2.5)) as it:
        [known] = (await it.first_round()).values()
        older = [r for r in known.facts().releases if r.published_at < window()]
        assert 0 < len(older) < 100


async def test_a_release_every_month_costs_no_request_more(scene):
    async with scene(world=busy("releases", 90, 20)) as it:
        it.served.github_log.clear()
        await it.first_round()
        few = it.served.github_log.requests
    async with scene(world=busy("releases", 20, 20)) as it:
        it.served.github_log.clear()
        await it.first_round()
        assert it.served.github_log.requests == few


async def test_an_increment_holds_as_many_as_the_whole(scene):
    async with scene(world=busy("releases", 300, 3)) as it:
        [known] = (await it.first_round()).values()
        it.world.change(it.world.projects[0].key, "release")
        [grown] = await it.collect([known])
        assert grown.facts.base == known.repository.head
        fresh = it.another()
        [again] = await it.collect([Known(known.repository)], fresh)
        await fresh.aclose()
        assert grown.facts.releases == again.facts.releases
        assert len(grown.facts.releases) > 250
        assert grown.facts.extents["releases"] == again.facts.extents["releases"]
