"""A clone or an address with `@branch` behind it is a project of its own."""


async def test_two_branches_of_a_clone_are_two_projects(clone, reader):
    clone.write("README.md", "old")
    clone.commit("Ida", "ida@bakkeby.example")
    clone.git("branch", "release/1.x")
    clone.write("NEW.md", "new")
    clone.commit("Jan", "jan@bakkeby.example")
    main = await reader.facts(clone.path)
    old = await reader.facts(f"{clone.path}@release/1.x")
    assert old.repository.id == f"git:{clone.path}@release/1.x"
    assert (old.repository.name, main.repository.name) == ("desk@release/1.x", "desk")
    assert old.repository.default_branch == old.repository.branch == "release/1.x"
    assert (len(old.commits), len(main.commits)) == (1, 2)
    assert (old.files, main.files) == (("README.md",), ("NEW.md", "README.md"))
    assert not old.extent("commits").note


async def test_only_what_changes_on_the_branch_changes_its_fingerprint(clone, reader):
    clone.commit()
    clone.git("branch", "old")
    known = await reader.known(f"{clone.path}@old")
    before = await reader.fingerprint(known)
    clone.commit()
    assert await reader.fingerprint(known) == before
    clone.git("checkout", "-q", "old")
    clone.commit()
    assert await reader.fingerprint(known) != before


async def test_branches_at_an_address_have_clones_of_their_own(clone, reader, tmp_path):
    clone.commit()
    clone.git("branch", "old")
    clone.commit()
    address = clone.path.as_uri()
    old, main = await reader.facts(f"{address}@old"), await reader.facts(address)
    assert (len(old.commits), len(main.commits)) == (1, 2)
    assert (old.repository.id, old.repository.branch) == (f"git:{address}@old", "old")
    assert old.repository.url == main.repository.url
    assert len(list((tmp_path / "cache").glob("*.git"))) == 2


async def test_a_branch_that_is_none_is_refused_in_a_sentence(clone, reader):
    clone.commit()
    for place in (str(clone.path), clone.path.as_uri()):
        refused = await reader.failure(f"{place}@gone")
        assert str(refused.error) == f"{place} has no branch gone; correct the name behind @."
        assert (refused.kind, refused.final) == ("not-found", True)


async def test_a_tag_is_no_branch(clone, reader):
    clone.commit()
    clone.git("tag", "v1")
    assert "has no branch v1" in str((await reader.failure(f"{clone.path}@v1")).error)
    assert "has no branch v1" in str((await reader.failure(f"{clone.path.as_uri()}@v1")).error)


async def test_a_branch_is_read_where_head_leads_nowhere_and_nothing_is_said_of_that(clone, reader):
    clone.commit()
    clone.git("symbolic-ref", "HEAD", "refs/heads/nowhere")
    facts = await reader.facts(f"{clone.path}@main")
    assert facts.extent("commits").note is None
    assert len(facts.commits) == 1
