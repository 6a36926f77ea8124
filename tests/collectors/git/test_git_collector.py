"""The git collector serves clones of every shape, adds what is new, and turns trouble into sentences."""

import asyncio
import os
import stat
from pathlib import Path

import psutil
import pytest

from civitop.config.settings import Forge
from civitop.config.sources import Source
from civitop.polling.collector import Collected, Failure, Known
from collectors.git.collector import GitCollector

ASOF_KINDS = {"commits", "issues", "change_requests", "releases", "tags", "files"}


def stored(collected: Collected) -> Known:
    """Return what the store would hand over in the next round."""
    return Known(collected.facts.repository, collected.fingerprint, lambda: collected.facts)


# ---------------------------------------------------------------- every shape of clone


async def test_a_working_tree_is_known_by_its_folder_also_from_within(clone, reader):
    clone.write("src/a.py", "x")
    oid = clone.commit()
    repository = (await reader.facts(clone.path / "src")).repository
    assert repository.id == f"git:{clone.path}"
    assert (repository.name, repository.default_branch, repository.head) == ("desk", "main", oid)
    assert repository.url == ""
    assert (await reader.known(clone.path / ".git")).repository.id == repository.id


async def test_where_it_came_from_tells_its_name_and_where_a_person_reads_it(clone, reader):
    clone.commit()
    clone.git("remote", "add", "origin", "git@github.com:example/tool.git")
    repository = (await reader.facts(clone.path)).repository
    assert (repository.name, repository.url) == ("example/tool", "https://github.com/example/tool")


async def test_a_bare_mirror_and_a_linked_worktree_are_read(clone, another, reader):
    clone.commit()
    mirror = another("mirror.git", "--bare")
    mirror.git("fetch", "-q", str(clone.path), "+refs/*:refs/*")
    linked = clone.path.parent / "linked"
    clone.git("worktree", "add", "-q", "-b", "feature", str(linked))
    clone.git("-C", str(linked), "commit", "-q", "--allow-empty", "-m", "x", **clone.who)
    assert (await reader.facts(mirror.path)).repository.name == "mirror"
    facts = await reader.facts(linked)
    assert (facts.repository.default_branch, len(facts.commits)) == ("feature", 2)


async def test_a_detached_head_is_read(clone, reader):
    first = clone.commit()
    clone.commit()
    clone.git("checkout", "-q", "--detach", first)
    facts = await reader.facts(clone.path)
    assert (facts.repository.default_branch, facts.repository.head, len(facts.commits)) == (None, first, 1)


async def test_an_empty_repository_is_facts_with_nothing(clone, reader):
    facts = await reader.facts(clone.path)
    assert (facts.repository.default_branch, facts.repository.head) == ("main", None)
    assert (facts.commits, facts.tags, facts.files) == ((), (), ())
    for kind in ("commits", "tags", "files"):
        assert not facts.extent(kind).held
        assert facts.extent(kind).missing.english == "The repository is empty: nothing was ever committed."


async def test_what_a_clone_cannot_know_is_absent_and_not_empty(clone, reader):
    clone.commit()
    facts = await reader.facts(clone.path)
    assert set(facts.extents) == ASOF_KINDS
    for kind in ("issues", "change_requests", "releases"):
        assert not facts.extent(kind).held
        assert facts.extent(kind).missing.english.startswith("A clone holds no ")


# ---------------------------------------------------------------- rounds


async def test_a_second_round_brings_only_what_is_new(clone, reader):
    old = clone.commit()
    first = await reader.collected(await reader.known(clone.path))
    new = clone.commit("Jan", "jan@example.nl")
    clone.git("tag", "v1")
    second = await reader.collected(stored(first))
    assert second.facts.base == old
    assert [commit.oid for commit in second.facts.commits] == [new]
    assert [tag.name for tag in second.facts.tags] == ["v1"]


async def test_after_a_force_push_the_whole_comes_again(clone, reader):
    clone.commit()
    first = await reader.collected(await reader.known(clone.path))
    clone.git("commit", "-q", "--allow-empty", "--amend", "-m", "other", **clone.who)
    second = await reader.collected(stored(first))
    assert second.facts.base is None
    assert len(second.facts.commits) == 1


async def test_without_stored_facts_the_whole_comes(clone, reader):
    clone.commit()
    first = await reader.collected(await reader.known(clone.path))
    again = await reader.collected(Known(first.facts.repository, first.fingerprint))
    assert again.facts.base is None


async def test_the_fingerprint_changes_with_head_and_tags_and_nothing_else(clone, reader):
    clone.commit()
    collected = await reader.collected(await reader.known(clone.path))
    known = stored(collected)
    assert await reader.fingerprint(known) == collected.fingerprint
    clone.write("dirty", "x")
    clone.git("branch", "other")
    assert await reader.fingerprint(known) == collected.fingerprint
    clone.git("tag", "v1")
    tagged = await reader.fingerprint(known)
    clone.commit()
    assert len({collected.fingerprint, tagged, await reader.fingerprint(known)}) == 3


async def test_the_pulse_tells_the_new_head(clone, reader):
    clone.commit()
    known = await reader.known(clone.path)
    oid = clone.commit()
    (pulse,) = [item async for item in reader.collector.pulse([known])]
    assert pulse.repository.head == oid


async def test_many_are_collected_and_one_bad_one_costs_the_others_nothing(another, reader):
    known = []
    for number in range(5):
        clone = another(f"r{number}")
        clone.commit()
        known.append(await reader.known(clone.path))
    (another("gone").path / ".git").rename(clone.path.parent / "elsewhere")
    known.append(
        Known(known[0].repository.__class__(id=f"git:{clone.path.parent}/gone", forge="git", name="", url=""))
    )
    answers = [item async for item in reader.collector.collect(known, None)]
    assert sorted(type(answer).__name__ for answer in answers) == ["Collected"] * 5 + ["Failure"]


async def test_there_are_no_profiles_and_local_clones_cost_nothing(reader):
    assert [item async for item in reader.collector.profiles(["github.com/x"])] == []
    assert reader.collector.plan(first=0, unchanged=0, changed=0).requests == 0
    assert reader.budgets == []


# ---------------------------------------------------------------- trouble


async def test_a_path_that_does_not_exist(reader, tmp_path):
    failure = await reader.failure(tmp_path / "nowhere")
    assert (failure.kind, failure.final) == ("not-found", True)
    assert failure.error.english == f"There is no {tmp_path}/nowhere; correct the path."


async def test_a_path_without_a_repository(reader, tmp_path):
    (tmp_path / "plain").mkdir()
    failure = await reader.failure(tmp_path / "plain")
    assert failure.kind == "not-a-repository"
    assert failure.error.english.startswith(f"{tmp_path}/plain is no git repository (not a git repository")


async def test_a_file_is_no_repository(reader, tmp_path):
    (tmp_path / "file").write_text("x")
    assert (await reader.failure(tmp_path / "file")).kind == "not-a-repository"


async def test_a_repository_that_vanished_between_rounds(clone, reader):
    clone.commit()
    known = await reader.known(clone.path)
    clone.path.rename(clone.path.parent / "moved")
    for answers in (reader.collector.pulse([known]), reader.collector.collect([known], None)):
        (failure,) = [item async for item in answers]
        assert (failure.id, failure.kind) == (known.repository.id, "not-found")


async def test_a_damaged_clone(clone, reader):
    oid = clone.commit()
    clone.commit()
    (clone.path / ".git/objects" / oid[:2] / oid[2:]).unlink()
    failure = await reader.failure(clone.path)
    assert failure.kind == "not-a-repository"
    assert failure.error.english.endswith("try git fsck in it.")


async def test_a_machine_without_git(clone, tmp_path):
    collector = GitCollector(
        Forge(name="git", kind="git", url=""),
        tmp_path / "cache",
        environment=os.environ,
        program="no-such-git",
    )
    (failure,) = [item async for item in collector.discover(Source("git", str(clone.path)))]
    assert isinstance(failure, Failure)
    assert failure.error.english == "The git command was not found; install git, or put it on the PATH."
    await collector.aclose()


async def test_an_error_of_our_own_is_a_failure_of_one_repository(clone, reader):
    clone.commit()
    known = await reader.known(clone.path)

    def broken():
        raise ZeroDivisionError

    (failure,) = [
        item async for item in reader.collector.collect([Known(known.repository, "x", broken)], None)
    ]
    assert (failure.kind, "ZeroDivisionError" in failure.error.english) == ("internal", True)


# ---------------------------------------------------------------- a clone is data


def trap(folder: Path) -> tuple[Path, Path]:
    """Make a program that leaves a trace when it is run."""
    trace = folder / "trace"
    program = folder / "trap"
    program.write_text(f"#!/bin/sh\ntouch '{trace}'\nexit 1\n")
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    return program, trace


async def test_nothing_that_a_clone_configures_is_executed(clone, reader, tmp_path):
    program, trace = trap(tmp_path)
    clone.write("publiccode.yml", "name: x\n")
    oid = clone.commit()
    signed = clone.git("cat-file", "commit", "HEAD").replace(
        "\n\n", "\ngpgsig -----BEGIN PGP SIGNATURE-----\n x\n\n", 1
    )
    clone.git(
        "update-ref", "HEAD", clone.git("hash-object", "-t", "commit", "-w", "--stdin", text=f"{signed}\n")
    )
    assert clone.git("rev-parse", "HEAD") != oid
    blob = clone.git("rev-parse", "HEAD:publiccode.yml")
    for key in (
        "core.fsmonitor",
        "gpg.program",
        "core.pager",
        "core.sshCommand",
        "core.askPass",
        "diff.external",
    ):
        clone.git("config", key, str(program))
    clone.git("config", "log.showSignature", "true")
    clone.git("config", "extensions.partialClone", "origin")
    clone.git("config", "core.repositoryFormatVersion", "1")
    clone.git("config", "remote.origin.url", "ssh://nowhere.example/x")
    clone.git("config", "remote.origin.promisor", "true")
    (clone.path / ".git/objects" / blob[:2] / blob[2:]).unlink()
    for hook in ("post-checkout", "reference-transaction", "post-index-change"):
        (clone.path / ".git/hooks").mkdir(exist_ok=True)
        (clone.path / ".git/hooks" / hook).symlink_to(program)
    facts = await reader.facts(clone.path)
    assert not trace.exists()
    assert len(facts.commits) == 1
    assert facts.extent("files").missing


async def test_the_environment_cannot_point_git_elsewhere(clone, another, tmp_path):
    clone.commit()
    other = another("other")
    environment = {**os.environ, "GIT_DIR": str(other.path / ".git"), "GIT_TRACE": str(tmp_path / "trace")}
    collector = GitCollector(Forge(name="git", kind="git", url=""), tmp_path / "c", environment=environment)
    (found,) = [item async for item in collector.discover(Source("git", str(clone.path)))]
    assert found.id == f"git:{clone.path}"
    assert not (tmp_path / "trace").exists()
    await collector.aclose()


async def test_reading_changes_nothing_in_the_clone(clone, reader):
    clone.write("a", "x")
    clone.commit()
    before = {path: path.stat().st_mtime_ns for path in clone.path.rglob("*")}
    await reader.facts(clone.path)
    assert {path: path.stat().st_mtime_ns for path in clone.path.rglob("*")} == before


# ---------------------------------------------------------------- ending


@pytest.fixture
async def stuck(clone, tmp_path):
    """A collector whose git never ends, nor the child that it starts."""
    program = tmp_path / "slow-git"
    program.write_text("#!/bin/sh\nsleep 300 &\nwait\n")
    program.chmod(0o755)
    return GitCollector(
        Forge(name="git", kind="git", url=""),
        tmp_path / "cache",
        environment=os.environ,
        program=str(program),
    )


def sleepers() -> list[psutil.Process]:
    return [
        child
        for child in psutil.Process().children(recursive=True)
        if child.status() != psutil.STATUS_ZOMBIE and "sleep" in " ".join(child.cmdline())
    ]


async def until(condition) -> None:
    for _ in range(200):
        if condition():
            return
        await asyncio.sleep(0.02)
    pytest.fail("it never happened")


async def test_cancelling_ends_the_children_and_theirs(clone, stuck):
    async def discover():
        return [item async for item in stuck.discover(Source("git", str(clone.path)))]

    task = asyncio.create_task(discover())
    await until(lambda: sleepers())
    started = sleepers()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    await until(lambda: not any(process.is_running() and process.status() != "zombie" for process in started))


async def test_closing_ends_the_children_and_may_be_done_twice(clone, stuck):
    async def discover():
        return [item async for item in stuck.discover(Source("git", str(clone.path)))]

    task = asyncio.create_task(discover())
    await until(lambda: sleepers())
    await stuck.aclose()
    await stuck.aclose()
    (failure,) = await task
    assert isinstance(failure, Failure)
    assert not sleepers()


def running():
    return {child.pid for child in psutil.Process().children(recursive=True) if child.status() != "zombie"}


async def test_a_reader_that_walks_away_leaves_nothing_running(clone, another, reader):
    known, before = [], running()
    for number in range(4):
        made = another(f"w{number}")
        made.commit()
        known.append(await reader.known(made.path))
    answers = reader.collector.collect(known, None)
    await anext(answers)
    await answers.aclose()
    assert running() <= before
