"""What a program asks of open networks: a round, a snapshot; and a snapshot out of a file."""

import asyncio
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from civitop.errors import UsageError
from civitop.files import read_regular, reason
from civitop.health import Snapshot
from civitop.i18n.message import say
from civitop.library.opening import OpenNetworks
from civitop.polling.events import Event
from civitop.sanitise import plain
from civitop.watch import Watch

LARGEST = 512 * 1024**2
"""Bytes of a snapshot that is read: one of 10,000 repositories has some 200 million."""


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
    """Return the snapshot that `civitop snapshot --format json` wrote into a file.

    Raises `UsageError` where the file cannot be read or is no snapshot of civitop.
    """
    import msgspec

    from civitop.codec import decode_snapshot

    try:
        return decode_snapshot(read_regular(Path(file), LARGEST))
    except OSError as error:
        raise UsageError(say("{file} cannot be read: {why}.", file=str(file), why=reason(error))) from error
    except (msgspec.MsgspecError, ValueError, RecursionError) as error:
        why = plain(str(error)) or type(error).__name__
        raise UsageError(say("{file} is no snapshot of civitop: {why}.", file=str(file), why=why)) from error
