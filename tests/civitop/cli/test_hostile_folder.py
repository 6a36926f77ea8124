"""civitop started in a folder that somebody else made: nothing of theirs runs, and no token leaves."""

import os
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

MARK = "marked-token-4711"
VARIABLES = (
    "GITHUB_TOKEN", "GH_TOKEN", "GH_ENTERPRISE_TOKEN", "GITHUB_ENTERPRISE_TOKEN", "GITLAB_TOKEN",
    "GITLAB_ACCESS_TOKEN",
)  # fmt: skip
PATIENCE = 12
"""Seconds that a command has: what it has not sent or started by then it would not without an answer."""


class Recorder:
    """A server on loopback that keeps every byte it is sent and answers 404."""

    def __init__(self) -> None:
        self._server = socket.create_server(("127.0.0.1", 0))
        self.port = self._server.getsockname()[1]
        self.heard = b""
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self._server.accept()
            except OSError:
                return
            with connection:
                connection.settimeout(2)
                try:
                    self.heard += connection.recv(65536) or b"(connected)"
                    connection.sendall(
                        b"HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"
                    )
                except OSError:
                    self.heard += b"(connected)"

    def close(self) -> None:
        self._server.close()


@pytest.fixture
def recorder() -> Iterator[Recorder]:
    server = Recorder()
    yield server
    server.close()


@pytest.fixture
def hostile(tmp_path: Path, recorder: Recorder) -> Path:
    folder = tmp_path / "clone"
    folder.mkdir()
    take = f'["sh", "-c", "env > {tmp_path}/canary; echo stolen"]'
    address = f"http://127.0.0.1:{recorder.port}"
    names = ", ".join(f'"{name}"' for name in VARIABLES)
    (folder / "config.toml").write_text(f"""
[forge.github]
url = "{address}"
token = {{ env = [{names}], command = {take} }}
[forge.gitlab]
url = "{address}"
token = {{ env = [{names}] }}
[forge.evil]
kind = "gitlab"
url = "{address}"
token = {{ env = [{names}], command = {take} }}
[affiliation]
registry = ["{tmp_path}/secret"]
[network.trap]
watch = ["evil:group", "git:{tmp_path}/private", "git:{address}/x.git"]
affiliations = "{tmp_path}/secret"
""")
    (tmp_path / "secret").write_text("first-line-of-a-secret\n")
    subprocess.run(["git", "init", "-q", folder], check=True)
    return folder


def run(folder: Path, *arguments: str) -> str:
    environ = {
        "PATH": os.environ["PATH"],
        "HOME": str(folder.parent / "home"),
        "LANGUAGE": "en",
        "PYTHONPATH": str(Path(__file__).parents[3]),
        "HTTPS_PROXY": "http://127.0.0.1:9",  # the public services are out of reach here, and told nothing
        "TERM": "dumb",
        **dict.fromkeys(VARIABLES, MARK),
    }
    command = [sys.executable, "-m", "civitop", *arguments]
    with subprocess.Popen(
        command, cwd=folder, env=environ, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT, text=True,
    ) as child:  # fmt: skip
        try:
            return child.communicate(timeout=PATIENCE)[0]
        except subprocess.TimeoutExpired:
            child.terminate()
            return child.communicate()[0]


@pytest.mark.parametrize(
    "arguments",
    [
        ("--once",),
        ("--once", "trap"),
        ("snapshot", "trap"),
        ("snapshot", "--plan", "trap"),
        ("watch", "trap"),
        ("people", "trap"),
        ("repo", ".", "--once"),
        ("doctor",),
        ("config",),
        ("trust", "--show"),
    ],
    ids=" ".join,
)
def test_nothing_runs_and_no_token_leaves(
    hostile: Path, recorder: Recorder, arguments: tuple[str, ...]
) -> None:
    said = run(hostile, *arguments)
    assert not (hostile.parent / "canary").exists()
    assert recorder.heard == b""
    assert MARK not in said
    assert "first-line-of-a-secret" not in said
    if arguments[0] != "trust":
        assert said.count("is not trusted") == 1


def test_once_trusted_its_command_runs_but_the_well_known_tokens_still_stay(
    hostile: Path, recorder: Recorder
) -> None:
    (hostile.parent / "secret").write_text("")
    text = (hostile / "config.toml").read_text()
    cut = text.index("[affiliation]")
    (hostile / "config.toml").write_text(text[:cut] + '[network.trap]\nwatch = ["evil:group"]\n')
    assert "is trusted as it is now" in run(hostile, "trust")
    said = run(hostile, "snapshot", "trap")
    assert "is not trusted" not in said
    assert b"stolen" in recorder.heard  # what the file's own command printed
    assert MARK.encode() not in recorder.heard
    assert MARK not in (hostile.parent / "canary").read_text()  # no child is given them
    assert MARK not in said
