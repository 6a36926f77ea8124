"""Without a token GitHub still gives descriptions, and civitop says what is missing."""

from datetime import UTC, datetime, timedelta

import pytest

from civitop.config.sources import Source
from civitop.demo.server.faults import Faults
from civitop.model import FACT_KINDS
from civitop.polling.collector import Failure, Known
from collectors.http.replies import MemoryCache

OPEN = ("issues", "change_requests")
"""What is held without a token: the open ones."""


async def test_descriptions_come_without_a_token_a_hundred_to_a_request(scene):
    async with scene(5) as it:
        collector = it.another(())
        found = [r async for r in collector.discover(Source("demo", "network-001"))]
        with_token = await it.repositories()
        assert {r.name for r in found} == set(with_token)
        for repository in found:
            same = with_token[repository.name]
            assert repository.node_id == same.node_id
            for field in ("stars", "pushed_at", "archived", "licence", "url", "default_branch", "topics"):
                assert getattr(repository, field) == getattr(same, field), field
        it.served.github_log.clear()
        results = await it.collect([Known(r) for r in found], collector)
        assert len(results) == 5
        for result in results:
            assert result.facts.source == "github/rest"
            for kind in FACT_KINDS:
                extent = result.facts.extent(kind)
                assert extent.held == (kind in OPEN)
                assert "token" in extent.missing.english
        assert it.served.github_log.requests <= 2 + 5
        await collector.aclose()


async def test_open_issues_come_without_a_token_one_request_a_repository(scene):
    async with scene(6) as it:
        collector = it.another(())
        found = [r async for r in collector.discover(Source("demo", "network-001"))]
        results = await it.collect([Known(r) for r in found], collector)
        for result in results:
            facts, truth = result.facts, it.world.contents(f"github:{result.facts.repository.name}")
            waiting = [issue for issue in truth.issues if issue.closed is None]
            assert facts.repository.open_issues == len(waiting) == truth.open_issues
            assert facts.repository.open_change_requests == truth.open_change_requests
            assert [i.number for i in facts.issues] == sorted(i.number for i in waiting)
            assert [i.title for i in facts.issues] == [
                i.title for i in sorted(waiting, key=lambda i: i.number)
            ]
            assert all(issue.closed_at is None and issue.responses is None for issue in facts.issues)
        await collector.aclose()


async def test_when_the_hour_is_spent_the_rest_says_so_and_is_asked_for_in_the_next_round(scene):
    async with scene(6, faults=Faults(anonymous_requests=9)) as it:
        collector = it.another(())
        found = [r async for r in collector.discover(Source("demo", "network-001"))]
        results = await it.collect([Known(r) for r in found], collector)
        known = [r for r in results if r.facts.extent("issues").held]
        spent = [r for r in results if not r.facts.extent("issues").held]
        assert known
        assert spent
        assert all("are spent" in r.facts.extent("issues").missing.english for r in spent)
        active = [r.facts.repository.pushed_at for r in (*known, *spent)]
        assert active == sorted(active, reverse=True)
        fingerprints = {
            p.repository.id: p.fingerprint async for p in collector.pulse([Known(r) for r in found])
        }
        again = {
            r.facts.repository.id for r in results if fingerprints[r.facts.repository.id] != r.fingerprint
        }
        assert again == {r.facts.repository.id for r in spent}
        held = [Known(r.facts.repository, r.fingerprint) for r in results]
        it.served.github_log.clear()
        same = {p.repository.id: p.fingerprint async for p in collector.pulse(held)}
        assert same == {each.repository.id: each.fingerprint for each in held}  # while the hour stays spent
        assert it.served.github_log.requests <= 2
        await collector.aclose()


async def test_a_pulse_without_a_token_is_conditional_and_costs_no_quota(scene):
    async with scene(4) as it:
        now = datetime.now(UTC)
        collector = it.another((), cache=MemoryCache(), clock=lambda: now)
        found = [r async for r in collector.discover(Source("demo", "network-001"))]
        results = await it.collect([Known(r) for r in found], collector)
        fingerprints = {r.facts.repository.id: r.fingerprint for r in results}
        now += timedelta(minutes=5)
        pulses = [p async for p in collector.pulse([Known(r) for r in found])]
        assert {p.repository.id: p.fingerprint for p in pulses} == fingerprints
        assert it.served.github_log.asked[-1].status == 304
        await collector.aclose()


async def test_open_issues_are_unknown_where_rest_mixes_them_with_change_requests(scene):
    async with scene(6) as it:
        collector = it.another(())
        async for repository in collector.discover(Source("demo", "network-001")):
            truth = it.world.contents(f"github:{repository.name}")
            both = truth.open_issues + truth.open_change_requests
            assert repository.open_issues == (None if both else 0)
        await collector.aclose()


async def test_what_does_not_exist_is_one_sentence(scene):
    async with scene(2) as it:
        now = datetime.now(UTC)
        collector = it.another((), clock=lambda: now)
        for path in ("nobody", "nobody/nothing"):
            [failed] = [r async for r in collector.discover(Source("demo", path))]
            assert isinstance(failed, Failure)
            assert failed.kind == "not-found"
            assert path in failed.error.english
        found = [r async for r in collector.discover(Source("demo", "network-001"))]
        now += timedelta(minutes=5)
        it.world.deleted.add(f"github:{found[0].name}")
        results = await it.collect([Known(r) for r in found], collector)
        assert [r.id for r in results if isinstance(r, Failure)] == [found[0].id]
        await collector.aclose()


async def test_a_single_repository_needs_one_request(scene):
    async with scene(2) as it:
        collector = it.another(())
        path = it.world.projects[0].path
        [repository] = [r async for r in collector.discover(Source("demo", path))]
        assert repository.name == path
        assert it.served.github_log.requests == 1
        await collector.aclose()


async def test_no_profiles_are_asked_for_without_a_token(scene):
    async with scene(1) as it:
        collector = it.another(())
        assert [p async for p in collector.profiles(["127.0.0.1/somebody"])] == []
        assert it.served.github_log.requests == 0
        await collector.aclose()


@pytest.mark.parametrize(("count", "pages"), [(4, 1), (5, 2), (8, 2)])
async def test_a_full_page_is_followed_by_a_request_only_where_there_is_more(
    scene, monkeypatch, count, pages
):
    monkeypatch.setattr("collectors.github.rest.anonymous.PAGE", 4)
    monkeypatch.setattr("collectors.github.rest.requests.PAGE", 4)
    async with scene(count) as it:
        collector = it.another((), cache=MemoryCache())
        for rounds in (1, 2):  # the second is answered with 304, which has to know the next page as well
            found = [r async for r in collector.discover(Source("demo", "network-001"))]
            assert len({each.name for each in found}) == count
            assert it.served.github_log.requests == rounds * pages
        assert it.served.github_log.asked[-1].status == 304
        await collector.aclose()


async def test_discovery_pulse_and_collecting_of_a_round_share_one_list(scene):
    async with scene(3) as it:
        collector = it.another((), cache=MemoryCache())
        found = [r async for r in collector.discover(Source("demo", "network-001"))]
        pulses = [p async for p in collector.pulse([Known(r) for r in found])]
        assert len(pulses) == 3
        await it.collect([Known(r) for r in found], collector)
        lists = [each for each in it.served.github_log.asked if "/orgs/" in each.target]
        assert len(lists) == 1
        await collector.aclose()


async def test_a_list_of_another_round_is_asked_for_again(scene):
    async with scene(3) as it:
        now = datetime(2026, 11, 22, 10, tzinfo=UTC)
        collector = it.another((), cache=MemoryCache(), clock=lambda: now)
        found = [r async for r in collector.discover(Source("demo", "network-001"))]
        for later in (timedelta(minutes=1), timedelta(minutes=-30)):  # the clock may have been put back
            it.served.github_log.clear()
            now += later
            assert len([p async for p in collector.pulse([Known(r) for r in found])]) == 3
            assert it.served.github_log.requests == 1
        await collector.aclose()


async def test_owners_take_turns_so_that_a_round_without_change_makes_two_requests(scene):
    async with scene(301, scale={"issues": 1, "change_requests": 1, "commits_per_year": 1}) as it:
        now = datetime(2026, 11, 22, 10, tzinfo=UTC)
        collector = it.another((), cache=MemoryCache(), clock=lambda: now)
        found = []
        for owner in range(1, 5):  # the last one has one repository: it is asked for by name
            found += [r async for r in collector.discover(Source("demo", f"network-{owner:03}"))]
        known = [Known(r) for r in found]
        assert len([p async for p in collector.pulse(known)]) == 301
        rounds = []
        for _ in range(4):
            now += timedelta(minutes=5)
            it.served.github_log.clear()
            rounds.append({p.repository.name.partition("/")[0] async for p in collector.pulse(known)})
            assert it.served.github_log.requests == 2
            assert {each.status for each in it.served.github_log.asked} == {304}
        assert rounds[0] == rounds[2]
        assert rounds[1] == rounds[3]
        assert sorted(rounds[0] | rounds[1]) == [f"network-{owner:03}" for owner in range(1, 5)]
        await collector.aclose()


async def test_an_owner_who_is_alone_has_every_turn(scene):
    async with scene(3, scale={"issues": 1, "change_requests": 1}) as it:
        now = datetime(2026, 11, 22, 10, tzinfo=UTC)
        collector = it.another((), cache=MemoryCache(), clock=lambda: now)
        found = [r async for r in collector.discover(Source("demo", "network-001"))]
        for _ in range(3):
            assert len([p async for p in collector.pulse([Known(r) for r in found])]) == 3
            now += timedelta(minutes=5)
        await collector.aclose()
