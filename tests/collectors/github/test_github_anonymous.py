"""Without a token GitHub still gives descriptions, and civitop says what is missing."""

from civitop.model import FACT_KINDS
from civitop.polling.collector import Failure, Known, Source
from collectors.http.replies import MemoryCache


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
                assert not extent.held
                assert "token" in extent.missing.english
        assert it.served.github_log.requests <= 2
        await collector.aclose()


async def test_a_pulse_without_a_token_is_conditional_and_costs_no_quota(scene):
    async with scene(4) as it:
        collector = it.another((), cache=MemoryCache())
        found = [r async for r in collector.discover(Source("demo", "network-001"))]
        results = await it.collect([Known(r) for r in found], collector)
        fingerprints = {r.facts.repository.id: r.fingerprint for r in results}
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
        collector = it.another(())
        for path in ("nobody", "nobody/nothing"):
            [failed] = [r async for r in collector.discover(Source("demo", path))]
            assert isinstance(failed, Failure)
            assert failed.kind == "not-found"
            assert path in failed.error.english
        found = [r async for r in collector.discover(Source("demo", "network-001"))]
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
