"""Clones that are odd in ways that were seen: names in old encodings, dates that are none, grafts, folder names."""

import os
from datetime import UTC, datetime, timedelta

import pytest

from civitop.errors import NotFound, UsageError
from civitop.people.affiliation.engine import NetworkAffiliator
from civitop.people.affiliation.registry import Registry
from civitop.people.identities import NO_NAME, resolve
from civitop.signals import activity
from civitop.signals.base import Project, Settings
from collectors.git.address import place
from collectors.git.clone import _branches
from collectors.targets import source_of

ASOF = datetime(2026, 11, 22, tzinfo=UTC)
GIVEN = int((ASOF - timedelta(days=30)).timestamp())


def write(
    clone, author: bytes, when: bytes | int = GIVEN, zone: bytes = b" +0000", header: bytes = b""
) -> str:
    """Write a commit as it stands here, whatever git thinks of it, on top of main."""
    tree = clone.git("mktree").encode()
    parent = clone.git("for-each-ref", "--format=%(objectname)", "refs/heads/main").encode()
    stamp = when if isinstance(when, bytes) else str(when).encode()
    lines = [
        b"tree " + tree,
        *([b"parent " + parent] if parent else []),
        b"author " + author + b" " + stamp + zone,
        b"committer " + author + b" " + stamp + zone,
        *([header] if header else []),
    ]
    data = b"\n".join(lines) + b"\n\nx\n"
    oid = clone.git("hash-object", "-w", "-t", "commit", "--stdin", "--literally", text=data)
    clone.git("update-ref", "refs/heads/main", oid)
    return oid


async def people(clone, reader):
    facts = await reader.facts(clone.path)
    found = resolve(facts)
    return [found.of[commit.author] for commit in facts.commits]


# ---------------------------------------------------------------- names


async def test_a_name_in_windows_1252_is_read_and_is_the_same_person(clone, reader):
    latin = "Jørgen Æbelø <jorgen@example.dk>".encode("latin-1")
    write(clone, latin, header=b"encoding ISO-8859-1")
    write(clone, latin)
    write(clone, "Jørgen Æbelø <j@home.example>".encode())
    (one,) = set(await people(clone, reader))
    assert one.name == "Jørgen Æbelø"
    assert len(one.identities) == 2


async def test_the_mailmap_is_read_in_the_same_way_line_by_line(clone, reader):
    (clone.path / ".mailmap").write_bytes(
        "Kåren Lund <karen@example.dk> <k@old.example>\n".encode("latin-1")
        + "Pær Holm <per@example.dk> <p@old.example>\n".encode()
    )
    clone.git("add", "-A")
    clone.commit("k", "k@old.example")
    clone.commit("p", "p@old.example")
    assert {person.name for person in await people(clone, reader)} == {"Kåren Lund", "Pær Holm"}


@pytest.mark.parametrize(
    "author", [b" <>", b" <nameless@example.dk>", b"<only@example.dk> <only@example.dk>"]
)
async def test_who_has_no_name_is_shown_as_such(clone, reader, author):
    write(clone, author)
    (person,) = await people(clone, reader)
    assert person.name == NO_NAME == "(no name)"


# ---------------------------------------------------------------- dates


async def test_dates_that_are_none_are_left_out_and_counted(clone, reader):
    who = b"Anne Ovesen <anne@example.dk>"
    for when in (0, b"-86400", b"18446744073709551615", b"9999999999999", b"notatime"):
        write(clone, who, when)
    write(clone, who, b"4294967295")
    write(clone, who, GIVEN, b"")  # git takes a time without a zone for none
    for zone in (b" +051800", b" -7530", b" +518:00"):
        write(clone, who, GIVEN, zone)
    facts = await reader.facts(clone.path)
    assert len(facts.commits) == 10
    project = Project(facts, resolve(facts), NetworkAffiliator(Registry(())))
    signal = activity.measure(project, ASOF, Settings())
    assert (signal.coverage.sample, signal.coverage.left_out) == (3, {"future": 1, "undated": 6})
    assert (signal.detail.people_365d, signal.detail.newcomers, signal.detail.days_since_last) == (1, 1, 30)


# ---------------------------------------------------------------- objects


async def test_a_graft_file_hides_nothing(clone, reader):
    oids = [clone.commit() for _ in range(5)]
    (clone.path / ".git" / "info").mkdir(exist_ok=True)
    (clone.path / ".git" / "info" / "grafts").write_text(oids[3] + "\n")
    assert len((await reader.facts(clone.path)).commits) == 5


async def test_a_replaced_commit_is_read_as_it_was(clone, reader):
    oids = [clone.commit() for _ in range(3)]
    clone.git("replace", oids[1], oids[0])
    assert {commit.oid for commit in (await reader.facts(clone.path)).commits} == set(oids)


async def test_long_object_names_are_read(another, reader):
    new = another("sha256", "--object-format=sha256")
    oid = new.commit()
    new.git("tag", "v1")
    facts = await reader.facts(new.path)
    assert ([commit.oid for commit in facts.commits], facts.tags[0].name) == ([oid], "v1")
    assert len(oid) == 64


# ---------------------------------------------------------------- heads


async def test_a_head_that_leads_nowhere(clone, reader):
    oid = clone.commit()
    clone.git("branch", "a-first-by-name")
    clone.git("symbolic-ref", "HEAD", "refs/heads/master")
    facts = await reader.facts(clone.path)
    assert (facts.repository.head, facts.repository.default_branch) == (oid, "main")
    note = facts.extent("commits").note
    assert note.english == "HEAD points to master, which does not exist; main is read instead."


async def test_without_a_usual_branch_the_first_by_name_is_read(clone, reader):
    clone.commit()
    clone.git("branch", "-m", "main", "topic-b")
    clone.git("branch", "topic-a")
    clone.git("symbolic-ref", "HEAD", "refs/heads/gone")
    assert (await reader.facts(clone.path)).repository.default_branch == "topic-a"


async def test_a_head_that_is_detached_or_on_an_odd_branch_is_read_as_it_is(clone, reader):
    old = clone.commit()
    clone.commit()
    clone.git("checkout", "-q", "--detach", old)
    facts = await reader.facts(clone.path)
    assert (facts.repository.head, facts.repository.default_branch) == (old, None)
    clone.git("checkout", "-q", "-b", "føø/bar@baz")
    assert (await reader.facts(clone.path)).repository.default_branch == "føø/bar@baz"


# ---------------------------------------------------------------- folders


@pytest.mark.parametrize(
    "name",
    [
        "trailing ",
        " leading",
        "new\nline",
        "tab\there",
        "høj å",
        "-dash",
        "a:b",
        "x::y",
        "$HOME",
        "star*[a]",
        "~tilde",
    ],
)
async def test_odd_folder_names_are_read(another, reader, name):
    odd = another(name)
    oid = odd.commit()
    source = source_of(str(odd.path), {})
    assert source.path == str(odd.path)
    facts = await reader.facts(source.path)
    assert [commit.oid for commit in facts.commits] == [oid]


def test_a_folder_whose_name_is_not_utf_8_is_told_in_a_sentence(tmp_path):
    folder = os.fsdecode(os.fsencode(tmp_path) + b"/l\xe6tin")
    os.mkdir(folder)
    with pytest.raises(UsageError, match="is not UTF-8; rename the folder"):
        source_of(folder, {})
    with pytest.raises(NotFound, match="is not UTF-8; rename the folder"):
        place(folder)


def test_what_is_no_name_of_a_branch_is_never_asked_for():
    lines = [
        "1\trefs/heads/a:refs/heads/b",
        "2\trefs/heads/*",
        "3\trefs/heads/",
        "4\trefs/heads/føø/bar@baz",
        "5\tHEAD",
    ]
    assert _branches(lines, "\t") == {"føø/bar@baz": "4"}
