"""Servers that misbehave, for commands under test."""

import socket
import threading
from collections.abc import Iterator

import pytest


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
