"""Which face fits, and the line a minute beside the work."""

import asyncio
from collections.abc import Callable, Coroutine
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any, TextIO

from civitop.cli.output import is_screen
from civitop.cli.progress.faces import Face, JsonLines, Lines, now_utc

MINUTE = 60.0
"""Seconds between two lines on how far a long round is."""


def face_for(
    out: TextIO,
    now: Callable[[], datetime] = now_utc,
    *,
    wait: timedelta | None = None,
    quiet: bool = False,
    json: bool = False,
) -> Face:
    """Return what fits where `out` goes; `wait` is how long limits are waited for, `None`: as long as they take."""
    if json:
        return JsonLines(out, now, quiet=quiet)
    if is_screen(out) and not quiet:
        from civitop.cli.progress.bar import Bar

        return Bar(out, now, wait=wait)
    return Lines(out, now, wait=wait, quiet=quiet)


async def accompanied(face: Face, work: Coroutine[Any, Any, None], every: float = MINUTE) -> None:
    """Do the work to its end; the face says every minute how far it is."""

    async def ticking() -> None:
        while True:
            await asyncio.sleep(every)
            face.minute()

    with face:
        task = asyncio.create_task(ticking())
        try:
            await work
        finally:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task
