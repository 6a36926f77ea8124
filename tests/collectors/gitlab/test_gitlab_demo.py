"""The GitLab collector against the demo's GitLab, over real sockets: what comes out is what is in there."""

import asyncio
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

import msgspec
import pytest

from civitop.config.settings import Forge
from civitop.config.sources import Source
from civitop.demo.forge import serve
from civitop.demo.server.faults import Faults
from civitop.demo.world.scale import scaled
from civitop.model import COMMIT_WINDOW_DAYS, Facts
from civitop.polling.collector import Collected, Failure, Known
from collectors.gitlab.collector import GitLabCollector

pytestmark = pytest.mark.slow

NOW = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)


class Clock:
    """Shared by the forge and the collector; sleeping moves it, and takes no time."""

    def __init__(self):
        self.now = NOW
        self.slept = 0.0

    def __call__(self):
        return self.now

    async def sleep(self, seconds):
        self.slept += seconds
        self.now += timedelta(seconds=seconds)
        await asyncio.sleep(0)


@asynccontextmanager
async def on(world, faults=None, *, tokens=1):
    """A collector on a served world."""
    clock, said = Clock(), []
    async with serve(world, faults=faults, clock=lambda: clock.now.timestamp()) as served:
        forge = Forge(name="demo", kind="gitlab", url=served.gitlab_url)
        collector = GitLabCollector(forge, served.gitlab_tokens[:tokens], said.append, clock, clock.sleep)
        try:
            yield collector, served, clock, said
        finally:
            await collector.aclose()


async def found(collector, world):
    """Every repository of every group of the world."""
    groups = dict.fromkeys(owner for _, owner in world.owners)
    return [
        Known(item) for group in groups async for item in collector.discover(Source("demo", group))
    ]  # fmt: skip


async def collected(collector, known, asof=NOW):
    outcomes = [item async for item in collector.collect(known, asof)]
    assert not [item for item in outcomes if isinstance(item, Failure)]
    return {item.facts.repository.name: item for item in outcomes}


def small(count=30, **more):
    return scaled(count, now=NOW, forge="gitlab", **more)


def undated(facts):
    """Facts as they are whenever and at whatever port they were collected."""
    repository = msgspec.structs.replace(facts.repository, url="")
    return msgspec.structs.replace(facts, collected_at=NOW, repository=repository)


async def test_every_figure_equals_what_the_forge_holds():
    world = small(30, commits_per_year=130)
    async with on(world) as (collector, *_):
        facts = {
            name: item.facts
            for name, item in (await collected(collector, await found(collector, world))).items()
        }
    since = int((NOW - timedelta(days=COMMIT_WINDOW_DAYS)).timestamp())
    assert len(facts) == 30
    for project in world.projects:
        truth, held = world.truth(project.key), facts[project.path]
        assert held.repository.head == truth.head
        assert [each.oid for each in held.commits] == [each.oid for each in truth.commits if each.at >= since]
        assert [len(each.coauthors) for each in held.commits] == [
            len(each.coauthors) for each in truth.commits if each.at >= since
        ]
        wanted = [each for each in truth.issues if each.updated > since or each.closed is None]
        assert [each.number for each in held.issues] == [each.number for each in wanted]
        assert held.repository.open_issues == sum(each.closed_at is None for each in held.issues)
        assert [each.closed_at and int(each.closed_at.timestamp()) for each in held.issues] == [
            each.closed for each in wanted
        ]
        assert [each.responses[0].at.timestamp() if each.responses else None for each in held.issues] == [
            next((note.at for note in each.comments if not note.system), None) for each in wanted
        ]
        requests = [each for each in truth.change_requests if each.updated > since or each.closed is None]
        assert [each.number for each in held.change_requests] == [each.number for each in requests]
        assert [each.merged_at and int(each.merged_at.timestamp()) for each in held.change_requests] == [
            each.merged for each in requests
        ]
        assert [each.source_owner for each in held.change_requests] == [
            f"127.0.0.1/{each.source_owner}" if each.source_owner else None for each in requests
        ]
        published = [each for each in truth.releases if not each.draft]
        assert {each.tag for each in held.releases} == {each.tag for each in published}
        if not published:
            assert {each.name for each in held.tags} == {each.name for each in truth.tags}
        roots = {path if "/" not in path else path.partition("/")[0] + "/" for path, _ in truth.files}
        assert {path for path in held.files if path.rstrip("/").count("/") == 0} == (
            roots if truth.head else set()
        )


def together(old: Facts, new: Facts) -> Facts:
    """What a store makes of an increment."""
    if new.base is None:
        return new
    by_number = {each.number: each for each in (*old.issues, *new.issues)}
    requests = {each.number: each for each in (*old.change_requests, *new.change_requests)}
    commits = {each.oid: each for each in (*old.commits, *new.commits)}
    return msgspec.structs.replace(
        new,
        base=None,
        issues=tuple(by_number[number] for number in sorted(by_number)),
        change_requests=tuple(requests[number] for number in sorted(requests)),
        commits=tuple(sorted(commits.values(), key=lambda each: each.committed_at, reverse=True)),
    )


async def test_an_increment_on_the_old_facts_is_what_the_whole_would_be():
    world = small(60, issues=20, change_requests=20, commits_per_year=40)
    async with on(world) as (collector, served, clock, _):
        first = await collected(collector, await found(collector, world))
        changed = world.projects[:3]
        clock.now += timedelta(minutes=20)
        for project in changed:
            for kind in ("commit", "issue", "close", "request", "merge", "comment", "release"):
                world.change(project.key, kind, at=clock.now)
        known = [
            Known(item.facts.repository, item.fingerprint, lambda facts=item.facts: facts)
            for item in first.values()
        ]
        served.gitlab_log.clear()
        clock.now += timedelta(minutes=5)
        pulses = {item.repository.name: item async for item in collector.pulse(known)}
        assert served.gitlab_log.requests == 2
        due = [item for item in known if pulses[item.repository.name].fingerprint != item.fingerprint]
        assert {item.repository.name for item in due} == {project.path for project in changed}
        served.gitlab_log.clear()
        second = await collected(collector, due)
        assert served.gitlab_log.requests <= 2 + len(changed)
        whole = await collected(collector, [Known(item.repository) for item in due])
        for name, item in second.items():
            assert item.facts.base == first[name].facts.repository.head
            merged = together(first[name].facts, item.facts)
            assert merged.commits == whole[name].facts.commits
            assert merged.issues == whole[name].facts.issues
            assert merged.change_requests == whole[name].facts.change_requests
            assert merged.releases == whole[name].facts.releases
            assert item.fingerprint == pulses[name].fingerprint


async def test_a_bad_day_of_the_forge_changes_nothing_in_the_result():
    world = small(60, issues=10, change_requests=10, commits_per_year=20)
    async with on(world) as (collector, *_):
        good = await collected(collector, await found(collector, world))
    trouble = Faults(seed=3, bad_gateway=0.1, reset=0.05, truncated=0.03, per_minute=40)
    async with on(world, trouble) as (collector, served, clock, said):
        bad = await collected(collector, await found(collector, world))
        assert served.gitlab_log.early == []
        assert {asked.status for asked in served.gitlab_log.asked} >= {0, 200, 502}
    assert clock.slept > 0
    assert any(budget.waiting_until and budget.reason for budget in said)
    assert {name: undated(item.facts) for name, item in bad.items()} == {
        name: undated(item.facts) for name, item in good.items()
    }


async def test_without_a_token_300_projects_live_within_20_of_60_requests():
    world = small(300, issues=3, change_requests=3, commits_per_year=3)
    async with on(world, Faults(gitlab_anonymous_requests=60), tokens=0) as (collector, served, clock, _):
        facts = [item.facts for item in (await collected(collector, await found(collector, world))).values()]
        assert served.gitlab_log.requests <= 20
    assert len(facts) == 300
    assert clock.slept == 0
    assert all(
        each.repository.open_issues is not None and each.files and each.repository.pushed_at for each in facts
    )
    assert all("taken from git" in each.extent("commits").missing.english for each in facts)


async def test_groups_and_projects_that_are_asked_for_together_are_those_asked_for_one_by_one():
    world = small(90, issues=0, change_requests=0, commits_per_year=2)
    paths = [*dict.fromkeys(owner for _, owner in world.owners), *(p.path for p in world.projects)]

    async def of(path):
        return {item.id async for item in collector.discover(Source("demo", path))}

    async with on(world, tokens=0) as (collector, served, *_):
        together = await asyncio.gather(*(of(path) for path in paths))
        assert served.gitlab_log.requests <= 2 + 1 + 2
        assert together == [await of(path) for path in paths]


@pytest.mark.parametrize("gone", ["deleted", "forbidden"])
async def test_a_project_that_is_gone_takes_nobody_with_it(gone):
    world = small(4, issues=2, change_requests=2)
    async with on(world) as (collector, *_):
        known = await found(collector, world)
        getattr(world, gone).add(world.projects[1].key)
        outcomes = [item async for item in collector.collect(known, NOW)]
    assert [item.id for item in outcomes if isinstance(item, Failure)] == [f"demo:{world.projects[1].path}"]
    assert sum(isinstance(item, Collected) for item in outcomes) == 3
