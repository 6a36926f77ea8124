"""The command line: what each command prints, and with which code it ends."""

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from civitop.cli.main import run
from civitop.cli.snapshots.moments import moment


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """A small repository with two authors and a tag."""
    path = tmp_path / "clone"
    path.mkdir()

    def git(*arguments: str, who: str = "Ida Holm <ida@aarhus.dk>") -> None:
        name, _, email = who.partition(" <")
        subprocess.run(
            ["git", "-c", f"user.name={name}", "-c", f"user.email={email.rstrip('>')}", *arguments],
            cwd=path, check=True, capture_output=True,
        )  # fmt: skip

    git("init", "-q", "-b", "main")
    (path / "README.md").write_text("A desk.\n")
    git("add", ".")
    git("commit", "-q", "-m", "Begin")
    git("tag", "v1.0.0")
    for number in range(3):
        git("commit", "-q", "--allow-empty", "-m", f"Work {number}", who="Bo Dam <bo@example.org>")
    return path


@pytest.fixture
def store(tmp_path: Path) -> list[str]:
    return ["--store", str(tmp_path / "s.db")]


def test_one_repository_offline_as_text(
    clone: Path, store: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["repo", str(clone), "--once", *store]) == 0
    printed = capsys.readouterr().out
    assert "Bus factor: 1 people" in printed or "Bus factor: 1" in printed
    assert "Ida Holm (Aarhus)" in printed
    assert "README: README.md" in printed
    assert "@" not in printed


def test_the_truck_factor_comes_with_deep_and_stays(
    clone: Path, store: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    unknown = "Truck factor: –. The whole history was not read; the option --deep reads it."
    known = "Truck factor: 1 person. Without 1 person, less than half of the"
    assert run(["repo", str(clone), "--once", *store]) == 0
    assert unknown in capsys.readouterr().out
    assert run(["repo", str(clone), "--once", "--deep", *store]) == 0
    assert known in capsys.readouterr().out
    assert run(["repo", str(clone), "--format", "json", *store]) == 0
    report = json.loads(capsys.readouterr().out)
    signal = report["health"]["signals"]["truck_factor"]
    assert (signal["value"], signal["level"], signal["detail"]["sole"]) == (1, "bad", 1)
    assert [file["authors"] for file in report["knowledge"]["files"]] == [[0]]


def test_a_network_may_ask_for_whole_histories(
    clone: Path, store: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    config = tmp_path / "config.toml"
    config.write_text(f'[network.ours]\nwatch = ["git:{clone}"]\ndeep = true\n')
    assert run(["snapshot", "--config", str(config), *store]) == 0
    (repository,) = json.loads(capsys.readouterr().out)["repositories"]
    assert repository["signals"]["truck_factor"]["value"] == 1
    assert run(["config", "--config", str(config)]) == 0
    assert "deep = true" in capsys.readouterr().out


def test_a_git_source_as_a_json_snapshot(
    clone: Path, store: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    config = tmp_path / "config.toml"
    config.write_text(f'[network.ours]\nname = "Ours"\nwatch = ["git:{clone}"]\n')
    assert run(["snapshot", "--config", str(config), *store]) == 0
    document = json.loads(capsys.readouterr().out)
    (repository,) = document["repositories"]
    assert repository["signals"]["bus_factor"]["detail"]["people"] == 2
    assert repository["signals"]["municipalities"]["detail"]["contributing"][0]["code"] == "DK-0751"
    assert repository["signals"]["open_issues"]["value"] is None


def test_a_threshold_that_is_crossed_ends_with_1(
    clone: Path, store: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    config = tmp_path / "config.toml"
    config.write_text(f'[network.ours]\nwatch = ["git:{clone}"]\n')
    common = ["snapshot", "--config", str(config), *store, "--output", str(tmp_path / "out.json")]
    assert run([*common, "--fail-on", "bus<2"]) == 1
    assert run([*common, "--offline", "--fail-on", "bus<1"]) == 0
    assert run([*common, "--offline", "--fail-on", "buss<1"]) == 2
    assert json.loads((tmp_path / "out.json").read_text())["schema"] == "civitop.snapshot/1"


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (["no-such-network"], 2, "There is no network 'no-such-network'"),
        (["signalenn"], 2, "did you mean 'signalen'?"),
        (["snapshot", "--format", "exe"], 2, "invalid choice"),
        (["repo", "/no/such/path", "--once"], 2, "There is no path /no/such/path"),
        (["repo", "githob:a/b", "--once"], 2, "There is no forge 'githob'"),
        (["networks", "nothing"], 2, "There is no ready-made network"),
        (["snapshot", "--config", "/no/such.toml"], 2, "There is no configuration file"),
        (["snapshot", "--at", "yesterday"], 2, "is no date"),
        (["snapshot", "--offline"], 2, "has no network"),
        (["frobnicate", "--format", "json"], 2, "see civitop"),
    ],
)
def test_a_mistake_is_one_sentence_and_code_2(
    arguments: list[str], code: int, says: str, store: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run([*arguments, *store]) == code
    said = capsys.readouterr().err
    assert says in said
    assert "Traceback" not in said
    assert len(said.strip().splitlines()) == 1


def test_a_path_without_a_repository_is_named(
    store: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["repo", str(tmp_path), "--once", *store]) == 4
    assert "no git repository" in capsys.readouterr().err.lower().replace(
        "not a git repository", "no git repository"
    )


def test_an_empty_repository_is_no_error(
    store: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    subprocess.run(["git", "init", "-q", str(tmp_path / "empty")], check=True)
    assert run(["repo", str(tmp_path / "empty"), "--once", *store]) == 0
    assert "nobody" in capsys.readouterr().out


def test_a_damaged_store_is_one_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "s.db"
    path.write_bytes(b"damaged " * 1000)
    assert run(["snapshot", "os2", "--offline", "--store", str(path)]) == 2
    assert "move it away" in capsys.readouterr().err


def test_init_writes_a_configuration_that_reads_and_never_overwrites(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target = tmp_path / "config.toml"
    assert run(["init", "os2", "github:OS2mo", "--name", "Two", "--output", str(target)]) == 0
    assert run(["config", "--config", str(target)]) == 0
    printed = capsys.readouterr().out
    assert "github:OS2mo" in printed
    assert run(["init", "os2", "--output", str(target)]) == 2


def test_the_printed_configuration_reads_back_the_same(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target = tmp_path / "config.toml"
    run(["init", "os2", "--output", str(target)])
    capsys.readouterr()
    run(["config", "--config", str(target)])
    first = capsys.readouterr().out
    target.write_text(first)
    run(["config", "--config", str(target)])
    assert capsys.readouterr().out == first


def test_every_ready_made_network_is_listed_and_prints_as_toml(capsys: pytest.CaptureFixture[str]) -> None:
    from civitop.networks import names

    assert run(["networks"]) == 0
    listed = capsys.readouterr().out
    for name in names():
        assert name in listed
    assert run(["networks", "os2"]) == 0
    assert "[network.os2]" in capsys.readouterr().out


def test_what_changed_between_two_snapshot_files(
    clone: Path, store: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    config = tmp_path / "config.toml"
    config.write_text(f'[network.ours]\nwatch = ["git:{clone}"]\n')
    common = ["snapshot", "--config", str(config), *store]
    run([*common, "--output", str(tmp_path / "old.json")])
    text = (tmp_path / "old.json").read_text().replace('"value": 1,', '"value": 7,')
    (tmp_path / "new.json").write_text(text)
    capsys.readouterr()
    assert run(["diff", str(tmp_path / "old.json"), str(tmp_path / "new.json")]) == 0
    assert "Bus factor: 1 → 7 people" in capsys.readouterr().out
    assert run(["diff", str(config), str(tmp_path / "new.json")]) == 2


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completions_know_the_commands(shell: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["completions", shell]) == 0
    assert "snapshot" in capsys.readouterr().out


def test_a_day_is_meant_to_its_end() -> None:
    assert moment("2026-06-30").isoformat() == "2026-07-01T00:00:00+00:00"
    assert moment("2026-06-30T12:00").isoformat() == "2026-06-30T12:00:00+00:00"


def test_the_doctor_says_what_it_found_offline(
    store: list[str], capsys: pytest.CaptureFixture[str], monkeypatch: Any
) -> None:
    monkeypatch.setenv("GITHUB_TOKEN", "ghp_notarealtoken0000")
    assert run(["doctor", "--offline", *store]) == 0
    printed = capsys.readouterr().out
    assert "store" in printed
    assert "ghp_notarealtoken0000" not in printed
