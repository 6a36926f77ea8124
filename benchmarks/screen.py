"""The dashboard under load: `python -m benchmarks.screen` prints its tables, `benchmarks.run` writes them down.

A world made by hand feeds the real app in a terminal without a screen: keys are pressed while a round streams
figures, and a beat on the event loop measures how long nobody was answered. Each case has a process of its
own, because memory and processor time are a process's.
"""

import argparse
import asyncio
import gc
import random
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
from textual.events import Key
from textual.pilot import Pilot

from benchmarks import tables
from benchmarks.cases import folder
from benchmarks.hand_feed import NOW, HandFeed, other, sample, stream, world
from benchmarks.one_round import Heart, peak_mb
from civitop.change import Change
from civitop.i18n.message import literally
from civitop.polling.events import Collected, RoundFinished, RoundStarted
from tui.app import CivitopApp
from tui.picture import settled
from tui.screens.project import ProjectScreen
from tui.tabs.list import TABS
from tui.themed_app import Terminal

SIZE = (120, 36)
KEYS = ("j", "j", "k", "ctrl+d", "ctrl+u", "j", "G", "g", "j", "j", "down", "up")
"""Moving is what is pressed most; each of these moves the cursor, or nothing would be painted."""
CHANGING = ("s", "S", "R", "b")
"""What puts all projects into another order."""
PRESSES = 120
ORDERINGS = 60
AN_EVENT = 0.01
"""Seconds between two answers of a forge: a hundred repositories a second."""
OPENINGS = 20
"""Projects that are opened one after the other."""
IDLE = 10.0
HOURS = 24
ROUNDS_AN_HOUR = 12


class Screen:
    """The running app, and the moments at which it wrote to its terminal."""

    def __init__(self, app: CivitopApp, pilot: Pilot[Any]) -> None:
        self.app, self.pilot = app, pilot
        self.painted = asyncio.Event()
        screen = app.screen
        compositor = screen._compositor  # noqa: SLF001 textual is pinned exactly
        render = compositor.render_update

        def noted(**options: Any) -> Any:
            self.painted.set()
            return render(**options)

        compositor.render_update = noted  # type: ignore[method-assign]

    async def press(self, key: str) -> float:
        """Press a key as the terminal does, and return the seconds until something was painted."""
        self.painted.clear()
        began = time.perf_counter()
        name = key
        character = key if len(key) == 1 else None
        event = Key(name, character)
        event.set_sender(self.app)
        self.app.post_message(event)
        await asyncio.wait_for(self.painted.wait(), 10)
        return time.perf_counter() - began


async def keys(count: int, path: Path) -> dict[str, float]:
    """Measure from a key to its paint while a round is running, and what a burst of 300 answers holds up."""
    feed = HandFeed(world(count, path))
    app = CivitopApp(feed, clock=lambda: NOW, zone=UTC, terminal=Terminal(colours=True))
    async with app.run_test(size=SIZE) as pilot:
        await settled(pilot)
        await asyncio.sleep(1)
        screen = Screen(app, pilot)
        round_ = asyncio.create_task(stream(feed, AN_EVENT))
        await asyncio.sleep(2)
        moving = [await _rested(screen, KEYS[number % len(KEYS)]) for number in range(PRESSES)]
        ordering = [await _rested(screen, CHANGING[number % len(CHANGING)]) for number in range(ORDERINGS)]
        round_.cancel()
        await asyncio.sleep(3)
        heart = Heart()
        beating = asyncio.create_task(heart.beat())
        rng = random.Random(2)
        for health in feed.healths[:300]:
            feed.queue.put_nowait(Collected(other(health, rng.randint(1, 9))))
        await asyncio.sleep(4)
        beating.cancel()
    return {
        "key p50 ms": _at(moving, 0.5) * 1000,
        "key p95 ms": _at(moving, 0.95) * 1000,
        "sort p95 ms": _at(ordering, 0.95) * 1000,
        "300 updates held ms": heart.gap * 1000,
        "by itself ms": heart.own * 1000,
    }


async def _rested(screen: Screen, key: str) -> float:
    """Press a key after a moment in which nobody does anything, at no fixed place of the app's own rhythm."""
    await asyncio.sleep(0.05 + 0.1 * random.random())
    return await screen.press(key)


def _at(values: Sequence[float], share: float) -> float:
    return sorted(values)[min(len(values) - 1, int(share * len(values)))]


async def opening(count: int, path: Path) -> dict[str, float]:
    """Measure from Enter on a row to the first paint of the project's first tab, and from a tab's key to its own."""
    app = CivitopApp(
        HandFeed(world(count, path)), clock=lambda: NOW, zone=UTC, terminal=Terminal(colours=True)
    )
    async with app.run_test(size=SIZE) as pilot:
        await settled(pilot)
        await asyncio.sleep(1)
        first, used, turned = [], [], []
        for _ in range(OPENINGS):
            before = time.process_time()
            first.append(await _until_painted(app, "enter", lambda: _drawn(app, "tab-now")))
            used.append(time.process_time() - before)
            await settled(pilot)
            for number, tab in enumerate(TABS[1:], 2):
                turned.append(
                    await _until_painted(app, str(number), lambda tab=tab: _drawn(app, tab.widget_id))
                )
            await pilot.press("escape", "j")
            await settled(pilot)
            await asyncio.sleep(0.2)
    return {
        "first open processor ms": used[0] * 1000,
        "open processor p50 ms": _at(used, 0.5) * 1000,
        "open p50 ms": _at(first, 0.5) * 1000,
        "open p95 ms": _at(first[1:], 0.95) * 1000,
        "tab p50 ms": _at(turned, 0.5) * 1000,
        "tab p95 ms": _at(turned, 0.95) * 1000,
    }


def _drawn(app: CivitopApp, tab: str) -> bool:
    """Return whether a tab of a project stands on the screen with a size of its own."""
    screen = app.screen
    if not isinstance(screen, ProjectScreen) or not screen.ready:
        return False
    pane = screen.pane  # found by its id: a query of the whole screen would take a tenth of the time measured
    return pane.id == tab and pane.display and pane.size.height > 0


async def _until_painted(app: CivitopApp, key: str, there: Callable[[], bool]) -> float:
    """Press a key and return the seconds until something was painted that shows what should be there."""
    painted = asyncio.Event()
    display = app._display  # noqa: SLF001 textual is pinned exactly

    def noted(screen: Any, renderable: Any) -> None:
        display(screen, renderable)
        if there():
            painted.set()

    app._display = noted  # type: ignore[method-assign]  # noqa: SLF001
    began = time.perf_counter()
    event = Key(key, key if len(key) == 1 else None)
    event.set_sender(app)
    app.post_message(event)
    await asyncio.wait_for(painted.wait(), 10)
    app._display = display  # type: ignore[method-assign]  # noqa: SLF001
    return time.perf_counter() - began


async def idle(count: int, path: Path) -> dict[str, float]:
    """Measure the processor time of a dashboard at which nothing happens."""
    app = CivitopApp(
        HandFeed(world(count, path)),
        clock=lambda: datetime.now(UTC),
        zone=UTC,
        terminal=Terminal(colours=True),
    )
    async with app.run_test(size=SIZE) as pilot:
        await settled(pilot)
        await asyncio.sleep(3)
        before = time.process_time()
        await asyncio.sleep(IDLE)
        used = time.process_time() - before
    return {"idle % of a core": used / IDLE * 100}


async def memory(count: int, path: Path) -> dict[str, float]:
    """Measure memory over a simulated day: a round every five minutes, a tenth of the projects changed."""
    feed = HandFeed(world(count, path))
    app = CivitopApp(feed, clock=lambda: NOW, zone=UTC, terminal=Terminal(colours=True))
    rng = random.Random(3)
    found = []
    async with app.run_test(size=SIZE) as pilot:
        await settled(pilot)
        for _ in range(HOURS):
            for _ in range(ROUNDS_AN_HOUR):
                ids = feed.networks[0].repositories
                feed.queue.put_nowait(RoundStarted(NOW, ("measured",), len(ids)))
                some = rng.sample(range(count), count // 10)
                for place in some:
                    health = other(feed.healths[place], rng.randint(1, 9))
                    change = Change(NOW, health.id, "backlog", literally("more"), True)
                    feed.queue.put_nowait(Collected(health, (change,)))
                feed.queue.put_nowait(RoundFinished(NOW, 1.0, len(some), count - len(some), 0))
                await feed.queue.join()
                app.paint()  # a day has a paint a round at least
                await asyncio.sleep(0.02)
            gc.collect()
            found.append(resident_mb())
    return {
        "MB after 1 h": found[0],
        "MB after 12 h": found[11],
        "MB after 24 h": found[-1],
        "peak MB": peak_mb(),
    }


def resident_mb() -> float:
    """Return the resident memory of this process."""
    import psutil

    return float(psutil.Process().memory_info().rss) / 1024**2


CASES = {"keys": keys, "open": opening, "idle": idle, "memory": memory}
ORDERS = (
    ("keys", 300),
    ("keys", 10_000),
    ("open", 300),
    ("idle", 300),
    ("memory", 1_000),
)


def measured(case: str, count: int, path: Path) -> dict[str, float]:
    """Measure one case in a process of its own."""
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "benchmarks.screen",
            "--case",
            case,
            "--count",
            str(count),
            "--sample",
            str(path),
        ],
        stdout=subprocess.PIPE,
        check=True,
    )
    return msgspec.json.decode(done.stdout, type=dict[str, float])


def results(place: Path) -> list[tuple[str, int, dict[str, float]]]:
    """Measure every case."""
    path = place / "sample.jsonl"
    sample(path)
    return [(case, count, measured(case, count, path)) for case, count in ORDERS]


def main() -> None:
    """Measure one case as JSON, or all of them as a table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.screen", description=__doc__)
    parser.add_argument("--case", choices=list(CASES), help="measure this one here and print JSON")
    parser.add_argument("--count", type=int, default=300, help="how many projects")
    parser.add_argument("--sample", type=Path, help="a file of healths, one a line")
    chosen = parser.parse_args()
    if chosen.case and chosen.sample:
        print(msgspec.json.encode(asyncio.run(CASES[chosen.case](chosen.count, chosen.sample))).decode())
        return
    with folder() as place:
        print(tables.of_screen(results(place)))


if __name__ == "__main__":
    main()
