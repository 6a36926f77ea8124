"""What a terminal receives while everything that a forge says is hostile, byte for byte."""

import fcntl
import json
import os
import re
import select
import struct
import subprocess
import sys
import termios
import time
import unicodedata
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

CHILD = Path(__file__).parent / "hostile_child.py"
QUIET = 0.12
"""Seconds without a byte after which a key has done what it does; also what parts Escape from what follows."""
LONGEST = 2.0
SEQUENCE = re.compile(rb"\x1b(\[[0-?]*[ -/]*[@-~]|[PX\]^_].*?(?:\x1b\\|\x07)|[^\[PX\]^_])", re.DOTALL)
OURS = re.compile(
    rb"\[(?:"
    rb"(?:[0-9]{1,3}(?:;[0-9]{1,3})*)?m"  # colours; what they may say is looked at apart
    rb"|[0-9]{1,3};[0-9]{1,3}H"  # where the next text stands
    rb"|\?[0-9]{1,4}[hl]|\?[0-9]{4}\$p"  # modes of the terminal, and whether it knows one
    rb"|>[0-9]{1,2}u|<u"  # the keyboard protocol
    rb"|[A-D]|2?J"
    rb")"
)
"""Everything that Textual's driver writes; no OSC, no DCS, no report asked for."""
POINTER = re.compile(rb"\]22;[a-z-]+\x07")
"""The shape of the mouse pointer."""
NOTE = re.compile(rb"\]9;civitop: [ -~\x80-\xff]*\x1b\\")
"""The desktop notification, which the child's configuration asks for."""
UP, DOWN, RIGHT, LEFT, PAGE, TAB, ESC, ENTER = (
    b"\x1b[A", b"\x1b[B", b"\x1b[C", b"\x1b[D", b"\x1b[6~", b"\t", b"\x1b", b"\r",
)  # fmt: skip
PALETTE = b"\x10"
TOUR = (
    *(b"1", ESC, b"2", ESC, b"3", ESC, b"4", ESC, b"5", DOWN, ESC),
    *(b"?", ESC, b"a", DOWN, b"a", ESC, b"C", DOWN, b" ", b"0", ESC),
    *(
        b"/",
        b"t",
        b"o",
        b"p",
        TAB,
        TAB,
        b"\x08" * 90,
        b"v",
        b"e",
        b"n",
        TAB,
        TAB,
        ENTER,
        b"F",
        b"n",
        ENTER,
        ESC,
    ),
    *(b"b", b"b", b"b", b"b", DOWN, b"b", b"S", b"R", b"s", b"y", b"o", b"e"),
    *(PALETTE, b"x", DOWN, ESC, ESC),
    *(b"m", DOWN, RIGHT, b"v", b"v", b"v", b"d", b"/", b"t", ENTER, UP, ENTER, DOWN, b"e", ESC, ESC, ESC),
    *(b"g", ENTER, PAGE, PAGE, PAGE, b"J", PAGE, b"J", PAGE, b"e", b"y", ESC),
    *(b"n", b"n", b"{", b"}", b"p", b"p", b"r", b"t", b"c", b"c"),
)
SHORT = (b"5", ESC, b"?", ESC, b"m", ENTER, ESC, ESC, b"g", ENTER, PAGE, PAGE, ESC, b"a", ESC)
PLACES = {
    "ChangesScreen", "ColumnsScreen", "CommandPalette", "HelpScreen", "NameScreen", "OrganisationScreen",
    "OrganisationsScreen", "Overview", "Overview -compact", "Overview -enlarged", "ProjectScreen",
}  # fmt: skip


class Terminal:
    """A terminal that shows nothing and keeps every byte."""

    def __init__(self, mode: str, report: Path, size: tuple[int, int], **variables: str) -> None:
        self.bytes = bytearray()
        self._master, slave = os.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", size[1], size[0], 0, 0))
        kept = {name: os.environ[name] for name in ("PATH", "LD_LIBRARY_PATH") if name in os.environ}
        self.child = subprocess.Popen(
            [sys.executable, str(CHILD), mode, str(report)],
            stdin=slave,
            stdout=slave,
            stderr=slave,
            cwd=report.parent,
            start_new_session=True,
            env={**kept, "TERM": "xterm-256color", "COLORTERM": "truecolor", "LANG": "C.UTF-8", **variables},
        )
        os.close(slave)

    def _read(self, seconds: float) -> bool:
        """Take what comes within some time; false when nothing did."""
        if not select.select([self._master], [], [], seconds)[0]:
            return False
        try:
            more = os.read(self._master, 65536)
        except OSError:  # the child closed its end
            return False
        self.bytes += more
        return bool(more)

    def wait_for(self, word: bytes, seconds: float = 20.0) -> None:
        end = time.monotonic() + seconds
        while word not in self.bytes:
            assert time.monotonic() < end, bytes(self.bytes[-2000:])
            self._read(0.1)

    def settle(self) -> None:
        end = time.monotonic() + LONGEST
        while time.monotonic() < end and self._read(QUIET):
            pass

    def press(self, *keys: bytes) -> None:
        for key in keys:
            os.write(self._master, key)
            self.settle()

    def end(self, key: bytes) -> int:
        os.write(self._master, key)
        end = time.monotonic() + 10
        while self.child.poll() is None and time.monotonic() < end:
            self._read(0.1)
        return self.close()

    def close(self) -> int:
        if self.child.poll() is None:
            self.child.kill()
        code = self.child.wait()
        while self._read(0):
            pass
        return code

    def __enter__(self) -> "Terminal":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
        os.close(self._master)


def text_of(stream: bytes) -> str:
    """Return what is written, after proving that every escape sequence in between is one of the driver's."""
    for found in SEQUENCE.finditer(stream):
        sequence = found[1]
        assert any(each.fullmatch(sequence) for each in (OURS, POINTER, NOTE)), sequence
        if sequence.endswith(b"m"):
            assert not strange(sequence), sequence
        if sequence.endswith(b"H"):
            assert all(int(number) <= 200 for number in sequence[1:-1].split(b";")), sequence
    rest = SEQUENCE.sub(b"", stream)
    assert b"\x1b" not in rest
    text = rest.decode("utf-8")  # strictly: a raw byte from 0x80 to 0x9f would be a control character
    for character in set(text) - {"\r", "\n"}:
        assert unicodedata.category(character) not in ("Cc", "Cf", "Cs", "Zl", "Zp"), repr(character)
        assert not 0xFE00 <= ord(character) <= 0xFE0F
    return text


def strange(colours: bytes) -> bool:
    """Return whether text is made to blink or to hide; the numbers of a colour say nothing of the kind."""
    bare = re.sub(rb"[34]8;(?:2;\d+;\d+;\d+|5;\d+)", b"", colours[1:-1])
    return bool({b"5", b"6", b"8"} & set(bare.split(b";")))


def test_nothing_that_a_forge_says_reaches_the_terminal_as_a_command(tmp_path):
    report = tmp_path / "seen.json"
    with Terminal("dashboard", report, (120, 36)) as terminal:
        terminal.wait_for(b"Town")
        terminal.settle()
        terminal.press(*TOUR)
        code = terminal.end(b"q")
        text = text_of(bytes(terminal.bytes))
    assert code == 0, text[-3000:]
    assert set(json.loads(report.read_text())) >= PLACES
    for harmless in ("[@click=app.quit]press[/]", "<script>alert(1)", "[/foo] closes", "=cmd|", "漢字"):
        assert harmless in text
    assert "Traceback" not in text


@pytest.mark.parametrize(
    ("mode", "size", "first", "keys", "variables"),
    [
        ("ascii", (80, 24), b"PROJECT", SHORT, {}),
        ("dashboard", (200, 60), b"Town", SHORT, {"NO_COLOR": "1"}),
        ("wall", (120, 36), b"q", (b" ", b" ", b" ", b" ", b"p"), {}),
        ("start", (100, 30), b"Open", (DOWN, DOWN, ENTER, b"x", b"/", ENTER, ESC), {}),
    ],
)
def test_nor_does_it_in_ascii_without_colour_on_the_wall_or_at_the_start(
    tmp_path, mode, size, first, keys, variables
):
    report = tmp_path / "seen.json"
    with Terminal(mode, report, size, **variables) as terminal:
        terminal.wait_for(first)
        terminal.settle()
        terminal.press(*keys)
        code = terminal.end(b"\x11" if mode != "start" else ESC)
        text = text_of(bytes(terminal.bytes))
    assert code == 0, text[-3000:]
    assert report.exists(), text[-3000:]
    assert "Traceback" not in text
    if mode == "ascii":
        assert text.isascii()
