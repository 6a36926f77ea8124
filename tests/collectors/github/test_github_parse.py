"""What GitHub says becomes facts: exact, harmless, and without anybody's address."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from civitop.config.settings import Forge
from civitop.model import address_hash
from collectors.github import parse
from collectors.github.parse import Reader


@pytest.fixture
def reader():
    return Reader(Forge(name="github", kind="github", url="https://github.com"))


def commit(message="Fix the form", name="Jane Doe", email="jane@city.example", login=None):
    user = {"login": login} if login else None
    author = {"name": name, "email": email, "user": user}
    return {"oid": "a1", "committedDate": "2026-11-01T10:00:00Z", "message": message, "author": author}


def test_a_commit_knows_its_author_by_account_and_hashed_address(reader):
    made = reader.commit(commit(login="JaneD"), 1)
    assert made.author.login == "github.com/janed"
    assert made.author.address == address_hash("jane@city.example")
    assert made.author.domain == "city.example"
    assert made.committed_at == datetime(2026, 11, 1, 10, tzinfo=UTC)


def test_coauthors_are_the_trailers_of_the_last_paragraph(reader):
    message = (
        "Fix\n\nCo-authored-by: Not Here <no@x.example>\n\n"
        "Signed-off-by: Jane Doe <jane@city.example>\r\n"
        "co-authored-by:  Piet  <12+piet@users.noreply.github.com>\n"
        "Co-authored-by: Jane Doe <JANE@city.example>\n"
    )
    who = reader.commit(commit(message), 1).coauthors
    assert [(each.name, each.login) for each in who] == [("Piet", "github.com/piet")]


@given(st.text())
def test_no_message_breaks_the_reading(message):
    reader = Reader(Forge(name="github", kind="github", url="https://github.com"))
    reader.commit(commit("x\n\nCo-authored-by: " + message), 1)


def test_a_bot_is_called_the_same_in_commits_and_in_change_requests(reader):
    acted = reader.actor({"__typename": "Bot", "login": "dependabot"})
    address = "49699333+dependabot[bot]@users.noreply.github.com"
    made = reader.commit(commit(name="dependabot[bot]", email=address), 1)
    assert acted.login == made.author.login == "github.com/dependabot[bot]"
    assert acted.bot
    assert made.author.bot


def test_a_deleted_account_is_nobody(reader):
    assert reader.actor(None) is None


def test_hostile_strings_come_out_harmless(reader):
    issue = {
        "number": 1,
        "title": "\x1b]0;owned\x07 \u202egnp.exe",
        "createdAt": "2026-11-01T10:00:00Z",
        "updatedAt": "2026-11-01T10:00:00Z",
        "author": {"__typename": "User", "login": "x\x1b[2J"},
    }
    made = reader.issue(issue, None)
    assert "\x1b" not in made.title + made.author.login
    assert "\u202e" not in made.title


def test_a_name_that_is_no_path_gives_no_link(reader):
    assert reader.repository({"nameWithOwner": "javascript:alert(1)//x y"}).url == ""
    assert reader.repository({"nameWithOwner": "os2mo/os2mo"}).url == "https://github.com/os2mo/os2mo"


def test_an_empty_repository_has_neither_branch_nor_head(reader):
    made = reader.repository({"nameWithOwner": "o/r", "defaultBranchRef": None})
    assert (made.default_branch, made.head, made.ci_state) == (None, None, None)


def test_drafts_are_left_out_and_a_full_page_of_releases_says_how_far_it_reaches(reader):
    def release(day, **more):
        at = f"2026-10-{day:02}T00:00:00Z"
        return {"tagName": f"v{day}", "name": "", "publishedAt": at, "isDraft": False, **more}

    node = {
        "releases": {
            "pageInfo": {"hasNextPage": True},
            "nodes": [release(9), release(20), release(30, isDraft=True), release(4, publishedAt=None)],
        }
    }
    found, extent = reader.releases(node)
    assert [each.tag for each in found] == ["v20", "v9"]
    assert extent.since == datetime(2026, 10, 9, tzinfo=UTC)


def test_a_tag_has_the_date_of_its_tagger_or_of_its_commit():
    node = {
        "tags": {
            "nodes": [
                {"name": "light", "target": {"oid": "c1", "committedDate": "2026-01-01T00:00:00Z"}},
                {"name": "annotated", "target": {"tagger": {"date": "2026-02-01T01:00:00+01:00"}}},
                {"name": "tree", "target": {}},
                {
                    "name": "taggerless",
                    "target": {
                        "tagger": None,
                        "target": {"oid": "c0", "committedDate": "2025-01-01T00:00:00Z"},
                    },
                },
            ]
        }
    }
    found, extent = parse.tags(node)
    assert [(tag.name, tag.at.month) for tag in found] == [("annotated", 2), ("light", 1), ("taggerless", 1)]
    assert [tag.commit for tag in found] == [None, "c1", "c0"]
    assert found[0].at == datetime(2026, 2, 1, tzinfo=UTC)
    assert extent.since is None


def test_responses_to_a_change_request_are_comments_and_reviews_by_time(reader):
    node = {"number": 5, "createdAt": "2026-11-01T10:00:00Z", "updatedAt": "2026-11-01T10:00:00Z"}
    details = {
        "comments": {"totalCount": 1, "nodes": [{"createdAt": "2026-11-03T10:00:00Z", "author": None}]},
        "reviews": {"nodes": [{"submittedAt": "2026-11-02T10:00:00Z", "author": {"login": "r"}}]},
    }
    made = reader.change(node, details)
    assert [each.at.day for each in made.responses] == [2, 3]
    assert len(made.reviews) == 1
    assert reader.change(node, None).responses is None
