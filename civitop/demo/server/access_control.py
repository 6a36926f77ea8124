"""What both forges do at the door: faults, tokens, limits, the log; the APIs answer behind it."""

import asyncio
import math
import random
import time
from abc import ABC, abstractmethod
from collections.abc import Callable
from email.utils import formatdate
from typing import Any

import msgspec

from civitop.demo.server.budget import Asked, Log, Pool
from civitop.demo.server.faults import Faults
from civitop.demo.server.http import Request, Response
from civitop.demo.world.world import World

Headers = list[tuple[str, str]]
JSON = ("Content-Type", "application/json; charset=utf-8")


def reply(status: int, body: Any, headers: Headers | None = None) -> Response:
    """Return an answer in JSON."""
    return Response(status, msgspec.json.encode(body), [JSON, *(headers or [])])


ON_THE_WAY = 0.25
"""Seconds in which requests may still arrive that were sent before the answer that asks to wait was read."""


class Desk(ABC):
    """The door of one forge; `answer` is what its subclasses do for a request that got in."""

    name = ""

    def __init__(
        self,
        world: World,
        tokens: tuple[str, ...],
        *,
        faults: Faults,
        latency: float,
        clock: Callable[[], float],
    ) -> None:
        self.world = world
        self.tokens = tokens
        self.faults = faults
        self.latency = latency
        self.clock = clock
        self.log = Log()
        self._came = 0
        self._in_a_row = 0
        self._closed_until = 0.0
        self._told_at = math.inf
        """When the first answer that asks to wait until then had gone out: nobody can know of it before."""
        self._pools: dict[tuple[str, str], Pool] = {}

    async def handle(self, request: Request) -> Response:
        """Answer a request, or fail it as the faults want."""
        at = self.clock()
        early = self._told_at + ON_THE_WAY <= at < self._closed_until or self.told(request)
        self._came += 1
        trouble = self.faults.trouble(self._came)
        if self.latency:
            await asyncio.sleep(self.latency)
        if trouble == "slow":
            await asyncio.sleep(self.faults.slow_seconds)
        if trouble == "reset":
            response, points = Response(0), 0
        elif trouble in ("502", "504"):
            response, points = self.gateway(int(trouble)), 0
        elif (pause := self._pause()) is not None:
            response, points = self.too_fast(pause), 0
        else:
            response, points = self.answer(request)
            response.cut = trouble == "truncated"
        request_log = Asked(
            at, self.api(request), request.method, request.target, response.status, points, 0, early
        )
        response.note = request_log
        response.headers = [*response.headers, ("Date", formatdate(self.clock(), usegmt=True))]
        return response

    def done(self, request: Request, response: Response) -> None:
        """Note an answer that went out."""
        if any(name == "Retry-After" for name, _ in response.headers):
            self._told_at = min(self._told_at, self.clock())
        if isinstance(response.note, Asked):
            self.log.asked.append(msgspec.structs.replace(response.note, bytes=response.sent))

    def _pause(self) -> int | None:
        """Seconds for which the secondary limit asks to wait now, or `None`."""
        now = self.clock()
        if now < self._closed_until:
            return max(1, math.ceil(self._closed_until - now))
        if self.faults.secondary_after is None:
            return None
        self._in_a_row += 1
        if self._in_a_row <= self.faults.secondary_after:
            return None
        self._in_a_row = 0
        self._closed_until, self._told_at = now + self.faults.retry_after, math.inf
        self.log.waits.append((now, self._closed_until))
        return self.faults.retry_after

    def pool(self, holder: str, kind: str, limit: int, window: float | None = None) -> Pool:
        """Return a token's pool of one kind."""
        found = self._pools.get((holder, kind))
        if found is None:
            found = self._pools[holder, kind] = Pool(limit, window or self.faults.window, self.clock)
        found.turn()
        return found

    def used_up(self, pool: Pool) -> None:
        """Note that the forge now asks to wait until a pool resets."""
        if not pool.told:
            pool.told = True
            self.log.waits.append((self.clock(), pool.resets))

    def told(self, request: Request) -> bool:
        """Return whether the sender was told that the limit this request counts for is used up."""
        found = self._pools.get((self.holder(request) or "", self.resource(request)))
        if found is None:
            return False
        found.turn()
        return found.told

    def holder(self, request: Request) -> str | None:
        """Return the token a request carries, `""` for none, `None` for a wrong one."""
        sent = request.headers.get("private-token") or request.headers.get("authorization", "")
        scheme, _, rest = sent.partition(" ")
        token = rest.strip() if scheme.lower() in ("bearer", "token") else sent
        if not token:
            return ""
        return token if token in self.tokens else None

    def api(self, request: Request) -> str:
        """Return which API a request is for."""
        return f"{self.name}/{'graphql' if request.target.startswith('/api/graphql') else 'rest'}"

    @abstractmethod
    def resource(self, request: Request) -> str:
        """Return the kind of pool that a request counts for."""

    def gateway(self, status: int) -> Response:
        """Return what a proxy says when the forge behind it does not."""
        text = {502: "Bad Gateway", 504: "Gateway Timeout"}[status]
        return Response(
            status,
            f"<html><head><title>{text}</title></head></html>".encode(),
            [("Content-Type", "text/html")],
        )

    @abstractmethod
    def too_fast(self, pause: int) -> Response:
        """Return the forge's secondary limit."""

    @abstractmethod
    def answer(self, request: Request) -> tuple[Response, int]:
        """Return the answer and the points it cost."""


def new_token(prefix: str, seed: int) -> str:
    """Return an invented token of a forge's form, for the demo only."""
    rng = random.Random(f"{prefix}/{seed}")
    return prefix + "".join(rng.choices("abcdefghijkmnpqrstuvwxyz23456789", k=36))


def real_clock() -> float:
    """Return Unix time: limits are waited for in real seconds, whatever day the world has."""
    return time.time()
