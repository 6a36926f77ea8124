"""Reading a whole history tells how far it is, and whoever gives it up leaves no process and no half clone."""

import asyncio
import contextlib
import os
import shutil
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from civitop.model import Facts, Repository
from collectors.child import _groups
from collectors.git.address import Place
from collectors.git.deep_histories import DeepHistories
from collectors.git.kept_clones import MARK
from tests.collectors.git.built import Built
from tests.collectors.git.conftest import ASOF, Clone
from tests.patience import PROCESS

COMMITS = 120
ORDER = ["asking", "cloning", "unpacking", "commits", "working-out", None]

STUCK = """#!/bin/sh
for each; do
    if [ "$each" = "$STOP_AT" ]; then
        if [ "$STOP_AT" = fetch ]; then touch "$HALF"; fi
        echo $$ > "$PIDS"
        exec sleep 1000
    fi
done
exec GIT "$@"
"""
"""A git that stands still at one of its commands, and has by then begun to write."""


@pytest.fixture
def upstream(tmp_path):
    """A repository as a server has it."""
    clone = Clone(tmp_path / "upstream.git")
    clone.git("config", "uploadpack.allowFilter", "true")
    built = Built(clone)
    for number in range(COMMITS):
        built.commit("Ida", ("M", f"folder/{number % 7}.py"))
    return built.done()


def facts(clone) -> Facts:
    head = clone.git("rev-parse", "main")
    repository = Repository(id="hub:bakkeby/desk", forge="hub", name="bakkeby/desk", url="", head=head)
    return Facts(repository=repository, collected_at=ASOF, source="test")


def where(clone) -> Place:
    return Place(clone.path.as_uri(), remote=True)


@contextlib.asynccontextmanager
async def reading(cache: Path, environment=os.environ, program="git"):
    told = []
    histories = DeepHistories(cache, environment, program, clock=lambda: ASOF, tell=told.append)
    try:
        yield histories, told
    finally:
        await histories.aclose()


@pytest.mark.parametrize("remote", [True, False])
async def test_it_tells_each_phase_in_order_and_how_many_commits_there_are(tmp_path, upstream, remote):
    place = where(upstream) if remote else Place(str(upstream.path), remote=False)
    async with reading(tmp_path / "cache") as (histories, told):
        read = await histories.complete(facts(upstream), place, None)
    assert read.deep.commits == COMMITS
    places = [(ORDER.index(each.phase), each.done or 0) for each in told]
    assert places == sorted(places)
    phases = {each.phase for each in told}
    assert phases >= ({"asking", "cloning"} if remote else set()) | {"commits", "working-out", None}
    assert [each.done for each in told if each.phase == "commits"][-1] == COMMITS
    assert {each.repository for each in told} == {"hub:bakkeby/desk"}
    assert told[-1].phase is None


async def stopped(tmp_path, upstream, command, half: Path):
    """Begin to read with a git that stands still at a command, and give it up there; return what was told."""
    program, pids = tmp_path / "bin" / "git", tmp_path / "pid"
    program.parent.mkdir(exist_ok=True)
    program.write_text(STUCK.replace("GIT", shutil.which("git")))
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    environment = {**os.environ, "STOP_AT": command, "PIDS": str(pids), "HALF": str(half)}
    async with reading(tmp_path / "cache", environment, str(program)) as (histories, told):
        task = asyncio.create_task(histories.complete(facts(upstream), where(upstream), None))
        await _true(lambda: task.done() or (pids.exists() and pids.read_text().strip()))
        assert not task.done(), task
        child = int(pids.read_text())
        os.kill(child, 0)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        with pytest.raises(ProcessLookupError):
            os.kill(child, 0)
        assert not _groups
    pids.unlink()
    return told


async def test_a_clone_that_is_given_up_ends_git_leaves_nothing_and_can_be_begun_again(tmp_path, upstream):
    cache = tmp_path / "cache"
    told = await stopped(tmp_path, upstream, "fetch", tmp_path / "elsewhere")
    assert told[-1].phase is None
    assert list(cache.iterdir()) == []
    async with reading(cache) as (histories, _):
        read = await histories.complete(facts(upstream), where(upstream), None)
    assert (read.deep.commits, len(read.file_histories)) == (COMMITS, 7)


async def test_a_fetch_that_is_given_up_leaves_the_clone_as_it_was(tmp_path, upstream):
    cache = tmp_path / "cache"
    async with reading(cache) as (histories, _):
        before = await histories.complete(facts(upstream), where(upstream), None)
    [clone] = cache.iterdir()
    mark = (clone / MARK).read_text()
    newer = Built(upstream).commit("Jan", ("M", "new.py"), at=1_800_000_000, branch="later").done()
    newer.git("update-ref", "refs/heads/main", newer.git("rev-parse", "later"))
    older = clone / "objects" / "pack" / "tmp_pack_older"  # another process may be at it
    older.write_bytes(b"half")
    half = clone / "objects" / "pack" / "tmp_pack_ours"
    await stopped(tmp_path, upstream, "fetch", half)
    assert not half.exists()
    assert older.exists()
    assert (clone / MARK).read_text() == mark
    async with reading(cache) as (histories, _):
        read = await histories.complete(facts(upstream), where(upstream), before)
    assert read.deep.head == newer.git("rev-parse", "main")


async def test_a_reading_that_is_given_up_keeps_the_clone_for_the_next(tmp_path, upstream):
    await stopped(tmp_path, upstream, "log", tmp_path / "elsewhere")
    [clone] = (tmp_path / "cache").iterdir()
    assert (clone / MARK).exists()
    async with reading(tmp_path / "cache") as (histories, told):
        read = await histories.complete(facts(upstream), where(upstream), None)
    assert read.deep.commits == COMMITS
    assert "cloning" not in {each.phase for each in told}


async def _true(what: Callable[[], object]) -> None:
    """Wait until something is true that no event tells."""
    async with asyncio.timeout(PROCESS):
        while not what():  # noqa: ASYNC110
            await asyncio.sleep(0.01)
