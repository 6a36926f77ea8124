"""Work on many things at once stays within its bound and ends with its reader."""

import asyncio

import pytest

from collectors.concurrency import Gathering, several


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


class Asked:
    """Answers questions with their squares, and remembers which came together."""

    def __init__(self) -> None:
        self.together: list[list[int]] = []
        self.ended = 0
        self.go = asyncio.Event()
        self.go.set()

    async def __call__(self, items):
        self.together.append(list(items))
        try:
            await self.go.wait()
        finally:
            self.ended += 1
        if 13 in items:
            raise ZeroDivisionError
        return {item: item * item for item in items}


async def test_questions_of_the_same_moment_are_asked_together_and_each_once():
    asked = Asked()
    gathering = Gathering(asked)

    async def twice(item):
        return await gathering.ask(item), await gathering.ask(item + 100)

    found = await asyncio.gather(*(twice(item) for item in (1, 2, 2)))
    assert found == [(1, 10201), (4, 10404), (4, 10404)]
    assert asked.together == [[1, 2], [101, 102]]


async def test_what_goes_wrong_with_a_common_question_goes_to_everybody():
    gathering = Gathering(Asked())
    found = await asyncio.gather(*(gathering.ask(item) for item in (1, 13)), return_exceptions=True)
    assert [type(each) for each in found] == [ZeroDivisionError] * 2
    assert await gathering.ask(3) == 9


async def test_a_common_question_ends_with_the_last_who_waits_for_it():
    asked = Asked()
    asked.go.clear()
    gathering = Gathering(asked)
    one, other = (asyncio.create_task(gathering.ask(item)) for item in (1, 2))
    await asyncio.sleep(0.01)
    one.cancel()
    await asyncio.sleep(0.01)
    assert asked.ended == 0
    other.cancel()
    await asyncio.gather(one, other, return_exceptions=True)
    assert asked.ended == 1
    asked.go.set()
    assert await gathering.ask(5) == 25
