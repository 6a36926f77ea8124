"""What several tests of commands need: the demo in every form, servers that misbehave."""

import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from civitop.export import FORMATS


@pytest.fixture(scope="session")
def forms(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with one snapshot of the demo in every form there is."""
    folder = tmp_path_factory.mktemp("forms")
    formats = [word for name in (*FORMATS, "svg") for word in ("--format", name)]
    command = [sys.executable, "-m", "civitop", "snapshot", "--demo", "--quiet", *formats]
    subprocess.run([*command, "--size", "200x60", "--output", f"{folder}/"], check=True, timeout=120)
    return folder


@pytest.fixture
def silent() -> Iterator[str]:
    """The address of a server that takes everything and answers nothing."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        held: list[socket.socket] = []

        def take() -> None:
            while True:
                try:
                    held.append(server.accept()[0])
                except OSError:
                    return

        threading.Thread(target=take, daemon=True).start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}"
        server.shutdown(socket.SHUT_RDWR)
        for each in held:
            each.close()
