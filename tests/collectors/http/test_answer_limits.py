"""No answer costs more memory or time than is stated, and one that is of no use costs one request."""

import asyncio
import gzip
import tracemalloc
import zlib
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from random import Random

import pytest

from civitop.config.settings import Forge
from civitop.errors import Unauthorised, Unreachable
from civitop.model import Repository
from civitop.polling.collector import Known
from collectors.github.rest.anonymous import Anonymous
from collectors.http.replies import MemoryCache, TooHeavy, decode
from collectors.http.transport import Transport
from tests.collectors.http.reading import read_json

MEGABYTE = 1024 * 1024
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
ENDLESS = HEAD + b"Connection: close\r\n"


class Wire:
    """What a server on loopback sent, and the transport that asks it."""

    def __init__(self, url, deadline):
        self.url = url
        self.asked = 0
        self.sent = 0
        self.transport = Transport(
            Forge(name="demo", kind="github", url=url),
            url,
            ("t1",),
            lambda budget: None,
            lambda: datetime.now(UTC),
            sleep=lambda seconds: asyncio.sleep(0),
            random=Random(1),
            deadline=deadline,
        )

    async def get(self, **more):
        return await self.transport.request("GET", "/x", **{"read": read_json, **more})


@pytest.fixture
def wire():
    """Serve with `answer(send, n)`, which sends raw bytes for the `n`th request."""

    @asynccontextmanager
    async def serving(answer, deadline=40.0):
        talks = set()

        async def talk(reader, writer):
            talks.add(asyncio.current_task())

            async def send(data):
                writer.write(data)
                await writer.drain()
                it.sent += len(data)

            try:
                while await reader.readuntil(b"\r\n\r\n"):
                    it.asked += 1
                    await answer(send, it.asked)
            except (ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
                pass  # the client has enough, or the test is over
            finally:
                writer.close()

        server = await asyncio.start_server(talk, "127.0.0.1", 0)
        it = Wire(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}", deadline)
        try:
            yield it
        finally:
            await it.transport.aclose()
            server.close()
            for task in talks:
                task.cancel()
            await asyncio.gather(*talks, return_exceptions=True)

    return serving


@asynccontextmanager
async def no_more_than(megabytes):
    """Hold the block to so much memory at its highest."""
    tracemalloc.start()
    try:
        yield
        assert tracemalloc.get_traced_memory()[1] < megabytes * MEGABYTE
    finally:
        tracemalloc.stop()


def whole(body, head=HEAD):
    return head + f"Content-Length: {len(body)}\r\n\r\n".encode() + body


async def test_a_packed_answer_is_not_unpacked_beyond_the_limit(wire):
    packer = zlib.compressobj(9, wbits=31)
    bomb = b"".join(packer.compress(bytes(MEGABYTE)) for _ in range(300)) + packer.flush()

    async def answer(send, n):
        await send(whole(bomb, HEAD + b"Content-Encoding: gzip\r\n"))

    async with wire(answer) as it, no_more_than(60):
        with pytest.raises(Unreachable, match="more than 16 MB"):
            await it.get()
    assert it.asked == 1


async def test_what_pygithub_asks_for_keeps_to_the_same_limits(wire):
    async def answer(send, n):
        if n == 1:
            await send(b"HTTP/1.1 202 Accepted\r\nContent-Length: 0\r\n\r\n")
            return
        await send(ENDLESS + b"\r\n")
        while True:
            await send(b" " * 65_536)

    async with wire(answer) as it, no_more_than(60):
        ways = Anonymous(it.transport.forge, it.url, it.transport, MemoryCache(), lambda: datetime.now(UTC))
        for why in ("not ready yet", "more than 16 MB"):
            (failure,) = [
                each
                async for each in ways.pulse(
                    [Known(Repository(id="demo:a/b", forge="demo", name="a/b", url=""))]
                )
            ]
            assert why in str(failure.error)
        ways.close()
    assert it.asked == 2


async def test_what_is_packed_within_the_limit_arrives_whole(wire):
    async def answer(send, n):
        await send(
            whole(gzip.compress(b'["' + b"x" * 3_000_000 + b'"]'), HEAD + b"Content-Encoding: gzip\r\n")
        )

    async with wire(answer) as it:
        assert len((await it.get())[0]) == 3_000_000


async def test_a_packed_answer_that_breaks_off_is_asked_for_again(wire):
    body = gzip.compress(b'["' + b"x" * 3_000_000 + b'"]')

    async def answer(send, n):
        await send(whole(body[: -20 if n == 1 else len(body)], HEAD + b"Content-Encoding: gzip\r\n"))

    async with wire(answer) as it:
        await it.get()
    assert it.asked == 2


@pytest.mark.parametrize("first", [b"", b"HTTP/1.1 302 Found\r\nLocation: /y\r\n"], ids=["body", "redirect"])
async def test_an_answer_without_end_ends_at_the_limit(wire, first):
    async def answer(send, n):
        await send((first if n == 1 and first else ENDLESS) + b"\r\n")
        while True:
            await send(b" " * 65_536)

    async with wire(answer) as it, no_more_than(60):
        with pytest.raises(Unreachable, match="more than 16 MB"):
            await it.get()
    assert it.sent < 40 * MEGABYTE


async def test_a_byte_now_and_then_ends_at_the_deadline(wire):
    async def answer(send, n):
        await send(ENDLESS + b"\r\n")
        while True:
            await send(b" ")
            await asyncio.sleep(0.05)

    async with wire(answer, deadline=1.0) as it:
        async with asyncio.timeout(10):
            with pytest.raises(Unreachable, match="longer than 1 seconds"):
                await it.get()
    assert it.asked == 1


async def test_a_redirect_to_itself_ends_this_question_alone(wire):
    async def answer(send, n):
        await send(b"HTTP/1.1 302 Found\r\nLocation: /x\r\nContent-Length: 0\r\n\r\n")

    async with wire(answer) as it:
        with pytest.raises(Unreachable, match="redirects more than"):
            await it.get()
    assert it.asked < 10


@pytest.mark.parametrize("target", [b"ftp://x.example/", b"http://127.0.0.1:1/", b"http://[::x/"])
async def test_a_redirect_that_leads_nowhere_does_not_mean_that_the_forge_is_gone(wire, target):
    async def answer(send, n):
        await send(b"HTTP/1.1 302 Found\r\nLocation: " + target + b"\r\nContent-Length: 0\r\n\r\n")

    async with wire(answer) as it:
        with pytest.raises(Unreachable) as caught:
            await it.get()
    assert type(caught.value) is Unreachable


@pytest.mark.parametrize(
    "body",
    [b"[" * 100_000, b'["\xff"]', b'["\xed\xa0\x80"]', b"1" + b"0" * 5000],
    ids=["deep", "bytes", "surrogate", "number"],
)
async def test_an_answer_that_no_second_try_mends_is_one_sentence(wire, body):
    async def answer(send, n):
        await send(whole(body))

    async with wire(answer) as it:
        with pytest.raises(Unreachable, match="cannot be used"):
            await it.get()
        with pytest.raises(TooHeavy):
            await it.get(heavy=True)
    assert it.asked == 2


async def test_half_a_text_of_which_nobody_knows_why_is_soon_asked_for_in_halves(wire):
    async def answer(send, n):
        await send(whole(b'{"half": "\\ud800"}'))

    async with wire(answer) as it:
        with pytest.raises(TooHeavy):
            await it.get(heavy=True)
    assert it.asked == 2


async def test_a_reader_that_stumbles_fails_its_own_question_only(wire):
    def read(reply):
        return decode(reply.body)["a"]["b"], None

    async def answer(send, n):
        await send(whole(b'{"a": 7}' if n == 1 else b'{"a": {"b": 8}}'))

    async with wire(answer) as it:
        with pytest.raises(Unreachable, match="TypeError"):
            await it.get(read=read)
        assert await it.get(read=read) == 8


@pytest.mark.parametrize(("status", "kind"), [(403, Unauthorised), (404, Unreachable), (451, Unauthorised)])
async def test_a_web_page_in_place_of_an_answer_is_a_refusal_and_asked_for_once(wire, status, kind):
    page = b"<html>You were blocked for abuse</html>"

    async def answer(send, n):
        head = f"HTTP/1.1 {status} No\r\nContent-Type: text/html\r\n".encode()
        await send(whole(page, head))

    async with wire(answer) as it:
        with pytest.raises(kind, match=f"status {status} and a web page"):
            await it.get()
        assert it.asked == 1
