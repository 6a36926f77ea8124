"""What is to be done: each kind by a project in which it is so, and by one in which it is not."""

from datetime import date

import pytest
from msgspec.structs import replace

from civitop.expected import Expected
from civitop.health import Network
from civitop.polling.measurer import health_of
from civitop.reading.depth.open_work import open_work
from civitop.reading.todo import most_help, network_tasks, tasks
from civitop.signals import measure_all
from civitop.signals.base import Settings
from civitop.tasks import KIND_TITLES

PAGES = {"issue_page": "issues/#", "change_request_page": "pull/#"}
URL = "https://github.com/aaholm/shelter"
IDA, BO, CLEO = "ida@aaholm.example", "bo@bysted.example", "cleo@mail.example"


def health(make, asof, **facts):
    project = make.project(**{**PAGES, **facts})
    found = measure_all(project, asof, Settings(country="DK"))
    return health_of(project.facts.repository, asof, asof, None, found), project


def todo(make, asof, kind=None, **facts):
    one, project = health(make, asof, **facts)
    found = tasks(one, open_work(project, asof, "DK"))
    return [task for task in found if kind is None or task.kind == kind]


def test_an_issue_waits_after_two_business_days_and_leads_to_its_page(make, asof):
    """`asof` is a Sunday, 10:00: since Wednesday two business days have passed, since Thursday evening not."""
    issues = [make.issue(4, who=CLEO, number=7), make.issue(2.5, who=CLEO, number=8)]
    (task,) = todo(make, asof, "unanswered", issues=issues)
    assert task.why.english == "Issue 7 has no answer: An issue"
    assert (task.url, task.since) == (f"{URL}/issues/7", make.ago(4))
    answered = make.issue(4, who=CLEO, number=7, answers=[(3, IDA)])
    assert todo(make, asof, "unanswered", issues=[answered]) == []
    assert todo(make, asof, "unanswered", issues=[make.issue(9, 1, who=CLEO)]) == []


@pytest.mark.parametrize(
    ("request_", "kind"),
    [
        ({"opened": 9}, "unanswered"),
        ({"opened": 9, "answers": [(8, BO)]}, "review"),
        ({"opened": 9, "reviews": [(8, BO)]}, "merge"),
        ({"opened": 9, "reviews": [(8, IDA)], "answers": [(8, BO)]}, "review"),  # one's own review is none
        ({"opened": 9, "reviews": [(1, BO)]}, None),  # reviewed yesterday
        ({"opened": 9, "reviews": [(8, BO)], "closed": 2, "merged": True}, None),
        ({"opened": 9, "draft": True}, None),
        (
            {"opened": 9, "answers": [(8, BO)], "reviews": None},
            None,
        ),  # whether anybody reviewed it is not known
        ({"opened": 9, "answers": [(8, BO)], "review_total": 3}, None),
    ],
)
def test_a_change_request_waits_for_an_answer_a_review_or_its_merge(make, asof, request_, kind):
    found = [
        t
        for t in todo(make, asof, requests=[make.request(who=IDA, number=3, **request_)])
        if t.url.endswith("/3")
    ]
    assert [task.kind for task in found] == ([kind] if kind else [])
    assert all(task.url == f"{URL}/pull/3" for task in found)


def test_red_ci_comes_first_and_a_missing_licence_next(make, asof):
    found = todo(make, asof, ci_state="failure", issues=[make.issue(9, who=CLEO)])
    assert [task.kind for task in found[:3]] == ["ci", "licence", "unanswered"]
    assert todo(make, asof, "ci", ci_state="success") == []
    order = [list(KIND_TITLES).index(task.kind) for task in found]
    assert order == sorted(order)


def test_an_overdue_release_tells_how_many_commits_wait(make, asof):
    releases = [make.release(days, f"v{n}.0.0") for n, days in enumerate((400, 380, 360, 340))]
    old = make.commits({IDA: 4}, start=350)
    facts = {"releases": releases, "commits": [*old, *make.commits({IDA: 3})]}
    (task,) = todo(make, asof, "release", **facts)
    assert task.why.english == "The last release is 340 days old; 3 commits are unreleased."
    assert todo(make, asof, "release", releases=releases, commits=old) == []  # nothing is unreleased
    (task,) = todo(make, asof, "release")
    assert task.why.english == "Nothing was ever released."


def test_a_contract_and_a_problem_of_publiccode_say_the_line_and_the_remedy(make, asof):
    maintenance = "maintenance:\n  type: contract\n  contractors: [{name: Nordkode, until: %s}]\n"
    text = f"name: Shelter\nreleaseDate: soon\n{maintenance}"
    found = todo(make, asof, publiccode=text % "2026-12-01")
    assert [task.why.english for task in found if task.kind == "contract"] == [
        "The contract with Nordkode ends in 9 days."
    ]
    assert "publiccode.yml, line 2: releaseDate is wrong." in [task.why.english for task in found]
    assert all(task.do.english for task in found)
    ended = todo(make, asof, "contract_ended", publiccode=text % "2026-11-01")
    assert [task.why.english for task in ended] == ["The contract with Nordkode ended 21 days ago."]


def test_one_steward_is_told_by_the_role_that_hangs_on_them(make, asof):
    merged = [make.request(9 + n, 5, merged=True, merged_by=BO, who=IDA, number=n + 1) for n in range(4)]
    (task,) = todo(make, asof, "steward", requests=merged)
    assert task.why.english == "One person merged everything that was merged in the last 365 days."


def test_files_that_lack_are_each_a_task_with_what_to_add(make, asof):
    found = todo(make, asof, "missing", files=("LICENSE", "README.md"))
    assert [task.why.english for task in found][:2] == [
        "No automated tests run.",
        "Nobody says where a weakness is reported.",
    ]
    assert "There is no README." not in [task.why.english for task in found]


def test_an_archived_project_needs_nothing(make, asof):
    assert todo(make, asof, archived=True, ci_state="failure") == []


def expecting(one, *, until=date(2026, 11, 21), only=()):
    return replace(one, expected=(Expected(reason="Replaced by Haven.", until=until, only=only),))


def test_what_is_expected_stands_last_with_its_reason_and_helps_nobody(make, asof):
    one, _ = health(make, asof, ci_state="failure", issues=[make.issue(9, who=CLEO)])
    muted = tasks(expecting(one, only=("ci",)))
    assert (muted[-1].kind, muted[-1].expected) == ("ci", "Replaced by Haven.")
    assert muted[0].expected is None
    finished = tasks(expecting(one))
    assert finished
    assert {task.expected for task in finished} == {"Replaced by Haven."}
    assert most_help([finished]) == ()


def test_a_network_is_told_the_most_urgent_thing_of_three_projects(make, asof):
    many = [make.issue(9 + n, who=CLEO) for n in range(5)]
    found = [
        health(make, asof, id="x:quiet", files=("LICENSE",))[0],
        health(make, asof, id="x:red", ci_state="failure", files=("LICENSE",))[0],
        health(make, asof, id="x:few", issues=many[:2], files=("LICENSE",))[0],
        health(make, asof, id="x:many", issues=many, files=("LICENSE",))[0],
    ]
    network = Network(id="x", name="X", repositories=tuple(each.id for each in found), totals={})
    every = list(network_tasks(network, {each.id: each for each in found}))
    assert [(task.repository, task.kind) for task in most_help(every)] == [
        ("x:red", "ci"), ("x:many", "unanswered"), ("x:few", "unanswered"),
    ]  # fmt: skip
    assert every[-1][0].weight == 5
