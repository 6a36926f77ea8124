"""What is exported follows from the store, `--at` and the options alone: not from the machine or who asks."""

import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from civitop.demo import Spec, spawn
from civitop.export import FORMATS

pytestmark = [pytest.mark.slow, pytest.mark.timeout(240)]

NOW = datetime.now(UTC).replace(microsecond=0)
CONFIG = """\
[forge.github]
url = "{url}"
token = {{ env = "SAME_TOKEN" }}
[network.ours]
name = "Ours"
watch = ["github:opencity-commons", "github:fjord-digital"]
"""
HERE = {"TZ": "UTC", "LC_ALL": "C.UTF-8", "PYTHONHASHSEED": "0", "TERM": "xterm-256color", "COLUMNS": "80"}
ELSEWHERE = (
    {"TZ": "Pacific/Auckland", "LC_ALL": "C", "PYTHONHASHSEED": "7", "TERM": "dumb", "COLUMNS": "200"},
    {
        "TZ": "America/St_Johns",
        "LC_ALL": "",
        "LANG": "C.UTF-8",
        "LC_TIME": "da_DK.UTF-8",
        "LC_NUMERIC": "da_DK.UTF-8",
        "PYTHONHASHSEED": "random",
        "TERM": "xterm",
        "NO_COLOR": "1",
    },
)


class Stored:
    """A store that was filled once, and the command that writes what it holds."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.config, self.store = str(folder / "config.toml"), str(folder / "store.db")

    def civitop(self, *words: str, **environment: str) -> None:
        command = [
            sys.executable,
            "-m",
            "civitop",
            "snapshot",
            "--config",
            self.config,
            "--store",
            self.store,
        ]
        inherited = {"PATH": os.environ["PATH"], "HOME": str(self.folder), "LANGUAGE": "en"}
        subprocess.run([*command, *words], env={**inherited, **environment}, check=True, timeout=100)

    def written(self, name: str, environment: dict[str, str], *more: str) -> dict[str, bytes]:
        """Return every file of every form."""
        into = self.folder / name
        formats = [word for each in (*FORMATS, "svg") for word in ("--format", each)]
        self.civitop("--offline", *formats, *more, "--output", f"{into}/", SAME_TOKEN="none", **environment)
        return {file.name: file.read_bytes() for file in into.iterdir()}


@pytest.fixture(scope="module")
def stored(tmp_path_factory: pytest.TempPathFactory) -> Stored:
    found = Stored(tmp_path_factory.mktemp("same"))
    with spawn(Spec(now=NOW)) as forge:
        Path(found.config).write_text(CONFIG.format(url=forge.github_url), "utf-8")
        found.civitop(
            "--quiet", "--output", str(found.folder / "first.json"), SAME_TOKEN=forge.github_tokens[0]
        )
    return found


@pytest.mark.parametrize(
    "more", [(), ("--at", (NOW - timedelta(days=40)).date().isoformat()), ("--anonymous",)]
)
def test_the_same_store_gives_the_same_bytes_anywhere(stored: Stored, more: tuple[str, ...]) -> None:
    name = more[0][2:] if more else "now"
    here = stored.written(f"{name}-here", HERE, *more)
    tables = (
        5 if more == ("--anonymous",) else 6
    )  # the description among them, and people where they are named
    assert len(here) == len({*FORMATS, "svg"} - {"csv"}) + tables
    for number, environment in enumerate(ELSEWHERE):
        there = stored.written(f"{name}-{number}", environment, *more)
        assert there.keys() == here.keys()
        assert [file for file in here if here[file] != there[file]] == []
