"""From Enter to the first painted project: `python -m civitop` in a pseudo-terminal, over a full store or a file.

The forge of its configuration cannot be reached, so that nothing but the store can have painted.
"""

import os
import pty
import select
import struct
import subprocess
import sys
import time
from collections.abc import Sequence
from fcntl import ioctl
from pathlib import Path
from termios import TIOCSWINSZ

from msgspec.structs import replace

from benchmarks.one_round import NETWORK
from civitop.store import Store

ROWS, COLUMNS = 36, 120
ROW = b"service-0"
"""What only a painted project can have put on the screen."""
PATIENCE = 60.0
RUNS = 5
CONFIG = f"""\
[forge.github]
kind = "github"
url = "http://127.0.0.1:9"
[network.{NETWORK}]
name = "The measured network"
country = "NL"
watch = ["github:network-001"]
"""
"""Port 9 discards: nobody listens there."""


def multiply(store: Path, count: int) -> None:
    """Fill a store that holds a round's repositories with copies of them until it holds `count`."""
    with Store(store) as held:
        ids = held.members(NETWORK)
        entries = held.entries(ids)
        healths = held.healths(ids)
        copies = []
        for number in range(len(ids), count):
            id = ids[number % len(ids)]
            entry, facts, health = entries[id], held.facts(id), healths[id]
            assert facts is not None
            name = f"network-{number // 100 + 1:03}/service-{number + 1:05}"
            repository = replace(
                entry.repository,
                id=f"github:{name}",
                name=name,
                node_id=f"{entry.repository.node_id}/{number}",
            )
            held.save_facts(replace(facts, repository=repository), entry.fingerprint)
            copies.append((repository, replace(health, id=repository.id, name=name)))
        known = [entry.repository for entry in entries.values()]
        if copies:
            moment = max(entry.collected_at for entry in entries.values() if entry.collected_at)
            every = {"": [*known, *(copy[0] for copy in copies)]}
            held.save_membership(NETWORK, "github", every, {}, moment)
            held.save_health([copy[1] for copy in copies], moment)


def dashboard(store: Path | str, folder: Path) -> tuple[str, ...]:
    """Return the words that start the dashboard on a store."""
    config = folder / "config.toml"
    config.write_text(CONFIG, "utf-8")
    return ("--config", str(config), "--store", str(store))


def published(store: Path, folder: Path, form: str) -> tuple[str, ...]:
    """Write what a store holds as `form`, and return the words that open it."""
    file = folder / f"published.{form}"
    words = ("snapshot", "--offline", *dashboard(store, folder), "--format", form, "--output", str(file))
    environment = {**os.environ, "GITHUB_TOKEN": "none"}
    subprocess.run([sys.executable, "-m", "civitop", *words], env=environment, check=True)
    return ("open", str(file))


def seconds_to_first_row(words: Sequence[str]) -> float:
    """Start civitop with some words and return how long the first project took to be on screen."""
    environment = {
        **os.environ,
        "TERM": "xterm-256color",
        "COLORTERM": "truecolor",
        "GITHUB_TOKEN": "none",
    }
    ours, theirs = pty.openpty()
    ioctl(theirs, TIOCSWINSZ, struct.pack("HHHH", ROWS, COLUMNS, 0, 0))
    command = [sys.executable, "-m", "civitop", *words]
    began = time.perf_counter()
    child = subprocess.Popen(
        command, stdin=theirs, stdout=theirs, stderr=theirs, env=environment, start_new_session=True
    )
    os.close(theirs)
    seen = b""
    try:
        while ROW not in seen:
            left = PATIENCE - (time.perf_counter() - began)
            ready = select.select([ours], [], [], max(0.0, left))[0]
            if not ready:
                msg = f"The dashboard painted no project within {PATIENCE:.0f} seconds."
                raise TimeoutError(msg)
            seen += os.read(ours, 65_536)
        return time.perf_counter() - began
    finally:
        child.kill()
        child.wait()
        os.close(ours)


def paints(words: Sequence[str]) -> list[float]:
    """Return the seconds of several starts, sorted; the first one, which warms the disk, is left out."""
    seconds_to_first_row(words)
    return sorted(seconds_to_first_row(words) for _ in range(RUNS))
