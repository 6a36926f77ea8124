"""Asking GitHub's GraphQL for many things at once: batches that adapt, and nothing lost to a neighbour.

A request that is too heavy is halved, what arrived is kept, what is missing is asked again.
"""

import asyncio
from collections import deque
from collections.abc import Coroutine, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Annotated, Any

import msgspec
from msgspec import Meta, Struct

from civitop.decoders import converted
from civitop.errors import Unreachable
from civitop.i18n.message import Phrase, say
from civitop.sanitise import plain
from collectors.github.documents import Item, Request, assemble
from collectors.http.rate_limits import Allowance
from collectors.http.replies import Limited, Reply, TooHeavy, Unusable, WebPage, decode, is_page
from collectors.http.transport import NoConnection, Transport

POOL = "graphql"
HEADERS = {"Content-Type": "application/json", "X-Github-Next-Global-ID": "1"}
"""Ids in the new form everywhere, so that those of two answers can be compared."""
HEAVY_TYPES = frozenset({"RESOURCE_LIMITS_EXCEEDED", "TIMEOUT", "MAX_NODE_LIMIT_EXCEEDED"})
MOST_POINTS = 10**9
"""No forge allows so many: a figure beyond it is none."""
PAGE = 100
SMALLEST_PAGE = 10
"""A single repository that is too heavy with 100 of everything is asked with fewer."""

START = {
    "pulse": 100,
    "repositories": 12,
    "increment": 10,
    "commits": 25,
    "issues": 25,
    "changes": 25,
    "releases": 25,
    "tags": 25,
    "profile": 50,
    "repository": 100,
    "owner": 10,
}
MOST = {
    "pulse": 100,
    "repositories": 24,
    "increment": 20,
    "commits": 50,
    "issues": 50,
    "changes": 50,
    "releases": 50,
    "tags": 50,
    "profile": 100,
    "repository": 100,
    "owner": 20,
}
DETAILS = 949
"""Where batches begin and end, in items: lists 5 to 10 repositories a query, thin fields 50 to 100 (what
people report since the resource limit of September 2025). Things by id have one small connection each;
949 of them round to 9 points."""


FULL = 0.8
"""From this load on a request that went well is a reason to try more."""


class Problem(Struct, frozen=True):
    """Why one item has no answer."""

    type: str
    """GitHub's word: `NOT_FOUND`, `FORBIDDEN`, …; `UNREACHABLE` is ours."""
    message: str | Phrase


class Answer(Struct, frozen=True):
    """What came for one item: its data, or a problem."""

    data: Mapping[str, Any] = {}
    problem: Problem | None = None


class Sizes:
    """How many items of each document go into one request; remembered between rounds."""

    def __init__(self) -> None:
        self._sizes: dict[str, int] = {}

    def of(self, document: str) -> int:
        """Return how many may go together now."""
        return self._sizes.get(document, START.get(document, DETAILS))

    def load(self, batch: Sequence[Item]) -> float:
        """Return how full a request with these items is: 1 is as much as the forge is trusted to bear."""
        return sum(1.0 / self.of(item.document) for item in batch)

    def shrink(self, batch: Sequence[Item]) -> None:
        """Halve after a request was too heavy; one that was not even full says more than that."""
        load = min(1.0, self.load(batch))
        for document in {item.document for item in batch}:
            self._sizes[document] = max(1, int(self.of(document) * load / 2 + 1e-9))

    def grow(self, batch: Sequence[Item]) -> None:
        """Grow by a fifth (at least one) after a full request went well."""
        if self.load(batch) < FULL:
            return
        for document in {item.document for item in batch}:
            size = self.of(document)
            self._sizes[document] = min(size + max(1, size // 5), MOST.get(document, DETAILS))


class _Work:
    """What several runners share while they ask for many things."""

    def __init__(self, waiting: deque[Item], common: dict[str, Any]) -> None:
        self.waiting = waiting
        self.common = common
        self.found: dict[Item, Answer] = {}
        self.page = PAGE


async def together(work: Iterable[Coroutine[Any, Any, None]]) -> None:
    """Run coroutines side by side; the first error ends them all and is raised as it is."""
    tasks = [asyncio.ensure_future(each) for each in work]
    try:
        await asyncio.gather(*tasks)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


class Graph:
    """GitHub's GraphQL endpoint, asked about one `branch` of repositories or (empty) their default ones."""

    def __init__(self, transport: Transport, url: str, branch: str = "") -> None:
        self._transport = transport
        self._branch = branch
        self._url = url
        self.sizes = Sizes()

    async def ask(self, items: Sequence[Item], common: Mapping[str, Any] | None = None) -> dict[Item, Answer]:
        """Return an answer for every item; they share as few requests as the forge bears.

        Raises `Unauthorised`, `NeedsToken` or `Unreachable` when no answer is to be had at all.
        """
        work = _Work(deque(dict.fromkeys(items)), dict(common or {}))
        runners = min(self._transport.forge.concurrency, len(work.waiting))
        await together(self._run(work) for _ in range(runners))
        return work.found

    async def _run(self, work: "_Work") -> None:
        """Ask batch after batch until nothing waits any more."""
        while work.waiting:
            batch = self._batch(work.waiting)
            asked = {"page": work.page, **work.common}
            alone = len(batch) == 1 and (work.page <= SMALLEST_PAGE or "details" in batch[0].document)
            request = assemble(batch, asked, self._branch)
            try:
                data, errors = await self._send(request, heavy=not alone)
            except TooHeavy:
                data, errors = {}, [{"type": "TIMEOUT", "message": "the forge ran out of time"}]
            except NoConnection:
                raise
            except Unreachable as error:
                if not alone:
                    raise
                work.found[batch[0]] = Answer(problem=Problem("UNREACHABLE", error.phrase))
                continue
            missing = _sort(zip(batch, request.paths, strict=True), data, errors, work.found, last=alone)
            if not missing:
                self.sizes.grow(batch)
                continue
            self.sizes.shrink(batch)
            if len(batch) == 1:
                work.page = max(SMALLEST_PAGE, work.page // 2)
            work.waiting.extendleft(reversed(missing))

    def _batch(self, waiting: deque[Item]) -> list[Item]:
        """Take as many items as go together: each document may fill its share of the request."""
        batch: list[Item] = []
        room = 1.0
        while waiting and room > 0:
            share = 1.0 / self.sizes.of(waiting[0].document)
            if batch and share > room + 1e-9:
                break
            room -= share
            batch.append(waiting.popleft())
        return batch

    async def _send(self, request: Request, *, heavy: bool) -> tuple[dict[str, Any], list[dict[str, Any]]]:
        body = msgspec.json.encode({"query": request.text, "variables": request.variables})
        return await self._transport.request(
            "POST",
            self._url,
            read=read_graphql,
            pool=POOL,
            content=body,
            headers=HEADERS,
            cost=request.points,
            heavy=heavy,
        )


def _sort(
    asked: Iterable[tuple[Item, tuple[str | int, ...]]],
    data: Mapping[str, Any],
    errors: Sequence[Mapping[str, Any]],
    found: dict[Item, Answer],
    *,
    last: bool,
) -> list[Item]:
    """Sort an answer: what is whole goes into `found`, what a limit cut off is returned.

    `last` says that smaller is impossible: what is cut off then is a problem.
    """
    missing = []
    pathless = [error for error in errors if not _path(error)]
    for item, path in asked:
        mine = [error for error in errors if _touches(_path(error), path)] if errors else []
        value = _dig(data, path)
        causes = mine if value is not None else [*mine, *pathless]
        heavy = any(str(error.get("type")) in HEAVY_TYPES for error in causes)
        if heavy and not last:
            missing.append(item)
        elif value is None or heavy:
            found[item] = Answer(problem=_problem(causes))
        elif not isinstance(value, dict):
            found[item] = Answer(
                problem=Problem("UNREACHABLE", say("it has another form than such answers have"))
            )
        else:
            found[item] = Answer(value)
    return missing


def _touches(error: Sequence[Any], path: Sequence[Any]) -> bool:
    """Whether an error's path lies in the answer at `path`, or above it."""
    length = min(len(error), len(path))
    return length > 0 and list(error[:length]) == list(path[:length])


def _path(error: Mapping[str, Any]) -> Sequence[Any]:
    path = error.get("path")
    return path if isinstance(path, list) else ()


def _dig(data: Any, path: Iterable[str | int]) -> Any:
    for step in path:
        if isinstance(step, int):
            data = data[step] if isinstance(data, list) and step < len(data) else None
        else:
            data = data.get(step) if isinstance(data, dict) else None
    return data


def _problem(errors: Sequence[Mapping[str, Any]]) -> Problem:
    if not errors:
        return Problem("NOT_FOUND", "the forge gave nothing for it")
    return Problem(str(errors[0].get("type") or "ERROR"), plain(str(errors[0].get("message") or "")))


def read_graphql(reply: Reply) -> tuple[tuple[dict[str, Any], list[dict[str, Any]]], Allowance | None]:
    """Read data, errors and budget; a limit that comes with status 200 is raised as `Limited`.

    Raises `Garbled`, `Unusable` and `WebPage` for what is no such answer.
    """
    if is_page(reply):
        raise WebPage
    body = decode(reply.body)
    data, errors = (
        (body.get("data") or {}, body.get("errors") or []) if isinstance(body, dict) else (None, [])
    )
    if not isinstance(data, dict) or not isinstance(errors, list):
        raise Unusable(say("it has another form than such answers have"))
    errors = [each for each in errors if isinstance(each, dict)]
    said = _allowance(data.get("rateLimit"))
    if reply.status >= 400 and not errors:
        errors = [{"type": f"HTTP_{reply.status}", "message": str(body.get("message") or "")}]
    if any(each.get("type") in ("RATE_LIMITED", "RATE_LIMIT") for each in errors):
        raise Limited(said)
    if any("secondary rate limit" in str(each.get("message", "")).lower() for each in errors):
        raise Limited(said, secondary=True)
    return (data, errors), said


class _Rate(Struct, frozen=True):
    """The fragment `Budget`, as far as it is within reason."""

    limit: Annotated[int, Meta(ge=0, le=MOST_POINTS)]
    remaining: Annotated[int, Meta(ge=0, le=MOST_POINTS)]
    resetAt: datetime  # noqa: N815 - GitHub's name
    cost: Annotated[int, Meta(ge=0, le=MOST_POINTS)] = 0


def _allowance(rate: Any) -> Allowance | None:
    """Return what is left; `None` where the answer says nothing of it, or nothing that can be."""
    try:
        said = converted(rate, _Rate)
        return Allowance(said.limit, said.remaining, said.resetAt.astimezone(UTC), said.cost)
    except (msgspec.ValidationError, OverflowError):
        return None
