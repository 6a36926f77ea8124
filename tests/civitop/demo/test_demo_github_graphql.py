"""GitHub's GraphQL as the demo speaks it."""

import pytest

from civitop.demo import Faults, serve
from civitop.demo.server.render import moment

HISTORY = """query($owner: String!, $name: String!, $first: Int!, $after: String, $since: GitTimestamp) {
  repository(owner: $owner, name: $name) { defaultBranchRef { target { ... on Commit {
    history(first: $first, after: $after, since: $since) {
      totalCount pageInfo { hasNextPage endCursor } nodes { oid } }
  } } } } }"""
TREES = {"owner": "fjord-digital", "name": "street-trees"}
KEY = "github:fjord-digital/street-trees"


def history_of(answer):
    return answer["data"]["repository"]["defaultBranchRef"]["target"]["history"]


async def ids_of(github, *paths):
    aliases = " ".join(
        f'r{n}: repository(owner: "{p.split("/")[0]}", name: "{p.split("/")[1]}") {{ id }}'
        for n, p in enumerate(paths)
    )
    data = (await github.graphql(f"{{ {aliases} }}"))["data"]
    return [data[f"r{n}"]["id"] for n in range(len(paths))]


@pytest.mark.parametrize("first", [1, 7, 100])
async def test_paging_a_history_gives_every_commit_once(github, world, first):
    since = moment(world.now - 60 * 86_400)
    found, after = [], None
    while True:
        page = history_of(await github.graphql(HISTORY, **TREES, first=first, after=after, since=since))
        found += [node["oid"] for node in page["nodes"]]
        after = page["pageInfo"]["endCursor"]
        if not page["pageInfo"]["hasNextPage"]:
            break
    expected = [c.oid for c in world.truth(KEY).commits if c.at >= world.now - 60 * 86_400]
    assert found == expected
    assert page["totalCount"] == len(expected)


async def test_a_cursor_still_points_at_its_place_after_a_push(github, world):
    first = history_of(await github.graphql(HISTORY, **TREES, first=10))
    world.change(KEY, "commit")
    second = history_of(
        await github.graphql(HISTORY, **TREES, first=10, after=first["pageInfo"]["endCursor"])
    )
    assert [n["oid"] for n in second["nodes"]] == [c.oid for c in world.truth(KEY).commits[11:21]]


async def test_what_the_world_holds_is_what_the_answer_says(github, world):
    answer = await github.graphql(
        """{ repository(owner: "opencity-commons", name: "citizen-reporting") {
             isArchived stargazerCount pushedAt issues(states: OPEN) { totalCount }
             pullRequests(states: [OPEN]) { totalCount } defaultBranchRef { target { oid } }
             newest: issues(first: 3, orderBy: {field: UPDATED_AT, direction: DESC}) {
               nodes { number updatedAt } }
           } }"""
    )
    truth = world.truth("github:opencity-commons/citizen-reporting")
    newest = sorted(truth.issues, key=lambda i: (i.updated, i.number), reverse=True)[:3]
    assert answer["data"]["repository"] == {
        "isArchived": False,
        "stargazerCount": 207,
        "pushedAt": moment(truth.commits[0].at),
        "issues": {"totalCount": sum(i.closed is None for i in truth.issues)},
        "pullRequests": {"totalCount": sum(r.closed is None for r in truth.change_requests)},
        "defaultBranchRef": {"target": {"oid": truth.commits[0].oid}},
        "newest": {"nodes": [{"number": i.number, "updatedAt": moment(i.updated)} for i in newest]},
    }


async def test_a_change_shows_in_a_thin_answer_that_was_given_before(github, world):
    (identity,) = await ids_of(github, "fjord-digital/street-trees")
    query = """query($ids: [ID!]!) { nodes(ids: $ids) { ... on Repository {
      issues(states: OPEN) { totalCount } } } }"""
    before = await github.graphql(query, ids=[identity])
    assert await github.graphql(query, ids=[identity]) == before
    world.change(KEY, "issue")
    after = await github.graphql(query, ids=[identity])
    count = before["data"]["nodes"][0]["issues"]["totalCount"]
    assert after["data"]["nodes"][0]["issues"]["totalCount"] == count + 1


async def test_thin_answers_are_not_mixed_up_between_variables(github):
    (identity,) = await ids_of(github, "fjord-digital/street-trees")
    query = """query($ids: [ID!]!, $states: [IssueState!]) {
      nodes(ids: $ids) { ... on Repository { issues(states: $states) { totalCount } } } }"""
    counts = [
        (await github.graphql(query, ids=[identity], states=states))["data"]["nodes"][0]["issues"][
            "totalCount"
        ]
        for states in (["OPEN"], ["CLOSED"], None)
    ]
    assert counts[0] + counts[1] == counts[2] == 80


async def test_fragments_aliases_and_switches_work_together(github):
    answer = await github.graphql(
        """query($login: String!, $deep: Boolean!) {
             who: repositoryOwner(login: $login) { __typename ...Owner
               repositories(first: 2) @include(if: $deep) { nodes { ...Named name @skip(if: true) } } }
           }
           fragment Owner on RepositoryOwner { login ... on Organization { name } ... on User { company } }
           fragment Named on Repository { nameWithOwner }""",
        login="fjord-digital",
        deep=True,
    )
    assert answer["data"]["who"] == {
        "__typename": "Organization",
        "login": "fjord-digital",
        "name": "Fjord Digital",
        "repositories": {
            "nodes": [{"nameWithOwner": f"fjord-digital/{n}"} for n in ("case-bridge", "digital-signage")]
        },
    }


async def test_an_unknown_field_is_refused_in_githubs_words(github):
    answer = await github.graphql("{ viewer { login shoe_size } }")
    (error,) = answer["errors"]
    assert "data" not in answer
    assert error["message"] == "Field 'shoe_size' doesn't exist on type 'User'"
    assert error["extensions"]["code"] == "undefinedField"


@pytest.mark.parametrize(
    ("selection", "kind"),
    [
        ("issues { nodes { id } }", "MISSING_PAGINATION_BOUNDARIES"),
        ("issues(first: 101) { nodes { id } }", "EXCESSIVE_PAGINATION"),
        (
            """issues(first: 100) { nodes { comments(first: 100) { nodes { author { ... on User {
               repositories(first: 100) { nodes { id } } } } } } } }""",
            "MAX_NODE_LIMIT_EXCEEDED",
        ),
    ],
)
async def test_a_query_that_asks_for_too_much_is_refused(github, selection, kind):
    answer = await github.graphql(
        f'{{ repository(owner: "fjord-digital", name: "street-trees") {{ {selection} }} }}'
    )
    assert answer["errors"][0]["type"] == kind


async def test_the_cost_is_githubs_published_formula(github):
    # GitHub's own example: 1 + 100 + 5,000 openings make 51 points, here with the demo's lists
    answer = await github.graphql(
        """{ rateLimit { cost nodeCount remaining used }
             organization(login: "opencity-commons") { repositories(first: 100) { nodes {
               issues(first: 50) { nodes { labels(first: 60) { nodes { name } } } } } } } }"""
    )
    assert answer["data"]["rateLimit"] == {
        "cost": 51,
        "nodeCount": 100 + 100 * 50 + 100 * 50 * 60,
        "remaining": 4949,
        "used": 51,
    }


async def test_ids_cost_one_opening_each(github):
    ids = await ids_of(github, *["fjord-digital/street-trees"] * 3)
    answer = await github.graphql(
        """query($ids: [ID!]!) { rateLimit { cost } nodes(ids: $ids) { ... on Repository {
             issues(first: 50) { nodes { comments(first: 1) { totalCount } } } } } }""",
        ids=ids,
    )
    assert answer["data"]["rateLimit"]["cost"] == round((3 + 3 * 50) / 100)


async def test_a_lost_or_forbidden_neighbour_leaves_the_others_alone(github, world):
    ids = await ids_of(
        github, "fjord-digital/street-trees", "fjord-digital/noise-map", "fjord-digital/case-bridge"
    )
    world.deleted.add("github:fjord-digital/noise-map")
    world.forbidden.add("github:fjord-digital/case-bridge")
    answer = await github.graphql(
        "query($ids: [ID!]!) { nodes(ids: $ids) { ... on Repository { name } } }", ids=ids
    )
    assert answer["data"]["nodes"] == [{"name": "street-trees"}, None, None]
    assert [(e["type"], e["path"]) for e in answer["errors"]] == [
        ("NOT_FOUND", ["nodes", 1]),
        ("FORBIDDEN", ["nodes", 2]),
    ]


async def test_a_renamed_repository_is_followed_unless_one_asks_not_to(github):
    answer = await github.graphql(
        """{ old: repository(owner: "fjord-digital", name: "schoolbus-planner") { nameWithOwner }
             not: repository(owner: "fjord-digital", name: "schoolbus-planner", followRenames: false) {
               name } }"""
    )
    assert answer["data"] == {"old": {"nameWithOwner": "fjord-digital/school-routes"}, "not": None}


async def test_bots_and_deleted_accounts_look_as_they_do_on_github(github, world):
    answer = await github.graphql(
        """{ repository(owner: "opencity-commons", name: "permit-desk") {
             pullRequests(first: 100, orderBy: {field: CREATED_AT, direction: DESC}) {
               nodes { author { __typename login } } } } }"""
    )
    authors = [n["author"] for n in answer["data"]["repository"]["pullRequests"]["nodes"]]
    assert {"__typename": "Bot", "login": "dependabot"} in authors
    assert None in authors


async def test_an_empty_repository_has_no_branch_and_no_files(github):
    answer = await github.graphql(
        """{ repository(owner: "havnsted-kommune", name: "template") {
             isEmpty defaultBranchRef { name } object(expression: "HEAD:") { oid } pushedAt } }"""
    )
    assert answer["data"]["repository"] == {
        "isEmpty": True,
        "defaultBranchRef": None,
        "object": None,
        "pushedAt": None,
    }


async def test_files_are_read_by_expression(github, world):
    answer = await github.graphql(
        """{ repository(owner: "opencity-commons", name: "permit-desk") {
             root: object(expression: "HEAD:") { ... on Tree { entries { name type } } }
             code: object(expression: "HEAD:publiccode.yml") { ... on Blob { text byteSize } }
             none: object(expression: "HEAD:missing") { oid } } }"""
    )
    found = answer["data"]["repository"]
    files = dict(world.truth("github:opencity-commons/permit-desk").files)
    assert {"name": "docs", "type": "tree"} in found["root"]["entries"]
    assert found["code"] == {
        "text": files["publiccode.yml"],
        "byteSize": len(files["publiccode.yml"].encode()),
    }
    assert found["none"] is None


async def test_nobody_gets_in_without_a_token_or_with_a_wrong_one(github):
    for headers in ({"Authorization": ""}, {"Authorization": "Bearer nonsense"}):
        answer = await github.http.post(
            f"{github.url}/api/graphql", json={"query": "{ viewer { login } }"}, headers=headers
        )
        assert answer.status_code == 401


async def test_a_spent_budget_is_told_with_status_200_and_comes_back(world, client_of):
    clock = [1000.0]
    async with serve(world, faults=Faults(points=3, window=60), clock=lambda: clock[0]) as forge:
        github = client_of(forge, "github")
        async with github.http:
            for _ in range(3):
                assert "data" in await github.graphql("{ viewer { login } }")
            answer = await github.graphql("{ viewer { login } }")
            assert answer["errors"][0]["type"] == "RATE_LIMITED"
            assert "errors" in await github.graphql("{ viewer { login } }")
            assert (await github.get("/rate_limit")).json()["resources"]["graphql"]["remaining"] == 0
            assert forge.log.waits == [(1000.0, 1060.0)]
            assert [a.target for a in forge.log.early] == ["/api/graphql"]
            clock[0] = 1061.0
            assert "data" in await github.graphql("{ viewer { login } }")


async def test_each_token_has_its_own_budget(world, client_of):
    async with serve(world, faults=Faults(points=1)) as forge:
        github = client_of(forge, "github")
        async with github.http:
            assert "data" in await github.graphql("{ viewer { login } }")
            assert "errors" in await github.graphql("{ viewer { login } }")
            github.http.headers["Authorization"] = f"token {forge.github_tokens[1]}"
            assert "data" in await github.graphql("{ viewer { login } }")


async def test_a_query_that_is_too_dear_keeps_what_arrived(world, client_of):
    query = """query($ids: [ID!]!) { nodes(ids: $ids) { ... on Repository { name
      issues(first: 20) { nodes { number } } } } }"""
    paths = ["fjord-digital/street-trees", "fjord-digital/school-routes", "fjord-digital/case-bridge"]
    for faults in (Faults(max_repositories=2), Faults(work_limit=60)):
        async with serve(world, faults=faults) as forge:
            github = client_of(forge, "github")
            async with github.http:
                answer = await github.graphql(query, ids=await ids_of(github, *paths))
        names = [node and node["name"] for node in answer["data"]["nodes"]]
        assert names == ["street-trees", "school-routes", None]
        assert [(e["type"], e["path"]) for e in answer["errors"]] == [
            ("RESOURCE_LIMITS_EXCEEDED", ["nodes", 2])
        ]
