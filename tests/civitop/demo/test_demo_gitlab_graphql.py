"""GitLab's GraphQL as the demo speaks it."""

from civitop.demo import Faults, serve
from civitop.demo.server.render import moment

PATH = "samen-digitaal/subsidy-desk"
KEY = f"gitlab:{PATH}"


async def test_a_group_shows_its_subgroups_projects_when_asked(gitlab, world):
    query = """query($below: Boolean) { group(fullPath: "samen-digitaal") {
      projects(includeSubgroups: $below, first: 50) { nodes { fullPath } } } }"""
    found = {}
    for below in (False, True):
        nodes = (await gitlab.graphql(query, below=below))["data"]["group"]["projects"]["nodes"]
        found[below] = {n["fullPath"] for n in nodes}
    assert found[True] == {p.path for p in world.projects if p.forge == "gitlab"}
    assert found[False] == {path for path in found[True] if "bouwstenen" not in path}


async def test_what_the_world_holds_is_what_the_answer_says(gitlab, world):
    answer = await gitlab.graphql(
        f"""{{ project(fullPath: "{PATH}") {{
              openIssuesCount openMergeRequestsCount archived lastActivityAt languages {{ name share }}
              repository {{ rootRef tree(recursive: false) {{ lastCommit {{ sha }}
                blobs(first: 50) {{ nodes {{ path }} }} trees(first: 50) {{ nodes {{ path }} }} }}
                blobs(paths: ["publiccode.yml", "none"], first: 2) {{ nodes {{ rawTextBlob }} }} }}
              releases(first: 2) {{ nodes {{ tagName releasedAt upcomingRelease }} }}
              pipelines(first: 1, ref: "main") {{ nodes {{ status }} }} }} }}"""
    )
    truth = world.truth(KEY)
    files = dict(truth.files)
    found = answer["data"]["project"]
    assert found["openIssuesCount"] == sum(i.closed is None for i in truth.issues) == 22
    assert found["openMergeRequestsCount"] == 7
    assert found["repository"]["tree"]["lastCommit"]["sha"] == truth.head
    assert {n["path"] for n in found["repository"]["tree"]["blobs"]["nodes"]} == {
        p for p in files if "/" not in p
    }
    assert {n["path"] for n in found["repository"]["tree"]["trees"]["nodes"]} == {"docs", "src", "tests"}
    assert found["repository"]["blobs"]["nodes"] == [{"rawTextBlob": files["publiccode.yml"]}]
    shown = [r for r in truth.releases if not r.draft][:2]
    assert [r["tagName"] for r in found["releases"]["nodes"]] == [r.tag for r in shown]
    assert found["pipelines"]["nodes"] == [{"status": "SUCCESS"}]


async def test_lists_obey_state_window_and_order(gitlab, world):
    since = world.now - 90 * 86_400
    answer = await gitlab.graphql(
        """query($path: ID!, $since: Time) { project(fullPath: $path) {
             issues(first: 100, sort: UPDATED_DESC, updatedAfter: $since) { count nodes { iid } }
             mergeRequests(first: 100, state: merged) {
               count nodes { state mergedAt mergeUser { username } } } } }""",
        path=PATH,
        since=moment(since),
    )
    truth = world.truth(KEY)
    expected = sorted((i for i in truth.issues if i.updated >= since), key=lambda i: (-i.updated, -i.number))
    found = answer["data"]["project"]
    assert [n["iid"] for n in found["issues"]["nodes"]] == [str(i.number) for i in expected]
    assert found["mergeRequests"]["count"] == sum(r.merged is not None for r in truth.change_requests)
    assert {n["state"] for n in found["mergeRequests"]["nodes"]} == {"merged"}


async def test_system_notes_are_marked_and_can_be_left_out(gitlab, world):
    notes = """notes(first: 50) { nodes { system } }
      comments: notes(first: 50, filter: ONLY_COMMENTS) { nodes { system } }"""
    answer = await gitlab.graphql(
        f'{{ project(fullPath: "{PATH}") {{ issues(first: 100) {{ nodes {{ userNotesCount {notes} }} }} }} }}'
    )
    nodes = answer["data"]["project"]["issues"]["nodes"]
    assert any(note["system"] for node in nodes for note in node["notes"]["nodes"])
    assert all(len(node["comments"]["nodes"]) == node["userNotesCount"] for node in nodes)


async def test_what_is_missing_or_forbidden_is_null_without_an_error(gitlab, world):
    world.forbidden.add(KEY)
    answer = await gitlab.graphql(
        f'{{ a: project(fullPath: "{PATH}") {{ id }} b: group(fullPath: "none") {{ id }} }}'
    )
    assert answer == {"data": {"a": None, "b": None}}


async def test_a_page_is_a_hundred_at_most_in_silence(gitlab, world):
    answer = await gitlab.graphql(
        f'{{ project(fullPath: "{PATH}") {{ issues(first: 500) {{ nodes {{ iid }} }} }} }}'
    )
    assert len(answer["data"]["project"]["issues"]["nodes"]) == 100


async def test_complexity_has_a_limit_that_depends_on_the_token(gitlab):
    # 20 lists of (1 for the list + 1 for its nodes + 3 fields) × 2 for a page of 100, and the project itself
    lists = " ".join(f"a{n}: issues(first: 100) {{ nodes {{ iid title state }} }}" for n in range(20))
    query = f'{{ project(fullPath: "{PATH}") {{ {lists} }} }}'
    assert "errors" not in await gitlab.graphql(query)
    del gitlab.http.headers["Authorization"]
    assert (await gitlab.graphql(query))["errors"] == [
        {"message": "Query has complexity of 201, which exceeds max complexity of 200"}
    ]


async def test_a_text_beyond_ten_thousand_characters_is_refused(gitlab):
    answer = await gitlab.http.post(
        f"{gitlab.url}/api/graphql", json={"query": "{ currentUser { id } }" + " " * 10_000}
    )
    assert (answer.status_code, answer.json()) == (422, {"errors": [{"message": "Query too large"}]})


async def test_a_wrong_token_is_refused_everywhere(gitlab):
    gitlab.http.headers["Authorization"] = "Bearer nonsense"
    assert (await gitlab.get("/user")).status_code == 401
    answer = await gitlab.http.post(f"{gitlab.url}/api/graphql", json={"query": "{ currentUser { id } }"})
    assert answer.status_code == 401


async def test_a_minute_has_only_so_many_requests(world, client_of):
    clock = [500.0]
    async with serve(world, faults=Faults(per_minute=2), clock=lambda: clock[0]) as forge:
        gitlab = client_of(forge, "gitlab")
        async with gitlab.http:
            statuses = [(await gitlab.get("/version")).status_code for _ in range(3)]
            clock[0] = 561.0
            statuses.append((await gitlab.get("/version")).status_code)
    assert statuses == [200, 200, 429, 200]
    assert forge.gitlab_log.waits == [(500.0, 560.0)]
