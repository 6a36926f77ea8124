"""A round without a terminal waits for limits as long as it may, says so once, and ends with code 3."""

from datetime import timedelta
from pathlib import Path

import pytest

from civitop.cli.commands.demo import wired_demo
from civitop.cli.exit_codes import DONE, INCOMPLETE, exit_code
from civitop.cli.once import LONGEST_WAIT
from civitop.cli.options import parse
from civitop.cli.progress.headless import poll_once
from civitop.demo import Faults, Spec, spawn
from civitop.errors import UsageError
from civitop.library.measurers import now
from civitop.store import Store


@pytest.mark.slow
@pytest.mark.timeout(120)
@pytest.mark.parametrize(("points", "code"), [(20, INCOMPLETE), (5000, DONE)])
def test_a_round_without_a_terminal_ends_with_what_is_known(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], points: int, code: int
) -> None:
    with spawn(Spec(now=now(), faults=Faults(points=points))) as served, Store(":memory:") as store:
        wiring = wired_demo(served, store, cache=tmp_path, wait=timedelta(seconds=60))
        whole = poll_once(wiring.watch, timedelta(seconds=60))
        snapshot = wiring.watch.snapshot()
    assert exit_code(snapshot, whole=whole) == code
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == len(set(lines))
    waits = [line for line in lines if "--wait" in line]
    assert len(waits) == (code == INCOMPLETE)
    for line in lines:
        for forge in ("github:", "gitlab:"):
            assert line.count(f"{forge} ") <= 1, line
    for health in snapshot.repositories:
        assert health.signals["bus_factor"].level != "unknown" or health.archived


@pytest.mark.parametrize("text", ["-1", "1.5", "soon", str(LONGEST_WAIT + 1)])
@pytest.mark.parametrize("command", [["snapshot"], ["repo", "."], ["top"], ["demo"]])
def test_a_wait_is_a_number_of_seconds(command: list[str], text: str) -> None:
    with pytest.raises(UsageError, match="is no number of seconds from 0 to 86,400"):
        parse([*command, "--wait", text])
    assert parse([*command, "--wait", "7"]).wait == timedelta(seconds=7)
