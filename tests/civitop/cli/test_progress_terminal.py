"""Progress on a real terminal: a pseudo-terminal gets the bar, standard output gets the data alone."""

import json
import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = [pytest.mark.slow, pytest.mark.timeout(180)]


def read_all(descriptor: int) -> str:
    found = b""
    while True:
        try:
            chunk = os.read(descriptor, 65536)
        except OSError:  # the other end is closed
            break
        if not chunk:
            break
        found += chunk
    return found.decode("utf-8", "replace")


@pytest.mark.parametrize("quiet", [False, True])
def test_a_bar_on_the_terminal_and_json_on_standard_output(quiet: bool, tmp_path: Path) -> None:
    near, far = pty.openpty()
    with (tmp_path / "out.json").open("wb") as out:
        child = subprocess.Popen(
            [sys.executable, "-m", "civitop", "snapshot", "--demo", *(["--quiet"] if quiet else [])],
            stdout=out, stderr=far, stdin=subprocess.DEVNULL, env={**os.environ, "TERM": "xterm-256color"},
        )  # fmt: skip
        os.close(far)
        shown = read_all(near)
        assert child.wait(60) == 0
    os.close(near)
    assert len(json.loads((tmp_path / "out.json").read_text())["repositories"]) > 5
    if quiet:
        assert shown == ""
    else:
        assert "repositories" in shown
        assert "\x1b[?25h" in shown
        assert " collected, 0 unchanged, 0 failed" in shown.rstrip().splitlines()[-1]
