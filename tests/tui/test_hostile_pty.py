"""What a terminal receives while everything that a forge says is hostile, byte for byte."""

import fcntl
import os
import re
import select
import struct
import subprocess
import sys
import termios
import time
import unicodedata
from base64 import b64decode
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.patience import PROCESS

pytestmark = pytest.mark.slow

CHILD = Path(__file__).parent / "hostile_child.py"
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
TABLE = """
    r 1 2 3 4 5 down escape question_mark escape C down space 0 escape
    slash t o p tab tab ctrl+u v e n tab ctrl+u o enter F n enter escape b b z b b Z Z b S y o e c
"""
OTHERS = """
    r ctrl+p x escape escape m right v v v d slash t enter enter down e escape escape escape
    g enter pagedown J pagedown e escape a down a escape n left_curly_bracket right_curly_bracket p t
"""
SHORT = "5 escape question_mark escape m enter escape escape enter pagedown escape r a escape"
OF_TABLE = {"ColumnsScreen", "HelpScreen", "NameScreen", "Overview", "Overview-compact", "Overview-enlarged"}
OF_OTHERS = {"ChangesScreen", "CommandPalette", "OrganisationScreen", "OrganisationsScreen", "ProjectScreen"}


class Terminal:
    """A terminal that shows nothing and keeps every byte."""

    def __init__(self, mode: str, report: Path, size: tuple[int, int], keys: str, **variables: str) -> None:
        self.bytes = bytearray()
        self._report = report
        self._master, slave = os.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", size[1], size[0], 0, 0))
        kept = {name: os.environ[name] for name in ("PATH", "LD_LIBRARY_PATH") if name in os.environ}
        self.child = subprocess.Popen(
            [sys.executable, str(CHILD), mode, str(report), *keys.split()],
            stdin=slave,
            stdout=slave,
            stderr=slave,
            cwd=report.parent,
            start_new_session=True,
            env={
                **kept,
                "TERM": "xterm-256color",
                "COLORTERM": "truecolor",
                "LANG": "C.UTF-8",
                "TEXTUAL_ANIMATIONS": "none",
                "ESCDELAY": "20",
                **variables,
            },
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

    def leave(self, key: bytes) -> int:
        """Wait until every key was pressed, press the one that leaves, and return the exit code."""
        self._until(lambda: self._report.exists(), PROCESS)
        os.write(self._master, key)
        self._until(lambda: self.child.poll() is not None, PROCESS)
        return self.close()

    def _until(self, true: Callable[[], bool], seconds: float) -> None:
        end = time.monotonic() + seconds
        while not true() and self.child.poll() is None and time.monotonic() < end:
            self._read(0.05)

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
        known = any(each.fullmatch(sequence) for each in (OURS, POINTER, NOTE))
        assert known or copied(sequence), sequence
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


def copied(sequence: bytes) -> bool:
    """Return whether this is what a person copied with a key: an address without anything hostile in it."""
    found = re.fullmatch(rb"\]52;c;([A-Za-z0-9+/=]+)\x07", sequence)
    address = b64decode(found[1]).decode() if found else ""
    return address.startswith("https://hub.example/") and address.isprintable()


def strange(colours: bytes) -> bool:
    """Return whether text is made to blink or to hide; the numbers of a colour say nothing of the kind."""
    bare = re.sub(rb"[34]8;(?:2;\d+;\d+;\d+|5;\d+)", b"", colours[1:-1])
    return bool({b"5", b"6", b"8"} & set(bare.split(b";")))


@pytest.mark.parametrize(
    ("keys", "places"), [(TABLE, OF_TABLE), (OTHERS, OF_OTHERS)], ids=["table", "others"]
)
def test_nothing_that_a_forge_says_reaches_the_terminal_as_a_command(tmp_path, keys, places):
    report = tmp_path / "seen.json"
    with Terminal("dashboard", report, (120, 36), keys) as terminal:
        code = terminal.leave(b"q")
    text = text_of(bytes(terminal.bytes))
    assert code == 0, text[-3000:]
    assert set(report.read_text().splitlines()) >= places
    for harmless in ("[@click=app.quit]press[/]", "[/foo] closes", "漢字"):
        assert harmless in text
    assert "Traceback" not in text


@pytest.mark.parametrize(
    ("mode", "size", "keys", "seen", "variables"),
    [
        ("ascii", (80, 24), SHORT, "ProjectScreen", {}),
        ("dashboard", (100, 30), SHORT, "ProjectScreen", {"NO_COLOR": "1"}),
        ("wall", (120, 36), "space space space space p", "WallScreen", {}),
        ("start", (100, 30), "down down enter x slash enter escape", "StartScreen", {}),
    ],
)
def test_nor_does_it_in_ascii_without_colour_on_the_wall_or_at_the_start(
    tmp_path, mode, size, keys, seen, variables
):
    report = tmp_path / "seen.json"
    with Terminal(mode, report, size, keys, **variables) as terminal:
        code = terminal.leave(b"\x11")
    text = text_of(bytes(terminal.bytes))
    assert code == 0, text[-3000:]
    assert seen in report.read_text().splitlines()
    assert "Traceback" not in text
    if mode == "ascii":
        # Textual itself cuts the title of a frame with an ellipsis, in the one frame before it has its size.
        assert {character for character in text if not character.isascii()} <= {"…"}
