"""The program against an Enterprise Server and a GitLab at addresses of their own, killed and started again."""

import asyncio
import json
import os
import re
import sys
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from civitop.demo.forge import serve
from civitop.demo.server.faults import Faults
from civitop.demo.world.scale import scaled
from civitop.store import Store

pytestmark = pytest.mark.slow

COUNT = 30
CONFIG = """\
[forge.ours]
kind = "{kind}"
url = "{url}"
token = {{ env = ["OUR_TOKEN"] }}
concurrency = 1
[network.town]
name = "Town"
watch = ["ours:network-001"]
"""


class Program:
    """`civitop snapshot` in a process of its own, over a store on disk."""

    def __init__(self, kind: str, served: Any, folder: Path) -> None:
        url, tokens = (
            (served.github_url, served.github_tokens)
            if kind == "github"
            else (served.gitlab_url, served.gitlab_tokens)
        )
        (folder / "config.toml").write_text(CONFIG.format(kind=kind, url=url))
        self.store = folder / "store.sqlite"
        self._command = (
            sys.executable, "-m", "civitop", "snapshot",
            "--config", str(folder / "config.toml"), "--store", str(self.store),
        )  # fmt: skip
        self._environment = {**os.environ, "OUR_TOKEN": tokens[0]}

    async def start(self) -> asyncio.subprocess.Process:
        pipe = asyncio.subprocess.PIPE
        return await asyncio.create_subprocess_exec(
            *self._command, env=self._environment, stdout=pipe, stderr=pipe
        )

    def collected(self) -> set[str]:
        """Return the repositories whose facts are in the store."""
        if not self.store.exists():
            return set()
        with Store(self.store) as store:
            held = store.entries(store.members("town"))
            return {id for id, entry in held.items() if entry.fingerprint and store.facts(id)}


@pytest.mark.parametrize("kind", ["github", "gitlab"])
async def test_a_first_round_that_is_killed_loses_nothing_and_the_next_one_goes_on(
    kind: Any, tmp_path: Path
) -> None:
    now = datetime.now(UTC).replace(microsecond=0)
    world = scaled(COUNT, now=now, commits_per_year=20, issues=4, change_requests=4, forge=kind)
    async with serve(world, latency=0.02, faults=Faults(max_repositories=3)) as served:
        program = Program(kind, served, tmp_path)
        killed = await program.start()
        try:
            while len(program.collected()) < 4:
                await asyncio.sleep(0.01)
                assert killed.returncode is None, (await killed.communicate())[1].decode()
        finally:
            with suppress(ProcessLookupError):
                killed.kill()
            await killed.communicate()
        held = program.collected()
        assert 4 <= len(held) < COUNT
        second = await program.start()
        out, err = await second.communicate()
    assert second.returncode == 0, err.decode()
    said = re.search(r"(\d+) collected, (\d+) unchanged, 0 failed", err.decode())
    assert said is not None
    assert (int(said[1]), int(said[2])) == (COUNT - len(held), len(held))
    snapshot = json.loads(out)
    assert [r["status"] for r in snapshot["repositories"]] == ["fresh"] * COUNT
    open_issues = {r["name"]: r["signals"]["open_issues"]["value"] for r in snapshot["repositories"]}
    assert open_issues == {p.path: world.contents(p.key).open_issues for p in world.projects}
