"""What the GitLab collector makes of what a GitLab says."""

from datetime import timedelta

import graphql
import httpx

from civitop.model import address_hash
from civitop.polling.collector import Collected, Failure
from civitop.signals.parts.responses import held_until


async def facts_of(bench, path):
    outcome = (await bench.collect(await bench.known(path)))[path]
    assert isinstance(outcome, Collected), outcome
    return outcome.facts


async def test_a_project_is_described_as_its_forge_describes_it(gitlab, bench, make):
    gitlab.add("town/desk", issues=[make.issue(1), make.issue(2, closed=3)], ci="FAILED")
    (repository,) = await bench("right").discover("town/desk")
    assert repository.id == "gl:town/desk"
    assert repository.url == "https://gitlab.example/town/desk"
    assert repository.node_id == "gid://gitlab/Project/1"
    assert (repository.stars, repository.forks, repository.language) == (3, 2, "Python")
    assert (repository.open_issues, repository.open_change_requests) == (1, 0)
    assert (repository.default_branch, repository.head, repository.ci_state) == ("main", "c" * 40, "failure")
    assert repository.pushed_at == make.now - timedelta(days=2)


async def test_issues_come_with_comments_by_people_and_without_system_notes(gitlab, bench, make):
    notes = [("Ada", 9.5, True), ("Bob", 9.0, False)]
    gitlab.add("town/desk", issues=[make.issue(7, author="Ada", notes=notes), make.issue(8, closed=4)])
    facts = await facts_of(bench("right"), "town/desk")
    open_issue, closed = facts.issues
    assert open_issue.author.login == "gitlab.example/ada"
    assert [(each.at, each.author.login) for each in open_issue.responses] == [
        (make.now - timedelta(days=9), "gitlab.example/bob")
    ]
    assert open_issue.closed_at is None
    assert closed.closed_at == make.now - timedelta(days=4)
    assert closed.responses == ()
    assert facts.extent("issues").missing is None


async def test_merge_requests_come_with_merge_approvals_and_the_owner_of_the_fork(gitlab, bench, make):
    requests = [
        make.merge_request(1, merged=4, approved=("Grace",), source="itk/desk"),
        make.merge_request(2, source="town/desk"),
        make.merge_request(3, state="closed", closed=2),
    ]
    gitlab.add("town/desk", mergeRequests=requests)
    merged, open_one, closed = (await facts_of(bench("right"), "town/desk")).change_requests
    assert merged.merged_at == merged.closed_at == make.now - timedelta(days=4)
    assert merged.merged_by.login == "gitlab.example/grace"
    assert [(each.at, each.author.login) for each in merged.reviews] == [
        (merged.merged_at, "gitlab.example/grace")
    ]
    assert (merged.source_owner, open_one.source_owner) == ("gitlab.example/itk", None)
    assert open_one.closed_at is None
    assert closed.closed_at == make.now - timedelta(days=2)
    assert closed.merged_at is None


async def test_commits_carry_hashed_addresses_coauthors_and_parents(gitlab, bench, make):
    message = (
        "Fix\n\nCo-authored-by: Bob <12-bob@users.noreply.gitlab.com>\nco-authored-by: Eve <eve@x.example>"
    )
    gitlab.add("town/desk", head="h" * 40)
    gitlab.commits[1] = [
        make.commit("h" * 40, 1, message=message),
        make.commit("m", 2, parents=("a", "b")),
        make.commit("old", 500),
    ]
    newest, merge = (await facts_of(bench("right"), "town/desk")).commits
    assert newest.oid == "h" * 40
    assert (newest.author.address, newest.author.domain) == (address_hash("ada@town.example"), "town.example")
    assert [each.login for each in newest.coauthors] == [
        "users.noreply.gitlab.com/bob".removeprefix("users.noreply."),
        None,
    ]
    assert merge.parents == 2


async def test_long_lists_and_histories_are_read_to_the_end(gitlab, bench, make):
    issues = [make.issue(number, updated=number / 10) for number in range(1, 251)]
    requests = [make.merge_request(number, updated=number / 10) for number in range(1, 131)]
    gitlab.add("town/desk", issues=issues, mergeRequests=requests, head="0")
    gitlab.commits[1] = [make.commit(str(number), number / 10) for number in range(230)]
    facts = await facts_of(bench("right"), "town/desk")
    assert [each.number for each in facts.issues] == list(range(1, 251))
    assert len(facts.change_requests) == 130
    assert len(facts.commits) == 230


async def test_an_open_issue_that_nobody_touched_for_years_is_there(gitlab, bench, make):
    issues = [make.issue(1, opened=900, updated=800), make.issue(2, opened=900, updated=800, closed=800)]
    gitlab.add("town/desk", issues=issues, mergeRequests=[make.merge_request(5, opened=900, updated=800)])
    facts = await facts_of(bench("right"), "town/desk")
    assert [each.number for each in facts.issues] == [1]
    assert [each.number for each in facts.change_requests] == [5]


async def test_releases_files_publiccode_and_mailmap_are_read(gitlab, bench, make):
    releases = [
        {"tagName": "v2", "name": "Two", "releasedAt": make.at(-9), "upcomingRelease": True},
        {"tagName": "v1", "name": "One", "releasedAt": make.at(9), "upcomingRelease": False},
    ]
    files = ["README.md", ".gitlab/CODEOWNERS", "docs/api/index.md", "src/a.py", "publiccode.yaml"]
    texts = {"publiccode.yaml": "name: Desk\n", ".mailmap": "Ada <ada@town.example> <a@home.example>\n"}
    gitlab.add("town/desk", releases=releases, files=files, texts=texts)
    facts = await facts_of(bench("right"), "town/desk")
    assert [release.tag for release in facts.releases] == ["v1"]
    assert facts.files == (
        ".gitlab/",
        ".gitlab/CODEOWNERS",
        "README.md",
        "docs/",
        "docs/api/",
        "publiccode.yaml",
        "src/",
    )
    assert [(each.path, each.text) for each in facts.documents] == [("publiccode.yaml", "name: Desk\n")]
    assert facts.mailmap[0].proper_name == "Ada"


def published(make, number, gap):
    return [{"tagName": f"v{n}", "name": "", "releasedAt": make.at(1 + n * gap)} for n in range(number)]


async def test_releases_are_read_until_their_time_is_covered(gitlab, bench, make):
    gitlab.add("town/busy", releases=published(make, 700, 2))
    gitlab.add("town/even", releases=published(make, 200, 2))
    gitlab.add("town/old", releases=published(make, 150, 20))
    found = {
        name: item.facts
        for name, item in (await bench("right").collect(await bench("right").known("town"))).items()
    }
    assert [len(found[f"town/{name}"].releases) for name in ("busy", "even", "old")] == [400, 200, 100]
    extents = {name: facts.extent("releases") for name, facts in found.items()}
    assert all(extent.held and extent.missing is None for extent in extents.values())
    assert extents["town/busy"].since < make.now - timedelta(days=765)
    assert extents["town/even"].since is None
    assert found["town/busy"].releases[399].tag == "v399"
    assert len([path for _, path in gitlab.requests if "graphql" in path]) == 1 + 1 + 3


async def test_pages_of_releases_that_lead_in_a_circle_end_and_say_so(gitlab, bench, make):
    gitlab.add("town/desk", releases=published(make, 100, 2))

    def again(request):
        if b"after" not in request.content or b"releases(" not in request.content:
            return None
        node = {"tagName": "v3", "releasedAt": make.at(7), "author": None}
        page = {"nodes": [node] * 100, "pageInfo": {"endCursor": "100"}}
        return httpx.Response(200, json={"data": {"p0": {"releases": page}}})

    gitlab.answers.append(again)
    facts = await facts_of(bench("right"), "town/desk")
    assert len(facts.releases) == 100
    assert "Only the latest 100" in facts.extent("releases").missing.english


async def test_tags_are_asked_for_only_where_there_are_no_releases(gitlab, bench, make):
    gitlab.add("town/tagged")
    gitlab.add(
        "town/released",
        releases=[{"tagName": "v1", "name": "", "releasedAt": make.at(9), "upcomingRelease": False}],
    )
    gitlab.tags[1] = [
        {"name": "v0", "created_at": None, "commit": {"id": "a7", "committed_date": make.at(30)}}
    ]
    found = await bench("right").collect(await bench("right").known("town"))
    assert [(tag.name, tag.commit) for tag in found["town/tagged"].facts.tags] == [("v0", "a7")]
    assert "tags" not in found["town/released"].facts.extents
    assert sum("/tags" in path for _, path in gitlab.requests) == 1


async def test_a_project_with_issues_switched_off_says_so(gitlab, bench):
    gitlab.add("town/desk", issuesEnabled=False)
    facts = await facts_of(bench("right"), "town/desk")
    assert not facts.repository.issues_enabled
    assert facts.extent("issues").held is False
    assert "switched off" in facts.extent("issues").missing.english


async def test_the_next_page_is_asked_for_at_the_address_that_is_configured(gitlab, bench, make):
    """Behind a proxy a GitLab names its inner address in its links, which nobody outside can reach."""
    gitlab.add("town/desk")
    gitlab.commits[1] = [make.commit(str(number), number / 10) for number in range(230)]
    inner, hosts = gitlab._listed, set()

    def behind_a_proxy(request, items, query):
        hosts.add(request.url.host)
        response = inner(request, items, query)
        if "Link" in response.headers:
            response.headers["Link"] = response.headers["Link"].replace(
                "https://gitlab.example/", "http://10.0.0.7:8080/"
            )
        return response

    gitlab._listed = behind_a_proxy
    facts = await facts_of(bench("right"), "town/desk")
    assert len(facts.commits) == 230
    assert hosts == {"gitlab.example"}


async def test_histories_need_no_answer_about_the_lists(gitlab, bench, make):
    """The first figures wait for as few answers one after the other as there can be."""
    gitlab.add("town/desk", issues=[make.issue(number) for number in range(1, 130)])
    gitlab.commits[1] = [make.commit("b", 3)]
    known = await bench("right").known("town/desk")
    gitlab.requests.clear()
    await bench("right").collect(known)
    asked = [path.partition("?")[0].rpartition("/")[2] for _, path in gitlab.requests]
    assert asked == ["graphql", "commits", "graphql", "tags"]


async def test_an_empty_repository_has_no_commits_and_no_error(gitlab, bench):
    gitlab.add("town/desk", head="", ci=None)
    facts = await facts_of(bench("right"), "town/desk")
    assert (facts.repository.head, facts.repository.default_branch, facts.commits) == (None, None, ())
    assert facts.extent("commits").missing.english == "The repository is empty: nothing was ever committed."
    assert not any("commits" in path for _, path in gitlab.requests)


async def test_bots_and_deleted_accounts_are_told_apart(gitlab, bench, make):
    robot = make.issue(1)
    robot["author"] = make.user("project_1_bot", bot=True)
    ghost = make.issue(2, author="Ghost")
    gitlab.add("town/desk", issues=[robot, ghost])
    first, second = (await facts_of(bench("right"), "town/desk")).issues
    assert first.author.bot
    assert second.author is None


async def test_hostile_text_is_made_harmless(gitlab, bench, make):
    evil = make.issue(1)
    evil["title"] = "\x1b]52;c;evil\x07[/foo]\u202e"
    gitlab.add("town/desk", issues=[evil], description="a\nb\x9b31m")
    facts = await facts_of(bench("right"), "town/desk")
    assert not any(character in facts.issues[0].title for character in "\x1b\x07\u202e")
    assert facts.repository.description == "a b\ufffd31m"


async def test_a_deleted_project_fails_alone(gitlab, bench):
    gitlab.add("town/desk")
    gitlab.add("town/gone")
    made = bench("right")
    known = await made.known("town")
    del gitlab.projects["town/gone"]
    found = await made.collect(known)
    assert isinstance(found["town/desk"], Collected)
    failure = found["gl:town/gone"]
    assert isinstance(failure, Failure)
    assert (failure.kind, failure.final) == ("not-found", True)


async def test_profiles_say_where_somebody_works(gitlab, bench, make):
    gitlab.users["ada"] = {**make.user("Ada"), "organization": "@town"}
    made = bench("right")
    found = [item async for item in made.collector.profiles(["gitlab.example/ada", "gitlab.example/nobody"])]
    assert [(each.login, each.company) for each in found] == [("gitlab.example/ada", "@town")]


async def test_an_approval_is_dated_by_its_note_and_is_an_answer(gitlab, bench, make):
    notes = [("Ada", 9, False), ("Grace", 8, "approved"), ("Bo", 7, False), ("Grace", 6, True)]
    approved = make.merge_request(1, merged=4, approved=("Grace",), notes=notes)
    gitlab.add("town/desk", mergeRequests=[approved])
    [request] = (await facts_of(bench("right"), "town/desk")).change_requests
    assert [(each.at, each.author.login) for each in request.reviews] == [
        (make.now - timedelta(days=8), "gitlab.example/grace")
    ]
    assert [each.author.login.partition("/")[2] for each in request.responses] == ["ada", "grace", "bo"]
    assert request.comments == 2
    assert held_until(request) is None


async def test_what_nobody_answered_among_the_first_notes_is_read_on(gitlab, bench, make):
    """Ten notes of a merge request come with the list, five of an issue; answers and approvals may lie behind."""
    talk = [("Ada", 9.9 - n / 100, False) for n in range(14)]
    issue = make.issue(7, notes=[*talk, ("Bo", 6, False)])
    old = make.issue(8, opened=300, closed=299, updated=299, notes=[*talk, ("Bo", 6, False)])
    request = make.merge_request(3, approved=("Grace",), notes=[*talk, ("Grace", 8, "approved")])
    gitlab.add("town/desk", issues=[issue, old], mergeRequests=[request])
    facts = await facts_of(bench("right"), "town/desk")
    by_number = {each.number: each for each in facts.issues}
    assert [each.at for each in by_number[7].responses][-1] == make.now - timedelta(days=6)
    assert len(by_number[8].responses) == 5  # nobody asks any more how long it waited
    [change] = facts.change_requests
    assert [each.at for each in change.reviews] == [make.now - timedelta(days=8)]
    assert [method for method, _ in gitlab.requests].count("POST") == 3  # one to discover, one to read on
    assert max(gitlab.prices) <= 250


async def test_a_gitlab_without_metadata_of_notes_dates_approvals_by_the_merge(gitlab, bench, make):
    text = graphql.print_schema(gitlab.schema).replace("  systemNoteMetadata: SystemNoteMetadata\n", "")
    gitlab.schema = graphql.build_schema(text)
    notes = [("Grace", 8, "approved"), ("Ada", 7, False)]
    approved = make.merge_request(1, merged=4, approved=("Grace",), notes=notes)
    gitlab.add("town/desk", mergeRequests=[approved])
    [request] = (await facts_of(bench("right"), "town/desk")).change_requests
    assert [each.at for each in request.reviews] == [make.now - timedelta(days=4)]
