"""`civitop compare`: repositories side by side, over real clones and in every format."""

import csv
import io
import json
import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from civitop.cli.main import run

Cloned = Callable[..., str]


@pytest.fixture
def cloned(tmp_path: Path) -> Cloned:
    """Make a clone with so many people who wrote one commit each."""

    def make(name: str, people: int) -> str:
        folder = tmp_path / name
        subprocess.run(["git", "init", "-q", "-b", "main", str(folder)], check=True)
        for number in range(people):
            who = {"NAME": f"Person {number} {name}", "EMAIL": f"p{number}@{name}.example"}
            environment = {
                f"GIT_{role}_{part}": value for role in ("AUTHOR", "COMMITTER") for part, value in who.items()
            }
            subprocess.run(
                ["git", "-C", str(folder), "commit", "-q", "--allow-empty", "-m", f"Change {number}"],
                check=True, env={**os.environ, **environment, "GIT_CONFIG_GLOBAL": os.devnull},
            )  # fmt: skip
        return str(folder)

    return make


@pytest.fixture
def store(tmp_path: Path) -> list[str]:
    return ["--store", str(tmp_path / "civitop.db")]


def test_every_signal_is_a_row_and_differences_have_a_sign(
    cloned: Cloned, store: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    targets = [cloned("wide", 8), cloned("alone", 1), cloned("same", 8)]
    assert run(["compare", *targets, *store]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[2].split() == ["wide", "alone", "same"]
    (bus,) = [line for line in lines if line.startswith("Bus factor")]
    assert bus.split("  ", 1)[1].split() == [
        "●",
        "4",
        "people",
        "+",
        "■",
        "1",
        "person",
        "-",
        "●",
        "4",
        "people",
        "+",
    ]
    assert "+ is the best and - the worst" in lines[-1]


def test_each_format_has_the_same_figures(
    cloned: Cloned, store: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    from civitop.signals import SIGNALS

    targets = [cloned("wide", 8), cloned("alone", 1)]
    assert run(["compare", *targets, *store, "--format", "json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["repositories"] == ["wide", "alone"]
    assert [row["signal"] for row in found["rows"]] == [signal.id for signal in SIGNALS]
    marks = {row["signal"]: [cell["mark"] for cell in row["cells"]] for row in found["rows"]}
    assert marks["bus_factor"] == ["best", "worst"]
    assert marks["published_scores"] == ["", ""]  # scores of others are no race
    assert run(["compare", *targets, *store, "--format", "csv"]) == 0
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    bus = next(row for row in rows if row["signal"] == "bus_factor")
    assert (bus["wide"], bus["wide mark"], bus["alone"], bus["alone level"]) == ("4", "best", "1", "bad")
    assert run(["compare", *targets, *store, "--format", "md"]) == 0
    said = capsys.readouterr().out
    assert "| Bus factor | ● 4 people \\+ | ■ 1 person \\- |" in said


@pytest.mark.parametrize("number", [1, 7])
def test_fewer_than_two_or_more_than_six_cannot_be_compared(
    number: int, store: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["compare", *(f"./clone-{n}" for n in range(number)), *store]) == 2
    assert "2 to 6 different repositories can be compared." in capsys.readouterr().err


def test_the_same_one_twice_is_one(
    cloned: Cloned, store: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    one = cloned("alone", 1)
    assert run(["compare", one, one, *store]) == 2
    assert "different" in capsys.readouterr().err
