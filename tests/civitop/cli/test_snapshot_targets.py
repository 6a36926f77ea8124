"""A snapshot in several formats at once, of some projects only, and what a crossed threshold says."""

import json
from pathlib import Path

import pytest

from civitop.cli.main import run
from civitop.cli.snapshots.targets import BOM, target
from civitop.errors import UsageError
from civitop.export import FORMATS
from tests.civitop.cli.test_commands import clone, store  # noqa: F401 - fixtures


@pytest.fixture
def common(clone: Path, store: list[str], tmp_path: Path) -> list[str]:  # noqa: F811
    config = tmp_path / "config.toml"
    config.write_text(f'[network.ours]\nname = "Ours"\nwatch = ["git:{clone}"]\n')
    words = ["snapshot", "--config", str(config), *store]
    assert run([*words, "--output", str(tmp_path / "first.json")]) == 0
    return [*words, "--offline"]


def test_a_folder_gets_every_format_from_one_snapshot(common: list[str], tmp_path: Path) -> None:
    out = tmp_path / "report"
    assert run([*common, "--output", f"{out}/", "--bom"]) == 0
    names = {file.name for file in out.iterdir()}
    assert names >= {"snapshot.json", "snapshot.html", "snapshot.md", "snapshot.txt", "snapshot.prom"}
    assert names >= {"repositories.csv", "signals.csv", "people.csv", "changes.csv", "datapackage.json"}
    document = json.loads((out / "snapshot.json").read_text())
    held = (out / "snapshot.html").read_text()
    assert json.dumps(document["generated_at"]) in held
    for file in out.glob("*.csv"):
        assert file.read_text("utf-8").startswith(BOM)
    assert not (out / "snapshot.json").read_text("utf-8").startswith(BOM)


def test_formats_that_are_named_and_no_others(common: list[str], tmp_path: Path) -> None:
    out = tmp_path / "two"
    assert run([*common, "--format", "md", "--format", "csv", "--anonymous", "--output", str(out)]) == 0
    names = {file.name for file in out.iterdir()}
    assert "snapshot.md" in names
    assert "snapshot.json" not in names
    assert "people.csv" not in names
    assert not [file.name for file in out.iterdir() if "Ida Holm" in file.read_text()]


def test_several_formats_have_no_one_file(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.touch()
    for output in (None, "-", str(file)):
        with pytest.raises(UsageError, match="need a folder"):
            target(["json", "md"], output)
    assert target(["json", "json"], None).formats == ("json",)
    assert target(None, str(tmp_path)).formats == tuple(FORMATS)
    assert target(None, None).formats == ("json",)


def test_only_what_matches_is_written(common: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    assert run([*common, "--only", "bus>100"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert document["repositories"] == []
    assert document["networks"][0]["totals"]["repositories"] == 0
    assert run([*common, "--only", "bus<100"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert len(document["repositories"]) == document["networks"][0]["totals"]["repositories"] == 1
    assert run([*common, "--only", "buss<1"]) == 2


def test_a_crossed_threshold_says_project_and_reason(
    common: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    capsys.readouterr()
    assert run([*common, "--fail-on", "bus<2"]) == 1
    (line,) = capsys.readouterr().err.splitlines()
    assert "commits of the last 365 days" in line or "Nobody committed" in line
    assert line.endswith("(bus<2)")
    assert run([*common, "--fail-on", "level:bad is:active"]) == 1
    assert len(capsys.readouterr().err.splitlines()) == 1
