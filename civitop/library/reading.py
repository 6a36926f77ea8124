"""What a program asks of open networks: a round, a snapshot; and a snapshot out of a file."""

import asyncio
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from civitop.health import Snapshot
from civitop.library.opening import OpenNetworks
from civitop.polling.events import Event
from civitop.watch import Watch


def poll(opened: OpenNetworks, told: Callable[[Event], None] = lambda event: None) -> None:
    """Ask the forges once, to the end of the round; `told` gets each event as it happens.

    What could not be collected is no exception: it stands as `error` at its repository, in the snapshot.
    """
    asyncio.run(one_round(opened.watch, told))


async def one_round(watch: Watch, told: Callable[[Event], None]) -> None:
    """Run one round of a poll loop to its end; `told` gets each event as it happens."""
    try:
        async for event in watch.round(forever=False):
            told(event)
    finally:
        await watch.aclose()


def snapshot(opened: OpenNetworks, at: datetime | None = None) -> Snapshot:
    """Return networks and the health of their repositories, out of the store.

    `at` (aware) is a past moment; `None` gives the newest state. Raises `StoreError` for a damaged store.
    """
    return opened.watch.snapshot(at)


def load_snapshot(file: str | Path) -> Snapshot:
    """Return the snapshot that `civitop snapshot --format json` (or `html`) wrote into a file.

    Raises `UsageError` where the file cannot be read or is no snapshot of civitop.
    """
    from civitop.library.published import load_file

    return load_file(str(file))
