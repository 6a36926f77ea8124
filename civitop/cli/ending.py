"""How the program is told to end: also one that has no event loop, and does not wait for the import of one."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import NoReturn

ENDING = tuple(
    getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name)
)  # Windows has no SIGHUP
"""Signals that end the program in order: what was collected is kept, children end, the terminal is as it was."""


def heeded() -> list[signal.Signals]:
    """Return the signals for which `ending_in_order` is in force."""
    if threading.current_thread() is not threading.main_thread():
        return []
    return [each for each in ENDING if signal.getsignal(each) is _end]


@contextmanager
def ending_in_order() -> Iterator[None]:
    """Let SIGTERM and SIGHUP raise `SystemExit` with 128 + their number, until the end of the block.

    `SystemExit` passes everything that handles errors, and lets all that is open be closed.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    # One that is ignored (`nohup`) stays so.
    taken = [each for each in ENDING if signal.getsignal(each) is not signal.SIG_IGN]
    before = [signal.signal(each, _end) for each in taken]
    try:
        yield
    finally:
        for each, handler in zip(taken, before, strict=True):
            signal.signal(each, handler)


def _end(number: int, frame: FrameType | None) -> NoReturn:
    for each in ENDING:
        if signal.getsignal(each) is _end:
            signal.signal(each, signal.SIG_IGN)  # once is enough: a second must not break the clean-up off
    raise SystemExit(128 + number)
