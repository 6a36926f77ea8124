"""What the GitLab collector asks, round after round, and what it costs."""

from datetime import timedelta

import msgspec
import pytest

from civitop.model import Facts, Repository
from civitop.polling.collector import Collected, Failure, Known, Pulse

pytestmark = pytest.mark.slow


def keep(found: dict[str, Collected | Failure]) -> list[Known]:
    """What a store would know after a round."""
    known = []
    for item in found.values():
        assert isinstance(item, Collected), item
        known.append(Known(item.facts.repository, item.fingerprint, lambda facts=item.facts: facts))
    return known


# ---------------------------------------------------------------- discovery


async def test_a_group_is_found_with_its_subgroups_page_by_page_without_forks(gitlab, bench):
    for number in range(230):
        gitlab.add(f"towns/{'sub/' if number % 2 else ''}p{number}", isForked=number < 10)
    made = bench("right")
    assert len(await made.discover("towns")) == 220
    assert len(gitlab.requests) == 3
    assert len(await made.discover("towns", forks=True)) == 230


async def test_a_project_that_is_named_is_found_though_it_is_a_fork(gitlab, bench):
    gitlab.add("town/desk", isForked=True)
    (found,) = await bench().discover("town/desk")
    assert found.fork


async def test_an_account_gives_its_own_projects(gitlab, bench, make):
    gitlab.users["ada"] = make.user("Ada")
    gitlab.add("ada/tool")
    gitlab.add("ada/forked", isForked=True)
    assert [each.name for each in await bench("right").discover("ada")] == ["ada/tool"]


async def test_a_moved_project_is_followed_to_its_new_path(gitlab, bench):
    gitlab.add("province/desk")
    gitlab.moved["town/desk"] = "province/desk"
    (found,) = await bench("right").discover("town/desk")
    assert (found.name, found.node_id) == ("province/desk", "gid://gitlab/Project/1")


@pytest.mark.parametrize("path", ["nowhere", "nowhere/at-all"])
async def test_a_source_that_does_not_exist_gives_one_sentence(bench, path):
    (failure,) = await bench("right").discover(path)
    assert isinstance(failure, Failure)
    assert (failure.id, failure.kind, failure.final) == (f"gl:{path}", "not-found", True)
    assert failure.error.english.count(path) == 1
    assert failure.error.english.endswith("check the name.")


# ---------------------------------------------------------------- pulse


async def test_a_round_without_change_costs_what_discovery_costs(gitlab, bench):
    for number in range(300):
        gitlab.add(f"towns/p{number}")
    made = bench("right")
    first = await made.pulse(await made.known("towns"))
    assert len(gitlab.requests) == 3
    made.clock.now = made.clock.now.replace(minute=30)
    again = await made.pulse([Known(item.repository, item.fingerprint) for item in first])
    assert len(gitlab.requests) == 3 + 6
    assert {item.repository.id: item.fingerprint for item in first} == {
        item.repository.id: item.fingerprint for item in again
    }


@pytest.mark.parametrize(
    "change",
    [
        {"head": "d" * 40},
        {"ci": "FAILED"},
        {"archived": True},
        {"starCount": 4},
        {"fullPath": "town/counter"},
        {
            "releases": [
                {"tagName": "v9", "name": "", "releasedAt": "2026-11-21T00:00:00Z", "upcomingRelease": False}
            ]
        },
    ],
    ids=lambda change: next(iter(change)),
)
async def test_a_change_shows_in_the_fingerprint(gitlab, bench, change):
    project = gitlab.add("town/desk")
    made = bench("right")
    (before,) = await made.pulse(await made.known("town"))
    project.update(change)
    (after,) = await made.pulse([Known(before.repository)])
    assert before.fingerprint != after.fingerprint


async def test_a_comment_shows_in_the_fingerprint_within_the_hour(gitlab, bench, make):
    project = gitlab.add("town/desk", issues=[make.issue(1, updated=5)])
    made = bench("right")
    (before,) = await made.pulse(await made.known("town"))
    project["issues"] = [make.issue(1, updated=0.01)]  # lastActivityAt stands still
    (after,) = await made.pulse([Known(before.repository)])
    assert before.fingerprint != after.fingerprint


async def test_pulse_and_collection_agree_on_the_fingerprint(gitlab, bench):
    gitlab.add("town/desk")
    made = bench("right")
    (pulse,) = await made.pulse(await made.known("town"))
    assert (await made.collect([Known(pulse.repository)]))["town/desk"].fingerprint == pulse.fingerprint


async def test_a_deleted_project_costs_its_neighbours_nothing_and_a_moved_one_keeps_its_id(gitlab, bench):
    for name in ("desk", "gone", "moving"):
        gitlab.add(f"town/{name}")
    made = bench("right")
    known = [Known(item.repository) for item in await made.pulse(await made.known("town"))]
    del gitlab.projects["town/gone"]
    gitlab.projects["town/moving"]["fullPath"] = "province/moved"
    found = await made.pulse(known)
    assert {item.repository.name for item in found if isinstance(item, Pulse)} == {
        "town/desk",
        "province/moved",
    }
    (failure,) = (item for item in found if isinstance(item, Failure))
    assert (failure.id, failure.kind) == ("gl:town/gone", "not-found")


async def test_a_repository_that_is_only_known_by_its_path_is_looked_up(gitlab, bench):
    gitlab.add("town/desk")
    made = bench("right")
    by_path = [
        Known(Repository(id=f"gl:{path}", forge="gl", name=path, url="")) for path in ("town/desk", "no/such")
    ]
    found = await made.collect(by_path)
    assert isinstance(found["town/desk"], Collected)
    assert found["gl:no/such"].kind == "not-found"


# ---------------------------------------------------------------- increments


async def grown(gitlab, bench, make):
    """A network of one project after a first round, with the requests forgotten."""
    gitlab.add(
        "town/desk", head="b", issues=[make.issue(number, updated=30 + number) for number in range(1, 40)]
    )
    gitlab.commits[1] = [make.commit("b", 3, parents=("a",)), make.commit("a", 4, parents=())]
    made = bench("right")
    known = keep(await made.collect(await made.known("town")))
    gitlab.requests.clear()
    return made, known


async def test_an_increment_asks_only_for_what_is_new(gitlab, bench, make):
    made, known = await grown(gitlab, bench, make)
    gitlab.commits[1].insert(0, make.commit("c", 9, parents=("b",)))  # committed long ago, pushed just now
    project = gitlab.projects["town/desk"]
    project["head"] = "c"
    project["issues"].append(make.issue(40, updated=0))
    facts = (await made.collect(known))["town/desk"].facts
    assert facts.base == "b"
    assert [commit.oid for commit in facts.commits] == ["c"]
    assert [issue.number for issue in facts.issues] == [40]
    assert len(gitlab.requests) == 2 + 1  # details with lists, commits, and tags, for there are no releases
    assert facts.extent("commits") == known[0].facts().extent("commits")


async def test_a_project_without_a_push_is_not_asked_for_commits(gitlab, bench, make):
    made, known = await grown(gitlab, bench, make)
    gitlab.projects["town/desk"]["starCount"] = 9
    facts = (await made.collect(known))["town/desk"].facts
    assert (facts.base, facts.commits) == ("b", ())
    assert not any("commits" in path for _, path in gitlab.requests)


@pytest.mark.parametrize("old_head", ["kept", "pruned"])
async def test_a_rewritten_history_is_collected_whole(gitlab, bench, make, old_head):
    made, known = await grown(gitlab, bench, make)
    gitlab.projects["town/desk"]["head"] = "x"
    gitlab.commits[1] = [make.commit("x", 1, parents=("a",)), make.commit("a", 4, parents=())]
    if old_head == "kept":  # the forge still has the object, but it is no ancestor
        stored = msgspec.structs.replace(known[0].repository, head="f" * 40)
        facts = msgspec.structs.replace(known[0].facts(), repository=stored)
        known = [Known(stored, "old", lambda: facts)]
    whole = (await made.collect(known))["town/desk"].facts
    assert whole.base is None
    assert [commit.oid for commit in whole.commits] == ["x", "a"]
    assert len(whole.issues) == 39


async def test_what_was_not_complete_is_collected_whole(gitlab, bench, make):
    made, known = await grown(gitlab, bench, make)
    partial = Facts(repository=known[0].repository, collected_at=make.now, source="gitlab/graphql")
    facts = (await made.collect([Known(known[0].repository, "old", lambda: partial)]))["town/desk"].facts
    assert facts.base is None
    assert len(facts.commits) == 2


async def test_an_issue_that_was_deleted_does_not_live_on(gitlab, bench, make):
    made, known = await grown(gitlab, bench, make)
    project = gitlab.projects["town/desk"]
    project["issues"] = project["issues"][5:]
    facts = (await made.collect(known))["town/desk"].facts
    assert facts.base is None
    assert len(facts.issues) == 34


async def test_a_project_without_issues_is_collected_by_increments_too(gitlab, bench, make):
    gitlab.add("town/desk", issuesEnabled=False, head="b")
    gitlab.commits[1] = [make.commit("b", 3)]
    made = bench("right")
    known = keep(await made.collect(await made.known("town")))
    gitlab.projects["town/desk"]["starCount"] = 9
    facts = (await made.collect(known))["town/desk"].facts
    assert facts.base == "b"
    assert not facts.extent("issues").held


async def test_issues_that_are_switched_on_again_are_collected_whole(gitlab, bench, make):
    project = gitlab.add("town/desk", issuesEnabled=False, head="b", issues=[make.issue(1, updated=90)])
    made = bench("right")
    known = keep(await made.collect(await made.known("town")))
    project["issuesEnabled"] = True
    facts = (await made.collect(known))["town/desk"].facts
    assert facts.base is None
    assert [each.number for each in facts.issues] == [1]


async def test_25_changed_projects_cost_one_request_beyond_their_commits(gitlab, bench, make):
    release = {"tagName": "v1", "name": "", "releasedAt": make.at(9), "upcomingRelease": False}
    for number in range(1, 26):
        gitlab.add(f"towns/p{number}", head="b", releases=[release], issues=[make.issue(1, updated=30)])
        gitlab.commits[number] = [make.commit("b", 3, parents=())]
    made = bench("right")
    known = keep(await made.collect(await made.known("towns")))
    for number, project in enumerate(gitlab.projects.values(), 1):
        project["head"] = "c"
        project["issues"] = [*project["issues"], make.issue(2, updated=0)]
        gitlab.commits[number] = [make.commit("c", 1, parents=("b",)), *gitlab.commits[number]]
    gitlab.requests.clear()
    found = await made.collect(known)
    assert all([issue.number for issue in item.facts.issues] == [2] for item in found.values())
    assert len(gitlab.requests) == 1 + 25


async def test_what_changed_in_a_long_list_is_read_to_its_end_in_an_increment(gitlab, bench, make):
    made, known = await grown(gitlab, bench, make)
    gitlab.projects["town/desk"]["issues"] = [
        make.issue(number, updated=0.001 * number) for number in range(1, 40)
    ] + [make.issue(number, updated=0) for number in range(40, 240)]
    facts = (await made.collect(known))["town/desk"].facts
    assert [issue.number for issue in facts.issues][-200:] == list(range(40, 240))


# ---------------------------------------------------------------- without a token


async def patchy(gitlab, bench, make, projects):
    """A network of which too much is asked for without a token, after a first round."""
    issues = [make.issue(number, updated=number / 10) for number in range(1, 81)]
    for number in range(1, projects + 1):
        gitlab.add(f"towns/p{number}", head="b", issues=issues)
        gitlab.commits[number] = [make.commit("b", 3, parents=())]
    gitlab.hourly = 60
    made = bench()
    known = keep(await made.collect(await made.known("towns")))
    assert not any(item.facts().extent("commits").held for item in known)
    return made, known


async def test_without_a_token_three_changed_projects_cost_one_request_more(gitlab, bench, make):
    made, known = await patchy(gitlab, bench, make, 300)
    made.clock.now += timedelta(minutes=5)
    gitlab.projects["towns/p7"]["head"] = "c"
    gitlab.projects["towns/p8"]["issues"] = gitlab.projects["towns/p8"]["issues"][1:]  # an old one was closed
    gitlab.projects["towns/p9"]["issues"] = [
        *gitlab.projects["towns/p9"]["issues"], make.issue(81, updated=0)
    ]  # fmt: skip
    pulses = {item.repository.id: item.fingerprint for item in await made.pulse(known)}
    due = [item for item in known if pulses[item.repository.id] != item.fingerprint]
    assert {item.repository.name for item in due} == {"towns/p7", "towns/p8", "towns/p9"}
    before = len(gitlab.requests)
    found = await made.collect(due)
    assert len(gitlab.requests) == before + 1
    facts = found["towns/p9"].facts
    assert (facts.base, [issue.number for issue in facts.issues]) == ("b", [81])
    assert "set a token" in facts.extent("commits").missing.english
    assert "set a token" in facts.extent("issues").missing.english
    assert found["towns/p7"].fingerprint == pulses["gl:towns/p7"]


async def test_what_was_incomplete_for_lack_of_a_token_is_completed_once_there_is_one(gitlab, bench, make):
    _, known = await patchy(gitlab, bench, make, 40)
    gitlab.hourly = None
    made = bench("right")
    pulses = {item.repository.id: item.fingerprint for item in await made.pulse(known)}
    assert all(pulses[item.repository.id] != item.fingerprint for item in known)
    found = await made.collect(known)
    assert all(item.facts.extent("commits").held for item in found.values())
    assert all(len(item.facts.issues) == 80 and item.facts.base is None for item in found.values())
    again = {item.repository.id: item.fingerprint for item in await made.pulse(keep(found))}
    assert all(again[item.repository.id] == item.fingerprint for item in keep(found))
