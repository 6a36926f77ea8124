"""Only what is really there, and can matter, is asked for by id."""

from datetime import UTC, datetime, timedelta

import pytest

from civitop.config.settings import Forge
from civitop.model import Repository
from civitop.polling.collector import Failure, Known
from collectors.github.failures import guarded
from collectors.github.partial_repository import Draft

ASOF = datetime(2026, 11, 22, 10, tzinfo=UTC)
REPOSITORY = Repository(id="demo:o/r", forge="demo", name="o/r", url="", node_id="R1")


def ago(days):
    return (ASOF - timedelta(days=days)).isoformat()


def thread(key, *, opened, updated=None, closed=None, merged=None):
    return {
        "id": key,
        "createdAt": ago(opened),
        "updatedAt": ago(opened if updated is None else updated),
        "closedAt": None if closed is None else ago(closed),
        "mergedAt": None if merged is None else ago(merged),
    }


def commits(count, total=None, days=300):
    nodes = [
        {"id": f"C{n}", "committedDate": ago(n * days / count), "author": {"name": "Jane", "email": "j@x"}}
        for n in range(count)
    ]
    page = {"hasNextPage": (total or count) > count, "endCursor": "next"}
    return {"totalCount": total or count, "pageInfo": page, "nodes": nodes}


def draft(history=None, **lists):
    node = {"id": "R1", "defaultBranchRef": {"name": "main", "target": {"oid": "head"}}}
    node |= {"history": {"target": {"history": history}}}
    node |= {key: {"totalCount": len(nodes), "nodes": nodes} for key, nodes in lists.items()}
    return Draft(Known(REPOSITORY), node, ASOF)


def asked(it, document):
    return {item.id for item in it.details() if item.document == document}


def test_answers_are_asked_for_what_is_open_or_new_even_where_nothing_was_updated():
    """A comment in the second of the opening leaves no other trace."""
    it = draft(
        commits(1),
        openIssueList=[thread("old", opened=900, updated=3), thread("untouched", opened=900)],
        closedIssueList=[
            thread("new", opened=80, updated=2, closed=2),
            thread("past", opened=200, updated=2, closed=2),
        ],
        closedChangeList=[
            thread("merged lately", opened=300, updated=5, closed=5, merged=5),
            thread("merged long ago", opened=300, updated=5, closed=200, merged=200),
        ],
    )
    assert asked(it, "issue_details") == {"old", "untouched", "new"}
    assert asked(it, "change_details") == {"merged lately"}


def test_parents_are_asked_for_every_commit_of_a_human():
    history = commits(3)
    bot = {"name": "renovate[bot]", "email": "29139614+renovate[bot]@users.noreply.github.com"}
    history["nodes"][1]["author"] = bot
    assert asked(draft(history), "commit_details") == {"C0", "C2"}


def test_a_short_rest_is_read_by_cursor_and_a_long_one_in_slices_of_time():
    [feed] = draft(commits(100, total=180)).asking()
    assert dict(feed.item.variables)["after"] == "next"
    slices = [dict(feed.item.variables) for feed in draft(commits(100, total=900)).asking()]
    assert len(slices) == 8
    assert all("after" not in each for each in slices)
    ends = [each["until"] for each in slices]
    assert [each["since"] for each in slices][1:] == ends[:-1]


def test_slices_that_do_not_add_up_are_read_again_by_cursor():
    it = draft(commits(100, total=900))
    for feed in it.asking():
        feed.take({"nodes": [], "pageInfo": {"hasNextPage": False}})
    [feed] = it.asking()
    assert dict(feed.item.variables)["after"] == "next"
    assert len(it.commits) == 100


def test_closed_change_requests_are_read_as_far_as_the_window_reaches():
    page = {"hasNextPage": True, "endCursor": "more"}

    def reading(updated):
        it = draft(commits(1))
        it.node["closedChangeList"] = {
            "pageInfo": page,
            "nodes": [thread("x", opened=500, updated=updated, closed=updated)],
        }
        return Draft(it.known, it.node, ASOF).asking()

    assert len(reading(300)) == 1
    assert reading(450) == []


@pytest.mark.parametrize(("history", "refused"), [(None, True), (commits(1), False)])
def test_a_history_that_is_kept_back_is_unknown_and_not_empty(history, refused):
    assert draft(history).history_refused is refused


def test_an_answer_of_unknown_shape_fails_its_repository_alone():
    forge = Forge(name="demo", kind="github", url="https://forge.example")
    result = guarded(REPOSITORY, forge, lambda: {}["nodes"])
    assert isinstance(result, Failure)
    assert "o/r" in result.error.english
    assert guarded(REPOSITORY, forge, lambda: 5) == 5
