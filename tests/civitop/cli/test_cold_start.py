"""What a command imports, proven in a process of its own: headless commands start at once."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from civitop.store import Store
from tests.patience import PROCESS

HEAVY = (
    "textual",
    "rich",
    "github",
    "gitlab",
    "httpx",
    "graphql",
    "civitop.demo",
    "tui",
    "collectors.http",
    "collectors.git.collector",
    "collectors.github.collector",
    "collectors.gitlab.collector",
    "ruamel",
    "holidays",
    "babel",
)
PROBE = """
import json, sys
from civitop.cli.main import run
code = run(sys.argv[1:])
print(json.dumps([code, sorted(sys.modules)]), file=sys.stderr)
"""


def imported_by(*arguments: str) -> tuple[int, set[str]]:
    done = subprocess.run(
        [sys.executable, "-c", PROBE, *arguments], capture_output=True, text=True, check=True, timeout=PROCESS
    )
    code, names = json.loads(done.stderr.splitlines()[-1])
    return code, set(names)


def heavy(names: set[str]) -> set[str]:
    """Which of the heavy packages and modules were imported; the records of the kinds of forges are light."""
    return {each for each in HEAVY if any(f"{name}.".startswith(f"{each}.") for name in names)}


@pytest.fixture
def stored(maker: Any, tmp_path: Path) -> list[str]:
    """A configuration and a store with one measured repository."""
    from civitop.people.affiliation.statements import Stated
    from civitop.polling.measurer import Measurer

    config = tmp_path / "config.toml"
    config.write_text('[network.ours]\nwatch = ["github:bakkeby"]\n')
    facts = maker.facts(maker.repository(forge="github"))
    with Store(tmp_path / "s.db") as store:
        store.save_membership("ours", "github", {"github:bakkeby": [facts.repository]}, {}, maker.now)
        store.save_facts(facts, "print")
        measurer = Measurer(maker.network(), store, maker.registry, Stated())
        store.save_health([measurer.measure(measurer.project(facts), maker.now)], maker.now)
    return ["--config", str(config), "--store", str(tmp_path / "s.db")]


def test_the_version_needs_nothing_but_the_standard_library() -> None:
    code, names = imported_by("--version")
    assert code == 0
    assert not heavy(names)
    assert not names & {"msgspec", "sqlite3", "argparse"}


def test_an_offline_snapshot_knows_no_screen_and_no_forge(stored: list[str]) -> None:
    code, names = imported_by("snapshot", "--offline", "--format", "json", *stored)
    assert code == 0
    assert not heavy(names)


def test_whoever_only_reads_the_store_waits_for_no_event_loop_and_no_other_command(stored: list[str]) -> None:
    code, names = imported_by("snapshot", "--offline", "--format", "json", *stored)
    assert code == 0
    assert not names & {
        "asyncio",
        "civitop.watch",
        "civitop.cli.commands.demo",
        "civitop.cli.commands.doctor",
    }


def test_a_page_for_persons_in_english_loads_no_babel(stored: list[str]) -> None:
    code, names = imported_by("snapshot", "--offline", "--format", "txt", *stored)
    assert (code, "babel" in names) == (0, False)


def test_the_list_of_networks_knows_no_screen_and_no_forge() -> None:
    code, names = imported_by("networks")
    assert code == 0
    assert not heavy(names)
