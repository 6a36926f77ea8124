"""Both REST APIs, asked by the libraries that our collectors and the measured peers use."""

import asyncio

import github as pygithub
import gitlab as python_gitlab
import pytest

from civitop.demo import Faults, serve
from civitop.demo.server.render import moment

DESK = "github:opencity-commons/permit-desk"


async def test_pygithub_lists_an_organisation_and_reads_a_repository_whole(forge, world):
    def script():
        auth = pygithub.Auth.Token(forge.github_tokens[0])
        with pygithub.Github(
            base_url=f"{forge.github_url}/api/v3",
            auth=auth,
            seconds_between_requests=None,
            retry=None,
            per_page=100,
        ) as api:
            names = {r.full_name for r in api.get_organization("opencity-commons").get_repos()}
            repository = api.get_repo("opencity-commons/playground-inspections")
            issues = [i.number for i in repository.get_issues(state="all") if i.pull_request is None]
            pulls = [p.number for p in repository.get_pulls(state="all")]
            commits = [c.sha for c in repository.get_commits()]
            text = repository.get_contents("README.md").decoded_content.decode()
            return names, issues, pulls, commits, text, repository.get_latest_release().tag_name

    names, issues, pulls, commits, text, release = await asyncio.to_thread(script)
    truth = world.truth("github:opencity-commons/playground-inspections")
    assert names == {p.path for p in world.projects if p.owner == "opencity-commons"}
    assert sorted(issues) == [i.number for i in truth.issues]
    assert sorted(pulls) == [r.number for r in truth.change_requests]
    assert commits == [c.oid for c in truth.commits]
    assert text == dict(truth.files)["README.md"]
    assert release == next(r.tag for r in truth.releases if not r.draft and not r.prerelease)


async def test_an_unchanged_answer_is_304_and_costs_nothing(github, world):
    first = await github.get("/repos/fjord-digital/street-trees")
    again = await github.get("/repos/fjord-digital/street-trees", **{"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["x-ratelimit-used"] == first.headers["x-ratelimit-used"] == "1"
    world.change("github:fjord-digital/street-trees", "issue")
    changed = await github.get(
        "/repos/fjord-digital/street-trees", **{"If-None-Match": first.headers["etag"]}
    )
    assert changed.status_code == 200


async def test_pages_are_linked_to_each_other(github, world):
    found, path = [], "/repos/fjord-digital/street-trees/issues?state=all&per_page=30"
    while path:
        answer = await github.get(path)
        found += [i["number"] for i in answer.json()]
        following = answer.links.get("next")
        path = following["url"].removeprefix(github.api) if following else None
    truth = world.truth("github:fjord-digital/street-trees")
    assert sorted(found) == sorted(t.number for t in (*truth.issues, *truth.change_requests))
    assert len(found) == len(set(found)) == 200


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/repos/fjord-digital/schoolbus-planner", 301),
        ("/repos/fjord-digital/nothing", 404),
        ("/orgs/nobody/repos", 404),
        ("/repos/havnsted-kommune/template/commits", 409),
        ("/repos/havnsted-kommune/template/contributors", 204),
        ("/repos/havnsted-kommune/template/releases/latest", 404),
    ],
)
async def test_github_has_a_status_for_every_case(github, path, status):
    assert (await github.get(path)).status_code == status


async def test_a_moved_repository_is_found_at_its_number(github):
    moved = await github.get("/repos/fjord-digital/schoolbus-planner/issues?state=all")
    there = await github.http.get(moved.headers["location"])
    assert moved.headers["location"].endswith("/issues?state=all")
    assert len(there.json()) == 30


async def test_without_a_token_sixty_requests_an_hour_are_all(world, client_of):
    async with serve(world, faults=Faults(anonymous_requests=2)) as forge:
        github = client_of(forge, "github")
        async with github.http:
            del github.http.headers["Authorization"]
            statuses = [(await github.get("/orgs/fjord-digital/repos")).status_code for _ in range(3)]
    assert statuses == [200, 200, 403]


async def test_python_gitlab_finds_subgroups_and_reads_a_project_whole(forge, world):
    def script():
        with python_gitlab.Gitlab(forge.gitlab_url, private_token=forge.gitlab_tokens[0], per_page=20) as api:
            group = api.groups.get("samen-digitaal")
            own = {p.path_with_namespace for p in group.projects.list(get_all=True)}
            every = {p.path_with_namespace for p in group.projects.list(include_subgroups=True, get_all=True)}
            project = api.projects.get("samen-digitaal/bouwstenen/archive-link")
            commits = [c.id for c in project.commits.list(get_all=True)]
            issues = {i.iid: i.state for i in project.issues.list(iterator=True)}
            text = project.files.raw("publiccode.yml", ref="main").decode()
            counts = project.issues_statistics.get().statistics["counts"]
            return own, every, commits, issues, text, counts

    own, every, commits, issues, text, counts = await asyncio.to_thread(script)
    truth = world.truth("gitlab:samen-digitaal/bouwstenen/archive-link")
    assert len(own) == 3
    assert every - own == {"samen-digitaal/bouwstenen/id-gateway", "samen-digitaal/bouwstenen/archive-link"}
    assert commits == [c.oid for c in truth.commits]
    assert issues == {i.number: "closed" if i.closed else "opened" for i in truth.issues}
    assert text == dict(truth.files)["publiccode.yml"]
    assert counts == {"all": 28, "opened": 8, "closed": 20}


async def test_gitlab_tells_no_total_of_commits_and_follows_the_window(gitlab, world):
    since = world.now - 30 * 86_400
    path = "/projects/samen-digitaal%2Fsubsidy-desk/repository/commits"
    answer = await gitlab.get(f"{path}?per_page=100&since={moment(since)}")
    truth = world.truth("gitlab:samen-digitaal/subsidy-desk")
    assert [c["id"] for c in answer.json()] == [c.oid for c in truth.commits if c.at >= since]
    assert "x-total" not in answer.headers


async def test_keyset_pages_are_found_by_their_link_alone(gitlab, world):
    found, url = [], f"{gitlab.api}/projects?pagination=keyset&order_by=id&per_page=2"
    while url:
        answer = await gitlab.http.get(url)
        assert "x-total" not in answer.headers
        found += [p["id"] for p in answer.json()]
        url = answer.links.get("next", {}).get("url")
    assert sorted(found) == [p.number for p in world.projects if p.forge == "gitlab"]


async def test_a_gitlab_that_counts_says_so_and_then_asks_to_wait(world, client_of):
    async with serve(world, faults=Faults(gitlab_anonymous_requests=1)) as forge:
        gitlab = client_of(forge, "gitlab")
        async with gitlab.http:
            del gitlab.http.headers["Authorization"]
            first = await gitlab.get("/projects/samen-digitaal%2Fsubsidy-desk")
            second = await gitlab.get("/projects/samen-digitaal%2Fsubsidy-desk")
    assert (first.status_code, first.headers["ratelimit-remaining"]) == (200, "0")
    assert second.status_code == 429
    assert 3500 < int(second.headers["retry-after"]) <= 3600


async def test_perceval_style_reads_of_one_issue_find_their_places(github, world):
    truth = world.truth(DESK)
    issue = next(i for i in truth.issues if i.comments)
    request = next(r for r in truth.change_requests if r.reviews)
    comments = await github.get(f"/repos/opencity-commons/permit-desk/issues/{issue.number}/comments")
    reviews = await github.get(f"/repos/opencity-commons/permit-desk/pulls/{request.number}/reviews")
    assert [c["created_at"] for c in comments.json()] == [moment(c.at) for c in issue.comments]
    assert [r["state"] for r in reviews.json()] == [r.state for r in request.reviews]
    for path in (
        f"issues/{issue.number}/reactions",
        f"pulls/{request.number}/requested_reviewers",
        "issues/comments/1/reactions",
    ):
        assert (await github.get(f"/repos/opencity-commons/permit-desk/{path}")).status_code == 200
