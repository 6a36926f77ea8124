"""A week of `civitop watch` in some minutes: the demo's forge with faults, a clock that skips the rests.

`python -m benchmarks.faults.week` polls every fifteen minutes for seven days of a simulated clock, over real sockets,
while the invented network lives, answers fail, a webhook refuses, and a client scrapes what is served; then it sends
SIGTERM to real processes at moments of all kinds. It writes `benchmarks/WEEK.md`, and ends with 1 where a promise is
broken.
"""

import argparse
import asyncio
import random
import sys
import time
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import httpx
import psutil
from prometheus_client.openmetrics.parser import text_string_to_metric_families

from benchmarks.faults.endings import FAULTS, WORLD, endings
from benchmarks.faults.promises import EVERY, Sample, Week, broken, page
from civitop.cli.commands.demo import wired_demo
from civitop.cli.progress.faces import JsonLines
from civitop.demo import Spawned, Spec, spawn
from civitop.health import Snapshot
from civitop.polling.events import Event, RoundFinished, RoundStarted
from civitop.service.notices import Notice, of_changes
from civitop.service.outbox import Outbox, Undelivered
from civitop.service.publication import Publication
from civitop.service.running import Service
from civitop.service.server import Address, serving
from civitop.store import Store
from civitop.watch import Watch

JITTER = 0.1
LIFE = 10.0
"""Seconds of the network's life in a round: two or three events."""
REFUSED = 0.2
"""Share of the notices that the webhook does not take."""
NEARLY = 0.02
"""Seconds before the next round to which the clock is put."""
SCRAPES = 4
"""Rounds from one scrape to the next."""


class SkippingClock:
    """The machine's clock, put forward."""

    def __init__(self) -> None:
        self._ahead = 0.0
        self._start = WORLD - timedelta(seconds=time.monotonic())

    def __call__(self) -> datetime:
        """Return the moment."""
        return self._start + timedelta(seconds=self.timer())

    def timer(self) -> float:
        """Return seconds since some moment."""
        return time.monotonic() + self._ahead

    def skip(self, seconds: float) -> None:
        """Put it forward."""
        self._ahead += max(seconds, 0.0)


class Log:
    """Counts what is logged."""

    def __init__(self) -> None:
        self.lines = self.bytes = self.most = self._round = 0

    def write(self, text: str) -> int:
        """Take a part of a line."""
        self.bytes += len(text)
        self._round += text.count("\n")
        self.lines += text.count("\n")
        return len(text)

    def flush(self) -> None:
        """Do nothing."""

    def isatty(self) -> bool:
        """Return that it is no terminal."""
        return False

    def round_over(self) -> None:
        """Begin to count the next round."""
        self.most, self._round = max(self.most, self._round), 0


class Awaited(Publication):
    """Says when what a round found is served: all that a service does between two rounds is done by then."""

    def __init__(self, served: Callable[[], None]) -> None:
        super().__init__()
        self._served = served

    def publish(self, snapshot: Snapshot) -> None:
        """Serve this snapshot, and say so."""
        super().publish(snapshot)
        self._served()


class Simulation:
    """One service over a served world, driven by a clock that skips."""

    def __init__(self, forge: Spawned, store: Store, folder: Path, rounds: int, seed: int = 14) -> None:
        self._forge, self._store, self._rounds = forge, store, rounds
        self._clock, self._log = SkippingClock(), Log()
        self._rng = random.Random(seed)
        wiring = wired_demo(
            forge,
            store,
            self._clock,
            cache=folder / "cache",
            every=EVERY,
            jitter=lambda: self._rng.uniform(0, JITTER),
            timer=self._clock.timer,
        )
        self._watch: Watch = wiring.watch
        self._publication = Awaited(self._over)
        self._outbox = Outbox(store, self._clock)
        self._outbox.use({"webhook": self._hook}, ("threshold", "contract-end", "round-failed"))
        self._face = JsonLines(self._log, self._clock)  # type: ignore[arg-type]
        self._service = Service(
            self._watch,
            self._outbox,
            self._clock,
            tell=self._tell,
            health_file=folder / "health.json",
            publication=self._publication,
        )
        self._told: Counter[str] = Counter()
        self._due: datetime | None = None
        self._latest = timedelta()
        self._done = self._failed = self._scrapes = 0
        self._samples: list[Sample] = []
        self._finished: asyncio.Queue[int] = asyncio.Queue()

    async def _hook(self, notice: Notice) -> None:
        if self._rng.random() < REFUSED:
            raise Undelivered("it refuses")
        self._told[notice.id] += 1

    def _tell(self, event: Event) -> None:
        self._face.take(event)
        match event:
            case RoundStarted():
                if self._due is not None:
                    self._latest = max(self._latest, self._clock() - self._due)
            case RoundFinished(next_at=next_at):
                assert next_at
                self._done += 1
                self._failed += event.failed
                self._due = next_at
                self._log.round_over()

    def _over(self) -> None:
        """Go on to the next round: what a round leaves to do has minutes of rest, of which nothing is left here."""
        if self._due is None:
            return  # what the store held before the first round
        if self._done < self._rounds:
            self._clock.skip((self._due - self._clock()).total_seconds() - NEARLY)
        self._finished.put_nowait(self._done)

    async def run(self) -> Week:
        """Let the service live through all rounds, and look at what is left."""
        began = time.monotonic()
        with serving(Address("127.0.0.1", 0), self._publication, self._service.condition) as base:
            service = asyncio.create_task(self._service.run())
            try:
                await self._live(service, base)
            finally:
                service.cancel()
                await asyncio.gather(service, return_exceptions=True)
        wanted = Counter(n.id for n in of_changes(self._watch.changes(100_000)))
        return Week(
            rounds=self._done,
            seconds=time.monotonic() - began,
            latest=self._latest,
            failed=self._failed,
            troubles=sum(a.status == 0 or a.status >= 400 for a in self._forge.asked()),
            early=self._forge.totals().early,
            samples=tuple(self._samples),
            log_lines=self._log.lines,
            log_bytes=self._log.bytes,
            most_lines=self._log.most,
            scrapes=self._scrapes,
            notices=sum(self._told.values()),
            twice=sum(times > 1 for times in self._told.values()),
            missing=len(wanted.keys() - self._told.keys() - {w.notice.id for w in self._outbox.waiting}),
            differs=await self._compared(),
        )

    async def _live(self, service: "asyncio.Task[None]", base: str) -> None:
        a_day = max(int(timedelta(days=1) / EVERY), 1)
        async with httpx.AsyncClient(base_url=base, trust_env=False, timeout=30) as client:
            for number in range(1, self._rounds + 1):
                await self._next(service)
                await asyncio.to_thread(self._forge.advance, LIFE * number)
                if number % SCRAPES == 0:
                    await self._scrape(client)
                if number % a_day == 0 or number == self._rounds:
                    self._samples.append(self._sample(len(self._samples) + 1))

    async def _next(self, service: "asyncio.Task[None]") -> None:
        """Wait for the end of a round; raises what ended the service."""
        getter = asyncio.ensure_future(self._finished.get())
        await asyncio.wait({getter, service}, return_when=asyncio.FIRST_COMPLETED)
        if not getter.done():
            getter.cancel()
            service.result()

    async def _scrape(self, client: httpx.AsyncClient) -> None:
        answer = await client.get("/metrics")
        answer.raise_for_status()
        names = {family.name for family in text_string_to_metric_families(answer.text)}
        assert "civitop_open_issues" in names
        again = await client.get("/metrics", headers={"If-None-Match": answer.headers["etag"]})
        assert again.status_code in (200, 304)
        assert (await client.get("/healthz")).status_code == 200
        self._scrapes += 1

    def _sample(self, day: int) -> Sample:
        process = psutil.Process()
        files = Path(self._store.name).parent.glob(f"{Path(self._store.name).name}*")
        return Sample(
            day,
            process.memory_info().rss / 2**20,
            process.num_fds(),
            process.num_threads(),
            sum(file.stat().st_size for file in files) / 2**20,
        )

    async def _compared(self) -> tuple[str, ...]:
        """Poll once more here, once into a new store, and return where the figures differ."""
        snapshots = []
        for store in (self._store, Store(":memory:")):
            wiring = wired_demo(self._forge, store, self._clock)
            while await failed_in_one_round(wiring.watch):
                pass  # what fails in one round comes in the next
            await wiring.watch.aclose()
            snapshots.append(wiring.watch.measured())
        return different(*snapshots)


async def failed_in_one_round(watch: Watch) -> int:
    """Poll once; return how much failed."""
    async for event in watch.round(forever=False):
        if isinstance(event, RoundFinished):
            return event.failed
    return 0


def different(one: Snapshot, other: Snapshot) -> tuple[str, ...]:
    """Return the signals, by repository, whose values are not the same."""
    figures: list[dict[str, object]] = [
        {f"{h.id} {id}": (s.value, s.level) for h in each.repositories for id, s in h.signals.items()}
        for each in (one, other)
    ]
    return tuple(
        sorted(
            f"{name}: {figures[0].get(name)} and {figures[1].get(name)}"
            for name in figures[0].keys() | figures[1].keys()
            if figures[0].get(name) != figures[1].get(name)
        )
    )


def simulated(rounds: int, folder: Path) -> Week:
    """Run so many rounds in a folder."""
    with spawn(Spec(now=WORLD, faults=FAULTS)) as forge, Store(folder / "week.db") as store:
        forge.warm()
        return asyncio.run(Simulation(forge, store, folder, rounds).run())


def main(argv: Sequence[str] | None = None, tell: Callable[[str], None] = print) -> int:
    """Read the command line and measure."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.faults.week", description=__doc__)
    parser.add_argument("--days", type=float, default=7.0)
    parser.add_argument("--endings", type=int, default=30)
    chosen = parser.parse_args(argv)
    with TemporaryDirectory(prefix="civitop-week-") as folder:
        week = simulated(int(chosen.days * timedelta(days=1) / EVERY), Path(folder))
        ends = endings(chosen.endings, Path(folder))
    what = broken(week, ends)
    text = page(week, ends, what)
    tell(text)
    if chosen.days == 7:
        Path(__file__).parents[1].joinpath("WEEK.md").write_text(text, "utf-8")
    return 1 if what else 0


if __name__ == "__main__":
    sys.exit(main())
