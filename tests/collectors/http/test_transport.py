"""The transport keeps to what a forge asks, loses nothing by chance, and gives no token away."""

import asyncio
from datetime import UTC, datetime, timedelta
from random import Random

import httpx
import pytest

from civitop.config.settings import Forge
from civitop.errors import Unauthorised, Unreachable
from civitop.polling.collector import Budget
from collectors.http.rate_limits import Allowance
from collectors.http.replies import Limited, MemoryCache, Reply, TooHeavy, read_nothing
from collectors.http.request_gate import Refusals
from collectors.http.transport import ATTEMPTS, Transport
from tests.collectors.http.reading import read_json

START = datetime(2026, 11, 22, 10, tzinfo=UTC)


class Clock:
    """A clock that only sleeping moves."""

    def __init__(self):
        self.now = START
        self.slept = []

    def __call__(self):
        return self.now

    async def sleep(self, seconds):
        self.slept.append(seconds)
        self.now += timedelta(seconds=seconds)
        await asyncio.sleep(0)


class Ways:
    """A transport over a handler, with everything it told and asked."""

    def __init__(self, handler, tokens=("t1",), **settings):
        self.clock = Clock()
        self.told: list[Budget] = []
        self.asked = []

        def answer(request):
            self.asked.append((self.clock.now, request))
            return handler(request, len(self.asked))

        forge = Forge(name="demo", kind="github", url="https://forge.example", **settings)
        self.transport = Transport(
            forge,
            "https://api.forge.example",
            tokens,
            self.told.append,
            self.clock,
            sleep=self.clock.sleep,
            random=Random(1),
            cache=MemoryCache(),
            http=httpx.MockTransport(answer),
        )

    async def get(self, url="/x", **more):
        return await self.transport.request("GET", url, **{"read": read_json, **more})

    def seconds(self):
        return [(at - START).total_seconds() for at, _ in self.asked]


def budget(remaining, limit=5000, reset=3600, status=200, **headers):
    heads = {
        "X-RateLimit-Limit": str(limit),
        "X-RateLimit-Remaining": str(remaining),
        "X-RateLimit-Reset": str(int((START + timedelta(seconds=reset)).timestamp())),
    }
    return httpx.Response(status, json={"ok": True}, headers=heads | headers)


async def test_the_time_in_retry_after_is_kept_to_by_every_request():
    def handler(request, n):
        return httpx.Response(429, headers={"Retry-After": "17"}) if n == 1 else httpx.Response(200, json=n)

    ways = Ways(handler, concurrency=1)
    await asyncio.gather(ways.get("/a"), ways.get("/b"))
    assert ways.seconds() == [0, 17, 17]
    assert any(
        told.waiting_until == START + timedelta(seconds=17) and told.reason.english for told in ways.told
    )
    assert ways.told[-1].waiting_until is None


async def test_a_primary_limit_is_waited_out_until_its_reset():
    ways = Ways(lambda request, n: budget(0, reset=600, status=403) if n == 1 else budget(4999, reset=4200))
    assert await ways.get() == {"ok": True}
    assert ways.seconds() == [0, 601]


async def test_a_secondary_limit_that_names_no_time_doubles_from_a_minute():
    def handler(request, n):
        if n < 4:
            return httpx.Response(403, json={"message": "You have exceeded a secondary rate limit"})
        return httpx.Response(200, json=1)

    ways = Ways(handler)
    await ways.get()
    assert ways.seconds() == [0, 60, 180, 420]


async def test_a_403_that_is_no_limit_is_handed_to_the_reader():
    ways = Ways(lambda request, n: budget(4000, status=403))
    assert (await ways.get(read=read_nothing)).status == 403
    assert len(ways.asked) == 1


async def test_a_limit_inside_a_good_answer_is_a_limit():
    def read(reply):
        if len(ways.asked) == 1:
            raise Limited(Allowance(5000, 0, START + timedelta(seconds=90)))
        return read_json(reply)

    ways = Ways(lambda request, n: httpx.Response(200, json=n))
    assert await ways.get(read=read) == 2
    assert ways.seconds() == [0, 91]


async def test_the_reserve_is_left_for_the_person():
    left = iter([1001, 1000, 4999])

    def handler(request, n):
        return budget(next(left), reset=300 if n < 3 else 3900)

    ways = Ways(handler, reserve=0.2)
    for _ in range(3):
        await ways.get()
    assert ways.seconds() == [0, 0, 301]
    assert "kept for you" in next(told.reason.english for told in ways.told if told.waiting_until)


async def test_several_tokens_share_the_load_and_one_that_is_spent_rests():
    left = {"t1": 3, "t2": 1000}

    def handler(request, n):
        token = request.headers["Authorization"].removeprefix("Bearer ")
        left[token] -= 1
        return budget(left[token], limit=1000)

    ways = Ways(handler, ("t1", "t2"), reserve=0.0)
    for _ in range(8):
        await ways.get()
    assert left == {"t1": 2, "t2": 993}
    assert ways.clock.slept == []


async def test_a_refused_token_leaves_the_work_to_the_others():
    def handler(request, n):
        good = request.headers["Authorization"] == "Bearer t2"
        return httpx.Response(200 if good else 401, json=good)

    ways = Ways(handler, ("t1", "t2"))
    assert await ways.get() is True
    assert await ways.get() is True
    assert len(ways.asked) == 3


async def test_a_wrong_token_is_one_sentence_without_the_token():
    ways = Ways(lambda request, n: httpx.Response(401), ("very-secret",))
    with pytest.raises(Unauthorised, match=r"refuses the token") as caught:
        await ways.get()
    assert "very-secret" not in repr(caught.value)
    with pytest.raises(Unauthorised):
        await ways.get()
    assert len(ways.asked) == 1


async def test_a_refused_token_is_tried_again_after_pauses_that_grow():
    good = set()
    ways = Ways(lambda request, n: httpx.Response(200, json=n) if n in good else httpx.Response(401))
    for minutes in (10, 20, 40, 80, 120, 120):
        asked = len(ways.asked)
        with pytest.raises(Unauthorised):
            await ways.get()
        ways.clock.now += timedelta(minutes=minutes, seconds=-1)
        with pytest.raises(Unauthorised):
            await ways.get()
        assert len(ways.asked) == asked + 1
        ways.clock.now += timedelta(seconds=1)
    good.add(7)
    assert await ways.get() == 7
    with pytest.raises(Unauthorised):
        await ways.get()
    ways.clock.now += timedelta(minutes=10)
    good.add(9)
    assert await ways.get() == 9


def test_requests_that_are_refused_together_count_as_one_refusal():
    refusals = Refusals()
    for _ in range(3):
        refusals.add("t1", START)
    assert refusals.has("t1", START + timedelta(minutes=9))
    assert not refusals.has("t1", START + timedelta(minutes=10))


async def test_a_clock_that_was_ahead_keeps_no_token_back():
    ways = Ways(lambda request, n: httpx.Response(200 if n > 1 else 401, json=n))
    ways.clock.now += timedelta(days=400)
    with pytest.raises(Unauthorised):
        await ways.get()
    ways.clock.now = START
    assert await ways.get() == 2


async def test_chance_failures_are_tried_again_until_the_answer_is_whole():
    faults = [
        httpx.Response(502),
        httpx.ReadError("reset"),
        httpx.Response(200, text='{"half": '),
        httpx.RemoteProtocolError("incomplete"),
        httpx.ReadTimeout("slow"),
    ]

    def handler(request, n):
        if n > len(faults):
            return httpx.Response(200, json="whole")
        if isinstance(faults[n - 1], Exception):
            raise faults[n - 1]
        return faults[n - 1]

    ways = Ways(handler)
    assert await ways.get() == "whole"
    assert ways.clock.slept == sorted(ways.clock.slept)
    assert ways.transport.spent().requests == 6


async def test_a_forge_that_never_answers_is_reported_after_a_bounded_number_of_attempts():
    ways = Ways(lambda request, n: httpx.Response(503))
    with pytest.raises(Unreachable, match=r"forge\.example does not answer"):
        await ways.get()
    assert len(ways.asked) == ATTEMPTS


@pytest.mark.parametrize("fault", [httpx.ConnectError("no route"), httpx.ConnectTimeout("no answer")])
async def test_a_host_that_cannot_be_reached_is_given_up_soon(fault):
    def handler(request, n):
        raise fault

    ways = Ways(handler)
    with pytest.raises(Unreachable):
        await ways.get()
    assert len(ways.asked) == 3
    assert ways.clock.now - START < timedelta(seconds=30)


@pytest.mark.parametrize("fault", [httpx.Response(502), httpx.Response(504), httpx.ReadTimeout("slow")])
async def test_a_heavy_query_is_handed_back_at_once(fault):
    def handler(request, n):
        if isinstance(fault, Exception):
            raise fault
        return fault

    ways = Ways(handler)
    with pytest.raises(TooHeavy):
        await ways.get(heavy=True)
    assert len(ways.asked) == 1


async def test_no_more_requests_are_under_way_than_the_configuration_allows():
    under_way, most = 0, 0

    async def perform(token):
        nonlocal under_way, most
        under_way += 1
        most = max(most, under_way)
        await asyncio.sleep(0)
        under_way -= 1
        return Reply(200)

    ways = Ways(lambda request, n: httpx.Response(200), concurrency=2)
    await asyncio.gather(*(ways.transport.call("rest", perform, read=read_nothing) for _ in range(9)))
    assert most == 2


async def test_an_unchanged_answer_comes_from_the_cache():
    def handler(request, n):
        if request.headers.get("If-None-Match") == '"v1"':
            return httpx.Response(304)
        return httpx.Response(200, json=[1], headers={"ETag": '"v1"', "Link": "<next>"})

    ways = Ways(handler)
    assert await ways.get() == [1]
    again = await ways.get(read=read_nothing)
    assert (again.status, again.body, again.headers["link"]) == (200, b"[1]", "<next>")


@pytest.mark.parametrize("elsewhere", ["https://evil.example/x", "http://api.forge.example/x"])
async def test_a_token_goes_to_its_own_host_only(elsewhere):
    def handler(request, n):
        return httpx.Response(302, headers={"Location": elsewhere}) if n == 1 else httpx.Response(200, json=1)

    ways = Ways(handler)
    await ways.get()
    await ways.get(elsewhere)
    sent = [request.headers.get("Authorization") for _, request in ways.asked]
    assert sent == ["Bearer t1", None, None]


async def test_a_cancelled_wait_is_taken_back():
    ways = Ways(lambda request, n: httpx.Response(429, headers={"Retry-After": "60"}))
    asleep = asyncio.Event()

    def sleep(seconds):
        asleep.set()
        return asyncio.Event().wait()

    ways.transport.gate._sleep = sleep
    task = asyncio.create_task(ways.get())
    await asleep.wait()
    assert ways.told[-1].waiting_until
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert ways.told[-1].waiting_until is None


async def test_a_reset_is_read_on_the_clock_of_the_forge():
    ahead = {"Date": "Sun, 22 Nov 2026 10:30:00 GMT"}

    def handler(request, n):
        return budget(0, reset=1860, status=403, **ahead) if n == 1 else budget(4999, reset=6000)

    ways = Ways(handler)
    await ways.get()
    assert ways.seconds() == [0, 61]
