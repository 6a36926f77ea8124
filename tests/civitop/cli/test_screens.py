"""What the command line hands to the screens: ASCII, the wall, and a configuration that goes wrong meanwhile."""

import io
from pathlib import Path
from typing import Any

import pytest

from civitop.cli.options import parse
from civitop.cli.screen import ascii_only
from civitop.cli.wiring import wired
from civitop.errors import UsageError


def test_ascii_is_drawn_when_asked_for_or_when_there_is_nothing_else(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdout", io.TextIOWrapper(io.BytesIO(), encoding="utf-8"))
    assert not ascii_only(parse(["os2"]))
    assert ascii_only(parse(["--ascii", "os2"]))
    assert ascii_only(parse(["demo", "--ascii"]))
    monkeypatch.setattr("sys.stdout", io.TextIOWrapper(io.BytesIO(), encoding="iso8859-1"))
    assert ascii_only(parse(["os2"]))


def test_the_wall_stands_a_quarter_of_a_minute_unless_told_otherwise() -> None:
    assert (parse(["os2", "--wall"]).wall, parse(["os2", "--wall"]).rotate) == (True, 15)
    assert parse(["demo", "--wall", "--rotate", "30"]).rotate == 30
    for wrong in ("0", "1", "soon", "99999"):
        with pytest.raises(UsageError, match="seconds"):
            parse(["--wall", "--rotate", wrong])


def test_a_configuration_that_goes_wrong_while_running_is_told_and_the_last_one_stays(tmp_path: Path) -> None:
    file = tmp_path / "ours.toml"
    good = '[network.ours]\nwatch = ["git:/nowhere"]\n'
    file.write_text(good)
    arguments = parse(["--config", str(file), "--store", str(tmp_path / "store.db")])
    with wired(arguments, []) as wiring:
        watch: Any = wiring.watch
        assert watch.problem is None
        file.write_text(f"{good}[poll]\nevery = 'often'\n")
        assert watch._reload() is None
        assert "ours.toml:4: poll.every" in watch.problem
        assert [network.id for network in watch.snapshot().networks] == ["ours"]
        file.write_text(f"{good}\n[poll]\nevery = '1h'\n")
        assert watch._reload() is not None
        assert watch.problem is None


def test_the_second_civitop_on_a_store_follows_the_first(tmp_path: Path) -> None:
    file = tmp_path / "ours.toml"
    file.write_text('[network.ours]\nwatch = ["git:/nowhere"]\n')
    arguments = parse(["--config", str(file), "--store", str(tmp_path / "store.db")])
    with wired(arguments, []) as first, wired(arguments, []) as second:
        assert (first.watch.follows, second.watch.follows) == (False, True)
