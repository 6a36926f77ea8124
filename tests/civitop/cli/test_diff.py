"""`civitop diff` over files, days, periods, and since it was last asked."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from civitop.cli.main import run
from civitop.cli.snapshots.moments import period
from tests.civitop.cli.test_commands import clone, store  # noqa: F401 - fixtures


def day(year: int, month: int) -> datetime:
    return datetime(year, month, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("2026", day(2026, 1), day(2027, 1)),
        ("2026-Q2", day(2026, 4), day(2026, 7)),
        ("2026-q4", day(2026, 10), day(2027, 1)),
        ("2026-02", day(2026, 2), day(2026, 3)),
        ("2026-12", day(2026, 12), day(2027, 1)),
    ],
)
def test_a_period_is_whole(text: str, start: datetime, end: datetime) -> None:
    assert period(text) == (start, end)


@pytest.mark.parametrize("text", ["2026-Q5", "2026-13", "2026-00", "0001", "2026-06-30", "os2", ""])
def test_what_is_no_period(text: str) -> None:
    assert period(text) is None


@pytest.fixture
def polled(clone: Path, store: list[str], tmp_path: Path) -> list[str]:  # noqa: F811
    config = tmp_path / "config.toml"
    config.write_text(f'[network.ours]\nname = "Ours"\nwatch = ["git:{clone}"]\n')
    common = ["--config", str(config), *store]
    assert run(["snapshot", *common, "-o", str(tmp_path / "s.json")]) == 0
    return common


def test_a_period_is_compared_from_its_start_to_its_end(
    polled: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["diff", *polled, "2020-Q1", "ours", "--format", "md"]) == 0
    written = capsys.readouterr().out
    assert "# Ours: what changed from 2019\\-12\\-31 to 2020\\-03\\-31" in written
    assert run(["diff", *polled, "2019", "2020", "ours"]) == 0
    assert "from 2019-12-31 to 2020-12-31" in capsys.readouterr().out


def test_the_first_time_is_remembered_and_the_next_tells(
    polled: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    capsys.readouterr()
    assert run(["diff", *polled, "--since-last"]) == 0
    first = capsys.readouterr()
    assert first.out == ""
    assert "remembered" in first.err
    page = tmp_path / "d.html"
    assert run(["diff", *polled, "--since-last", "--format", "html", "-o", str(page)]) == 0
    assert "1 project has not changed." in page.read_text()


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ([], "Say what to compare"),
        (["2026-06-30"], "name a second one"),
        (["nothing", "2026"], "neither a file nor a date"),
    ],
)
def test_what_cannot_be_compared(words: list[str], says: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["diff", *words]) == 2
    assert says in capsys.readouterr().err


def test_anonymous_names_nobody_of_two_files(
    polled: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    new = json.loads((tmp_path / "s.json").read_text("utf-8"))
    old = json.loads((tmp_path / "s.json").read_text("utf-8"))
    shares = [each["signals"]["bus_factor"]["detail"]["shares"] for each in new["repositories"]]
    names = {share["name"] for each in shares for share in each}
    for side, value in ((old, 1), (new, 2)):
        for each in side["repositories"]:
            each["signals"]["bus_factor"]["value"] = value
    for each in old["repositories"]:
        each["signals"]["bus_factor"]["detail"]["shares"] = []
    sides = [str(tmp_path / name) for name in ("old.json", "new.json")]
    for side, path in zip((old, new), sides, strict=True):
        Path(path).write_text(json.dumps(side), "utf-8")
    capsys.readouterr()
    told = {}
    for more in ([], ["--anonymous"]):
        for form in ("txt", "json", "md", "html"):
            assert run(["diff", *sides, *polled, *more, "--format", form]) == 0
            told[form, bool(more)] = capsys.readouterr().out
    assert names
    assert "First commits in a year" in told["txt", True]
    for (form, hidden), text in told.items():
        assert bool([name for name in names if name in text]) != hidden, form
