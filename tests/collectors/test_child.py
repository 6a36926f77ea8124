"""What civitop starts prints no more, holds no more and lives no longer than it may."""

import asyncio
import os
import signal
import sys
import time
from pathlib import Path

import pytest

from collectors.child import Flooded, _groups, running
from tests.patience import PROCESS

ENVIRONMENT = {"PATH": os.environ["PATH"]}


def state(pid):
    """Return the letter that Linux gives a process; elsewhere, or where it is gone, nothing."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2][:1]
    except OSError:
        return ""


async def gone(pid, seconds=PROCESS):
    """Return whether a process ends soon; one that nobody has collected yet is gone too."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return True
        if state(pid) == "Z":
            return True
        await asyncio.sleep(0.02)
    return False


async def test_what_a_program_prints_and_says_is_returned_with_its_code():
    async with running("sh", ("-c", "echo out; echo bad >&2; exit 3"), ENVIRONMENT) as child:
        assert await child.printed(100) == b"out\n"
        assert await child.ended() == (3, "bad")


async def test_a_flood_ends_at_the_limit():
    async with asyncio.timeout(10):
        with pytest.raises(Flooded):
            async with running("yes", (), ENVIRONMENT) as child:
                await child.printed(100_000)
    assert await gone(child.process.pid)


async def test_complaints_without_end_are_not_kept():
    words = ("-c", "yes | head -c 3000000 >&2; echo last >&2")
    async with running("sh", words, ENVIRONMENT) as child:
        await child.printed(10)
        code, said = await child.ended()
    assert code == 0
    assert len(said) < 10_000
    assert said.endswith("last")


@pytest.mark.parametrize("leader", ["wait", "exit 0"], ids=["that waits", "that is gone"])
async def test_what_a_program_started_ends_with_it(leader):
    words = ("-c", f"sleep 60 & echo $!; {leader}")
    pids = []

    async def listen():
        async with asyncio.timeout(0.6), running("sh", words, ENVIRONMENT) as child:
            pids.append(int(await child.out.readline()))
            await child.printed(100)

    with pytest.raises(TimeoutError):
        await listen()
    assert await gone(pids[0])


async def test_who_leaves_early_leaves_nothing_running():
    async with running("sleep", ("60",), ENVIRONMENT) as child:
        pass
    assert await gone(child.process.pid)


@pytest.mark.parametrize("times", [1, 2, 5])
@pytest.mark.parametrize("later", [0, 0.1], ids=["while it starts", "while it runs"])
async def test_a_child_is_collected_however_often_its_end_is_disturbed(later, times, monkeypatch):
    async def noted(*words, **options):
        started.append(await start(*words, **options))
        return started[-1]

    async def look():
        async with running("sleep", ["1000"], ENVIRONMENT) as child:
            await child.ended()

    start, started = asyncio.create_subprocess_exec, []
    monkeypatch.setattr(asyncio, "create_subprocess_exec", noted)
    task = asyncio.create_task(look())
    await asyncio.sleep(later)
    for _ in range(times):
        task.cancel()
        await asyncio.sleep(0)
    with pytest.raises(asyncio.CancelledError):
        await task
    assert not _groups
    # Later is too late: the loop that would be told of its exit may be closed by then.
    assert [each.returncode for each in started] == [-signal.SIGKILL]


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux keeps to the limit of data")
async def test_a_program_and_what_it_starts_have_no_more_memory_than_they_may():
    greedy = f"{sys.executable} -c 'bytearray(300_000_000)' && echo had it"
    async with running("sh", ("-c", greedy), ENVIRONMENT, memory=100_000_000) as child:
        assert await child.printed(1000) == b""
        code, said = await child.ended()
    assert code
    assert "MemoryError" in said


async def test_a_file_grows_no_larger_than_it_may(tmp_path):
    words = ("-c", 'head -c 1000000 /dev/zero > "$1"', "sh", str(tmp_path / "x"))
    async with running("sh", words, ENVIRONMENT, file=64_000) as child:
        await child.ended()
    assert (tmp_path / "x").stat().st_size <= 64_000


async def test_a_program_that_is_not_there_is_said_to_be_missing():
    with pytest.raises(FileNotFoundError):
        async with running("no-such-program", (), ENVIRONMENT):
            pass
