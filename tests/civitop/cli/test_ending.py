"""How the program ends when it is told to: soon, wherever it waits, with its children gone."""

import contextlib
import http.server
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import psutil
import pytest

from civitop.cli.ending import ending_in_order
from civitop.cli.loop import run_async
from tests.patience import PROCESS

SOON = 2.0
"""Seconds within which `watch` ends; on a machine that is busy with other tests, some more."""
LEEWAY = 8.0


@pytest.fixture
def full() -> Iterator[str]:
    """The address of a server that lets nobody in: its queue is full, and whoever connects waits."""
    with socket.socket() as server, contextlib.ExitStack() as queue:
        server.bind(("127.0.0.1", 0))
        server.listen(0)
        for _ in range(4):
            waiting = queue.enter_context(socket.socket())
            waiting.setblocking(False)
            waiting.connect_ex(server.getsockname())
        yield f"http://127.0.0.1:{server.getsockname()[1]}"


class Patient(http.server.BaseHTTPRequestHandler):
    """A forge that asks everybody to come back in an hour."""

    def _later(self) -> None:
        self.rfile.read(int(self.headers.get("content-length", 0)))
        self.send_response(429)
        self.send_header("retry-after", "3600")
        self.send_header("content-type", "application/json")
        self.send_header("content-length", "2")
        self.end_headers()
        self.wfile.write(b"{}")

    do_GET = do_POST = _later  # noqa: N815 - the names of http.server

    def log_message(self, *words: object) -> None:
        """Say nothing."""


@pytest.fixture
def later() -> Iterator[str]:
    """The address of a forge that asks everybody to come back in an hour."""
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Patient) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()


@pytest.fixture
def refusing() -> str:
    """The address of a port at which nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        return f"http://127.0.0.1:{server.getsockname()[1]}"


def configured(folder: Path, url: str, more: str = "", watch: str = "ours:x") -> list[str]:
    (folder / "c.toml").write_text(
        f'[forge.ours]\nkind = "github"\nurl = "{url}"\nhistory = "api"\n{more}\n[network.o]\nwatch = ["{watch}"]\n'
    )
    return ["watch", "--config", str(folder / "c.toml"), "--store", str(folder / "s.db")]


NO_NAMES = """
import socket, sys, time
def lost(*words, **more):
    print("looking up", file=sys.stderr, flush=True)
    time.sleep(60)
socket.getaddrinfo = lost
from civitop.__main__ import main
main()
"""
"""The program where nobody answers who has which name: the question hangs in the system's library."""


def started(
    words: list[str], folder: Path, program: Sequence[str] = ("-m", "civitop")
) -> "subprocess.Popen[str]":
    environment = {**os.environ, "XDG_CACHE_HOME": str(folder / "cache"), "PYTHONUNBUFFERED": "1"}
    return subprocess.Popen(
        [sys.executable, *program, *words], env=environment, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, stdin=subprocess.DEVNULL,
    )  # fmt: skip


def until(true: Callable[[], object], within: float = PROCESS) -> None:
    end = time.monotonic() + within
    while not true():
        assert time.monotonic() < end
        time.sleep(0.02)


def until_said(child: "subprocess.Popen[str]", words: str) -> None:
    """Read what the program says until these words come, or it has ended."""
    assert child.stderr
    assert any(words in line for line in child.stderr)


def ends_soon(child: "subprocess.Popen[str]", number: int = signal.SIGTERM) -> str:
    """Send the signal; return what was said, once nothing of the process tree is left."""
    tree = psutil.Process(child.pid).children(recursive=True)
    begun = time.monotonic()
    child.send_signal(number)
    said = child.communicate(timeout=PROCESS)[1]
    assert time.monotonic() - begun < SOON + LEEWAY
    assert child.returncode == 128 + number
    assert "Traceback" not in said
    _, alive = psutil.wait_procs(tree, timeout=30)
    assert alive == []
    return said


def connected(child: "subprocess.Popen[str]") -> bool:
    return bool(psutil.Process(child.pid).net_connections(kind="tcp"))


@pytest.mark.slow
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_while_it_waits_for_an_answer(number: int, silent: str, tmp_path: Path) -> None:
    child = started(configured(tmp_path, silent), tmp_path)
    until(lambda: connected(child))
    ends_soon(child, number)


@pytest.mark.slow
def test_while_it_waits_to_try_again(refusing: str, tmp_path: Path) -> None:
    child = started(configured(tmp_path, refusing), tmp_path)
    assert child.stderr
    assert "trying again" in child.stderr.readline()
    ends_soon(child)


@pytest.mark.slow
def test_while_a_name_is_looked_up_in_vain(tmp_path: Path) -> None:
    words = configured(tmp_path, "https://forge.nowhere.example")
    child = started(words, tmp_path, ("-c", NO_NAMES))
    until_said(child, "looking up")
    ends_soon(child)


@pytest.mark.slow
def test_while_a_connection_hangs(full: str, tmp_path: Path) -> None:
    child = started(configured(tmp_path, full), tmp_path)
    until(lambda: connected(child))
    assert {each.status for each in psutil.Process(child.pid).net_connections(kind="tcp")} == {"SYN_SENT"}
    ends_soon(child)


@pytest.mark.slow
def test_while_it_waits_as_the_forge_asked(later: str, tmp_path: Path) -> None:
    child = started(configured(tmp_path, later), tmp_path)
    until_said(child, "asked for a pause")
    ends_soon(child)


@pytest.mark.slow
def test_while_it_rests_between_rounds(tmp_path: Path) -> None:
    clone = tmp_path / "clone"
    subprocess.run(["git", "init", "-q", str(clone)], check=True)
    child = started(configured(tmp_path, "http://127.0.0.1:1", watch=f"git:{clone}"), tmp_path)
    assert child.stderr
    assert "collected" in child.stderr.readline()
    time.sleep(0.5)
    ends_soon(child)


@pytest.mark.slow
def test_while_git_waits_for_a_server(silent: str, tmp_path: Path) -> None:
    child = started(configured(tmp_path, silent, watch=f"git:{silent}/x.git"), tmp_path)
    until(lambda: any(each.name().startswith("git") for each in _family(child)))
    ends_soon(child)


@pytest.mark.slow
def test_while_a_token_command_says_nothing(refusing: str, tmp_path: Path) -> None:
    words = configured(tmp_path, refusing, 'token = { command = ["sleep", "37"] }')
    child = started(words, tmp_path)
    until(lambda: any(each.name() == "sleep" for each in _family(child)))
    ends_soon(child)


@pytest.mark.slow
def test_while_another_process_holds_the_store(refusing: str, tmp_path: Path) -> None:
    words = configured(tmp_path, refusing)
    holder = sqlite3.connect(tmp_path / "s.db", isolation_level=None)
    holder.execute("BEGIN EXCLUSIVE")
    try:
        child = started(words, tmp_path)
        until(lambda: any(each.path.endswith("s.db") for each in psutil.Process(child.pid).open_files()))
        assert child.poll() is None
        ends_soon(child)
    finally:
        holder.close()


@pytest.mark.slow
def test_what_holds_up_the_end_is_cut_off() -> None:
    program = "\n".join(
        (
            "import asyncio, time",
            "from civitop.cli.ending import ending_in_order",
            "from civitop.cli.loop import run_async",
            "with ending_in_order():",
            "    print('ready', flush=True)",
            "    run_async(asyncio.sleep(1000), end=lambda: time.sleep(1000))",
        )
    )
    child = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True)
    try:
        assert child.stdout
        assert child.stdout.readline() == "ready\n"
        time.sleep(0.5)  # until the loop listens for signals
        child.send_signal(signal.SIGTERM)
        assert child.wait(PROCESS) == 128 + signal.SIGTERM
    finally:
        child.kill()
        child.communicate()


def _family(child: "subprocess.Popen[str]") -> list[psutil.Process]:
    try:
        return psutil.Process(child.pid).children(recursive=True)
    except psutil.NoSuchProcess:
        return []


def test_a_signal_that_is_ignored_stays_ignored() -> None:
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        with ending_in_order():
            os.kill(os.getpid(), signal.SIGHUP)
            assert signal.getsignal(signal.SIGHUP) is signal.SIG_IGN
    finally:
        signal.signal(signal.SIGHUP, before)


def test_a_signal_ends_with_its_number_and_the_handlers_are_put_back() -> None:
    before = signal.getsignal(signal.SIGTERM)

    def told() -> None:
        with ending_in_order():
            os.kill(os.getpid(), signal.SIGTERM)
            time.sleep(1)

    with pytest.raises(SystemExit) as left:
        told()
    assert left.value.code == 143
    assert signal.getsignal(signal.SIGTERM) is before


def test_threads_that_hang_hold_nothing_up() -> None:
    import asyncio

    stuck = threading.Event()

    async def work() -> int:
        task = asyncio.ensure_future(asyncio.to_thread(stuck.wait, 30))
        await asyncio.sleep(0.05)
        task.cancel()
        return 7

    begun = time.monotonic()
    assert run_async(work()) == 7
    assert time.monotonic() - begun < 20
    stuck.set()
