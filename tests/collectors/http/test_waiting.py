"""What a forge asks to wait is kept to within reason: never not at all, never for ever."""

import asyncio
from datetime import UTC, datetime, timedelta
from random import Random

import httpx
import pytest

from civitop.config.settings import Forge
from civitop.errors import RateLimited
from collectors.http.rate_limits import LONGEST_WAIT, TRIES, Account, Allowance, allowance, retry_after
from collectors.http.replies import Limited
from collectors.http.transport import Transport
from collectors.waits import Waits
from tests.collectors.http.reading import read_json

NOW = datetime(2026, 11, 22, 10, tzinfo=UTC)
SECOND = timedelta(seconds=1)


class Ways:
    """A transport whose clock only sleeping moves, over a forge that always answers the same."""

    def __init__(self, answer, tokens=("t1",), waits=None):
        self.now = NOW
        self.times = []

        async def handler(request):
            self.times.append((self.now - NOW).total_seconds())
            number = len(self.times)
            for _ in range(200):
                await asyncio.sleep(0)  # others are under way at the same time
            return answer(number)

        async def sleep(seconds):
            until = self.now + timedelta(seconds=seconds)
            for _ in range(500):
                await asyncio.sleep(0)  # longer than what is under way takes
            self.now = max(self.now, until)

        self.told = []
        self.transport = Transport(
            Forge(name="demo", kind="github", url="https://forge.example", concurrency=4),
            "https://forge.example",
            tokens,
            self.told.append,
            lambda: self.now,
            sleep=sleep,
            random=Random(1),
            http=httpx.MockTransport(handler),
            waits=waits,
        )

    async def get(self, read=read_json):
        return await self.transport.request("GET", "/x", read=read)


def refusal(**heads):
    return httpx.Response(
        429, json={}, headers={key.replace("_", "-"): value for key, value in heads.items()}
    )


PAST = {"X_RateLimit_Limit": "60", "X_RateLimit_Remaining": "0", "X_RateLimit_Reset": "1000"}


@pytest.mark.parametrize(
    "heads",
    [{"Retry_After": "0"}, {"Retry_After": "Sun, 22 Nov 2020 10:00:00 GMT"}, PAST],
    ids=["nothing", "a day that is past", "a reset that is past"],
)
async def test_who_is_refused_for_ever_asks_with_growing_pauses_and_gives_up(heads):
    ways = Ways(lambda n: refusal(**heads))
    with pytest.raises(RateLimited, match="refuses for too many requests"):
        await ways.get()
    assert len(ways.times) == TRIES + 1
    pauses = [later - sooner for sooner, later in zip(ways.times, ways.times[1:], strict=False)]
    assert pauses == [2.0**n for n in range(TRIES)]


async def test_after_giving_up_the_others_are_not_asked_for_before_the_pause_is_over():
    ways = Ways(lambda n: refusal(Retry_After="0"))
    for _ in range(20):
        with pytest.raises(RateLimited):
            await ways.get()
    assert len(ways.times) == TRIES + 1
    ways.now += LONGEST_WAIT
    with pytest.raises(RateLimited):
        await ways.get()
    assert len(ways.times) == TRIES + 2


async def test_a_good_answer_begins_the_pauses_anew():
    def answer(n):
        return refusal(Retry_After="0") if n % 3 else httpx.Response(200, json=n)

    ways = Ways(answer)
    for _ in range(TRIES):
        await ways.get()
    assert ways.times[-1] == TRIES * (1 + 2)


async def test_a_crowd_that_is_refused_together_counts_as_one_limit():
    ways = Ways(lambda n: refusal(Retry_After="0") if n <= 4 else httpx.Response(200, json=n))
    await asyncio.gather(*(ways.get() for _ in range(4)))
    assert {told.waiting_until for told in ways.told if told.waiting_until} == {NOW + SECOND}


@pytest.mark.parametrize(
    ("said", "wait"),
    [
        ("17", 17 * SECOND),
        ("0", 0 * SECOND),
        ("9999999", LONGEST_WAIT),
        ("9" * 4000, LONGEST_WAIT),
        ("Fri, 31 Dec 9999 23:59:59 GMT", LONGEST_WAIT),
        ("Fri, 31 Dec 9999 23:59:59 -1200", None),
        ("Sun, 22 Nov 2026 10:00:30 GMT", 30 * SECOND),
        ("-5", None),
        ("soon", None),
        ("\u0664\u0662", None),
        ("1e5", None),
        ("", None),
    ],
)
def test_retry_after_is_read_within_reason(said, wait):
    assert retry_after({"retry-after": said}, NOW) == (None if wait is None else NOW + wait)


@pytest.mark.parametrize("date", ["Fri, 31 Dec 9999 23:59:59 -1200", "x"])
def test_a_clock_beyond_the_calendar_is_no_clock(date):
    heads = {"date": date, "retry-after": "Sun, 22 Nov 2026 10:00:30 GMT"}
    assert retry_after(heads, NOW) == NOW + 30 * SECOND


@pytest.mark.parametrize("reset", ["99999999999", "253402300799", "9" * 30, "-1", "x"])
def test_a_reset_beyond_the_calendar_is_at_most_two_hours_away(reset):
    said = allowance({"x-ratelimit-reset": reset}, NOW)
    assert said.resets_at is None or NOW <= said.resets_at <= NOW + LONGEST_WAIT


def test_a_forge_at_the_end_of_the_calendar_is_waited_for_as_any_other():
    end = "Fri, 31 Dec 9999 23:59:59 GMT"
    heads = {"date": end, "retry-after": end, "x-ratelimit-reset": "253402300799"}
    assert retry_after(heads, NOW) == NOW
    assert allowance(heads, NOW).resets_at is None or allowance(heads, NOW).resets_at <= NOW + LONGEST_WAIT


def test_a_reset_in_the_body_of_an_answer_is_no_further_away_either():
    account = Account("t1", 0.1)
    account.note(Allowance(5000, 0, datetime(9999, 12, 31, tzinfo=UTC)), NOW)
    assert account.resets_at == NOW + LONGEST_WAIT
    assert account.free_at(NOW, 1) <= NOW + LONGEST_WAIT + SECOND


async def test_a_limit_inside_good_answers_ends_too():
    def read(reply):
        raise Limited(Allowance(5000, 0, datetime(1970, 1, 1, tzinfo=UTC)))

    ways = Ways(lambda n: httpx.Response(200, json=n))
    with pytest.raises(RateLimited):
        await ways.get(read=read)
    assert len(ways.times) == TRIES + 1


def spent_for(seconds):
    """Return what answers once, and then asks to wait for so long each time."""
    return lambda n: httpx.Response(200, json=n) if n % 2 else refusal(Retry_After=str(seconds))


async def test_what_may_be_waited_for_is_waited_for_and_no_more():
    ways = Ways(spent_for(25), waits=Waits(60 * SECOND))
    assert [await ways.get() for _ in range(3)] == [1, 3, 5]
    assert (ways.now - NOW) == 50 * SECOND
    with pytest.raises(RateLimited, match=r"It is asked again after 10:01 UTC\.") as limited:
        await ways.get()
    assert (ways.now - NOW) == 50 * SECOND
    assert limited.value.until == ways.now + 25 * SECOND
    last = ways.told[-1]
    assert (last.waiting_until, last.reason is not None) == (limited.value.until, True)
    ways.now += 26 * SECOND
    assert await ways.get() == 7  # without a wait nothing is in the way
    assert ways.told[-1].waiting_until is None


async def test_a_crowd_that_waits_together_waits_once():
    ways = Ways(
        lambda n: refusal(Retry_After="50") if n <= 4 else httpx.Response(200, json=n),
        waits=Waits(60 * SECOND),
    )
    assert len(await asyncio.gather(*(ways.get() for _ in range(4)))) == 4


async def test_a_single_wait_can_be_bounded_for_a_while():
    waits = Waits()
    ways = Ways(spent_for(90), waits=waits)
    await ways.get()
    with waits.each_at_most(60 * SECOND), pytest.raises(RateLimited):
        await ways.get()
    assert await ways.get() == 3
    assert ways.now - NOW == 90 * SECOND
