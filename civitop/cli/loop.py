"""An event loop that ends when its work does, whatever its threads wait for."""

import asyncio
import os
import signal
import sys
import threading
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Any, NoReturn, TypeVar

from civitop.cli.ending import heeded

T = TypeVar("T")

THREADS = 32
TIDYING = 5.0
"""Seconds for ending in order once a signal came. A terminal that is gone can hold Textual's last writes for ever."""


class _Unwaited(ThreadPoolExecutor):
    """Threads that nobody waits for at the end: a name that is looked up in vain takes half a minute."""

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Take nothing new; what is under way goes on by itself."""
        super().shutdown(wait=False, cancel_futures=True)


def run_async(work: Coroutine[Any, Any, T], end: Callable[[], object] | None = None) -> T:
    """Run a coroutine to its end, as `asyncio.run` does, without waiting for threads it has given up.

    Inside `ending_in_order` a signal calls `end` or cancels the work, so that it closes what it has open; then
    `SystemExit` is raised.
    """
    heard: list[int] = []
    cut_off: list[threading.Timer] = []

    async def cancellable() -> T:
        loop, task = asyncio.get_running_loop(), asyncio.current_task()
        assert task

        def told(number: int) -> None:
            if not heard:
                cut_off.append(_cut_off_later(128 + number))
            heard.append(number)
            (end or task.cancel)()

        for each in heeded():
            with suppress(NotImplementedError):  # on Windows; the handler of `ending_in_order` stays
                loop.add_signal_handler(each, told, each)
        return await work

    handlers = [(each, signal.getsignal(each)) for each in heeded()]
    try:
        with asyncio.Runner() as runner:
            runner.get_loop().set_default_executor(_Unwaited(THREADS))
            result = runner.run(cancellable())
    except asyncio.CancelledError:
        if not heard:
            raise
    finally:
        for timer in cut_off:
            timer.cancel()
        for each, handler in handlers:  # the loop leaves the system's own behind
            signal.signal(each, handler)
    if heard:
        raise SystemExit(128 + heard[0])
    return result


def _cut_off_later(code: int) -> threading.Timer:
    """Let the process end with a code after `TIDYING`, whatever holds it; to be cancelled by what ends in order."""

    def cut_off() -> None:
        if "collectors.child" in sys.modules:
            from collectors.child import end_all

            end_all()
        os._exit(code)

    timer = threading.Timer(TIDYING, cut_off)
    timer.daemon = True
    timer.start()
    return timer


def leave(code: int) -> NoReturn:
    """End the process with a code; threads that still wait for something are left behind."""
    others = [each for each in threading.enumerate() if each is not threading.main_thread()]
    if any(each.is_alive() for each in others):
        if "collectors.child" in sys.modules:
            from collectors.child import end_all

            end_all()
        for stream in (sys.stdout, sys.stderr):
            if stream is not None:
                stream.flush()
        os._exit(code)
    sys.exit(code)
