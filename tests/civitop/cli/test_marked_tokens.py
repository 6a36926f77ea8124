"""A whole run with marked tokens, its log at the finest: the marks are nowhere but in the questions to their forge."""

import asyncio
import os
import sys
import zlib
from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import psutil
import pytest

from civitop.demo.forge import Forge, serve
from civitop.demo.server.faults import Faults
from civitop.demo.world.scale import scaled
from civitop.export import FORMATS
from civitop.store import Store

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]

CONFIG = """\
[forge.gh]
kind = "github"
url = "{forge.github_url}"
history = "git"
token = {{ env = ["MARKED_GITHUB"] }}
[forge.gl]
kind = "gitlab"
url = "{forge.gitlab_url}"
token = {{ env = ["MARKED_GITLAB"] }}
[network.town]
name = "Town"
watch = ["gh:network-001", "gl:network-001"]
"""
STUMBLING = """
import sys
from collectors.http import body
inner = body._read
calls = 0
async def read(response, largest):
    global calls
    calls += 1
    if calls % 3 == 0:
        raise RuntimeError("sent was " + response.request.headers["authorization"])
    return await inner(response, largest)
body._read = read
from civitop.__main__ import main
main()
"""
"""The program with a mistake in it, whose text quotes what was sent."""
PROGRAM = ("-m", "civitop")


class Run:
    """Commands in one folder, and everything that they leave behind."""

    def __init__(self, folder: Path, forge: Forge) -> None:
        self.folder = folder
        self.marks = (forge.github_tokens[0], forge.gitlab_tokens[0])
        (folder / "config.toml").write_text(CONFIG.format(forge=forge))
        self._environment = {
            **os.environ, "MARKED_GITHUB": self.marks[0], "MARKED_GITLAB": self.marks[1],
            "XDG_CACHE_HOME": str(folder / "cache"), "XDG_STATE_HOME": str(folder / "state"),
        }  # fmt: skip
        self.arguments: set[str] = set()
        self.children = 0

    async def command(self, *words: str, program: Sequence[str] = PROGRAM) -> str:
        """Run a command to its end, and return what it printed and said."""
        here = ("--config", str(self.folder / "config.toml"), "--store", str(self.folder / "s.db"))
        child = await asyncio.create_subprocess_exec(
            sys.executable, *program, *words, *here, "-vv", env=self._environment,
            stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT,
        )  # fmt: skip
        ended = asyncio.ensure_future(child.communicate())
        while not ended.done():
            self._look(child.pid)
            await asyncio.wait({ended}, timeout=0.01)
        return (await ended)[0].decode("utf-8", "replace")

    def _look(self, pid: int) -> None:
        """Note the arguments of the process and of all that it started, and the environment of the latter."""
        with suppress(psutil.Error):
            tree = psutil.Process(pid)
            self.arguments.add(" ".join(tree.cmdline()))
            for each in tree.children(recursive=True):
                with suppress(psutil.Error):
                    self.children += 1
                    self.arguments.add(" ".join(each.cmdline()))
                    if each.name().startswith("git"):
                        self.arguments.add(str(each.environ()))

    def left(self) -> bytes:
        """Return every byte of every file, and what is packed in the store."""
        files = [path.read_bytes() for path in self.folder.rglob("*") if path.is_file()]
        with Store(self.folder / "s.db") as store:
            tables = [row[0] for row in store._rows("SELECT name FROM sqlite_master WHERE type = 'table'")]
            cells = [
                cell for table in tables for row in store._rows(f"SELECT * FROM {table}") for cell in row
            ]
        packed = [zlib.decompress(cell) for cell in cells if isinstance(cell, bytes) and cell[:1] == b"\x78"]
        return b"\0".join((*files, *packed))


async def test_marked_tokens_are_in_no_log_store_export_traceback_or_argument(tmp_path: Path) -> None:
    now = datetime.now(UTC).replace(microsecond=0)
    world = scaled(3, now=now, commits_per_year=10, issues=4, change_requests=4)
    faults = Faults(seed=3, bad_gateway=0.1, reset=0.05, truncated=0.05)
    async with serve(world, faults=faults) as forge:
        run = Run(tmp_path, forge)
        exported = [f"--format={name}" for name in FORMATS]
        said = [
            await run.command("snapshot", *exported, "--output", str(tmp_path / "out")),
            await run.command("snapshot", program=("-c", STUMBLING)),
            await run.command("doctor"),
            await run.command("config"),
        ]
        asked = forge.github_log.requests
    assert asked  # the marks were sent, and accepted
    assert "could not be read (RuntimeError)" in "".join(said)
    assert "collected" in said[0]
    assert run.children > 0
    assert len(list((tmp_path / "out").iterdir())) >= len(FORMATS)
    left = run.left()
    for mark in run.marks:
        assert [text[:200] for text in said if mark in text] == []
        assert [words for words in run.arguments if mark in words] == []
        assert mark.encode() not in left
