"""The way to one forge over HTTP, shared by all collectors.

A `Transport` leaves the reserve, never has more than `forge.concurrency` requests under way, waits as
long as the forge asked (`collectors.http.request_gate`), tries again what failed by chance, and sends a token to
its own host only. Synchronous libraries go through it too: `call` takes anything that makes one request.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime, timedelta
from random import Random
from typing import Any, Protocol, TypeVar
from urllib.parse import urljoin, urlsplit

import httpx

from civitop.config.settings import Forge
from civitop.errors import CollectError, Unreachable
from civitop.i18n.message import say
from civitop.polling.collector import Budget, Notify, Spent
from collectors.http.body import DEADLINE, LARGEST, exchange
from collectors.http.certificates import distrusted
from collectors.http.clients import client_for
from collectors.http.rate_limits import Account, allowance, retry_after
from collectors.http.replies import (
    Cached,
    Garbled,
    Limited,
    Read,
    Reply,
    ResponseCache,
    TooHeavy,
    Unusable,
    WebPage,
    is_page,
    read_nothing,
)
from collectors.http.request_gate import Gate
from collectors.http.verdicts import is_limit, no_way, refused, silent, stumbled, untrusted, unusable
from collectors.waits import Waits

log = logging.getLogger("civitop.transport")

ATTEMPTS = 8
"""With a fifth of all answers lost by chance, one request in 400,000 fails eight times in a row."""
CONNECT_ATTEMPTS = 3
"""A host that cannot be reached at all is soon said to be so."""
FIRST_BACKOFF = 0.25
LONGEST_BACKOFF = 15.0
GARBLED_ATTEMPTS = 2
"""An answer that breaks off twice is rather one that cannot be read: halves show whose part is the cause."""
TRANSIENT = frozenset({500, 502, 503, 504})
HEAVY = frozenset({502, 504})
"""What GitHub answers when a query ran into its time-out: smaller pieces help, patience does not."""
NETWORK_ERRORS = (httpx.TransportError, httpx.DecodingError, OSError)
"""`OSError` holds `TimeoutError` and `ConnectionError`, and what requests (under PyGithub) raises."""

T = TypeVar("T")


class Renewed(Protocol):
    """What stands for a token that ends and is renewed."""

    @property
    def name(self) -> str:
        """What stands in the place of the token wherever it is not sent; no secret."""

    async def token(self) -> str:
        """Return the present token; raises `CollectError`, or `OSError` where nobody answered."""

    def refused(self, token: str) -> None:
        """Take note that a token was not accepted."""


class NoConnection(Unreachable):
    """There is no way to the host at all: asking it for something else is pointless too."""


def origin(url: str) -> tuple[str, str | None, int | None]:
    """Return scheme, host and port: what a token is bound to."""
    parts = urlsplit(url)
    return parts.scheme, parts.hostname, parts.port or {"http": 80, "https": 443}.get(parts.scheme)


class Transport:
    """One forge's API at `base`; made by a collector, closed with it.

    Tokens go out as `Authorization: Bearer …`, to the origin of `base` only. `http` replaces the
    network in tests; `cache` makes every GET conditional.
    """

    def __init__(
        self,
        forge: Forge,
        base: str,
        tokens: Sequence[str],
        notify: Notify,
        clock: Callable[[], datetime],
        *,
        sleep: Callable[[float], Awaitable[Any]] = asyncio.sleep,
        random: Random | None = None,
        cache: ResponseCache | None = None,
        http: httpx.AsyncBaseTransport | None = None,
        timeout: float = 30.0,
        deadline: float = DEADLINE,
        largest: int = LARGEST,
        headers: Mapping[str, str] | None = None,
        renewed: Sequence[Renewed] = (),
        waits: Waits | None = None,
    ) -> None:
        """`renewed` share the load with the `tokens`; `waits` bounds the waits for limits.

        An answer may pause for `timeout` seconds, take `deadline` seconds and have `largest` bytes.
        """
        self.forge = forge
        self._renewed = {each.name: each for each in renewed}
        self.base = base.rstrip("/") + "/"
        self.gate = Gate(forge, (*tokens, *self._renewed), notify, clock, sleep, waits)
        self._random = random or Random()  # noqa: S311 - it spreads waits, and guards nothing
        self._cache = cache
        self._deadline = deadline
        self._largest = largest
        self._client = client_for(
            self.base,
            http2=True,
            transport=http,
            timeout=httpx.Timeout(timeout, connect=10.0),
            headers={"User-Agent": "civitop", **(headers or {})},
        )

    @property
    def renewed(self) -> tuple[str, ...]:
        """The names of those among the tokens that are renewed."""
        return tuple(self._renewed)

    @property
    def tokens(self) -> tuple[str, ...]:
        """The tokens that share the load; empty when polling without one."""
        return self.gate.tokens

    def spent(self) -> Spent:
        """Return what was asked in all pools together."""
        return self.gate.spent()

    def budget(self, pool: str) -> Budget:
        """Return what is left in a pool, over all tokens, and whether it waits."""
        return self.gate.budget(pool)

    async def request(
        self,
        method: str,
        url: str,
        *,
        read: Read[T],
        pool: str = "rest",
        content: bytes | None = None,
        headers: Mapping[str, str] | None = None,
        cost: int = 1,
        heavy: bool = False,
    ) -> T:
        """Ask `url` (absolute, or relative to `base`) and return what `read` makes of the answer.

        `read` sees every status that is no limit, no chance failure and no refused token, so 403 and
        404 are its affair; it may raise `Garbled`, `Limited`, `Unusable` or `WebPage`. Raises `Unauthorised`,
        `NeedsToken`, `RateLimited`, `Unreachable`; with `heavy` a `TooHeavy` at the first sign that the query
        asks for too much, or that its answer cannot be read.
        """
        url = urljoin(self.base, url)
        held = self._cache.get(url) if self._cache and method == "GET" else None

        async def perform(token: str | None) -> Reply:
            sent = dict(headers or {})
            if held:
                sent["If-None-Match"] = held.etag
            if not token or origin(url) != origin(self.base):
                return await self._exchange(method, url, content, sent, held)
            source = self._renewed.get(token)
            secret = await source.token() if source else token
            sent["Authorization"] = f"Bearer {secret}"
            reply = await self._exchange(method, url, content, sent, held)
            if source and reply.status == 401:  # it ended before its time: once more with a new one
                source.refused(secret)
                sent["Authorization"] = f"Bearer {await source.token()}"
                reply = await self._exchange(method, url, content, sent, held)
            return reply

        return await self.call(pool, perform, read=read, cost=cost, heavy=heavy)

    async def get(self, url: str, pool: str = "rest") -> Reply:
        """Get `url` (absolute, or relative to `base`), whatever its status; see `request`."""
        return await self.request("GET", url, read=read_nothing, pool=pool)

    async def _exchange(
        self, method: str, url: str, content: bytes | None, headers: dict[str, str], held: Cached | None
    ) -> Reply:
        response, body, wire = await exchange(
            self._client, method, url, content, headers, largest=self._largest, deadline=self._deadline
        )
        heads = {key.lower(): value for key, value in response.headers.items()}
        if response.status_code == 304 and held:
            return Reply(200, {**held.headers, **heads}, held.body, wire, url)
        if self._cache and method == "GET" and response.status_code == 200 and "etag" in heads:
            kept = {str(key): heads[key] for key in ("link", "content-type") if key in heads}
            self._cache.put(url, Cached(heads["etag"], body, kept))
        return Reply(response.status_code, heads, body, wire, str(response.url))

    async def call(
        self,
        pool: str,
        perform: Callable[[str | None], Awaitable[Reply]],
        *,
        read: Read[T],
        cost: int = 1,
        heavy: bool = False,
    ) -> T:
        """Run `perform(token)`, which makes exactly one request, under all the rules of `request`.

        For synchronous libraries `perform` is a coroutine around `asyncio.to_thread`; it returns the
        answer as a `Reply`, whatever its status, and lets errors of the network out as httpx's or
        as `OSError`.

        Raises `Unusable` for an answer that cannot be used, `TooHeavy` where it asks for too much.
        """
        try:
            return await self._call(pool, perform, read, cost, heavy)
        except Unusable as useless:
            if heavy:
                raise TooHeavy from useless
            raise unusable(self.forge, useless) from useless

    async def _call(
        self,
        pool: str,
        perform: Callable[[str | None], Awaitable[Reply]],
        read: Read[T],
        cost: int,
        heavy: bool,
    ) -> T:
        failures = garbled = 0
        while True:
            async with self.gate.turn(pool, cost) as account:
                self.gate.count(pool, requests=1)
                try:
                    reply = await _performed(perform, account.token)
                    self.gate.count(pool, wire=reply.wire)
                    problem, value = self._judge(pool, account, reply, read, heavy)
                    if value is not None:
                        return value[0]
                except Garbled as error:
                    problem = "an answer that breaks off"
                    garbled += 1
                    if heavy and garbled >= GARBLED_ATTEMPTS:
                        raise TooHeavy from error
                except NETWORK_ERRORS as error:
                    if heavy and isinstance(error, httpx.ReadTimeout | TimeoutError):
                        raise TooHeavy from error
                    if why := distrusted(error):  # the next try would meet the same
                        raise NoConnection(untrusted(self.forge, why)) from error
                    problem = type(error).__name__
                    if no_way(error):
                        failures = max(failures, ATTEMPTS - CONNECT_ATTEMPTS)
                        if failures >= ATTEMPTS - 1:
                            raise NoConnection(silent(self.forge, problem)) from error
            if problem:
                failures += 1
                if failures >= ATTEMPTS:
                    raise Unreachable(silent(self.forge, problem))
                await self._back_off(pool, failures, problem)

    def _judge(
        self, pool: str, account: Account, reply: Reply, read: Read[T], heavy: bool
    ) -> tuple[str, tuple[T] | None]:
        """Book an answer and decide: a value, a problem to retry, or neither (a wait was set up).

        Raises what `call` raises, and `Garbled`, `Unusable` and `TooHeavy`.
        """
        gate, now = self.gate, self.gate.now()
        said, wait = allowance(reply.headers, now), retry_after(reply.headers, now)
        account.note(said, now)
        if reply.status in TRANSIENT:
            if heavy and reply.status in HEAVY:
                raise TooHeavy
            if wait:
                gate.pause(wait)
            return f"status {reply.status}", None
        if reply.status == 401:
            gate.refuse(account)
            return "", None
        if reply.status == 429 or (reply.status == 403 and is_limit(reply, said)):
            gate.limit(account, said, wait, secondary=said.remaining != 0)
            return "", None
        if reply.status >= 400 and is_page(reply):
            raise refused(self.forge, reply.status)
        try:
            value, more = read(reply)
        except WebPage as error:
            raise refused(self.forge, reply.status) from error
        except Limited as limited:
            account.note(limited.said or said, now)
            gate.limit(account, limited.said or said, wait, secondary=limited.secondary)
            return "", None
        except (Garbled, Unusable, CollectError):
            raise
        except Exception as error:  # of every kind: the reader met a shape that nobody foresaw
            raise stumbled(error) from error
        if more:
            account.note(more, now)
            gate.count(pool, points=more.cost or 0)
        gate.succeeded(account)
        gate.tell(pool)
        return "", (value,)

    async def _back_off(self, pool: str, failures: int, problem: str) -> None:
        seconds = min(FIRST_BACKOFF * 2 ** (failures - 1), LONGEST_BACKOFF) * (
            0.5 + self._random.random() / 2
        )
        log.info("%s: %s; attempt %d follows in %.1f s", self.forge.host, problem, failures + 1, seconds)
        reason = say("It gave {what}; trying again.", what=problem)
        await self.gate.wait(pool, self.gate.now() + timedelta(seconds=seconds), reason)

    async def aclose(self) -> None:
        """Close the connections; safe to call twice."""
        await self._client.aclose()


async def _performed(perform: Callable[[str | None], Awaitable[Reply]], token: str | None) -> Reply:
    """Return the answer; an address or header that a library stumbles over makes it `Unusable`."""
    try:
        return await perform(token)
    except (*NETWORK_ERRORS, CollectError, Unusable):
        raise
    except Exception as error:  # of every kind
        raise stumbled(error) from error
