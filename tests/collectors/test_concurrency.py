"""Work on many things at once stays within its bound and ends with its reader."""

import asyncio

import pytest

from collectors.concurrency import several


class Work:
    def __init__(self) -> None:
        self.running = self.most = self.ended = 0

    async def __call__(self, number: int) -> int:
        self.running += 1
        self.most = max(self.most, self.running)
        try:
            await asyncio.sleep(0.001 * (number % 3))
        finally:
            self.running -= 1
            self.ended += 1
        if number == 13:
            raise ZeroDivisionError
        return number


async def test_everything_is_done_a_few_at_a_time():
    work = Work()
    assert sorted([number async for number in several(range(10), work, 3)]) == list(range(10))
    assert work.most == 3


async def test_what_is_done_first_comes_first():
    async def wait(seconds: float) -> float:
        await asyncio.sleep(seconds)
        return seconds

    assert [seconds async for seconds in several([0.05, 0.001], wait, 2)] == [0.001, 0.05]


async def test_an_exception_reaches_the_reader_and_ends_the_rest():
    work = Work()
    with pytest.raises(ZeroDivisionError):
        async for _ in several(range(10, 100), work, 4):
            pass
    assert work.running == 0
    assert work.ended < 20


async def test_closing_cancels_what_is_going_on():
    work = Work()
    results = several(range(100), work, 4)
    await anext(results)
    await results.aclose()
    assert work.running == 0
