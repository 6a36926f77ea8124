"""A day of `civitop watch` at full speed in the worst weather, in some minutes: what it takes is bounded.

`python -m benchmarks.faults.day` polls the invented network every five minutes of a simulated clock, in a process of
its own, while each round meets a weather drawn by chance (`benchmarks/faults/weather.py`: a tenth to nearly all answers
broken, cut, refused, late or astray, git's included) and the network changes. Pauses that a forge asks for put the
clock forward in place of passing. It writes `benchmarks/DAY.md`, and ends with 1 where a limit is passed.
"""

import argparse
import asyncio
import os
import sys
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

import msgspec
from msgspec import Struct

from benchmarks.faults.weather import Weather
from benchmarks.tables import machine, table
from civitop.demo import open_city
from civitop.demo.github.api import GitHub
from civitop.demo.gitlab.api import GitLab
from civitop.demo.server.access_control import new_token
from civitop.demo.server.faults import Faults
from civitop.demo.server.git_server import GitServer
from civitop.demo.server.http import HttpServer
from civitop.demo.world.life import KINDS as EVENTS
from civitop.demo.world.world import World

EVERY = timedelta(minutes=5)
ROUNDS = int(timedelta(days=1) / EVERY)
HOUR = int(timedelta(hours=1) / EVERY)
SHARES = (0.1, 0.3, 0.6, 0.95)
"""Of the answers of a round that are spoilt: it is never quiet."""
SHORT = 0.5
"""Seconds of a pause that passes as it is: whoever waits for a process or a lock must not spin."""


class Limits(Struct, frozen=True):
    """What is promised of a network of some twenty repositories; `docs/reliability.md` says the same."""

    mb: float = 300.0
    """Resident memory, whole."""
    growth_mb: float = 60.0
    """Resident memory, from the end of the first hour on."""
    handles: int = 64
    threads: int = 24
    store_mb: float = 40.0
    log_kb: float = 32.0
    """Log of one round."""
    cache_mb: float = 100.0


LIMITS = Limits()


class Sample(Struct, frozen=True):
    """How the process is at the end of a round."""

    round: int
    failed: int
    mb: float
    handles: int
    threads: int
    store_mb: float
    cache_mb: float
    log_kb: float
    ahead: float
    """Seconds by which the clock was put forward."""


class Served(Struct, frozen=True):
    """Where the two forges are, and what they accept; what `wired_demo` asks of a served forge."""

    github_url: str
    gitlab_url: str
    github_tokens: tuple[str, ...]
    gitlab_tokens: tuple[str, ...]


# ---------------------------------------------------------------- the forges


@asynccontextmanager
async def stormy(weather: Weather) -> AsyncIterator[tuple[World, Served]]:
    """Serve the invented network under a weather."""
    world = open_city(datetime.now(UTC).replace(microsecond=0))
    rest = {"faults": Faults(points=10**9, requests=10**9), "latency": 0.0, "clock": time.time}
    tokens = (new_token("ghp_", 1),), (new_token("glpat-", 1),)
    sides = GitHub(world, tokens[0], **rest), GitLab(world, tokens[1], **rest)
    gits = GitServer(world, "github"), GitServer(world, "gitlab")
    servers = [
        HttpServer(weather.over(git.before(side.handle)), side.done)
        for git, side in zip(gits, sides, strict=True)
    ]
    try:
        for server in servers:
            await server.start()
        yield world, Served(servers[0].url, servers[1].url, *tokens)
    finally:
        for server in servers:
            await server.stop()
        for git in gits:
            git.close()


async def day(folder: Path, rounds: int, seed: int = 15) -> tuple[list[Sample], Weather, str]:
    """Let a process poll so many rounds; return how it was after each, what it met, and its last words."""
    random = Random(seed)
    weather = Weather(random)
    async with stormy(weather) as (world, served):
        child = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "benchmarks.faults.day", "--child", str(folder), "--rounds", str(rounds)),
            env={**os.environ, "DAY_SERVED": msgspec.json.encode(served).decode()},
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        assert child.stdout is not None
        assert child.stderr is not None
        words = asyncio.ensure_future(child.stderr.read())
        samples = []
        async for line in child.stdout:
            samples.append(msgspec.json.decode(line, type=Sample))
            weather.turn()
            weather.share = random.choice(SHARES)
            for project in random.sample(world.projects, random.randint(1, 4)):
                world.change(project.key, random.choice(EVENTS))
        await child.wait()
        said = (await words).decode("utf-8", "replace")
    return samples, weather, said


# ---------------------------------------------------------------- the process that polls


def poll(folder: Path, rounds: int) -> None:
    """Poll so many rounds in a folder, and print how it is after each as a line of JSON."""
    from benchmarks.faults.week import SkippingClock

    clock = SkippingClock()
    pause = asyncio.sleep

    async def skipping(delay: float, result: Any = None) -> Any:
        if delay > SHORT:
            clock.skip(delay)
            delay = 0.0
        return await pause(delay, result)

    asyncio.sleep = skipping  # before what takes it as its own is imported
    served = msgspec.json.decode(os.environ["DAY_SERVED"], type=Served)
    asyncio.run(_polled(folder, rounds, clock, served))


async def _polled(folder: Path, rounds: int, clock: Any, served: Any) -> None:
    from benchmarks.faults.week import NEARLY
    from civitop.cli.commands.demo import wired_demo
    from civitop.cli.logs import as_json, logged_to_stderr
    from civitop.cli.progress.faces import JsonLines
    from civitop.polling.events import Event, RoundFinished
    from civitop.service.outbox import Outbox
    from civitop.service.publication import Publication
    from civitop.service.running import Service
    from civitop.store import Store

    out = sys.stdout
    log = folder / "log"
    over = asyncio.Event()
    with (
        (folder / "log").open("w", encoding="utf-8", buffering=1) as sys.stderr,
        logged_to_stderr(0),
        as_json(),
        Store(folder / "day.db") as store,
    ):
        wiring = wired_demo(
            served, store, clock, cache=folder / "cache", every=EVERY, timer=clock.timer, deep=True
        )
        face = JsonLines(sys.stderr, clock)
        done = written = 0

        def tell(event: Event) -> None:
            nonlocal done, written
            face.take(event)
            if not isinstance(event, RoundFinished):
                return
            done += 1
            size = log.stat().st_size
            print(
                msgspec.json.encode(_sample(folder, done, event.failed, size - written, clock)).decode(),
                file=out,
                flush=True,
            )
            written = size
            if done == rounds:
                over.set()
            elif event.next_at:
                clock.skip((event.next_at - clock()).total_seconds() - NEARLY)

        outbox = Outbox(store, clock)
        service = Service(
            wiring.watch, outbox, clock, tell=tell, health_file=folder / "health", publication=Publication()
        )
        running = asyncio.create_task(service.run())
        waiting = asyncio.create_task(over.wait())
        await asyncio.wait({running, waiting}, return_when=asyncio.FIRST_COMPLETED)
        for task in (running, waiting):
            task.cancel()
        ended = await asyncio.gather(running, waiting, return_exceptions=True)
        await wiring.watch.aclose()
    sys.stderr = sys.__stderr__
    if isinstance(ended[0], Exception):
        raise ended[0]


def _sample(folder: Path, number: int, failed: int, logged: int, clock: Any) -> Sample:
    import psutil

    process = psutil.Process()
    return Sample(
        round=number,
        failed=failed,
        mb=process.memory_info().rss / 2**20,
        handles=process.num_fds(),
        threads=process.num_threads(),
        store_mb=sum(file.stat().st_size for file in folder.glob("day.db*")) / 2**20,
        cache_mb=_size(folder / "cache") / 2**20,
        log_kb=logged / 1024,
        ahead=clock.timer() - time.monotonic(),
    )


def _size(folder: Path) -> int:
    size = 0
    for file in folder.rglob("*"):
        try:
            size += file.lstat().st_size
        except OSError:
            continue  # git removes a file of its own
    return size


# ---------------------------------------------------------------- what came of it


def passed(samples: Sequence[Sample], rounds: int, said: str, limits: Limits = LIMITS) -> list[str]:
    """Return the limits that are passed, in words."""
    if len(samples) < rounds:
        return [f"it ended after {len(samples)} rounds: {said[-2000:]}"]
    first = samples[min(HOUR, len(samples)) - 1]
    most = {name: max(getattr(each, name) for each in samples) for name in Sample.__struct_fields__}
    growth = max(each.mb for each in samples[-HOUR:]) - first.mb
    found = [
        f"{name} came to {most[name]:.1f}, the limit is {getattr(limits, name)}"
        for name in Limits.__struct_fields__
        if name in most and most[name] > getattr(limits, name)
    ]
    if growth > limits.growth_mb:
        found.append(f"memory grew by {growth:.1f} MB after the first hour, the limit is {limits.growth_mb}")
    return found


def page(samples: Sequence[Sample], weather: Weather, seconds: float, what: Sequence[str]) -> str:
    """Return the figures as Markdown."""
    chosen = [each for each in samples if each.round in (1, HOUR) or each.round % (4 * HOUR) == 0]
    head = ("round", "MB resident", "handles", "threads", "MB store", "MB cache", "most kB log of a round")
    rows, since = [], 0
    for each in chosen:
        logged = max(one.log_kb for one in samples if since < one.round <= each.round)
        since = each.round
        rows.append(
            (str(each.round), f"{each.mb:.1f}", str(each.handles), str(each.threads), f"{each.store_mb:.2f}",
             f"{each.cache_mb:.1f}", f"{logged:.1f}")
        )  # fmt: skip
    rows.append(
        ("limit", f"{LIMITS.mb:.0f}", str(LIMITS.handles), str(LIMITS.threads), f"{LIMITS.store_mb:.0f}",
         f"{LIMITS.cache_mb:.0f}", f"{LIMITS.log_kb:.0f}")
    )  # fmt: skip
    met = ", ".join(f"{kind} {count:,}" for kind, count in weather.met.most_common())
    growth = max(each.mb for each in samples[-HOUR:]) - samples[min(HOUR, len(samples)) - 1].mb
    return f"""# A simulated day of `civitop watch` in the worst weather

`python -m benchmarks.faults.day --rounds {len(samples)}`, {machine()}

- {len(samples)} rounds, one every {EVERY.seconds // 60} minutes, in {seconds:.0f} s; the clock was put forward by
  {samples[-1].ahead / 3600:.1f} hours, the pauses that the forges asked for among them.
- Answers that were spoilt: {met}.
- {sum(each.failed for each in samples):,} failures of repositories and forges;
  {sum(not each.failed for each in samples)} rounds had none.
- Memory grew by {growth:.1f} MB after the first hour (limit {LIMITS.growth_mb:.0f});
  the log has {sum(each.log_kb for each in samples):.0f} kB.

{"All limits are kept." if not what else f"Passed: {'; '.join(what)}."}

{table(head, rows)}
"""


def main(argv: Sequence[str] | None = None, tell: Callable[[str], None] = print) -> int:
    """Read the command line and measure."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.faults.day", description=__doc__)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--child", type=Path, help=argparse.SUPPRESS)
    chosen = parser.parse_args(argv)
    if chosen.child:
        poll(chosen.child, chosen.rounds)
        return 0
    began = time.monotonic()
    with TemporaryDirectory(prefix="civitop-day-") as folder:
        samples, weather, said = asyncio.run(day(Path(folder), chosen.rounds))
    what = passed(samples, chosen.rounds, said)
    if not samples:
        tell("\n".join(what))
        return 1
    text = page(samples, weather, time.monotonic() - began, what)
    tell(text)
    if chosen.rounds == ROUNDS:
        Path(__file__).parents[1].joinpath("DAY.md").write_text(text, "utf-8")
    return 1 if what else 0


if __name__ == "__main__":
    sys.exit(main())
