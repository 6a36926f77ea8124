"""What a terminal is left with: a signal, a terminal that is gone, one that draws nothing, one of two columns."""

import fcntl
import os
import pty
import re
import select
import signal
import struct
import subprocess
import sys
import termios
import time
from pathlib import Path

import psutil
import pytest

from tests.patience import PROCESS
from tui.picture import settled

pytestmark = pytest.mark.slow

ON = {b"\x1b[?1049h": b"\x1b[?1049l", b"\x1b[?1000h": b"\x1b[?1000l", b"\x1b[?1003h": b"\x1b[?1003l",
      b"\x1b[?1006h": b"\x1b[?1006l", b"\x1b[?25l": b"\x1b[?25h", b"\x1b[?2004h": b"\x1b[?2004l"}  # fmt: skip
"""What a screen switches on (the alternate screen, mouse reports, a hidden cursor, marked pasting), and off again."""


class Pty:
    """civitop in a terminal of its own."""

    def __init__(
        self, folder: Path, words: list[str], size: tuple[int, int] = (80, 24), **variables: str
    ) -> None:
        self.master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", size[1], size[0], 0, 0))
        self.before = termios.tcgetattr(slave)
        self.slave = slave
        self.bytes = b""
        environment = {
            **os.environ,
            "TERM": "xterm-256color",
            "LANG": "C.UTF-8",
            "XDG_DATA_HOME": str(folder),
        }
        self.child = subprocess.Popen(
            [sys.executable, "-m", "civitop", *words],
            stdin=slave, stdout=slave, stderr=slave, start_new_session=True,
            preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0),
            env={**environment, "XDG_CONFIG_HOME": str(folder), **variables},
        )  # fmt: skip

    def read(self, seconds: float) -> None:
        end = time.monotonic() + seconds
        while time.monotonic() < end and select.select([self.master], [], [], 0.05)[0]:
            try:
                self.bytes += os.read(self.master, 65536)
            except OSError:
                return

    def until(self, seen: bytes, seconds: float = PROCESS) -> None:
        end = time.monotonic() + seconds
        while seen not in self.bytes and self.child.poll() is None and time.monotonic() < end:
            self.read(0.2)
            time.sleep(0.02)
        assert seen in self.bytes, self.bytes[-2000:]

    def ended(self, within: float = PROCESS) -> int:
        end = time.monotonic() + within
        while self.child.poll() is None and time.monotonic() < end:
            self.read(0.1)
            time.sleep(0.02)
        assert self.child.poll() is not None
        self.read(0.5)
        return self.child.returncode

    def close(self) -> None:
        if self.child.poll() is None:
            self.child.kill()
            self.child.wait()
        os.close(self.slave)
        with_master = [self.master] if self.master >= 0 else []
        for each in with_master:
            os.close(each)


def configured(folder: Path) -> list[str]:
    clone = folder / "clone"
    subprocess.run(["git", "init", "-q", str(clone)], check=True)
    (folder / "c.toml").write_text(f'[network.o]\nname = "Our town"\nwatch = ["git:{clone}"]\n')
    return ["--config", str(folder / "c.toml"), "--store", str(folder / "s.db")]


def left_clean(terminal: Pty) -> None:
    for on, off in ON.items():
        if on in terminal.bytes:
            assert terminal.bytes.rfind(off) > terminal.bytes.rfind(on), on
    assert termios.tcgetattr(terminal.slave)[3] == terminal.before[3]  # echo and lines, as they were
    assert b"Traceback" not in terminal.bytes


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
@pytest.mark.parametrize("which", ["dashboard", "start"])
def test_a_signal_leaves_a_clean_terminal(which: str, number: int, tmp_path: Path) -> None:
    empty = tmp_path / "empty.toml"
    empty.write_text("[poll]\n")
    words = configured(tmp_path) if which == "dashboard" else ["--config", str(empty)]
    terminal = Pty(tmp_path, words)
    try:
        terminal.until(b"Our town" if which == "dashboard" else b"to filter, or name a source")
        assert b"\x1b[?1049h" in terminal.bytes
        terminal.child.send_signal(number)
        assert terminal.ended() == 128 + number
        left_clean(terminal)
    finally:
        terminal.close()


def test_who_is_stopped_leaves_a_clean_terminal_and_draws_the_screen_again(tmp_path: Path) -> None:
    terminal = Pty(tmp_path, configured(tmp_path))
    try:
        terminal.until(b"Our town")
        terminal.child.send_signal(signal.SIGTSTP)
        process, end = psutil.Process(terminal.child.pid), time.monotonic() + PROCESS
        while process.status() != psutil.STATUS_STOPPED and time.monotonic() < end:
            terminal.read(0.1)
        assert process.status() == psutil.STATUS_STOPPED
        terminal.read(0.5)
        left_clean(terminal)
        terminal.bytes = b""
        terminal.child.send_signal(signal.SIGCONT)
        terminal.until(b"Our town")
        assert b"\x1b[?1049h" in terminal.bytes
        terminal.child.send_signal(signal.SIGTERM)
        assert terminal.ended() == 128 + signal.SIGTERM
        left_clean(terminal)
    finally:
        terminal.close()


def test_a_terminal_that_is_gone_ends_the_program(tmp_path: Path) -> None:
    terminal = Pty(tmp_path, configured(tmp_path))
    try:
        terminal.until(b"Our town")
        os.close(terminal.slave)
        terminal.slave = os.open(os.devnull, os.O_RDONLY)
        os.close(terminal.master)
        terminal.master = -1
        assert terminal.child.wait(PROCESS) == 128 + signal.SIGHUP
    finally:
        terminal.close()


def test_a_dumb_terminal_is_drawn_no_screen(tmp_path: Path) -> None:
    for words, code, seen in (
        (configured(tmp_path), 2, b"draws no screens"),
        (["demo"], 0, b"Open City Commons"),
        (["repo", str(tmp_path / "clone"), "--store", str(tmp_path / "t.db")], 0, b"Bus factor"),
    ):
        terminal = Pty(tmp_path, words, TERM="dumb")
        try:
            assert terminal.ended() == code
            assert seen in terminal.bytes
            assert b"\x1b" not in terminal.bytes
        finally:
            terminal.close()


@pytest.mark.parametrize("size", [(1, 1), (2, 1), (1, 24), (2, 24), (3, 3), (200, 1)])
async def test_no_size_is_too_small(size, feed, dashboard):
    app = dashboard(feed)
    async with app.run_test(size=size) as pilot:
        await settled(pilot)
        keys = "1 2 3 4 5 escape c enter escape enter pagedown escape question_mark escape a escape C escape"
        for key in f"{keys} m right v escape slash x escape s S escape n e y ctrl+p escape left_square_bracket".split():
            await pilot.press(key)
        feed.say(*feed.a_round())
        await pilot.pause(0.05)
        await pilot.resize_terminal(80, 24)
        await pilot.resize_terminal(*size)
    async with dashboard(feed, wall=0.1).run_test(size=size) as pilot:
        await pilot.pause(0.3)


@pytest.mark.parametrize("size", [(1, 1), (2, 24)])
def test_the_program_itself_stands_two_columns(size: tuple[int, int], tmp_path: Path) -> None:
    terminal = Pty(tmp_path, configured(tmp_path), size)
    try:
        terminal.until(b"\x1b[?1049h")
        terminal.read(2)
        os.write(terminal.master, b"q")
        assert terminal.ended() == 0
        left_clean(terminal)
    finally:
        terminal.close()


def test_what_is_switched_on_is_what_textual_writes(tmp_path: Path) -> None:
    terminal = Pty(tmp_path, configured(tmp_path))
    try:
        terminal.until(b"Our town")
        switched = set(re.findall(rb"\x1b\[\?(?:10(?:49|00|03|06)|2004)h", terminal.bytes))
        assert switched <= set(ON)
        assert len(switched) >= 3
    finally:
        terminal.close()
