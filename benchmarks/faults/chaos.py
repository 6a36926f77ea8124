"""Rounds in the worst weather, many of them killed: the store stays whole, and the figures come out right.

`python -m benchmarks.faults.chaos` polls a network on a GitHub and a GitLab 200 times with real processes. In every
round some questions meet faults drawn by chance, some rounds meet a wrong token, a store that another process holds,
a disk that takes no more or a host that has no address, and every second round ends with SIGKILL at a moment drawn by
chance. After each the store is checked (`PRAGMA integrity_check`); in the end the figures are compared with those of
a store that knew one quiet round only. What a forge says in the right form is believed: lies are no fault that can be
seen.
"""

import argparse
import asyncio
import json
import os
import resource
import signal
import sqlite3
import sys
import tempfile
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, closing, nullcontext, suppress
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from random import Random
from time import monotonic
from typing import Any

from msgspec import Struct

from benchmarks.faults.weather import Weather
from civitop.demo.github.api import GitHub
from civitop.demo.gitlab.api import GitLab
from civitop.demo.server.access_control import new_token
from civitop.demo.server.faults import Faults
from civitop.demo.server.http import HttpServer
from civitop.demo.world.life import KINDS as EVENTS
from civitop.demo.world.scale import scaled
from civitop.demo.world.world import World

KINDS = ("github", "gitlab")
PATIENCE = 120.0
"""Seconds after which a round hangs."""
ALLOWED = frozenset({0, 3, 4, 5, -9})
"""Ends of a round: done, incomplete, nothing, no room, killed."""
CONFIG = """\
[forge.gh]
kind = "github"
url = "{github}"
history = "api"
token = {{ env = ["CHAOS_GITHUB"] }}
[forge.gl]
kind = "gitlab"
url = "{gitlab}"
history = "api"
token = {{ env = ["CHAOS_GITLAB"] }}
[network.town]
name = "Town"
watch = ["gh:network-001", "gl:network-001"]
"""

AROUND = (
    "wrong token",
    "held store",
    "full disk",
    "no address",
    "lost cache",
    "nothing",
    "nothing",
    "nothing",
)
"""What may happen beside the forges, one for a round."""


class Place(Struct):
    """Two forges, and a folder with a configuration of them."""

    folder: Path
    weather: Weather
    worlds: dict[str, World]
    urls: dict[str, str]
    tokens: dict[str, str]

    def configure(self, urls: dict[str, str]) -> None:
        """Write the configuration with these addresses."""
        (self.folder / "config.toml").write_text(CONFIG.format(**urls))

    def command(self, store: str, *more: str) -> list[str]:
        """Return the command line of a round into a store of this name."""
        here = ("--config", str(self.folder / "config.toml"), "--store", str(self.folder / store))
        return [sys.executable, "-m", "civitop", "snapshot", *here, *more]

    def environment(self, *, good: bool = True) -> dict[str, str]:
        """Return the environment of a round, with tokens that are accepted or refused."""
        tokens = {
            f"CHAOS_{kind.upper()}": token if good else "ghp_" + "x" * 36
            for kind, token in self.tokens.items()
        }
        return {
            **os.environ,
            **tokens,
            "XDG_CACHE_HOME": str(self.folder / "cache"),
            "PYTHONFAULTHANDLER": "1",
        }


class Figures(Struct):
    """What came of it."""

    rounds: int = 0
    kills: int = 0
    ends: Counter[int] = Counter()
    around: Counter[str] = Counter()
    met: Counter[str] = Counter()
    wrong: list[str] = []
    seconds: float = 0.0

    def __str__(self) -> str:
        ends = ", ".join(f"{code}: {count}" for code, count in sorted(self.ends.items()))
        met = ", ".join(f"{kind} {count}" for kind, count in self.met.most_common())
        around = ", ".join(f"{kind} {count}" for kind, count in self.around.most_common())
        return (
            f"{self.rounds} rounds, {self.kills} of them killed, {self.seconds:.0f} s\n"
            f"exit codes: {ends}\nfaults of the forges: {met}\naround: {around}\n"
            f"not as it should be: {self.wrong or 'nothing'}"
        )


@asynccontextmanager
async def place(folder: Path, random: Random, count: int, now: datetime) -> AsyncIterator[Place]:
    """Serve two worlds of `count` repositories under one weather."""
    weather = Weather(random)
    servers, urls, tokens, worlds = [], {}, {}, {}
    try:
        for kind, side in (("github", GitHub), ("gitlab", GitLab)):
            world = scaled(count, now=now, forge=kind, commits_per_year=20, issues=6, change_requests=6)
            token = new_token("ghp_" if kind == "github" else "glpat-", 1)
            faults = Faults(points=10**9, requests=10**9)
            served = side(
                world, (token,), faults=faults, latency=0.01, clock=lambda: datetime.now(UTC).timestamp()
            )
            server = HttpServer(weather.over(served.handle), served.done)
            await server.start()
            servers.append(server)
            urls[kind], tokens[kind], worlds[kind] = server.url, token, world
        made = Place(folder, weather, worlds, urls, tokens)
        made.configure(urls)
        yield made
    finally:
        for server in servers:
            await server.stop()


async def run(made: Place, random: Random, rounds: int, kills: int) -> Figures:
    """Let rounds go wrong, and return what came of them; the last ones are quiet."""
    began = monotonic()
    found = Figures(rounds=rounds, ends=Counter(), around=Counter(), wrong=[])
    killed = set(random.sample(range(rounds), kills))
    usual = 3.0
    for number in range(rounds):
        made.weather.turn()
        for world in made.worlds.values():
            for project in random.sample(world.projects, random.randint(0, 2)):
                world.change(project.key, random.choice(EVENTS))
        around = random.choice(AROUND)
        found.around[around] += 1
        kill_after = random.uniform(0.0, usual) if number in killed else None
        code, said, took = await one_round(made, around, kill_after)
        found.ends[code] += 1
        found.kills += code == -9
        if kill_after is None:
            usual = 0.8 * usual + 0.2 * min(took, 10.0)
        elif code != -9:
            killed.add(next((n for n in range(number + 1, rounds) if n not in killed), rounds))
        found.wrong += [f"round {number} ({around}): {each}" for each in wrong(made, code, said)]
    made.weather.calm()
    made.configure(made.urls)
    found.met = made.weather.met
    found.wrong += await compared(made)
    found.seconds = monotonic() - began
    return found


async def one_round(made: Place, around: str, kill_after: float | None) -> tuple[int, str, float]:
    """Poll once; return the exit code (-9: killed), what was said on standard error, and the seconds it took."""
    lost = {kind: f"https://{kind}.nowhere.invalid" for kind in KINDS}
    made.configure(lost if around == "no address" else made.urls)
    if around == "lost cache":
        with suppress(FileNotFoundError):
            (made.folder / "cache").rename(made.folder / f"cache-{monotonic()}")
    pipe = asyncio.subprocess.PIPE
    began = monotonic()
    with holder(made.folder / "store.sqlite") if around == "held store" else nullcontext():
        child = await asyncio.create_subprocess_exec(
            *made.command("store.sqlite", "--wait", "2"), env=made.environment(good=around != "wrong token"),
            stdout=asyncio.subprocess.DEVNULL, stderr=pipe,
            preexec_fn=partial(room, 200_000) if around == "full disk" else None,
        )  # fmt: skip
        said = asyncio.ensure_future(child.communicate())
        if around == "held store":
            await asyncio.sleep(1.0)
    left = PATIENCE if kill_after is None else max(0.0, kill_after - (monotonic() - began))
    try:
        error = (await asyncio.wait_for(asyncio.shield(said), left))[1]
    except TimeoutError:
        with suppress(ProcessLookupError):
            child.kill()
        error = (await said)[1]
        if kill_after is None:
            error += b"\nTraceback: it hung"
    return int(child.returncode or 0), error.decode("utf-8", "replace"), monotonic() - began


def holder(path: Path) -> Any:
    """Hold a store as another process would, until the block ends."""
    connection = sqlite3.connect(path, isolation_level=None)
    with suppress(sqlite3.OperationalError):
        connection.execute("BEGIN IMMEDIATE")
    return closing(connection)


def room(size: int) -> None:
    """Let no file of this process grow beyond so many bytes."""
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))


def wrong(made: Place, code: int, said: str) -> list[str]:
    """Return what is not as it should be after a round."""
    found = []
    if code not in ALLOWED:
        found.append(f"exit code {code}: {said[-3000:]}")
    if "Traceback" in said or "report" in said:
        found.append(said[-800:])
    store = made.folder / "store.sqlite"
    if store.exists():
        with closing(sqlite3.connect(store)) as db:
            (answer,) = db.execute("PRAGMA integrity_check").fetchone()
            if answer != "ok":
                found.append(f"integrity: {answer}")
    return found


async def compared(made: Place) -> list[str]:
    """Return how the figures differ from those of a store that had one quiet round."""
    for store in ("store.sqlite", "store.sqlite", "quiet.sqlite"):
        code, _out, said = await whole(made, made.command(store))
        if code:
            return [f"a quiet round into {store} ended with {code}: {said[-500:]}"]
    found = {}
    # Of one moment: whoever looked more often knows more of the past, as when somebody answered what is closed now.
    await asyncio.sleep(1)  # a moment in whole seconds must not lie before the last round
    moment = datetime.now(UTC).isoformat(timespec="seconds")
    for store in ("store.sqlite", "quiet.sqlite"):
        code, out, said = await whole(made, made.command(store, "--offline", "--at", moment))
        if code:
            return [f"reading {store} ended with {code}: {said[-500:]}"]
        found[store] = shown(json.loads(out))
    after, quiet = found["store.sqlite"], found["quiet.sqlite"]
    return [f"{place}: {after.get(place)!r}, not {quiet.get(place)!r}"
            for place in sorted({*after, *quiet}) if after.get(place) != quiet.get(place)]  # fmt: skip


async def whole(made: Place, command: Sequence[str]) -> tuple[int, bytes, str]:
    """Run a command to its end."""
    pipe = asyncio.subprocess.PIPE
    child = await asyncio.create_subprocess_exec(*command, env=made.environment(), stdout=pipe, stderr=pipe)
    out, error = await asyncio.wait_for(child.communicate(), PATIENCE)
    return int(child.returncode or 0), out, error.decode("utf-8", "replace")


def shown(snapshot: Any, path: str = "") -> dict[str, Any]:
    """Return every figure by its place, without the moments at which it was collected."""
    if isinstance(snapshot, dict):
        items = ((name, value) for name, value in snapshot.items() if name not in OF_THE_MOMENT)
    elif isinstance(snapshot, list):
        items = ((str(number), value) for number, value in enumerate(snapshot))
    else:
        return {path: snapshot}
    return {place: each for name, value in items for place, each in shown(value, f"{path}.{name}").items()}


OF_THE_MOMENT = frozenset({"generated_at", "collected_at", "since"})


async def chaos(folder: Path, rounds: int, kills: int, seed: int, count: int) -> Figures:
    """Serve, poll and return the figures."""
    random = Random(seed)
    now = datetime.now(UTC).replace(microsecond=0)
    async with place(folder, random, count, now) as made:
        return await run(made, random, rounds, kills)


def main() -> int:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.faults.chaos", description=__doc__)
    parser.add_argument("--rounds", type=int, default=200)
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--repositories", type=int, default=6, help="on each of the two forges")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        found = asyncio.run(
            chaos(Path(folder), chosen.rounds, chosen.kills, chosen.seed, chosen.repositories)
        )
    print(found)
    return 1 if found.wrong else 0


if __name__ == "__main__":
    sys.exit(main())
