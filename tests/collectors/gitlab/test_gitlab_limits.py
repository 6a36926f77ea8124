"""How the GitLab collector behaves where a GitLab says no: limits, refusals, no token, no network."""

import asyncio
import re
import time
from collections import Counter
from datetime import UTC, datetime, timedelta

import graphql
import httpx
import pytest

from civitop.config.settings import Forge
from civitop.config.sources import Source
from civitop.polling.collector import Collected, Failure, Known, Pulse
from collectors.gitlab.collector import GitLabCollector
from collectors.gitlab.documents import Conversation, Documents, Page, ReleasePage, Window, page_beside

pytestmark = pytest.mark.slow

WINDOW = Window(updated_after=datetime(2025, 10, 18, tzinfo=UTC))
IDS = [f"gid://gitlab/Project/{number}" for number in range(80_000_000, 80_000_050)]


def busy_network(gitlab, make, projects, items=2, commits=5):
    """Projects with a year of work each, as issue 3 counts them."""
    issues = [make.issue(number, updated=number / 10) for number in range(1, items + 1)]
    requests = [make.merge_request(number, updated=number / 10) for number in range(1, items + 1)]
    release = {"tagName": "v1", "name": "", "releasedAt": make.at(9), "upcomingRelease": False}
    for number in range(1, projects + 1):
        gitlab.add(f"towns/p{number}", issues=issues, mergeRequests=requests, releases=[release])
        gitlab.commits[number] = [make.commit(f"{number}-{each}", each) for each in range(commits - 1)]


# ---------------------------------------------------------------- prices


@pytest.mark.parametrize(
    ("document", "price"),
    [
        (Documents().discover("a/b", "c"), 121),
        (Documents().discover("a/b", None), 177),
        (Documents().pulse(IDS), 85),
        (Documents().details(IDS), 171),
        (Documents(branch="stable").details(IDS), 171),
        (Documents().pages([Page("a/b", "issues", WINDOW, "x")], 100), 59),
        (Documents().pages([Page("a/b", "mergeRequests", WINDOW, "x")], 100), 95),
        (Documents().pages([ReleasePage("a/b", "x")], 100), 19),
        (Documents().pages([Conversation("a/b", "issue", 7)], 100), 18),
        (Documents().pages([Conversation("a/b", "mergeRequest", 7)], 100), 22),
    ],
)
def test_documents_cost_what_is_written_beside_them(make, document, price):
    assert make.complexity(document) == price <= 200
    assert len(document) < 10_000


@pytest.mark.parametrize(("page", "price", "limit"), [(50, 174, 200), (100, 232, 250)])
def test_the_first_pages_fit_what_a_token_allows(make, page, price, limit):
    assert make.complexity(Documents().lists(IDS, page, WINDOW)) == price <= limit


@pytest.mark.parametrize("limit", [200, 250])
def test_details_and_lists_of_a_few_projects_fit_into_one_request(make, limit):
    sizes = {number: page_beside(number, limit) for number in range(1, 51)}
    for number, page in sizes.items():
        document = Documents().together(IDS[:number], page or 5, WINDOW)
        assert len(document) < 10_000
        assert not page or make.complexity(document) <= limit
    assert max(number for number, page in sizes.items() if page) == {200: 3, 250: 28}[limit]


async def test_a_first_round_costs_two_requests_for_50_projects_and_one_a_history(gitlab, bench, make):
    busy_network(gitlab, make, projects=120)
    made = bench("right")
    known = await made.known("towns")
    found = await made.collect(known)
    assert all(len(item.facts.issues) == len(item.facts.change_requests) == 2 for item in found.values())
    kinds = Counter(method for method, _ in gitlab.requests)
    few = 3  # the first 4, the next 10 and 10, with details and lists in one request
    assert kinds == {"POST": 2 + few + 2 * 2, "GET": 120}
    assert max(gitlab.prices) <= 250


async def test_without_a_token_a_network_gets_figures_and_says_what_is_missing(gitlab, bench, make):
    busy_network(gitlab, make, projects=60)
    gitlab.projects["towns/p7"]["issues"] = [
        make.issue(number, updated=number / 10) for number in range(1, 61)
    ]
    gitlab.hourly = 60
    made = bench()
    found = await made.collect(await made.known("towns"))
    assert len(gitlab.requests) == 1 + 2 * (1 + 2)  # the first few are a batch of their own
    facts = found["towns/p7"].facts
    assert (facts.repository.open_issues, facts.repository.open_change_requests) == (60, 2)
    assert facts.repository.pushed_at
    assert facts.releases
    assert facts.files
    missing = facts.extent("commits")
    assert not missing.held
    assert missing.missing.english == (
        "Without a token gitlab.example allows 60 requests an hour, too few for the commits and long lists "
        "of 60 projects: set a token for gl."
    )
    assert len(facts.issues) == 50
    assert facts.extent("issues").since == min(issue.updated_at for issue in facts.issues)
    assert "set a token" in facts.extent("issues").missing.english


@pytest.mark.parametrize(("tokens", "history"), [((), "auto"), ((), "git"), (("right",), "git")])
async def test_where_git_tells_the_history_rest_is_not_asked_for_it(gitlab, bench, make, tokens, history):
    busy_network(gitlab, make, projects=60)
    gitlab.hourly = 60
    made = bench(*tokens, history=history)
    found = await made.collect(await made.known("towns"))
    assert {method for method, _ in gitlab.requests} == {"POST"}
    assert len(gitlab.requests) <= 1 + 2 * (1 + 2) + 2
    for item in found.values():
        assert len(item.facts.issues) == len(item.facts.change_requests) == 2
        for kind in ("commits", "tags"):
            assert not item.facts.extent(kind).held
            assert item.facts.extent(kind).missing.english == "The history is taken from git."


async def test_without_a_token_the_whole_hour_is_used(gitlab, bench):
    for number in range(250):
        gitlab.add(f"towns/p{number}")
    gitlab.hourly = 8
    made = bench()
    known = await made.known("towns")
    made.clock.now += timedelta(minutes=5)
    assert len(await made.pulse(known)) == 250
    assert (len(gitlab.requests), made.clock.slept) == (8, [])


async def test_without_a_token_but_with_git_the_hour_is_for_long_lists(gitlab, bench, make):
    busy_network(gitlab, make, projects=40, items=60)
    gitlab.hourly = 60
    made = bench(history="auto")
    found = await made.collect(await made.known("towns"))
    assert all(len(item.facts.issues) == 60 for item in found.values())
    assert len(gitlab.requests) <= 60


async def test_without_a_token_a_small_network_gets_everything(gitlab, bench, make):
    busy_network(gitlab, make, projects=3, items=60)
    gitlab.hourly = 60
    made = bench()
    found = await made.collect(await made.known("towns"))
    assert all(len(item.facts.commits) == 4 and len(item.facts.issues) == 60 for item in found.values())


async def test_the_plan_is_an_upper_bound_of_what_a_first_round_takes(gitlab, bench, make):
    busy_network(gitlab, make, projects=55)
    made = bench("right")
    cost = made.collector.plan(55, 0, 0)
    await made.collect(await made.known("towns"))
    assert len(gitlab.requests) <= cost.requests <= 3 * len(gitlab.requests)


# ---------------------------------------------------------------- waiting


@pytest.mark.parametrize("api", ["graphql", "rest"])
async def test_a_429_is_waited_out_to_the_letter_and_announced(gitlab, bench, make, api):
    gitlab.add("town/desk", head="b")
    gitlab.commits[1] = [make.commit("b", 3)]
    refusals = [httpx.Response(429, headers={"Retry-After": "59"})]

    def refuse(request):
        return refusals.pop() if refusals and ("graphql" in request.url.path) == (api == "graphql") else None

    made = bench("right")
    known = await made.known("town")
    gitlab.answers.append(refuse)
    found = await made.collect(known)
    assert len(found["town/desk"].facts.commits) == 1
    assert sum(made.clock.slept) == pytest.approx(59, abs=1.1)
    assert any(budget.waiting_until and budget.reason for budget in made.said)
    assert made.said[-1].waiting_until is None


@pytest.mark.parametrize("api", ["graphql", "rest"])
async def test_the_loop_goes_on_ticking_while_a_limit_is_waited_out(gitlab, make, api):
    gitlab.add("town/desk", head="b")
    gitlab.commits[1] = [make.commit("b", 3)]
    forge = Forge(name="gl", kind="gitlab", url="https://gitlab.example")
    refusals = [httpx.Response(429, headers={"Retry-After": "1"})]

    def refuse(request):
        return refusals.pop() if refusals and ("graphql" in request.url.path) == (api == "graphql") else None

    gitlab.answers.append(refuse)
    gaps: list[float] = []
    waiting = False

    def said(budget):
        nonlocal waiting
        waiting = budget.waiting_until is not None

    async def heartbeat():
        while True:
            last = time.monotonic()
            await asyncio.sleep(0.01)
            if waiting:
                gaps.append(time.monotonic() - last)

    def clock():
        return make.now + timedelta(seconds=time.monotonic())

    collector = GitLabCollector(forge, ["right"], said, clock, http=httpx.MockTransport(gitlab))
    beating = asyncio.ensure_future(heartbeat())
    known = [Known(item) async for item in collector.discover(Source("gl", "town"))]
    found = [item async for item in collector.collect(known, make.now)]
    beating.cancel()
    await collector.aclose()
    assert isinstance(found[0], Collected)
    assert sum(gaps) > 0.8
    assert max(gaps) < 0.8  # one blocking second would be one gap


async def test_whoever_stops_listening_in_the_middle_leaves_nothing_behind(gitlab, bench, make):
    busy_network(gitlab, make, projects=120)
    made = bench("right")
    stream = made.collector.collect(await made.known("towns"), make.now)
    await anext(stream)
    await stream.aclose()
    await made.collector.aclose()
    await asyncio.sleep(0.05)
    assert asyncio.all_tasks() == {asyncio.current_task()}


# ---------------------------------------------------------------- refusals


async def test_a_batch_that_is_too_heavy_is_asked_for_in_smaller_pieces(gitlab, bench, make):
    busy_network(gitlab, make, projects=100, items=2, commits=1)
    gitlab.timeout_over = 10
    made = bench("right")
    found = await made.collect(await made.known("towns"))
    assert sum(isinstance(item, Collected) for item in found.values()) == 100
    assert made.clock.slept == []


@pytest.mark.parametrize("answer", ["502", "partial"])
async def test_a_project_that_is_too_heavy_even_alone_fails_alone(gitlab, bench, make, answer):
    busy_network(gitlab, make, projects=9)

    def refuse(request):
        query = request.content.decode()
        if "graphql" not in request.url.path or "notes" not in query or not re.search(r"Project/7\b", query):
            return None
        if answer == "502":
            return httpx.Response(502, text="upstream")
        nodes = [{"id": "gid://gitlab/Project/7", "issues": None, "mergeRequests": None}]
        errors = [{"message": "Timeout on Project.issues"}]
        return httpx.Response(200, json={"errors": errors, "data": {"projects": {"nodes": nodes}}})

    made = bench("right")
    known = await made.known("towns")
    gitlab.answers.append(refuse)
    found = await made.collect(known)
    failure = found.pop("gl:towns/p7")
    assert isinstance(failure, Failure)
    assert failure.kind == "unreachable"
    assert len(found) == 8
    assert all(len(item.facts.issues) == 2 for item in found.values())
    gitlab.answers.clear()
    assert len(await made.collect(known)) == 9
    assert made.collector._asker.page == 100  # one bad project does not make the pages small for ever


async def test_a_complexity_limit_that_is_lower_than_gitlabs_makes_smaller_pages(gitlab, bench, make):
    busy_network(gitlab, make, projects=4, items=60)
    made = bench()  # without a token the limit is 200
    made.collector._asker.page = 100
    found = await made.collect(await made.known("towns"))
    assert all(len(item.facts.issues) == 60 for item in found.values())


async def test_an_older_gitlab_is_asked_without_the_fields_it_does_not_know(gitlab, bench, make):
    text = graphql.print_schema(gitlab.schema)
    for line in ("openMergeRequestsCount: Int", "isForked: Boolean!", "committedDate: Time"):
        text = text.replace(f"  {line}\n", "")
    text = text.replace("filter: NotesFilterType", "unread: NotesFilterType")
    gitlab.schema = graphql.build_schema(text)
    notes = [("Ada", 9, True)] * 6 + [("Bob", 8, False)]
    gitlab.add(
        "town/desk", issues=[make.issue(1, notes=notes)], mergeRequests=[make.merge_request(1, merged=2)]
    )
    made = bench("right")
    facts = (await made.collect(await made.known("town")))["town/desk"].facts
    assert facts.repository.open_change_requests is None
    assert [each.author.login for each in facts.issues[0].responses] == ["gitlab.example/bob"]
    assert facts.change_requests[0].closed_at == facts.change_requests[0].merged_at


async def test_comments_that_system_notes_hid_are_unknown_and_not_none(gitlab, bench, make):
    text = graphql.print_schema(gitlab.schema).replace("filter: NotesFilterType", "unread: NotesFilterType")
    gitlab.schema = graphql.build_schema(text)
    gitlab.add("town/desk", issues=[make.issue(1, notes=[("Ada", 9, True)] * 120 + [("Bob", 8, False)])])
    made = bench("right")
    facts = (await made.collect(await made.known("town")))["town/desk"].facts
    assert facts.issues[0].responses is None
    assert facts.issues[0].comments == 1


# ---------------------------------------------------------------- tokens, addresses, network


async def test_a_wrong_token_is_one_sentence_for_every_project(gitlab, bench):
    gitlab.add("town/desk")
    known = await bench("right").known("town")
    made = bench("glpat-secret")
    for failure in [
        *await made.discover("town"),
        *await made.pulse(known),
        *(await made.collect(known)).values(),
    ]:
        assert isinstance(failure, Failure)
        assert failure.kind == "unauthorised"
        assert "token" in failure.error.english
        assert "secret" not in failure.error.english


async def test_without_a_network_every_project_says_so(gitlab, bench):
    gitlab.add("town/desk")
    known = await bench().known("town")

    def cut(request):
        msg = "no route"
        raise httpx.ConnectError(msg)

    gitlab.answers.append(cut)
    made = bench()
    for failure in [
        *await made.discover("town"),
        *await made.pulse(known),
        *(await made.collect(known)).values(),
    ]:
        assert isinstance(failure, Failure)
        assert failure.kind == "unreachable"
        assert "gitlab.example" in failure.error.english


async def test_something_else_than_a_gitlab_is_said_to_be_none(gitlab, bench):
    gitlab.answers.append(lambda request: httpx.Response(200, html="<h1>It works!</h1>"))
    (failure,) = await bench().discover("town")
    assert failure.kind == "unreachable"
    assert "not answer as a GitLab does" in failure.error.english


async def test_commits_that_are_for_members_only_are_missing_and_nothing_else_is(gitlab, bench):
    gitlab.add("town/desk")
    gitlab.add("town/closed")
    forbid = httpx.Response(403, json={"message": "403 Forbidden"})
    gitlab.answers.append(lambda request: forbid if "/projects/2/repository" in request.url.path else None)
    made = bench("right")
    found = await made.collect(await made.known("town"))
    assert found["town/desk"].facts.extent("commits").held
    missing = found["town/closed"].facts.extent("commits")
    assert (missing.held, missing.missing.english) == (
        False,
        "gitlab.example shows the commits of this project to members only.",
    )


@pytest.mark.parametrize("url", ["http://127.0.0.1:8929", "https://code.town.example/gitlab"])
async def test_a_gitlab_at_its_own_address_is_asked_there(gitlab, bench, url):
    gitlab.add("town/desk")
    made = bench("right", url=url)
    (pulse,) = await made.pulse(await made.known("town/desk"))
    assert isinstance(pulse, Pulse)
    assert pulse.repository.url == f"{url}/town/desk"
    await made.collect([*await made.known("town")])
    prefix = httpx.URL(url).path.rstrip("/")
    assert all(path.startswith(f"{prefix}/api/") for _, path in gitlab.requests)


async def test_pages_are_followed_at_the_configured_address_whatever_the_forge_calls_itself(
    gitlab, bench, make
):
    gitlab.add("town/desk", head="0")
    gitlab.commits[1] = [make.commit(str(number), number / 10) for number in range(130)]

    def behind_a_proxy(request):
        if "/commits" in request.url.path and "page=2" not in str(request.url):
            link = str(request.url.copy_set_param("page", 2)).replace("gitlab.example", "inside.example")
            return httpx.Response(
                200, json=gitlab.commits[1][:100], headers={"Link": f'<{link}>; rel="next"'}
            )
        return None

    gitlab.answers.append(behind_a_proxy)
    made = bench("right")
    assert len((await made.collect(await made.known("town")))["town/desk"].facts.commits) == 130
