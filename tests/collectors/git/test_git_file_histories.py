"""The whole history of a clone, counted by file: who created it, and who changed it how often."""

import asyncio
import os
import subprocess

import pytest

from civitop.model import Facts, Repository
from collectors.child import _groups
from collectors.git.address import Place
from collectors.git.deep_histories import DeepHistories
from tests.collectors.git.built import Built
from tests.collectors.git.conftest import ASOF, Clone


@pytest.fixture
def built(clone):
    return Built(clone)


@pytest.fixture
async def histories(tmp_path):
    made = DeepHistories(tmp_path / "cache", os.environ, clock=lambda: ASOF)
    yield made
    await made.aclose()


def bare(clone: Clone) -> Facts:
    """The facts of a clone of which nothing is known but its head."""
    head = clone.git("rev-parse", "-q", "--verify", "HEAD^{commit}") if _has_head(clone) else None
    repository = Repository(id=f"git:{clone.path}", forge="git", name="desk", url="", head=head)
    return Facts(repository=repository, collected_at=ASOF, source="git/log")


def _has_head(clone: Clone) -> bool:
    done = subprocess.run(
        ["git", "-C", clone.path, "rev-parse", "-q", "--verify", "HEAD"], capture_output=True
    )
    return done.returncode == 0


def told(facts: Facts) -> dict[str, tuple[str | None, dict[str, int]]]:
    """Creator and changes of each file, by the names of the authors."""
    names = [author.who.name for author in facts.file_authors]
    return {
        file.path: (
            None if file.creator is None else names[file.creator],
            {names[author]: times for author, times in file.changes},
        )
        for file in facts.file_histories
    }


async def read(histories: DeepHistories, clone: Clone, held: Facts | None = None) -> Facts:
    return await histories.complete(bare(clone), Place(str(clone.path), remote=False), held)


async def test_who_created_and_who_changed_each_file(built, histories):
    built.commit("Ida", ("M", "a.py"), ("M", "src/b.py")).commit("Jan", ("M", "a.py"))
    built.commit("Jan", ("M", "a.py")).commit("Ida", ("M", "a.py"))
    facts = await read(histories, built.done())
    assert told(facts) == {"a.py": ("Ida", {"Ida": 1, "Jan": 2}), "src/b.py": ("Ida", {})}
    assert (facts.deep.commits, facts.deep.missing, facts.deep.read_at) == (4, None, ASOF)
    assert facts.deep.head == facts.repository.head
    assert [(author.who.name, author.commits) for author in facts.file_authors] == [("Ida", 2), ("Jan", 2)]


async def test_one_commit_and_no_files(built, histories):
    clone = built.commit("Ida").done()
    facts = await read(histories, clone)
    assert (facts.file_histories, facts.deep.commits, facts.deep.missing) == ((), 1, None)


async def test_nothing_was_ever_committed(clone, histories):
    facts = await read(histories, clone)
    assert facts.deep.head is None
    assert str(facts.deep.missing) == "The repository is empty: nothing was ever committed."


async def test_a_rename_keeps_the_history_also_where_the_file_is_changed_with_it(built, histories):
    changed = "".join(f"line {number} of a.py\n" for number in range(20)) + "and one more\n"
    built.commit("Ida", ("M", "a.py"), ("M", "b.py")).commit(
        "Jan", ("R", "a.py", "lib/a.py"), ("M", "lib/a.py", changed)
    )
    built.commit("Eva", ("R", "b.py", "lib/b.py")).commit("Jan", ("M", "lib/b.py"))
    assert told(await read(histories, built.done())) == {
        "lib/a.py": ("Ida", {"Jan": 1}),
        "lib/b.py": ("Ida", {"Eva": 1, "Jan": 1}),
    }


async def test_a_file_that_comes_where_another_was_is_another_one(built, histories):
    built.commit("Ida", ("M", "a.py"), ("M", "b.py")).commit("Ida", ("M", "a.py")).commit(
        "Ida", ("D", "a.py")
    )
    built.commit("Jan", ("M", "a.py", "something else"))
    built.commit("Jan", ("R", "b.py", "c.py")).commit("Jan", ("M", "b.py", "new"))
    assert told(await read(histories, built.done())) == {
        "a.py": ("Jan", {}),
        "b.py": ("Jan", {}),
        "c.py": ("Ida", {"Jan": 1}),
    }


async def test_a_branch_that_knows_nothing_of_a_rename_changes_the_same_file(built, histories):
    built.commit("Ida", ("M", "a.py")).commit("Eva", ("M", "a.py"), branch="side", onto="main")
    built.commit("Jan", ("R", "a.py", "b.py"))
    built.commit("Jan", merges="side")
    assert told(await read(histories, built.done())) == {"b.py": ("Ida", {"Eva": 1, "Jan": 1})}


async def test_merges_count_for_nobody(built, histories):
    built.commit("Ida", ("M", "a.py")).commit("Jan", ("M", "b.py"), branch="side", onto="main")
    built.commit("Eva", ("M", "a.py"))
    built.commit("Mia", ("M", "only-in-the-merge.py"), merges="side")
    facts = await read(histories, built.done())
    assert told(facts)["a.py"] == ("Ida", {"Eva": 1})
    assert told(facts)["only-in-the-merge.py"] == (None, {})
    assert facts.deep.commits == 3


async def test_what_others_or_programs_wrote_is_left_out_and_counted(built, histories):
    built.commit(
        "Ida",
        *(
            ("M", path)
            for path in ("a.py", "web/node_modules/x/y.js", "Vendor/z.go", "poetry.lock", "ui/app.min.js")
        ),
        *(("M", path) for path in ("gen/api.py", "own/vendor/kept.py", "copied/x.c")),
        ("L", "link"),
        ("M", ".gitattributes", "gen/** linguist-generated\ncopied/* linguist-vendored=true\n"),
        ("M", "own/.gitattributes", "vendor/** -linguist-vendored\n"),
    )
    facts = await read(histories, built.done())
    assert list(told(facts)) == [".gitattributes", "a.py", "own/.gitattributes", "own/vendor/kept.py"]
    assert facts.deep.left_out == {"generated": 3, "links": 1, "vendored": 3}


async def test_a_later_reading_adds_what_is_new(built, histories):
    built.commit("Ida", ("M", "a.py"), ("M", "b.py")).commit("Jan", ("M", "a.py"))
    first = await read(histories, built.done())
    built.commit("Eva", ("R", "a.py", "c.py")).commit("Ida", ("M", "c.py")).commit(
        "Jan", ("M", "d.py"), ("D", "b.py")
    )
    clone = built.done()
    later, whole = await read(histories, clone, first), await read(histories, clone)
    assert told(later) == told(whole)
    assert told(later) == {"c.py": ("Ida", {"Eva": 1, "Ida": 1, "Jan": 1}), "d.py": ("Jan", {})}
    assert later.deep == whole.deep
    assert later.file_authors == whole.file_authors
    assert await read(histories, clone, later) == later


async def test_a_later_reading_looks_at_new_commits_only(built, histories, monkeypatch):
    first = await read(histories, built.commit("Ida", ("M", "a.py")).done())
    clone = built.commit("Jan", ("M", "a.py")).done()
    asked = []
    records = histories._git.records
    monkeypatch.setattr(histories._git, "records", lambda *a, **k: asked.append(a) or records(*a, **k))
    await read(histories, clone, first)
    logs = [arguments for arguments in asked if "log" in arguments]
    assert [arguments[-3:] for arguments in logs] == [
        (bare(clone).repository.head, f"^{first.deep.head}", "--")
    ]


async def test_a_rewritten_history_is_read_from_its_beginning(built, another, histories):
    first = await read(histories, built.commit("Ida", ("M", "a.py")).done())
    rewritten = Built(built.clone).commit("Jan", ("M", "a.py")).commit("Eva", ("M", "a.py")).done()
    assert told(await read(histories, rewritten, first)) == {"a.py": ("Jan", {"Eva": 1})}


async def test_other_rules_and_files_of_unknown_beginning_are_read_from_the_beginning(built, histories):
    built.commit("Ida", ("M", "x/vendor/a.py"), ("M", "b.py")).commit("Jan", ("M", "x/vendor/a.py"))
    first = await read(histories, built.done())
    built.commit("Ida", ("R", "x/vendor/a.py", "a.py"))
    moved = await read(histories, built.done(), first)
    assert told(moved)["a.py"] == ("Ida", {"Ida": 1, "Jan": 1})
    built.commit("Ida", ("M", ".gitattributes", "b.py linguist-generated\n"))
    assert "b.py" not in told(await read(histories, built.done(), moved))


async def test_a_shallow_clone_says_so_and_keeps_what_was_held(built, another, histories, tmp_path):
    source = built.commit("Ida", ("M", "a.py")).commit("Jan", ("M", "a.py")).done()
    held = await read(histories, source)
    shallow = another("shallow")
    shallow.git("fetch", "-q", "--update-head-ok", "--depth=1", source.path.as_uri(), "main:main")
    facts = await read(histories, shallow, held)
    assert "shallow" in str(facts.deep.missing)
    assert facts.deep.head == held.deep.head
    assert facts.file_histories == held.file_histories
    assert (await read(histories, shallow)).file_histories == ()


async def test_a_clone_without_its_folders_says_so(built, another, histories):
    source = built.commit("Ida", ("M", "a.py")).done()
    source.git("config", "uploadpack.allowFilter", "true")
    source.git("config", "uploadpack.allowAnySHA1InWant", "true")
    thin = another("thin", "--bare")
    thin.git("remote", "add", "origin", source.path.as_uri())
    thin.git("fetch", "-q", "--filter=tree:0", "origin", "+main:main")
    facts = await read(histories, thin)
    assert "cannot be read (git ls-tree:" in str(facts.deep.missing)


async def test_a_clone_that_lacks_the_content_of_a_file_is_read_by_names(built, histories):
    changed = "".join(f"line {number} of a.py\n" for number in range(20)) + "and one more\n"
    built.commit("Ida", ("M", "a.py"), ("M", "b.py"))
    built.commit("Jan", ("R", "a.py", "lib/a.py"), ("M", "lib/a.py", changed), ("R", "b.py", "lib/b.py"))
    clone = built.done()
    lost = clone.git("rev-parse", "HEAD~:a.py")
    (clone.path / ".git/objects" / lost[:2] / lost[2:]).unlink()
    facts = await read(histories, clone)
    assert told(facts) == {"lib/a.py": ("Jan", {}), "lib/b.py": ("Ida", {"Jan": 1})}
    assert (facts.deep.exact, facts.deep.missing) == (True, None)


@pytest.mark.parametrize("kind", ["bare", "worktree", "sha256"])
async def test_every_kind_of_clone_is_read(clone, another, histories, tmp_path, kind):
    made = another("sha", "--object-format=sha256") if kind == "sha256" else clone
    source = Built(made).commit("Ida", ("M", "a.py"), ("M", ".gitattributes", "b.* linguist-vendored\n"))
    source.commit("Ida", ("M", "b.py"))
    path = source.done().path
    if kind == "bare":
        made.git("clone", "-q", "--bare", ".", str(tmp_path / "bare"))
        path = tmp_path / "bare"
    elif kind == "worktree":
        made.git("worktree", "add", "-q", "--detach", str(tmp_path / "tree"), "main")
        path = tmp_path / "tree"
    facts = await histories.complete(bare(made), Place(str(path), remote=False), None)
    assert told(facts) == {".gitattributes": ("Ida", {}), "a.py": ("Ida", {})}
    assert facts.deep.left_out == {"vendored": 1}


async def test_an_address_is_cloned_without_content_and_followed(built, histories, tmp_path):
    source = built.commit("Ida", ("M", "a.py"), ("M", ".gitattributes", "b.* linguist-vendored\n")).done()
    source.git("config", "uploadpack.allowFilter", "true")
    source.git("config", "uploadpack.allowAnySHA1InWant", "true")
    where = Place(source.path.as_uri(), remote=True)
    first = await histories.complete(bare(source), where, None)
    assert told(first) == {".gitattributes": ("Ida", {}), "a.py": ("Ida", {})}
    assert first.deep.exact
    built.commit("Jan", ("R", "a.py", "c.py"), ("M", "b.py"))
    later = await histories.complete(bare(built.done()), where, first)
    assert told(later)["c.py"] == ("Ida", {"Jan": 1})
    assert later.deep.left_out == {"vendored": 1}


async def test_commits_by_nobody_odd_names_and_odd_dates(built, histories):
    built.commit("<>", ("M", "a.py"), at=1).commit(
        "李雷 <li@bakkeby.example>", ("M", "å/ß ☂.py"), at=4_294_967_000
    )
    built.commit("\x01Ida <ida@bakkeby.example>", ("M", "a.py"))
    facts = await read(histories, built.done())
    assert told(facts)["å/ß ☂.py"] == ("李雷", {})
    assert told(facts)["a.py"] == ("", {facts.file_authors[2].who.name: 1})
    assert [author.last.year for author in facts.file_authors] == [1970, 2106, 2023]


async def test_the_clones_own_wishes_change_nothing(built, histories):
    built.commit("Ida", ("M", "a.py")).commit("Jan", ("R", "a.py", "b.py"))
    clone = built.done()
    for wish in (
        "log.showRoot false",
        "diff.renames false",
        "log.follow true",
        "log.diffMerges first-parent",
    ):
        clone.git("config", *wish.split())
    clone.git("config", "diff.relative", "true")
    assert told(await read(histories, clone)) == {"b.py": ("Ida", {"Jan": 1})}


async def test_leaving_ends_git(built, histories):
    clone = built.commit("Ida", ("M", "a.py")).done()
    before = set(_groups)
    reading = asyncio.create_task(read(histories, clone))
    while _groups <= before:  # noqa: ASYNC110 - nothing tells when a child has begun
        await asyncio.sleep(0)
    reading.cancel()
    with pytest.raises(asyncio.CancelledError):
        await reading
    assert _groups <= before
