"""A server of git that lists references without end takes neither memory nor time for ever."""

import http.server
import threading
from contextlib import contextmanager

import pytest

from civitop.polling.collector import Failure
from collectors.git import clone, command


class Endless(http.server.BaseHTTPRequestHandler):
    """Advertises references for ever, to whoever asks."""

    sent = 0

    def do_GET(self):
        self.send_response(200)
        self.send_header("Content-Type", "application/x-git-upload-pack-advertisement")
        self.end_headers()
        piece = b"001e# service=git-upload-pack\n0000"
        number = 0
        try:
            while True:
                self.wfile.write(piece)
                Endless.sent += len(piece)
                refs = (b"%040x refs/tags/v%010d\n" % (n + 1, n) for n in range(number, number + 1000))
                lines = [ref[:-1] + b"\0 \n" if number == n == 0 else ref for n, ref in enumerate(refs)]
                piece = b"".join(b"%04x" % (len(line) + 4) + line for line in lines)
                number += 1000
        except OSError:
            return  # the client has enough

    def log_message(self, *arguments):
        """Say nothing."""


@contextmanager
def serving():
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Endless)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/a/b.git"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.mark.parametrize("phase", ["pulse", "collect"])
async def test_endless_references_fail_that_repository_alone(reader, monkeypatch, phase):
    monkeypatch.setattr(command, "LIST_MEMORY", 40 * 1024 * 1024)
    monkeypatch.setattr(clone, "LIST_SECONDS", 30)
    Endless.sent = 0
    with serving() as address:
        known = await reader.known(address)
        (answer,) = [
            each
            async for each in (
                reader.collector.pulse([known])
                if phase == "pulse"
                else reader.collector.collect([known], None)
            )
        ]
    assert isinstance(answer, Failure)
    assert 0 < Endless.sent < 300 * 1024 * 1024


async def test_more_output_than_a_repository_needs_is_an_error_with_a_sentence(clone, reader, monkeypatch):
    clone.commit()
    monkeypatch.setattr(command, "OUTPUT_CAP", 10)
    assert "printed more than" in str((await reader.failure(clone.path)).error)
