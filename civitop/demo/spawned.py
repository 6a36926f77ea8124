"""A served world in a child process, seen from the parent: its load never holds the parent's loop.

A process and not a thread, because answering 300 repositories costs seconds of Python, and a thread
would take them from the dashboard through the interpreter's lock. The child comes up beside the
parent's own imports, so that it costs the demo no time.
"""

import os
import subprocess
import sys
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import msgspec

from civitop.demo.server.budget import Asked
from civitop.demo.spec import Spec
from civitop.demo.world.life import EventKind

PATIENCE = 5.0
"""Seconds that the child has to end by itself."""


class Address(msgspec.Struct, frozen=True):
    """Where the child listens and whom it lets in."""

    github_url: str
    gitlab_url: str
    github_tokens: tuple[str, ...]
    gitlab_tokens: tuple[str, ...]


class Totals(msgspec.Struct, frozen=True):
    """What was asked so far."""

    by_api: dict[str, tuple[int, int, int]]
    """Requests, points and bytes of each API."""
    early: int
    """Requests that came although the forge had asked to wait."""


class Spawned:
    """A forge in a child process, from the moment it is made; a context manager that ends it."""

    def __init__(self, spec: Spec) -> None:
        root = str(Path(__file__).parents[2])
        path = os.pathsep.join(p for p in (root, os.environ.get("PYTHONPATH")) if p)
        self._child = subprocess.Popen(
            [sys.executable, "-m", "civitop.demo.child"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": path},
        )
        self._write(msgspec.json.encode(spec))
        self._address: Address | None = None

    @property
    def pid(self) -> int:
        """Process id of the child."""
        return self._child.pid

    @property
    def address(self) -> Address:
        """Where it listens; waits until it does."""
        if self._address is None:
            self._address = msgspec.json.decode(self._read(), type=Address)
        return self._address

    @property
    def github_url(self) -> str:
        """For a forge of kind `github` in the configuration."""
        return self.address.github_url

    @property
    def gitlab_url(self) -> str:
        """For a forge of kind `gitlab` in the configuration."""
        return self.address.gitlab_url

    @property
    def github_tokens(self) -> tuple[str, ...]:
        """Tokens that the GitHub side accepts."""
        return self.address.github_tokens

    @property
    def gitlab_tokens(self) -> tuple[str, ...]:
        """Tokens that the GitLab side accepts."""
        return self.address.gitlab_tokens

    def totals(self) -> Totals:
        """Return what was asked so far."""
        return msgspec.json.decode(self._order(do="totals"), type=Totals)

    def asked(self) -> list[Asked]:
        """Return every request so far."""
        return msgspec.json.decode(self._order(do="asked"), type=list[Asked])

    def clear(self) -> None:
        """Begin the log anew."""
        self._order(do="clear")

    def warm(self) -> None:
        """Make the contents of the world now, so that a measurement does not wait for it."""
        self._order(do="warm")

    def change(self, key: str, kind: EventKind = "commit") -> None:
        """Let one thing happen in a project."""
        self._order(do="change", key=key, kind=kind)

    def advance(self, seconds: float) -> None:
        """Let everything happen that happens within so many seconds of the world's start."""
        self._order(do="advance", seconds=seconds)

    def delete(self, key: str) -> None:
        """Let a project be gone."""
        self._order(do="delete", key=key)

    def close(self) -> None:
        """End the child; safe to call twice."""
        if self._child.stdin and not self._child.stdin.closed:
            self._child.stdin.close()
        try:
            self._child.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            self._child.kill()
            self._child.wait()
        if self._child.stdout:
            self._child.stdout.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _order(self, **order: Any) -> bytes:
        _ = self.address
        self._write(msgspec.json.encode(order))
        return self._read()

    def _write(self, line: bytes) -> None:
        assert self._child.stdin
        self._child.stdin.write(line + b"\n")
        self._child.stdin.flush()

    def _read(self) -> bytes:
        assert self._child.stdout
        line = self._child.stdout.readline()
        if not line:
            msg = f"The demo's forge ended unexpectedly (exit code {self._child.wait()})."
            raise RuntimeError(msg)
        return line


def spawn(spec: Spec) -> Spawned:
    """Serve a world in a child process; returns at once, the child comes up meanwhile."""
    return Spawned(spec)
