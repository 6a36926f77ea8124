"""GitHub (github.com and Enterprise Server) as a `Collector`.

With a token everything goes over GraphQL: also discovery, where it gives the node ids, the head and
the counts of a hundred repositories for one point, and saves the third of a second that importing
PyGithub takes before the first figure. Without one, PyGithub asks REST (`collectors.github.rest.anonymous`).
"""

import asyncio
import math
from collections import deque
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Sequence
from contextlib import aclosing
from copy import copy
from datetime import datetime
from functools import partial
from random import Random
from typing import Any
from urllib.parse import urlsplit

import httpx
import msgspec

from civitop.config.settings import Forge
from civitop.config.sources import Source
from civitop.errors import CollectError
from civitop.i18n.message import say
from civitop.model import Profile, Repository, account
from civitop.polling.collector import Check, Collected, Cost, Failure, Known, Notify, Pulse
from civitop.sanitise import plain
from collectors.failures import of_source, unreadable
from collectors.forge_checks import check
from collectors.github import parse
from collectors.github.discovery import Listing
from collectors.github.documents import IDS, OPENINGS, Item, points
from collectors.github.failures import failure, from_error, guarded
from collectors.github.full_collect import Whole
from collectors.github.graph import Graph, ItemAnswer, together
from collectors.github.increment import Increment, basis
from collectors.github.lanes import side_by_side
from collectors.github.parse import Reader
from collectors.github.rest.anonymous import Anonymous
from collectors.github.rest.app import Installation
from collectors.github.rest.owner_turns import Notes
from collectors.http.replies import MemoryCache, ResponseCache
from collectors.http.transport import Transport
from collectors.waits import Waits

FIRST_BATCH = 4
"""The first batch of a round is small, so that the screen has its first figures sooner."""
FIRST_REQUESTS, FIRST_POINTS = 0.4, 1.7
"""Upper estimate of what a repository costs in a first round: about 105 commits and 60 threads in the
window; the arithmetic stands in `collectors.github.documents`."""


def addresses(forge: Forge) -> tuple[str, str]:
    """Return the addresses of a forge's REST and GraphQL.

    github.com and ghe.com have a host for the API, an Enterprise Server serves it below itself.
    """
    url = forge.url.rstrip("/")
    host = urlsplit(url).netloc
    if host == "github.com" or host.endswith(".ghe.com"):
        return f"https://api.{host}", f"https://api.{host}/graphql"
    return f"{url}/api/v3", f"{url}/api/graphql"


class GitHubCollector:
    """One GitHub; fulfils `civitop.polling.collector.Collector`.

    `tokens` share the load; none of them is needed for the little that REST gives without. `cache`
    keeps answers for conditional requests, `http` replaces the network in tests.
    """

    def __init__(
        self,
        forge: Forge,
        tokens: Sequence[str],
        notify: Notify,
        clock: Callable[[], datetime],
        sleep: Callable[[float], Awaitable[Any]] = asyncio.sleep,
        *,
        random: Random | None = None,
        cache: ResponseCache | None = None,
        notes: Notes | None = None,
        http: httpx.AsyncBaseTransport | None = None,
        app_key: str | None = None,
        waits: Waits | None = None,
    ) -> None:
        """Make it; `app_key` is the private key (PEM) of the App that the forge's settings name.

        `notes` keep whose turn it was without a token, `waits` bounds the waits for limits.
        """
        rest, graphql = addresses(forge)
        self._forge = forge
        self._rest = rest
        self._clock = clock
        app = Installation(forge, forge.app, app_key, rest, clock) if forge.app and app_key else None
        self._transport = Transport(
            # What is kept for the person belongs to a token; without one, all of the little is used.
            forge if tokens or app else msgspec.structs.replace(forge, reserve=0.0),
            rest,
            tokens,
            notify,
            clock,
            sleep=sleep,
            random=random,
            http=http,
            renewed=(app,) if app else (),
            waits=waits,
        )
        self._graphql = graphql
        self._anonymous = (
            None
            if self._transport.tokens
            else Anonymous(forge, rest, self._transport, cache or MemoryCache(), clock, notes)
        )
        self._read("")

    def _read(self, branch: str) -> None:
        """Take a branch to read, or (empty) the default one of each repository."""
        forge, clock = self._forge, self._clock
        self._reader = Reader(forge, branch)
        self._graph = Graph(self._transport, self._graphql, branch)
        self._listing = Listing(self._graph, self._reader, forge)
        self._whole = Whole(self._graph, self._reader, clock, commits=forge.history != "git")
        self._increment = Increment(self._graph, self._reader, clock)

    def on(self, branch: str) -> "GitHubCollector":
        """Return one that reads this branch in place of each repository's default one, over the same connections."""
        other = copy(self)
        other._read(branch)  # noqa: SLF001 - another of this class
        other._anonymous = self._anonymous and self._anonymous.on(branch)  # noqa: SLF001
        return other

    async def discover(self, source: Source) -> AsyncIterator[Repository | Failure]:
        """Yield an owner's repositories (forks only if the source says so), or the one that is named.

        Sources that are asked for at the same time share their requests.
        """
        try:
            async for each in (self._anonymous or self._listing).discover(source):
                yield each
        except CollectError as error:
            yield from_error(str(source), error)
        except Exception as error:  # of every kind: other sources go on
            yield unreadable(of_source(source), self._forge.host, error)

    # ------------------------------------------------------------ rounds

    async def pulse(self, known: Sequence[Known]) -> AsyncIterator[Pulse | Failure]:
        """Yield the present fingerprint of each repository: one request and two points a hundred.

        A renamed repository comes under its new name; `node_id` tells which one it is.
        """
        if self._anonymous:
            async for each in self._anonymous.pulse(known):
                yield each
            return

        async def work(batch: Sequence[Known]) -> AsyncGenerator[Pulse | Failure, None]:
            items = {Item("pulse", each.repository.node_id or ""): each for each in batch}
            answers = await self._graph.ask(list(items))
            for item, each in items.items():
                answer = answers[item]
                if answer.problem:
                    yield failure(each.repository, answer.problem, self._forge)
                else:
                    yield guarded(each.repository, self._forge, partial(self._seen, answer.data, each))

        lanes = self._forge.concurrency
        identified, failures = await self._identified(known)
        for lost in failures:
            yield lost
        async with aclosing(side_by_side(identified, lanes, lambda: IDS, work, self._forge)) as results:
            async for result in results:
                yield result

    def _seen(self, node: parse.Node, known: Known) -> Pulse:
        node = parse.asked_for(node, known.repository)
        return Pulse(self._reader.repository(node, known.repository), parse.fingerprint(node))

    async def collect(self, known: Sequence[Known], asof: datetime) -> AsyncIterator[Collected | Failure]:
        """Yield facts as they arrive: increments where the store holds something to build on."""
        if self._anonymous:
            async for each in self._anonymous.collect(known):
                yield each
            return
        again: list[Known] = []

        async def grow(batch: Sequence[Known]) -> AsyncGenerator[Collected | Failure, None]:
            bases = [(each, basis(each)) for each in batch]
            again.extend(each for each, base in bases if not base)
            if held := [base for _, base in bases if base]:
                async for each in self._increment.collect(held, asof):
                    if isinstance(each, Known):
                        again.append(each)
                    else:
                        yield each

        def whole(batch: Sequence[Known]) -> AsyncGenerator[Collected | Failure, None]:
            return self._whole.collect(batch, asof)

        lanes = self._forge.concurrency
        identified, failures = await self._identified(known)
        for lost in failures:
            yield lost
        sizes = self._graph.sizes
        batches = 0

        def size() -> int:
            nonlocal batches
            batches += 1
            return FIRST_BATCH if batches == 1 else sizes.of("repositories")

        met = [each for each in identified if each.fingerprint]
        met_again = side_by_side(met, lanes, lambda: sizes.of("increment"), grow, self._forge)
        async with aclosing(met_again) as results:
            async for result in results:
                yield result
        fresh = [each for each in identified if not each.fingerprint] + again
        async with aclosing(side_by_side(fresh, lanes, size, whole, self._forge, eager=True)) as results:
            async for result in results:
                yield result

    async def _identified(self, known: Sequence[Known]) -> tuple[list[Known], list[Failure]]:
        """Look up the node ids of repositories that came without one."""
        good = [each for each in known if each.repository.node_id]
        failures: list[Failure] = []

        async def look_up(each: Known) -> None:
            async for found in self.discover(Source(self._forge.name, each.repository.name)):
                if isinstance(found, Failure):
                    failures.append(Failure(each.repository.id, found.error, found.kind, found.final))
                else:
                    good.append(Known(found, each.fingerprint, each.facts))

        await together(look_up(each) for each in known if not each.repository.node_id)
        return good, failures

    # ------------------------------------------------------------ people

    async def profiles(self, logins: Sequence[str]) -> AsyncIterator[Profile | Failure]:
        """Yield company and public organisations, up to a hundred accounts to a request and a point.

        Bots are known by their name; without a token nothing is yielded, because each account would
        cost one of sixty requests.
        """
        if self._anonymous:
            return
        host = self._forge.host
        items: dict[Item, str] = {}
        for login in logins:
            name = login.removeprefix(f"{host}/")
            if name.endswith("[bot]"):
                yield Profile(login, bot=True, fetched_at=self._clock())
            elif "/" not in name:
                items[Item("profile", variables=(("login", name),))] = login
        waiting = deque(items)
        while waiting:
            batch = [waiting.popleft() for _ in range(min(IDS * self._forge.concurrency, len(waiting)))]
            try:
                answers = await self._graph.ask(batch)
            except CollectError as error:
                for item in [*batch, *waiting]:
                    yield from_error(items[item], error)
                return
            for item in batch:
                read = partial(self._profile, items[item], answers[item])
                account_ = Repository(id=items[item], forge=self._forge.name, name=items[item], url="")
                yield guarded(account_, self._forge, read)

    def _profile(self, login: str, answer: ItemAnswer) -> Profile | Failure:
        if answer.problem:
            gone = answer.problem.type == "NOT_FOUND"
            sentence = say(
                "{host} shows no profile of {name}: {why}",
                host=self._forge.host,
                name=login,
                why=answer.problem.message,
            )
            return Failure(login, sentence, "not-found" if gone else "internal", final=gone)
        node = answer.data
        found = (account(self._forge.host, each["login"]) for each in parse.nodes(node.get("organizations")))
        return Profile(
            login,
            plain(node.get("name")),
            plain(node.get("company")),
            tuple(sorted(found)),
            fetched_at=self._clock(),
        )

    # ------------------------------------------------------------ costs, end

    def plan(self, first: int, unchanged: int, changed: int) -> Cost:
        """Estimate a round; see `collectors.github.documents` for the prices."""
        if self._anonymous:
            lists = math.ceil((first + unchanged + changed) / IDS)
            return Cost(
                2 * lists + 2 + first + changed,
                0,
                "Without a token descriptions and open issues: 60 requests an hour.",
            )
        pulsed = unchanged + changed
        requests = math.ceil(pulsed / IDS) + changed + math.ceil(first * FIRST_REQUESTS)
        spent = math.ceil(pulsed / IDS) * points(OPENINGS["pulse"] * IDS)
        spent += changed * (points(OPENINGS["increment"]) + 1) + math.ceil(first * FIRST_POINTS)
        return Cost(requests, spent, "A first round assumes about 100 commits and 60 threads a repository.")

    async def check(self) -> Check:
        """Ask for the limits, which costs nothing."""
        return await check(self._transport, f"{self._rest}/rate_limit", "rest", self._clock())

    async def aclose(self) -> None:
        """Close the connections; safe to call twice."""
        await self._transport.aclose()
        if self._anonymous:
            await asyncio.to_thread(self._anonymous.close)
