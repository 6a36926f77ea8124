"""The collector against a GitHub on loopback: what it brings is what that forge holds."""

import asyncio
from contextlib import aclosing
from datetime import UTC, datetime, timedelta

import msgspec
import pytest

from civitop.config.settings import Forge
from civitop.config.sources import Source
from civitop.demo.server.faults import Faults
from civitop.demo.world.scale import scaled
from civitop.model import COMMIT_WINDOW_DAYS, Repository
from civitop.polling.collector import Collected, Failure, Known
from collectors.github.collector import addresses
from collectors.github.parse import moment

NOW = datetime(2026, 11, 22, 10, tzinfo=UTC)


def whole(result):
    """Return a result without the moment of asking and the port of the forge, to compare rounds."""
    assert isinstance(result, Collected), result
    repository = msgspec.structs.replace(result.facts.repository, url="")
    facts = msgspec.structs.replace(result.facts, collected_at=NOW, repository=repository)
    return facts, result.fingerprint


def by_id(pair):
    return pair[0].repository.id


def at(seconds):
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC)


async def test_every_fact_of_a_first_round_is_one_of_the_forge(scene):
    async with scene(4) as it:
        collected = await it.first_round()
        floor = (it.world.time - timedelta(days=COMMIT_WINDOW_DAYS)).timestamp()
        for name, known in collected.items():
            facts, truth = known.facts(), it.truth(name)
            commits = [c for c in truth.commits if c.at >= floor]
            assert {c.oid: (c.parents, c.committed_at) for c in facts.commits} == {
                c.oid: (c.parents, at(c.at)) for c in commits
            }
            assert {c.oid: len(c.coauthors) for c in facts.commits} == {
                c.oid: len(c.coauthors) for c in commits
            }
            issues = [i for i in truth.issues if i.closed is None or i.updated >= floor]
            assert [(i.number, i.opened_at, i.closed_at) for i in facts.issues] == [
                (i.number, at(i.created), at(i.closed)) for i in issues
            ]
            changes = [c for c in truth.change_requests if c.closed is None or c.updated >= floor]
            assert [(c.number, c.merged_at, c.closed_at) for c in facts.change_requests] == [
                (c.number, at(c.merged), at(c.closed)) for c in changes
            ]
            published = [r for r in truth.releases if not r.draft]
            assert [r.tag for r in facts.releases] == [r.tag for r in published]
            assert {t.name: t.at for t in facts.tags} == {t.name: at(t.at) for t in truth.tags}
            assert set(facts.files) == {path for path, _ in truth.files}
            assert facts.repository.open_issues == sum(i.closed is None for i in truth.issues)
            assert all(extent.held and not extent.missing for extent in facts.extents.values())


async def test_first_answers_are_there_for_everything_that_is_open_or_new(scene):
    async with scene(3, scale={"issues": 60, "change_requests": 10}) as it:
        collected = await it.first_round()
        asked = 0
        for name, known in collected.items():
            threads = {thread.number: thread for thread in it.truth(name).issues}
            for issue in known.facts().issues:
                if issue.closed_at is None or issue.opened_at > it.world.time - timedelta(days=120):
                    talk = threads[issue.number].comments
                    assert [r.at for r in issue.responses] == [at(c.at) for c in talk[:5]]
                    assert issue.comments == len(talk)
                    asked += 1
        assert asked > 3


async def test_long_histories_come_whole_in_slices(scene):
    async with scene(2, scale={"commits_per_year": 900, "issues": 250, "change_requests": 210}) as it:
        collected = await it.first_round()
        floor = (it.world.time - timedelta(days=COMMIT_WINDOW_DAYS)).timestamp()
        for name, known in collected.items():
            truth = it.truth(name)
            assert len(known.facts().commits) == sum(c.at >= floor for c in truth.commits)
            wanted = sum(i.closed is None or i.updated >= floor for i in truth.issues)
            assert len(known.facts().issues) == wanted


async def test_a_first_round_keeps_to_its_price(scene):
    async with scene(48, scale={"issues": 30, "change_requests": 30}) as it:
        await it.first_round()
        assert it.served.github_log.requests <= 48 * 0.4
        assert it.served.github_log.points <= 48 * 1.7


async def test_where_git_tells_the_history_nothing_of_it_is_asked_for(scene):
    async with scene(6, history="git") as it:
        found = await it.collect([Known(each) for each in (await it.repositories()).values()])
        spent = it.served.github_log.points, it.served.github_log.bytes
        for result in found:
            assert result.facts.commits == ()
            assert result.facts.extent("commits").missing.english == "The history is taken from git."
            assert result.facts.issues
        it.served.github_log.clear()
        it.settings = {}
        async with aclosing(it.another()) as usual:
            whole = await it.collect([Known(result.facts.repository) for result in found], usual)
        assert all(len(result.facts.commits) > 50 for result in whole)
        assert spent[0] < it.served.github_log.points
        assert spent[1] < 0.7 * it.served.github_log.bytes


async def test_nothing_changed_costs_one_request_and_says_so(scene):
    async with scene(5) as it:
        collected = await it.first_round()
        it.served.github_log.clear()
        pulses = await it.pulse(list(collected.values()))
        assert {p.repository.name: p.fingerprint for p in pulses} == {
            name: known.fingerprint for name, known in collected.items()
        }
        assert it.served.github_log.requests == 1
        topics = {p.repository.topics for p in pulses}
        assert topics == {known.repository.topics for known in collected.values()}


@pytest.mark.parametrize("kind", ["commit", "issue", "close", "request", "merge", "comment", "release"])
async def test_what_happened_since_comes_as_an_increment_in_one_request(scene, kind):
    async with scene(3, scale={"issues": 20, "change_requests": 60}) as it:
        collected = await it.first_round()
        facts = {name: known.facts().repository for name, known in collected.items()}
        name = next(n for n, f in facts.items() if f.open_issues and f.open_change_requests)
        it.world.change(f"github:{name}", kind)
        pulses = {p.repository.name: p for p in await it.pulse(list(collected.values()))}
        changed = [n for n in collected if pulses[n].fingerprint != collected[n].fingerprint]
        assert changed == [name]

        it.served.github_log.clear()
        [result] = await it.collect([collected[name]])
        assert it.served.github_log.requests == 1
        assert result.fingerprint == pulses[name].fingerprint
        before, new = collected[name].facts(), result.facts
        assert new.base == before.repository.head
        fresh = it.another()
        [again] = await it.collect([Known(collected[name].repository)], fresh)
        await fresh.aclose()
        assert {c.oid for c in before.commits} | {c.oid for c in new.commits} == {
            c.oid for c in again.facts.commits
        }
        for things in ("issues", "change_requests"):
            merged = {t.number: t for t in getattr(before, things)} | {
                t.number: t for t in getattr(new, things)
            }
            now = {t.number: t for t in getattr(again.facts, things)}
            assert {n: (t.closed_at, t.updated_at) for n, t in merged.items()} == {
                n: (t.closed_at, t.updated_at) for n, t in now.items()
            }
        assert new.releases == again.facts.releases
        assert new.tags == again.facts.tags


async def test_a_rewritten_history_is_collected_whole_again(scene):
    async with scene(2) as it:
        collected = await it.first_round()
        name, known = next(iter(collected.items()))
        commits = it.world.contents(f"github:{name}").commits
        commits[0] = msgspec.structs.replace(commits[0], oid="f" * 40)
        it.world.change(f"github:{name}", "commit")
        [result] = await it.collect([known])
        assert result.facts.base is None
        assert known.repository.head not in {commit.oid for commit in result.facts.commits}


async def test_an_issue_that_vanished_is_noticed(scene):
    async with scene(2, scale={"issues": 20, "change_requests": 5}) as it:
        collected = await it.first_round()
        name, known = next((n, k) for n, k in collected.items() if k.repository.open_issues)
        contents = it.world.contents(f"github:{name}")
        contents.issues.remove(next(i for i in contents.issues if i.closed is None))
        contents.open_issues -= 1
        [result] = await it.collect([known])
        assert result.facts.base is None
        assert len(result.facts.issues) < len(known.facts().issues)


async def test_much_news_is_collected_whole(scene):
    async with scene(1) as it:
        [(name, known)] = (await it.first_round()).items()
        for _ in range(40):
            it.world.change(f"github:{name}", "issue")
        [result] = await it.collect([known])
        assert result.facts.base is None
        assert result.facts.repository.open_issues == known.repository.open_issues + 40


async def test_a_deleted_and_a_private_repository_fail_alone_with_a_sentence(scene):
    async with scene(4) as it:
        names = list(await it.first_round())
        known = [Known(repository) for repository in (await it.repositories()).values()]
        it.world.deleted.add(f"github:{names[0]}")
        it.world.forbidden.add(f"github:{names[1]}")
        for results in (await it.pulse(known), await it.collect(known)):
            failed = {r.id: r for r in results if isinstance(r, Failure)}
            assert len(results) == 4
            assert set(failed) == {f"demo:{names[0]}", f"demo:{names[1]}"}
            assert failed[f"demo:{names[0]}"].final
            assert failed[f"demo:{names[0]}"].kind == "not-found"
            assert failed[f"demo:{names[1]}"].kind == "unauthorised"
            assert names[1] in failed[f"demo:{names[1]}"].error.english


async def test_a_rename_is_followed_by_the_lasting_id(scene):
    async with scene(2) as it:
        collected = await it.first_round()
        name, known = next(iter(collected.items()))
        old = msgspec.structs.replace(
            known.repository, id="demo:network-001/before", name="network-001/before"
        )
        [pulse] = await it.pulse([Known(old)])
        [result] = await it.collect([Known(old)])
        assert pulse.repository.name == result.facts.repository.name == name
        assert pulse.repository.node_id == known.repository.node_id


async def test_a_repository_known_only_by_name_is_looked_up(scene):
    async with scene(1) as it:
        name = it.world.projects[0].path
        named = Repository(id=f"demo:{name}", forge="demo", name=name, url="")
        gone = Repository(id="demo:nobody/nothing", forge="demo", name="nobody/nothing", url="")
        results = await it.collect([Known(named), Known(gone)])
        assert sorted(type(r).__name__ for r in results) == ["Collected", "Failure"]
        assert next(r for r in results if isinstance(r, Failure)).id == "demo:nobody/nothing"


FAULTS = [
    Faults(bad_gateway=0.1, reset=0.05, truncated=0.05, seed=3),
    Faults(gateway_timeout=0.2, seed=5),
    Faults(work_limit=400),
    Faults(secondary_after=7, retry_after=1),
]


@pytest.mark.parametrize("faults", FAULTS, ids=["chance", "time-outs", "resource limit", "secondary limit"])
async def test_the_result_of_a_disturbed_round_is_that_of_an_undisturbed_one(scene, faults):
    world = scaled(15, now=datetime.now(UTC), commits_per_year=30, issues=12, change_requests=10)
    async with scene(world=world) as calm:
        undisturbed = [
            whole(r) for r in await calm.collect([Known(r) for r in (await calm.repositories()).values()])
        ]
    async with scene(world=world, faults=faults) as it:
        disturbed = [
            whole(r) for r in await it.collect([Known(r) for r in (await it.repositories()).values()])
        ]
        assert it.served.github_log.early == []
    assert sorted(disturbed, key=by_id) == sorted(undisturbed, key=by_id)


async def test_a_primary_limit_that_runs_out_is_waited_out_and_announced(scene):
    faults = Faults(points=6, window=1.0)
    async with scene(6, faults=faults, scale={"commits_per_year": 90}, reserve=0.0) as it:
        known = [Known(r) for r in (await it.repositories()).values()]
        results = await it.collect(known)
        assert [r for r in results if isinstance(r, Failure)] == []
        assert it.served.github_log.early == []
        waits = [told for told in it.told if told.waiting_until]
        assert any(" of 6 left" in told.reason.english for told in waits)
        assert it.told[-1].waiting_until is None


async def test_several_tokens_share_the_points(scene):
    async with scene(6) as it:
        collector = it.another(it.served.github_tokens)
        known = [Known(r) for r in (await it.repositories()).values()]
        await it.collect(known, collector)
        assert collector._transport.budget("graphql").limit == 15_000
        await collector.aclose()


async def test_a_round_that_is_broken_off_leaves_nothing_running(scene):
    async with scene(30, latency=0.02, scale={"commits_per_year": 10}) as it:
        known = [Known(r) for r in (await it.repositories()).values()]
        before = asyncio.all_tasks()
        results = it.collector.collect(known, it.world.time)
        await anext(results)
        await results.aclose()
        await asyncio.sleep(0)
        lanes = [
            task for task in asyncio.all_tasks() - before if "_lane" in repr(task) or "_run" in repr(task)
        ]
        assert lanes == []


# ---------------------------------------------------------------- discovery, people, money


async def test_forks_are_left_out_unless_asked_for(scene):
    world = scaled(3, now=datetime.now(UTC), issues=2, change_requests=2)
    fork = msgspec.structs.replace(world.projects[0], fork=True)
    world = type(world)([fork, *world.projects[1:]], world.organisations, seed=1, now=world.time)
    async with scene(world=world) as it:
        assert len([r async for r in it.collector.discover(Source("demo", "network-001"))]) == 2
        assert len([r async for r in it.collector.discover(Source("demo", "network-001", forks=True))]) == 3


async def test_more_than_a_hundred_repositories_of_one_owner_are_all_found(scene):
    world = scaled(130, now=datetime.now(UTC), issues=0, change_requests=0)
    projects = [msgspec.structs.replace(project, owner="network-001") for project in world.projects]
    world = type(world)(projects, world.organisations, seed=1, now=world.time)
    async with scene(world=world) as it:
        assert len(await it.repositories()) == 130


@pytest.mark.parametrize("path", ["nobody", "nobody/nothing"])
async def test_a_source_that_does_not_exist_is_one_sentence(scene, path):
    async with scene(1) as it:
        [failed] = [r async for r in it.collector.discover(Source("demo", path))]
        assert failed.kind == "not-found"
        assert path in failed.error.english
        assert failed.error.english.endswith(".")


async def test_a_wrong_token_is_one_sentence_without_the_token(scene):
    async with scene(2) as it:
        collector = it.another(("ghp_wrong",))
        [failed] = [r async for r in collector.discover(Source("demo", "network-001"))]
        assert failed.kind == "unauthorised"
        assert "ghp_wrong" not in failed.error.english
        known = [Known(r) for r in (await it.repositories()).values()]
        results = await it.collect(known, collector)
        assert [r.kind for r in results] == ["unauthorised"] * 2
        await collector.aclose()


async def test_no_network_is_one_sentence_for_every_repository(scene):
    async with scene(2) as it:
        known = [Known(r) for r in (await it.repositories()).values()]
        it.served.github_url = "http://127.0.0.1:1"
        collector = it.another()
        collector._transport.gate._sleep = lambda seconds: asyncio.sleep(0)
        results = await it.collect(known, collector)
        assert [r.kind for r in results] == ["unreachable"] * 2
        assert "does not answer" in results[0].error.english
        await collector.aclose()


async def test_profiles_show_company_and_public_organisations(scene):
    async with scene(1) as it:
        accounts = {a.login: a for a in it.world.accounts.values() if not a.bot}
        logins = [f"127.0.0.1/{login.lower()}" for login in accounts]
        found = [
            p async for p in it.collector.profiles([*logins, "127.0.0.1/nobody-here", "127.0.0.1/x[bot]"])
        ]
        failed = [p for p in found if isinstance(p, Failure)]
        assert [p.final for p in failed] == [True]
        profiles = {p.login: p for p in found if not isinstance(p, Failure)}
        for login, person in accounts.items():
            profile = profiles[f"127.0.0.1/{login.lower()}"]
            assert profile.company == person.company
            assert set(profile.organisations) == {f"127.0.0.1/{o.lower()}" for o in person.memberships}
        assert profiles["127.0.0.1/x[bot]"].bot


async def test_the_plan_is_not_below_what_a_round_costs(scene):
    async with scene(20, scale={"issues": 30, "change_requests": 30}) as it:
        collected = await it.first_round()
        plan = it.collector.plan(20, 0, 0)
        assert it.served.github_log.points <= plan.points + 1
        it.served.github_log.clear()
        await it.pulse(list(collected.values()))
        assert it.served.github_log.points <= it.collector.plan(0, 20, 0).points


# ---------------------------------------------------------------- odd repositories


async def test_empty_repositories_and_switched_off_issues_are_no_failure(scene):
    world = scaled(2, now=datetime.now(UTC), issues=5, change_requests=3)
    empty = msgspec.structs.replace(world.projects[0], last_commit=None, commits=0, releases=0)
    quiet = msgspec.structs.replace(world.projects[1], issues_enabled=False, issues=0, open_issues=0)
    world = type(world)([empty, quiet], world.organisations, seed=1, now=world.time)
    async with scene(world=world) as it:
        collected = await it.first_round()
        nothing, silent = collected[empty.path].facts(), collected[quiet.path].facts()
        assert nothing.commits == ()
        assert nothing.repository.head is None
        assert silent.repository.issues_enabled is False
        assert silent.issues == ()
        assert silent.extent("issues").held


async def test_hostile_strings_reach_nobody(scene):
    world = scaled(1, now=datetime.now(UTC), issues=20, change_requests=10)
    hostile = msgspec.structs.replace(world.projects[0], hostile=True, description="\x1b[2J[/foo]")
    world = type(world)([hostile], world.organisations, seed=1, now=world.time)
    async with scene(world=world) as it:
        [known] = (await it.first_round()).values()
        text = msgspec.json.encode(known.facts()).decode()
        assert "\\u001b" not in text
        assert "\u202e" not in text


async def test_facts_hold_no_address(scene):
    async with scene(2) as it:
        for known in (await it.first_round()).values():
            text = msgspec.json.encode(known.facts()).decode()
            assert "@" not in text.replace("[bot]@", "")


def test_times_of_any_zone_become_utc():
    assert moment("2026-11-22T11:00:00+01:00") == datetime(2026, 11, 22, 10, tzinfo=UTC)


@pytest.mark.parametrize(
    ("url", "rest", "graphql"),
    [
        ("https://github.com", "https://api.github.com", "https://api.github.com/graphql"),
        ("https://city.ghe.com/", "https://api.city.ghe.com", "https://api.city.ghe.com/graphql"),
        (
            "https://git.city.example/",
            "https://git.city.example/api/v3",
            "https://git.city.example/api/graphql",
        ),
        ("http://127.0.0.1:8000", "http://127.0.0.1:8000/api/v3", "http://127.0.0.1:8000/api/graphql"),
    ],
)
def test_the_api_is_where_each_kind_of_github_has_it(url, rest, graphql):
    assert addresses(Forge(name="x", kind="github", url=url)) == (rest, graphql)
