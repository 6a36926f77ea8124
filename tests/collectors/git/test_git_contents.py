"""Tags, community files and documents come out of a clone without being checked out."""

from datetime import UTC, datetime

from civitop.model import Extent, Tag

MARCH = "2026-03-01T10:00:00Z"
COMMITTED = datetime(2026, 3, 1, 10, tzinfo=UTC)


async def test_a_light_tag_has_the_commits_date_and_an_annotated_one_its_taggers(clone, reader):
    oid = clone.commit(at=MARCH)
    clone.git("tag", "v1")
    clone.git("tag", "-a", "-m", "second", "v2", **clone.who)
    clone.git(
        "tag",
        "-a",
        "-m",
        "of a tag",
        "v3",
        "v2",
        **{**clone.who, "GIT_COMMITTER_DATE": "2026-05-01T00:00:00Z"},
    )
    facts = await reader.facts(clone.path)
    assert facts.tags == (
        Tag("v3", datetime(2026, 5, 1, tzinfo=UTC), COMMITTED, oid),
        Tag("v2", datetime(2026, 4, 1, 12, tzinfo=UTC), COMMITTED, oid),
        Tag("v1", COMMITTED, COMMITTED, oid),
    )
    assert facts.extent("tags") == Extent()


async def test_a_tag_without_a_tagger_is_as_old_as_its_commit(clone, reader):
    oid = clone.commit(at=MARCH)
    body = f"object {oid}\ntype commit\ntag v0\n\nold\n"
    tag = clone.git("hash-object", "-t", "tag", "-w", "--literally", "--stdin", text=body)
    clone.git("update-ref", "refs/tags/v0", tag)
    assert (await reader.facts(clone.path)).tags == (Tag("v0", COMMITTED, COMMITTED, oid),)


async def test_tags_that_lead_to_no_commit_are_left_out(clone, reader):
    clone.write("a", "text")
    clone.commit()
    clone.git("tag", "blob", "HEAD:a")
    clone.git("tag", "-a", "-m", "a tree", "tree", "HEAD^{tree}", **clone.who)
    clone.git("tag", "good/one")
    (clone.path / ".git/refs/tags/gone").write_text("1" * 40 + "\n")
    assert [tag.name for tag in (await reader.facts(clone.path)).tags] == ["good/one"]


async def test_paths_are_listed_at_the_root_and_in_three_folders(clone, reader):
    for path in (
        "README.md",
        ".github/CODEOWNERS",
        ".github/workflows/ci.yml",
        "docs/a.md",
        "src/deep/b.py",
        "Ærø.md",
    ):
        clone.write(path, "x")
    clone.commit()
    facts = await reader.facts(clone.path)
    assert facts.files == (
        *(".github/", ".github/CODEOWNERS", ".github/workflows/", "README.md", "docs/", "docs/a.md"),
        *("src/", "Ærø.md"),
    )


async def test_publiccode_is_read_under_both_spellings_with_its_lines(clone, reader):
    clone.write("publiccode.yml", "a: 1\nb: 2\n")
    clone.write("publiccode.yaml", "c: \x1b3\n")
    clone.commit()
    documents = (await reader.facts(clone.path)).documents
    assert [(document.path, document.text) for document in documents] == [
        ("publiccode.yml", "a: 1\nb: 2\n"),
        ("publiccode.yaml", "c: \ufffd3\n"),
    ]


async def test_a_link_in_the_place_of_a_document_is_not_followed(clone, reader):
    clone.write("other", "Jan <a@b.nl> <c@d.nl>\n")
    (clone.path / "publiccode.yml").symlink_to("/etc/hostname")
    (clone.path / ".mailmap").symlink_to("other")
    clone.git("add", "-A")
    clone.commit()
    facts = await reader.facts(clone.path)
    assert (facts.documents, facts.mailmap) == ((), ())
    assert "publiccode.yml" in facts.files


async def test_a_working_tree_in_disorder_does_not_count(clone, reader):
    clone.write("README.md", "x")
    clone.commit()
    clone.write("publiccode.yml", "staged: true\n")
    assert (await reader.facts(clone.path)).files == ("README.md",)


async def test_a_clone_without_a_documents_content_says_so(clone, another, reader):
    clone.write("publiccode.yml", "name: x\n")
    clone.commit()
    clone.git("config", "uploadpack.allowFilter", "true")
    partial = another("partial", "--bare")
    partial.git("remote", "add", "origin", clone.path.as_uri())
    partial.git("fetch", "-q", "--filter=blob:none", "origin", "+main:main")
    facts = await reader.facts(partial.path)
    assert facts.files == ("publiccode.yml",)
    assert facts.documents == ()
    assert facts.extent("files").missing.english == "The clone does not hold the content of publiccode.yml."


async def test_a_clone_without_trees_still_has_its_history(clone, another, reader):
    clone.write("publiccode.yml", "name: x\n")
    clone.commit()
    clone.git("config", "uploadpack.allowFilter", "true")
    treeless = another("treeless", "--bare")
    treeless.git("remote", "add", "origin", clone.path.as_uri())
    treeless.git("fetch", "-q", "--filter=tree:0", "origin", "+main:main")
    facts = await reader.facts(treeless.path)
    assert len(facts.commits) == 1
    assert not facts.extent("files").held
