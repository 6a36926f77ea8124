"""One round of civitop in a process of its own, measured from inside.

`python -m benchmarks.one_round` reads an `Order` as JSON on its standard input (so that no token stands
among its arguments) and writes an `Outcome` as JSON on its standard output.
"""

import asyncio
import resource
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
from msgspec import Struct

from civitop.config.settings import Config, Forge, NetworkSettings
from civitop.config.sources import Source
from civitop.library.assembly import collectors_for
from civitop.library.measurers import measurers_for
from civitop.people.affiliation import registry
from civitop.polling import events
from civitop.polling.collector import Budget
from civitop.store import Store
from civitop.watch import Setup, Watch
from collectors.forges import KINDS

BEAT = 0.005
"""Seconds between two beats of the heart; a gap between beats beyond this is time that the loop was held."""
NETWORK = "measured"


class Order(Struct, frozen=True):
    """What to poll into which store."""

    kind: str
    url: str
    tokens: tuple[str, ...]
    owners: tuple[str, ...]
    store: str
    cache: str
    """The folder of clones; they outlive the round, as the store does."""


class Outcome(Struct, frozen=True):
    """What one round came to; times in seconds."""

    seconds: float
    first_figure: float | None
    """From the start of the round to the first repository with all its signals."""
    collected: int
    unchanged: int
    failed: int
    peak_mb: float
    """Peak resident memory of the process."""
    held: float
    """The longest time for which the event loop answered nobody, whoever had the processor."""
    held_computing: float
    """The most processor time that all threads of the process took together within one such time, at most
    that time itself: what is beyond it was other programs' doing."""
    held_by_itself: float
    """The longest time for which the loop's own thread computed without a pause (its processor time)."""
    processor: float
    """Processor time of the process."""
    git_at_once: int
    """The most git processes that ran side by side; 0 where none did, or where the system does not tell."""
    told: tuple[str, ...]
    """The sentences about waiting and failing, in their order, each once."""


def settings(order: Order) -> tuple[Config, NetworkSettings]:
    """Return a configuration with the one forge and the one network."""
    forge = Forge(name=order.kind, kind=order.kind, url=order.url, concurrency=KINDS[order.kind].concurrency)
    watch = tuple(Source(forge.name, owner) for owner in order.owners)
    network = NetworkSettings(id=NETWORK, name="The measured network", country="NL", watch=watch)
    return Config(forges={forge.name: forge}, networks={NETWORK: network}), network


class Heart:
    """Beats on the event loop and keeps its longest gaps, and with `watching_git` how many of its processes ran."""

    def __init__(self, *, watching_git: bool = False) -> None:
        self._watching_git = watching_git
        self.gap = 0.0
        self.computing = 0.0
        self.own = 0.0
        self.git = 0

    async def beat(self) -> None:
        """Beat until cancelled."""
        wall, own, all_threads = time.perf_counter(), time.thread_time(), time.process_time()
        while True:
            await asyncio.sleep(BEAT)
            now, used, computed = time.perf_counter(), time.thread_time(), time.process_time()
            gap = now - wall - BEAT
            self.gap = max(self.gap, gap)
            self.computing = max(self.computing, min(gap, computed - all_threads))
            self.own = max(self.own, used - own)
            if self._watching_git:
                self.git = max(self.git, git_processes())  # takes time of its own, which is nobody's
            wall, own, all_threads = time.perf_counter(), time.thread_time(), time.process_time()


async def measure(order: Order) -> Outcome:
    """Poll once and return what it took."""
    config, network = settings(order)
    heart = Heart(watching_git=True)
    first: float | None = None
    told: dict[str, None] = {}
    finished: events.RoundFinished | None = None
    with Store(Path(order.store)) as store:
        late: list[Watch] = []

        def notify(budget: Budget) -> None:
            late[0].told(budget)

        tokens = {order.kind: order.tokens}
        collectors = collectors_for(config, (network,), notify, store, tokens, cache=Path(order.cache))
        measurers = measurers_for(store, (network,), registry.load())
        setup = Setup((network,), measurers, collectors, timedelta(minutes=5))
        watch = Watch(store, setup, clock=lambda: datetime.now(UTC))
        late.append(watch)
        began = time.perf_counter()
        beating = asyncio.create_task(heart.beat())
        async for event in watch.round(forever=False):
            match event:
                case events.Collected() if first is None:
                    first = time.perf_counter() - began
                case events.Failed(error=error):
                    told[error.english] = None
                case events.BudgetChanged(budget=budget) if budget.waiting_until and budget.reason:
                    told[budget.reason.english] = None
                case events.RoundFinished():
                    finished = event
        took = time.perf_counter() - began
        beating.cancel()
        await watch.aclose()
    assert finished is not None
    return Outcome(
        seconds=took,
        first_figure=first,
        collected=finished.collected,
        unchanged=finished.unchanged,
        failed=finished.failed,
        peak_mb=peak_mb(),
        held=heart.gap,
        held_computing=heart.computing,
        held_by_itself=heart.own,
        processor=time.process_time(),
        git_at_once=heart.git,
        told=tuple(told),
    )


def git_processes() -> int:
    """Return how many children of this process are git, by Linux' own list of them."""
    found = 0
    for children in Path("/proc/self/task").glob("*/children"):
        for child in children.read_text("ascii").split():
            try:
                found += Path(f"/proc/{child}/comm").read_text("ascii").strip() == "git"
            except OSError:
                continue  # it has just ended
    return found


def peak_mb() -> float:
    """Return the peak resident memory of this process in MB."""
    status = Path("/proc/self/status")
    if status.exists():  # getrusage would also count what the parent was before it became this process
        lines = status.read_text("ascii", "replace").splitlines()
        return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) / 1024
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (1024 * 1024 if sys.platform == "darwin" else 1024)


def main() -> None:
    """Read the order, poll, write the outcome."""
    order = msgspec.json.decode(sys.stdin.buffer.read(), type=Order)
    sys.stdout.buffer.write(msgspec.json.encode(asyncio.run(measure(order))) + b"\n")


if __name__ == "__main__":
    main()
