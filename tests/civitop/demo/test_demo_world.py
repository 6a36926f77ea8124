"""The invented network: the same for everybody, whole, and alive when asked to be."""

from datetime import timedelta

import pytest

from civitop.demo import open_city, scaled
from civitop.demo.world.model import YEAR
from civitop.demo.world.world import HELD

DESK = "github:opencity-commons/permit-desk"


def test_the_same_seed_and_moment_give_the_same_world(now):
    one, other = open_city(now, seed=3), open_city(now, seed=3)
    assert [one.truth(p.key) for p in one.projects[:6]] == [other.truth(p.key) for p in other.projects[:6]]


def test_another_seed_gives_other_people(now):
    assert open_city(now, seed=3).accounts.keys() != open_city(now, seed=4).accounts.keys()


def test_every_count_that_is_told_without_looking_is_what_one_finds_by_looking(world):
    for project in world.projects:
        contents, truth = world.contents(project.key), world.truth(project.key)
        assert contents.open_issues == sum(i.closed is None for i in truth.issues)
        assert contents.open_change_requests == sum(r.closed is None for r in truth.change_requests)
        assert contents.head == (truth.commits[0].oid if truth.commits else None)
        assert contents.pushed == (truth.commits[0].at if truth.commits else None)


def test_nothing_happens_after_now_and_histories_run_from_new_to_old(world):
    for project in world.projects:
        truth = world.truth(project.key)
        moments = [commit.at for commit in truth.commits]
        assert moments == sorted(moments, reverse=True)
        assert all(at <= world.now for at in moments)
        for thread in (*truth.issues, *truth.change_requests):
            assert project.created <= thread.created <= thread.updated <= world.now
            assert thread.closed is None or thread.created <= thread.closed <= thread.updated


def test_issues_and_change_requests_share_their_numbers_on_github_only(world):
    truth = world.truth(DESK)
    numbers = [t.number for t in (*truth.issues, *truth.change_requests)]
    assert sorted(numbers) == list(range(1, len(numbers) + 1))
    truth = world.truth("gitlab:samen-digitaal/subsidy-desk")
    assert [i.number for i in truth.issues] == list(range(1, len(truth.issues) + 1))


def test_the_network_has_every_shape_of_health(world):
    def year(key):
        return [c for c in world.truth(key).commits if c.at >= world.now - YEAR]

    def people(key):
        return {c.author.name for c in year(key) if not (c.author.account and c.author.account.bot)}

    assert len(people(DESK)) >= 7
    assert len(people("github:opencity-commons/library-loans")) <= 2
    assert year("github:opencity-commons/waste-calendar") == []
    vendors = {c.author.email.rpartition("@")[2] for c in year("github:opencity-commons/parking-permits")}
    assert vendors <= {"northlight.example", "users.noreply.github.com"}
    assert world.by_key["github:opencity-commons/election-night"].archived
    kit = world.truth("github:opencity-commons/design-kit")
    assert (kit.releases, len(kit.tags)) == ((), 60)
    rooms = world.truth("github:fjord-digital/meeting-rooms")
    assert (rooms.releases, rooms.tags) == ((), ())
    assert world.truth("github:havnsted-kommune/template").commits == ()
    late = world.truth("github:opencity-commons/citizen-reporting").issues
    assert sum(i.created > world.now - 21 * 86_400 for i in late) >= 60


def test_the_desk_has_drafts_prereleases_coauthors_bots_and_a_mailmap(world):
    truth = world.truth(DESK)
    assert any(r.draft for r in truth.releases)
    assert any(r.prerelease for r in truth.releases)
    assert any(c.coauthors for c in truth.commits)
    assert any(c.author.account and c.author.account.bot for c in truth.commits)
    assert any(r.source_owner for r in truth.change_requests)
    assert ".mailmap" in dict(truth.files)


def test_a_contract_is_about_to_end_and_another_has_ended(world, now):
    permits = dict(world.truth("github:opencity-commons/parking-permits").files)["publiccode.yml"]
    assert f"until: '{(now + timedelta(days=47)).date()}'" in permits
    bridge = dict(world.truth("github:fjord-digital/case-bridge").files)["publiccode.yml"]
    assert f"until: '{(now - timedelta(days=12)).date()}'" in bridge


def test_the_bodies_have_addresses_that_nobody_real_can_have(world):
    assert {body.country for body in world.organisations} == {"XX"}
    domains = [domain for body in world.organisations for domain in body.domains]
    assert len(set(domains)) == len(domains)
    assert all(domain.endswith(".example") for domain in domains)


def test_twelve_uneven_projects_have_sixty_six_thousand_commits(now):
    world = scaled(12, now=now, uneven=True)
    truths = [world.truth(p.key) for p in world.projects]
    assert sum(len(t.commits) for t in truths) == 66_000
    recent = sum(c.at >= world.now - YEAR for t in truths for c in t.commits)
    assert abs(recent - 4_313) < 100
    with pytest.raises(ValueError, match="13 projects"):
        scaled(13, now=now, uneven=True)


def test_a_project_that_left_memory_comes_back_as_it_was(now):
    world = scaled(HELD + 5, now=now, issues=5, change_requests=5, commits_per_year=10)
    key = world.projects[0].key
    for kind in ("commit", "issue", "release", "close"):
        world.change(key, kind)
    before, contents = world.truth(key), world.contents(key)
    for project in world.projects[1:]:
        world.contents(project.key)
    assert world.contents(key) is not contents
    assert world.truth(key) == before
    assert world.contents(key).revision == 4


def test_each_kind_of_event_changes_what_it_says(world):
    before = world.truth(DESK)
    for kind in ("commit", "issue", "close", "request", "merge", "comment", "release"):
        world.change(DESK, kind)
    after = world.truth(DESK)
    assert len(after.commits) == len(before.commits) + 2  # the merge commits, too
    assert after.head == after.commits[0].oid != before.head
    assert len(after.issues) == len(before.issues) + 1
    assert len(after.change_requests) == len(before.change_requests) + 1
    assert len(after.releases) == len(before.releases) + 1
    assert sum(i.closed is not None for i in after.issues) == 1 + sum(
        i.closed is not None for i in before.issues
    )
    assert sum(r.merged is not None for r in after.change_requests) == 1 + sum(
        r.merged is not None for r in before.change_requests
    )
    assert sum(len(i.comments) for i in after.issues) == 1 + sum(len(i.comments) for i in before.issues)


@pytest.mark.parametrize("project", ["permit-desk", "design-kit"])
def test_a_version_follows_the_last_one_and_who_only_tags_goes_on_so(world, project):
    key = f"github:opencity-commons/{project}"
    before = world.truth(key)
    world.change(key, "release")
    after = world.truth(key)
    last, new = (tuple(map(int, each.tags[0].name[1:].split("."))) for each in (before, after))
    assert new in {(last[0], last[1] + 1, 0), (last[0] + 1, 0, 0)}
    assert [each.tag for each in after.releases if each not in before.releases] == (
        [after.tags[0].name] if before.releases else []
    )


def test_life_goes_on_the_same_way_for_the_same_seed(now):
    one, other = open_city(now), open_city(now)
    first = one.advance(now + timedelta(minutes=2))
    second = [e for s in (30, 60, 61, 120) for e in other.advance(now + timedelta(seconds=s))]
    assert first == second
    moments = {(key, event.at) for key, event in first}
    assert 20 <= len(moments) <= 45  # one event every three to six seconds, and those of the opening
    keys = sorted({key for key, _ in first})[:4]
    assert [one.truth(key) for key in keys] == [other.truth(key) for key in keys]


def test_nothing_happens_in_an_archived_project(world, now):
    happened = world.advance(now + timedelta(minutes=10))
    assert not {key for key, _ in happened} & {p.key for p in world.projects if p.archived}


@pytest.mark.parametrize("key", ["github:opencity-commons/none", ""])
def test_a_project_that_was_never_there_is_not_found(world, key):
    with pytest.raises(KeyError):
        world.contents(key)
