"""Commits come out of a clone as they are in it."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from civitop.model import Commit, Extent, identity
from collectors.git.history import DamagedLog, People, moment, newest_first, read_record


async def test_a_commit_has_its_author_and_its_committers_date(clone, reader):
    oid = clone.commit("Mette Holm", "Mette@Example.dk", at="2026-03-01T10:00:00+0200")
    (commit,) = (await reader.facts(clone.path)).commits
    assert commit.oid == oid
    assert commit.author == identity("Mette Holm", "mette@example.dk")
    assert commit.committed_at == datetime(2026, 3, 1, 8, tzinfo=UTC)
    assert commit.parents == 0


async def test_commits_come_newest_first_whatever_their_order_in_the_history(clone, reader):
    late = clone.commit(at="2026-03-09T10:00:00Z")
    early = clone.commit(at="2026-03-01T10:00:00Z")
    same = clone.commit(at="2026-03-01T10:00:00Z")
    oids = [commit.oid for commit in (await reader.facts(clone.path)).commits]
    assert oids == [late, *sorted([early, same])]


async def test_a_merge_tells_its_parents(clone, reader):
    clone.commit()
    clone.git("checkout", "-q", "-b", "side")
    clone.commit(message="side")
    clone.git("checkout", "-q", "main")
    clone.commit(message="main")
    merged = clone.merge("side")
    parents = {commit.oid: commit.parents for commit in (await reader.facts(clone.path)).commits}
    assert parents.pop(merged) == 2
    assert sorted(parents.values()) == [0, 1, 1]


async def test_coauthors_are_read_from_trailers_each_once_and_never_the_author(clone, reader):
    clone.commit(
        "Mette Holm",
        "mette@example.dk",
        "Do\n\nText\n\nCo-authored-by: Jan <jan@example.nl>\n"
        "co-authored-By: Ærø Å <9+aero@users.noreply.github.com>\n"
        "Co-Authored-By: Jan <jan@example.nl>\nCo-authored-by: Mette Holm <METTE@example.dk>\n"
        "Co-authored-by: nobody\nSigned-off-by: Else <else@example.dk>",
    )
    clone.commit(message="Co-authored-by: in the subject <x@example.dk> only")
    latest, first = (await reader.facts(clone.path)).commits
    assert first.coauthors == (
        identity("Jan", "jan@example.nl"),
        identity("Ærø Å", "9+aero@users.noreply.github.com"),
    )
    assert first.coauthors[1].login == "github.com/aero"
    assert latest.coauthors == ()


async def test_the_mailmap_is_kept_and_not_applied(clone, reader):
    clone.write(".mailmap", "Mette Holm <mette@example.dk> <mh@old.example>\n")
    clone.commit("mh", "mh@old.example")
    clone.git("config", "log.mailmap", "true")
    facts = await reader.facts(clone.path)
    assert facts.commits[0].author == identity("mh", "mh@old.example")
    assert facts.mailmap[0].proper == identity("", "mette@example.dk")


async def test_each_identity_is_made_once(clone, reader):
    for _ in range(3):
        clone.commit()
    first, second, third = (await reader.facts(clone.path)).commits
    assert first.author is second.author is third.author


async def test_hostile_names_become_plain(clone, reader):
    clone.commit(
        "Me\x1b[31mtte\u202e", "mette@example.dk", "Do\x1f\n\nCo-authored-by: J\x1ban <jan@example.nl>"
    )
    (commit,) = (await reader.facts(clone.path)).commits
    assert commit.author.name == "Me\ufffd[31mtte\ufffd"
    assert commit.coauthors[0].name == "J\ufffdan"


async def test_an_author_in_another_encoding_or_none_is_read(clone, reader):
    clone.commit()
    tree = clone.git("rev-parse", "HEAD^{tree}")
    body = f"tree {tree}\nauthor J\xf8rn <j@example.dk> 1 +0000\ncommitter X <x@x.dk> 1770000000 +0000\n"
    latin = clone.git(
        "hash-object",
        "-t",
        "commit",
        "-w",
        "--stdin",
        text=f"{body}encoding ISO-8859-1\n\nm\n".encode("latin-1"),
    )
    damaged = clone.git(
        *("hash-object", "-t", "commit", "-w", "--literally", "--stdin"),
        text=f"tree {tree}\nparent {latin}\nauthor nobody\ncommitter nobody\n\nm\n",
    )
    clone.git("update-ref", "refs/heads/main", damaged)
    by_oid = {commit.oid: commit for commit in (await reader.facts(clone.path)).commits}
    assert by_oid[latin].author.name == "Jørn"
    assert by_oid[damaged].committed_at == datetime(1970, 1, 1, tzinfo=UTC)


async def test_a_giant_message_costs_no_more_than_its_beginning(clone, reader):
    trailers = "\n".join(f"Co-authored-by: P{number} <p{number}@example.dk>" for number in range(20_000))
    clone.commit()
    clone.git("commit", "-q", "--allow-empty", "-F", "-", text=f"Do\n\n{trailers}\n", **clone.who)
    clone.commit("Jan", "jan@example.nl", at="2026-05-01T00:00:00Z")
    facts = await reader.facts(clone.path)
    assert [commit.author.name for commit in facts.commits] == ["Jan", "C", "Mette Holm"]
    assert 0 < len(facts.commits[1].coauthors) < 20_000


async def test_a_shallow_clone_says_from_when_on_it_is_whole(clone, another, reader):
    clone.commit(at="2026-01-01T00:00:00Z")
    clone.git("checkout", "-q", "-b", "side")
    clone.commit(at="2026-01-02T00:00:00Z")
    clone.git("checkout", "-q", "main")
    clone.commit(at="2026-01-03T00:00:00Z")
    merged = clone.merge("side")
    clone.commit(at="2026-05-01T00:00:00Z")
    shallow = another("shallow", "--bare")
    shallow.git("fetch", "-q", "--depth=2", clone.path.as_uri(), "+main:main")
    facts = await reader.facts(shallow.path)
    extent = facts.extent("commits")
    assert len(facts.commits) == 2
    assert extent.since == datetime(2026, 4, 1, 12, tzinfo=UTC)
    assert (
        extent.missing.english == "This is a shallow clone: its history is whole only from 2026-04-01 on; "
        "run git fetch --unshallow."
    )
    assert {commit.oid: commit.parents for commit in facts.commits}[merged] == 2


async def test_a_shallow_clone_that_holds_everything_is_whole(clone, another, reader):
    clone.commit()
    shallow = another("shallow", "--bare")
    shallow.git("fetch", "-q", "--depth=9", clone.path.as_uri(), "+main:main")
    assert (await reader.facts(shallow.path)).extent("commits") == Extent()


@given(st.lists(st.tuples(st.integers(0, 5), st.text("0123456789abcdef", min_size=1)), unique=True))
def test_commits_are_ordered_by_date_then_by_id(pairs):
    who = identity("Mette Holm", "mette@example.dk")
    commits = [Commit(oid, moment(str(seconds)), who) for seconds, oid in pairs]
    expected = sorted(commits, key=lambda commit: (-commit.committed_at.timestamp(), commit.oid))
    assert list(newest_first(commits)) == expected


@given(st.one_of(st.integers().map(str), st.text()))
def test_any_time_of_git_is_a_moment(seconds):
    assert moment(seconds).tzinfo is UTC


@pytest.mark.parametrize(
    "record", [b"", b"a" * 40, b"a" * 36 + b"\x1f\n0\n\nA\na@x\n", b"a\xff\n0\n\nA\na@x\n"]
)
def test_an_entry_that_is_none_is_a_sentence(record):
    with pytest.raises(DamagedLog, match="run git fsck"):
        read_record(record, People())
