"""What a program asks of open networks: a round, a snapshot; and a snapshot out of a file."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from civitop.health import Snapshot
from civitop.library.opening import OpenNetworks
from civitop.polling.events import Event


def poll(opened: OpenNetworks, told: Callable[[Event], None] = lambda event: None) -> None:
    """Ask the forges once, to the end of the round; `told` gets each event as it happens.

    What could not be collected is no exception: it stands as `error` at its repository, in the snapshot. A further
    round asks only for what has changed. Raises `RuntimeError` inside a running event loop: there,
    `opened.watch.round(forever=False)` yields the same events.
    """
    opened.rounds.run(told)


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
