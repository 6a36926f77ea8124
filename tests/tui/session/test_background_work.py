"""What a thread computes gives way to the screen."""

import asyncio
import threading
import time

import pytest

from tui.session import background_work
from tui.session.background_work import (
    AT_ONCE,
    LONG_PAUSE,
    PAUSE,
    STRETCH,
    BackgroundWork,
    Patient,
    SharedProcessor,
)


@pytest.fixture
def pauses(monkeypatch):
    found = []
    monkeypatch.setattr(background_work.time, "sleep", found.append)
    return found


def test_a_thread_pauses_between_stretches_of_values(pauses):
    values = Patient(range(3 * STRETCH - 1), lambda: time.monotonic() - 60)
    assert list(values) == list(range(3 * STRETCH - 1))
    assert pauses == [PAUSE, PAUSE]


def test_it_pauses_longer_while_somebody_presses_keys(pauses):
    assert sum(Patient([1] * STRETCH, time.monotonic)) == STRETCH
    assert pauses == [LONG_PAUSE]


class Started:
    """Work whose coroutines run as tasks."""

    def __init__(self, **options):
        self.results, self.tasks = [], []
        self.work = BackgroundWork(
            lambda work: self.tasks.append(asyncio.ensure_future(work)), self.results.append, **options
        )


async def test_little_is_computed_at_once_and_much_in_a_thread():
    it = Started()
    it.work.ask(threading.get_ident, AT_ONCE)
    it.work.ask(threading.get_ident, AT_ONCE + 1)
    assert it.results == [threading.get_ident()]
    assert it.work.running
    await asyncio.gather(*it.tasks)
    assert it.results[1] != threading.get_ident()
    assert not it.work.running


async def test_of_the_requests_that_wait_only_the_newest_counts():
    it = Started()
    go = threading.Event()
    it.work.ask(lambda: go.wait(5) and "first", AT_ONCE + 1)
    await asyncio.sleep(0.05)
    it.work.ask(lambda: "second", AT_ONCE + 1)
    it.work.ask(lambda: "third", 1)  # it may not overtake
    go.set()
    await asyncio.gather(*it.tasks)
    assert it.results == ["first", "third"]


async def test_what_may_come_late_takes_turns(monkeypatch):
    monkeypatch.setattr(background_work, "BEHIND", 0.0)
    monkeypatch.setattr(background_work, "REST", 0.0)
    processor = SharedProcessor()
    running, most = [], []

    def compute():
        running.append(1)
        most.append(len(running))
        threading.Event().wait(0.05)
        running.pop()

    both = [Started(rests=processor) for _ in range(2)]
    for each in both:
        each.work.ask(compute, AT_ONCE)
    await asyncio.gather(*(task for each in both for task in each.tasks))
    assert most == [1, 1]


async def test_a_computation_that_fails_is_raised_and_the_next_one_runs():
    it = Started()
    it.work.ask(lambda: 1 / 0, AT_ONCE + 1)
    with pytest.raises(ZeroDivisionError):
        await asyncio.gather(*it.tasks)
    assert not it.work.running
    it.work.ask(lambda: 2, AT_ONCE + 1)
    await it.tasks[-1]
    assert it.results == [2]
