"""What can become of a question on its way to a forge and back, drawn by chance: broken, cut, refused, late, astray."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from random import Random

import msgspec

from civitop.demo.server.http import Request, Response

JSON = (("Content-Type", "application/json"),)
PAGE = (("Content-Type", "text/html"),)
LIMITS = ("0", "1", "-1", "soon", "99999999999999999999", "Thu, 01 Jan 1970 00:00:00 GMT", "1.5")


def _limited(random: Random, answer: Response) -> Response:
    return Response(429, b'{"message": "slow down"}', [*JSON, ("Retry-After", random.choice(LIMITS))])


def _broken(random: Random, answer: Response) -> Response:
    spoilt = random.choice(
        (
            answer.body[: random.randrange(len(answer.body) + 1)],
            b"[" * 50_000,
            answer.body.replace(b'":"', b'":"\xff'),
            b'"nothing"',
            b"",
        )
    )
    return Response(answer.status, spoilt, answer.headers)


def _page(random: Random, answer: Response) -> Response:
    return Response(random.choice((200, 403, 404, 500, 503)), b"<html><h1>Sign in</h1></html>", PAGE)


def _status(random: Random, answer: Response) -> Response:
    status = random.choice((400, 401, 403, 404, 410, 418, 451, 500, 502, 503, 504))
    return Response(status, b'{"message": "no"}', JSON)


def _redirect(random: Random, answer: Response) -> Response:
    place = random.choice(("/", "/api/graphql", "https://nowhere.invalid/x", "http://127.0.0.1:1/", "::", ""))
    return Response(random.choice((301, 302, 307, 308)), b"", [("Location", place)])


def _cut(random: Random, answer: Response) -> Response:
    return msgspec.structs.replace(answer, cut=True) if random.random() < 0.5 else Response(0)


FAULTS: dict[str, Callable[[Random, Response], Response]] = {
    "cut": _cut,
    "limited": _limited,
    "broken": _broken,
    "web page": _page,
    "status": _status,
    "redirect": _redirect,
}


class Weather:
    """What becomes of the questions of one round."""

    def __init__(self, random: Random) -> None:
        self._random = random
        self.share = 0.0
        self.kinds: Sequence[str] = ()
        self.met: Counter[str] = Counter()

    def turn(self) -> None:
        """Draw the weather of the next round: now and then quiet, now and then nothing gets through."""
        self.share = self._random.choice((0.0, 0.05, 0.2, 0.5, 1.0))
        self.kinds = self._random.sample(list(FAULTS), self._random.randint(1, len(FAULTS)))

    def calm(self) -> None:
        """Let every question be answered."""
        self.share = 0.0

    def over(
        self, handle: Callable[[Request], Awaitable[Response]]
    ) -> Callable[[Request], Awaitable[Response]]:
        """Return a handler that answers as `handle` does, as far as the weather lets it."""

        async def handled(request: Request) -> Response:
            answer = await handle(request)
            if self._random.random() >= self.share:
                return answer
            if self._random.random() < 0.1:
                self.met["slow"] += 1
                await asyncio.sleep(self._random.random())
                return answer
            kind = self._random.choice(self.kinds)
            self.met[kind] += 1
            return FAULTS[kind](self._random, answer)

        return handled
