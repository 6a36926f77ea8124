"""A world made by hand, like the demo's and as large as one likes, and the rounds that it streams."""

import asyncio
import random
from collections.abc import AsyncIterator, Sequence
from datetime import UTC, date, datetime
from pathlib import Path

from msgspec.structs import replace

from benchmarks.forgetful import Forgetful
from civitop.change import Change
from civitop.cli.commands.demo import wired_demo
from civitop.cli.progress.headless import poll_once
from civitop.codec import decode_health, encode_health
from civitop.demo import Spec, spawn
from civitop.health import Health, Network, Snapshot
from civitop.polling.events import Collected, Collecting, Event, RoundFinished, RoundStarted
from civitop.reading.feed import ProjectReport
from civitop.store import Store

NOW = datetime(2026, 11, 22, 10, tzinfo=UTC)


class HandFeed(Forgetful):
    """A feed whose world was made by hand: it streams a round for as long as it is told to."""

    def __init__(self, healths: Sequence[Health]) -> None:
        self.healths = tuple(healths)
        ids = tuple(sorted(each.id for each in healths))
        self.networks = (Network(id="measured", name="Measured", repositories=ids, totals={}),)
        self.queue: asyncio.Queue[Event] = asyncio.Queue()

    def snapshot(self, asof: datetime | None = None) -> Snapshot:
        """Return the whole world."""
        return Snapshot(
            generated_at=NOW,
            asof=NOW,
            civitop="0",
            networks=self.networks,
            repositories=self.healths,
        )

    def days(self) -> tuple[date, date]:
        """Return today: there is no history."""
        return NOW.date(), NOW.date()

    def changes(self, limit: int = 200) -> tuple[Change, ...]:
        """Return nothing."""
        return ()

    def report(self, repository: str, asof: datetime | None = None) -> ProjectReport | None:
        """Return nothing."""
        return None

    async def events(self) -> AsyncIterator[Event]:
        """Yield what was put into the queue."""
        while True:
            yield await self.queue.get()
            self.queue.task_done()


def sample(path: Path) -> None:
    """Write the healths of the demo's projects to a file, one a line."""
    with spawn(Spec(now=NOW)) as served, Store(":memory:") as store:
        wiring = wired_demo(served, store, clock=lambda: NOW)
        poll_once(wiring.watch)
        healths = wiring.watch.snapshot().repositories
    path.write_bytes(b"\n".join(encode_health(each) for each in healths if each.signals))


def world(count: int, path: Path) -> list[Health]:
    """Return `count` projects like those of the demo, each with trends and details of its own."""
    lines = path.read_bytes().split(b"\n")
    made = []
    for number in range(count):
        name = f"network-{number // 100 + 1:03}/service-{number + 1:05}"
        health = decode_health(lines[number % len(lines)])
        made.append(replace(health, id=f"github:{name}", forge="github", name=name))
    return made


def other(health: Health, step: int) -> Health:
    """Return a project with other figures, as a round brings it."""
    issues = health.signals["open_issues"]
    changed = replace(issues, value=(issues.value or 0) + step, change_30d=float(step))
    return replace(health, signals={**health.signals, "open_issues": changed})


async def stream(feed: HandFeed, pause: float) -> None:
    """Let one round after the other answer, a repository every `pause` seconds, until cancelled."""
    ids = feed.networks[0].repositories
    rng = random.Random(1)
    while True:
        feed.queue.put_nowait(RoundStarted(NOW, ("measured",), len(ids)))
        feed.queue.put_nowait(Collecting(ids, 0))
        for health in rng.sample(feed.healths, len(feed.healths)):
            feed.queue.put_nowait(Collected(other(health, rng.randint(1, 9))))
            await asyncio.sleep(pause)
        feed.queue.put_nowait(RoundFinished(NOW, 1.0, len(ids), 0, 0))
