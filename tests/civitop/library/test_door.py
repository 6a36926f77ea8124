"""`import civitop`: the programs of docs/library.md run, and the door costs nothing until it is used."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

import civitop
from civitop.cli.main import run
from civitop.errors import ConfigError, UsageError
from civitop.polling.events import Event
from tests.patience import PROCESS

DOCS = Path(__file__).parents[3] / "docs" / "library.md"
PROGRAMS = re.findall(r"```python\n(.*?)```", DOCS.read_text("utf-8"), re.DOTALL)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder with a configuration of one clone, as the programs expect it."""
    repository = tmp_path / "shelter"

    def git(*arguments: str) -> None:
        person = ["-c", "user.name=Ida Holm", "-c", "user.email=ida@aaholm.example"]
        subprocess.run(["git", *person, *arguments], cwd=repository, check=True, capture_output=True)

    repository.mkdir()
    git("init", "-q")
    git("commit", "-q", "--allow-empty", "-m", "Begin")
    (tmp_path / "config.toml").write_text('[network.ours]\nwatch = ["git:./shelter"]\n')
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_the_programs_of_the_docs_run(folder: Path) -> None:
    assert len(PROGRAMS) == 3
    said = []
    for program in PROGRAMS:
        if "snapshot.json" in program:
            command = "--config config.toml --store store.sqlite snapshot --offline --output snapshot.json"
            assert run(command.split()) == 0
        ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=PROCESS)
        assert ran.returncode == 0, ran.stderr
        said.append(ran.stdout)
    assert "bus_factor: " in said[0]
    assert said[1].endswith("0 → 1\n")  # nobody had committed anything ninety days ago
    assert "Bus factor: known of 1 of 1 repositories" in said[2]


def test_every_public_name_is_there_and_only_loaded_when_used() -> None:
    program = (
        "import sys, civitop; heavy = {'msgspec', 'httpx', 'textual', 'sqlite3', 'civitop.library'};"
        "print(sorted(heavy & set(sys.modules)));"
        "print([name for name in civitop.__all__ if getattr(civitop, name) is None])"
    )
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert ran.stdout == "[]\n[]\n"
    assert set(civitop.__all__) <= set(dir(civitop))
    assert all(f"`{name}" in DOCS.read_text("utf-8") for name in civitop.__all__)


def test_a_name_that_is_not_public_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no attribute 'opne_networks'"):
        civitop.opne_networks  # type: ignore[attr-defined]  # noqa: B018


def test_errors_are_sentences(folder: Path) -> None:
    with (
        pytest.raises(UsageError, match="did you mean 'ours'"),
        civitop.open_networks("config.toml", ":memory:", networks=["our"]),
    ):
        pass
    Path("empty.toml").write_text("")
    with (
        pytest.raises(ConfigError, match="has no network"),
        civitop.open_networks("empty.toml", ":memory:"),
    ):
        pass
    Path("wrong.json").write_text("{}")
    with pytest.raises(UsageError, match=r"wrong\.json is no snapshot of civitop"):
        civitop.load_snapshot("wrong.json")
    with pytest.raises(UsageError, match=r"none\.json cannot be read"):
        civitop.load_snapshot("none.json")


def test_events_are_told_as_they_happen(folder: Path) -> None:
    told: list[str] = []
    with civitop.open_networks("config.toml", ":memory:") as opened:
        civitop.poll(opened, lambda event: told.append(type(event).__name__))
    assert told[-1] == "RoundFinished"
    assert "Collected" in told


def test_a_program_polls_again_and_again(folder: Path) -> None:
    told: list[list[Event]] = []
    with civitop.open_networks("config.toml", ":memory:") as opened:
        for _ in range(3):
            told.append([])
            civitop.poll(opened, told[-1].append)
            assert all(health.error is None for health in civitop.snapshot(opened).repositories)
    first, *more = ([type(event).__name__ for event in each] for each in told)
    assert "Collected" in first
    assert all(each[-1] == "RoundFinished" and "Collected" not in each for each in more)
