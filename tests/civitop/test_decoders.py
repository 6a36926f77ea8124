"""Threads that meet a type for the first time at the same moment all read it, and the process lives."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
RACE = """
import sys, threading
import msgspec
from civitop import decoders
sys.setswitchinterval(1e-6)
whole = msgspec.json.encode({"inner": {"x": 1, "y": "s"}, "several": [{"x": 2, "y": "t"}], "count": 1})
source = '''
import msgspec
class Inner(msgspec.Struct):
    x: "int | None" = None
    y: "str | None" = None
class Outer(msgspec.Struct):
    inner: "Inner | None" = None
    several: "tuple[Inner, ...]" = ()
    count: "int | float | None" = None
'''
found = []
for _ in range(150):
    made = {}
    exec(source, made)
    Outer, Inner = made["Outer"], made["Inner"]
    Outer.__module__ = Inner.__module__ = "__main__"
    start = threading.Barrier(3)
    def read():
        start.wait()
        found.append(READ)
    threads = [threading.Thread(target=read) for _ in range(3)]
    for thread in threads: thread.start()
    for thread in threads: thread.join()
assert len(found) == 450 and all(each.inner.x == 1 for each in found)
print("read")
"""
"""Fresh types, each first used by three threads at once."""


def child(read: str) -> "subprocess.CompletedProcess[str]":
    words = [sys.executable, "-c", RACE.replace("READ", read)]
    return subprocess.run(words, capture_output=True, text=True, cwd=ROOT, check=False)


@pytest.mark.parametrize(
    "read",
    [
        "decoders.json_decoder(Outer).decode(whole)",
        "decoders.msgpack_decoder(Outer).decode(msgspec.msgpack.encode(msgspec.json.decode(whole)))",
        "decoders.converted(msgspec.json.decode(whole), Outer)",
    ],
    ids=["json", "msgpack", "plain values"],
)
def test_a_type_that_threads_meet_at_once_is_read_by_all(read: str) -> None:
    done = child(read)
    assert (done.returncode, done.stdout) == (0, "read\n"), done.stderr


ALONE = {
    "civitop/decoders.py",
    "civitop/demo/child.py",  # one thread of a process of its own
    "civitop/demo/spawned.py",
    "tui/session/preferences.py",  # the screen's thread
}


def test_nobody_decodes_a_type_without_the_lock() -> None:
    """msgspec itself would end the process where two threads do so for the first time."""
    found = set()
    for package in ("civitop", "collectors", "tui"):
        for path in (ROOT / package).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                if isinstance(node, ast.Call) and _decodes(node):
                    found.add(path.relative_to(ROOT).as_posix())
    assert found <= ALONE


def _decodes(call: ast.Call) -> bool:
    """Whether a call hands a type to msgspec."""
    name = ast.unparse(call.func)
    typed = len(call.args) > 1 or any(keyword.arg == "type" for keyword in call.keywords)
    return name in ("msgspec.convert", "msgspec.json.Decoder", "msgspec.msgpack.Decoder") or (
        name in ("msgspec.json.decode", "msgspec.msgpack.decode") and typed
    )
