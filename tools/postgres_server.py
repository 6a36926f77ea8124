"""Starts a PostgreSQL server of one's own: in a temporary folder, on a socket in it, gone with whoever started it.

For tests and benchmarks. Needs Debian's package `postgresql` (or any that brings `initdb` and `postgres`).
"""

import os
import pwd
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

PATIENCE = 120.0
"""Seconds for a server on a busy machine to take its first connection."""
ROLE = "owner"
"""The role that owns everything there."""
CHEAP = (
    "fsync=off",
    "synchronous_commit=off",
    "full_page_writes=off",
    "shared_buffers=16MB",
    "max_connections=60",
)
"""Settings of a server whose data nobody needs after a crash."""
# The shell ends the server as soon as its standard input closes, which it does however this process ends.
_WATCHED = '"$@" & server=$!; read -r _; kill -INT $server; wait $server'


class NoServer(Exception):
    """There is no PostgreSQL on this machine."""


class Running:
    """A server that takes connections."""

    def __init__(self, folder: Path, process: "subprocess.Popen[Any]") -> None:
        self.folder = folder
        self.process = process

    def address(self, database: str = "postgres", *, user: str = ROLE, schema: str | None = None) -> str:
        """Return an address of this server as `--store` takes it; with `schema`, of that one in the database."""
        path = f"&options={quote(f'-csearch_path={schema}')}" if schema else ""
        return f"postgresql://{user}@/{database}?host={quote(str(self.folder), safe='')}{path}"

    def execute(self, *statements: str, database: str = "postgres") -> None:
        """Run statements as the owner, each by itself."""
        import psycopg

        with psycopg.connect(self.address(database), autocommit=True) as connection:
            for statement in statements:
                connection.execute(statement.encode())


@contextmanager
def running(settings: tuple[str, ...] = CHEAP, port: int | None = None) -> Iterator[Running]:
    """Start a server, and stop it again; with `port` it listens on the loopback too.

    Raises `NoServer` on a machine without PostgreSQL.
    """
    programs = _programs()
    folder = Path(tempfile.mkdtemp(prefix="pg-"))  # the name of a socket must be short
    as_who = _somebody(folder)
    data = folder / "data"
    try:
        create = ["-D", str(data), "-U", ROLE, "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"]
        subprocess.run(
            [str(programs / "initdb"), *create], check=True, capture_output=True, cwd=folder, **as_who
        )
        options = [f"unix_socket_directories={folder}", f"listen_addresses={'127.0.0.1' if port else ''}"]
        options += [*settings, *([f"port={port}"] if port else [])]
        serve = [
            str(programs / "postgres"),
            "-D",
            str(data),
            *(word for each in options for word in ("-c", each)),
        ]
        with (folder / "log").open("wb") as log:
            process = subprocess.Popen(
                ["/bin/sh", "-c", _WATCHED, "sh", *serve],
                stdin=subprocess.PIPE, stdout=log, stderr=log, cwd=folder, start_new_session=True, **as_who,
            )  # fmt: skip
        try:
            server = Running(folder, process)
            _wait(server)
            yield server
        finally:
            assert process.stdin is not None
            process.stdin.close()
            process.wait(PATIENCE)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _programs() -> Path:
    found = shutil.which("postgres")
    if found:
        return Path(found).resolve().parent
    versions = sorted(
        Path("/usr/lib/postgresql").glob("*/bin/postgres"), key=lambda path: int(path.parts[-3])
    )
    if not versions:
        raise NoServer("PostgreSQL is not installed: apt-get install postgresql")
    return versions[-1].parent


def _somebody(folder: Path) -> Mapping[str, Any]:
    """Return how a program is started as nobody of importance: PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return {}
    names = {each.pw_name for each in pwd.getpwall()}
    who = pwd.getpwnam("postgres" if "postgres" in names else "nobody")
    os.chown(folder, who.pw_uid, who.pw_gid)
    return {"user": who.pw_uid, "group": who.pw_gid, "extra_groups": ()}


def _wait(server: Running) -> None:
    import psycopg

    give_up = time.monotonic() + PATIENCE
    while True:
        try:
            server.execute("SELECT 1")
        except psycopg.OperationalError:
            if time.monotonic() > give_up or server.process.poll() is not None:
                raise RuntimeError((server.folder / "log").read_text("utf-8", "replace")[-2000:]) from None
            time.sleep(0.05)
        else:
            return
