"""`GitLabCollector`: gitlab.com or one's own GitLab, as the core's `Collector`."""

import asyncio
import math
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterator, Sequence
from contextlib import aclosing
from copy import copy
from datetime import datetime, timedelta
from functools import cache, partial
from typing import Any, TypeVar

import httpx
from msgspec.structs import replace

from civitop.config.settings import Forge
from civitop.config.sources import Source
from civitop.errors import CollectError
from civitop.i18n.message import Phrase
from civitop.model import Profile, Repository
from civitop.polling.collector import Check, Collected, Cost, Failure, Known, Notify, Pulse
from collectors.failures import of_source, unreadable
from collectors.gitlab import parse
from collectors.gitlab.batches import Asker, as_ready
from collectors.gitlab.client import Answer, Client, Refused
from collectors.gitlab.discovery import Listing
from collectors.gitlab.documents import BATCH, DISCOVERY_PAGE, Documents
from collectors.gitlab.failures import failure, gone, too_few
from collectors.gitlab.full_collect import Batch
from collectors.gitlab.parse import Json
from collectors.gitlab.partial_repository import Plan
from collectors.waits import Waits

FRESH = timedelta(seconds=60)
"""What discovery saw serves one pulse within this time: the same round need not ask twice."""
PROFILES = 100
"""Accounts in one request."""
REQUESTS_A_PROJECT = 2
"""By REST, without a token: a page of commits and perhaps one of tags."""

FIRST_BATCHES = (4, 10, 10)
"""Projects in the first batches of a first round: few, so that the screen has its first figures soon, and the
forge is not busy with a large answer when the first histories are asked for."""
MET_BATCH = 25
"""Projects that are met again in one request, details and lists together."""
REQUESTS_TO_COMPLETE = 5
"""By project, of facts that were incomplete: details, lists with further pages, commits."""
USUAL_PAUSE = timedelta(minutes=5)
"""Between two rounds, as the configuration has it by default."""
AT_ONCE = 3
"""Batches under way: one asks for its lists while the histories of the others come in, so that the first
figures need not wait for the lists of all, and no request that is allowed at once is left unused."""

T = TypeVar("T")


class GitLabCollector:
    """Collects from one GitLab; see `civitop.polling.collector.Collector` for what each method promises.

    `http` replaces the network in tests, `waits` bounds the waits for limits.
    """

    def __init__(
        self,
        forge: Forge,
        tokens: Sequence[str],
        notify: Notify,
        clock: Callable[[], datetime],
        sleep: Callable[[float], Awaitable[Any]] = asyncio.sleep,
        *,
        http: httpx.AsyncBaseTransport | None = None,
        waits: Waits | None = None,
    ) -> None:
        # What is kept for the person belongs to a token; without one, all of the little is used.
        self.forge = forge = forge if tokens else replace(forge, reserve=0.0)
        self._clock = clock
        self._client = Client(forge, tokens, notify, clock, sleep, http, waits)
        self._read("")
        self._by_git = forge.history == "git" or (forge.history == "auto" and not self._client.authenticated)
        """Whether commits and tags are left to git: by REST they cost requests by the project."""
        self._pulsed = 0
        """Projects that every round asks for."""

    def _read(self, branch: str) -> None:
        """Take a branch to read, or (empty) the default one of each project."""
        self._asker = Asker(self._client, branch)
        self._listing = Listing(self._asker)
        self._seen: dict[str, tuple[datetime, Pulse]] = {}

    def on(self, branch: str) -> "GitLabCollector":
        """Return one that reads this branch in place of each project's default one, over the same connections."""
        other = copy(self)
        other._read(branch)  # noqa: SLF001 - another of this class
        return other

    async def discover(self, source: Source) -> AsyncGenerator[Repository | Failure]:
        """Yield a group's projects with those of its subgroups, an account's, or one project."""
        async for node in self._listing.discover(source):
            if isinstance(node, Failure):
                yield node
                continue
            try:
                pulse = self._pulse(node)
            except Exception as error:  # of every kind: the others of the source go on
                yield unreadable(of_source(source), self.forge.host, error)
                continue
            self._seen[pulse.repository.node_id or ""] = (self._clock(), pulse)
            yield pulse.repository

    async def pulse(self, known: Sequence[Known]) -> AsyncGenerator[Pulse | Failure]:
        """Yield the state of each project, 50 to a request; of a moved one under its new path."""
        asked, failed = await self._identified(known)
        for missing in failed:
            yield missing
        remaining = []
        self._pulsed = len(asked)
        for item in asked:
            at, pulse = self._seen.pop(item.repository.node_id or "", (None, None))
            if at and pulse and self._clock() - at < FRESH:
                yield self._beside(item, pulse)
            else:
                remaining.append(item)
        async with aclosing(merged([self._pulses(batch) for batch in batches(remaining)])) as outcomes:
            async for outcome in outcomes:
                yield outcome

    async def collect(self, known: Sequence[Known], asof: datetime) -> AsyncGenerator[Collected | Failure]:
        """Yield each project's facts: whole, or what is new since the stored ones."""
        asked, failed = await self._identified(known)
        for missing in failed:
            yield missing
        for item in asked:
            self._seen.pop(item.repository.node_id or "", None)
        new = [item for item in asked if item.fingerprint is None]
        met = [item for item in asked if item.fingerprint is not None]
        groups = [
            *first_batches(new, FIRST_BATCHES if self._client.authenticated else FIRST_BATCHES[:1]),
            *batches(met, MET_BATCH if self._client.authenticated else BATCH),
        ]
        # Once for all batches, so that a network is not half with commits and half without.
        thrift = cache(lambda: self._thrift(len(asked), len(groups)))
        plan = Plan(asof, self._clock, thrift, self._by_git, patchy=self._too_dear(len(met)))
        async with aclosing(merged([self._collected(group, plan) for group in groups], AT_ONCE)) as outcomes:
            async for outcome in outcomes:
                yield outcome

    async def profiles(self, logins: Sequence[str]) -> AsyncGenerator[Profile | Failure]:
        """Yield what accounts publish about the organisation of their owner, 100 to a request."""
        names = [login.partition("/")[2] for login in logins]
        for start in range(0, len(names), PROFILES):
            piece = names[start : start + PROFILES]
            try:
                answer = await self._asker.run(partial(Documents.users, usernames=piece))
            except (CollectError, Refused) as error:
                problem = self._asker.nonsense(error) if isinstance(error, Refused) else error
                for login in logins[start : start + PROFILES]:
                    yield failure(login, problem)
                continue
            for profile in self._profiles(answer, login=logins[start]):
                yield profile

    def plan(self, first: int, unchanged: int, changed: int) -> Cost:
        """Estimate: the pulse, two queries a batch of what is collected, and REST for the commits."""
        total = first + unchanged + changed
        pulses = math.ceil(total / BATCH) + math.ceil(total / DISCOVERY_PAGE)
        lists = 2 * math.ceil(first / BATCH) + len(FIRST_BATCHES) + 2 * math.ceil(changed / MET_BATCH)
        thrift = self._thrift(first, math.ceil((first + changed) / BATCH))
        if thrift:
            return Cost(pulses + lists, 0, str(thrift))
        note = "One request more for every hundred commits beyond the first of a project."
        histories = 0 if self._by_git else REQUESTS_A_PROJECT * first + changed
        return Cost(pulses + lists + histories, 0, note)

    async def check(self) -> Check:
        """Ask for the version, or for one public project where there is no token."""
        return await self._client.check()

    async def aclose(self) -> None:
        """Close connections and threads; safe to call twice."""
        await self._client.aclose()

    # ------------------------------------------------------------ pieces

    def _pulse(self, node: Json) -> Pulse:
        repository = parse.repository(node, self.forge, self._asker.branch)
        return Pulse(repository, parse.fingerprint(node, repository))

    async def _identified(self, known: Sequence[Known]) -> tuple[list[Known], list[Failure]]:
        """Return those whose lasting id is known, and look up the others by their path."""
        asked = [item for item in known if item.repository.node_id]
        failed = []

        async def look_up(item: Known) -> None:
            async for node in self._listing.discover(Source(self.forge.name, item.repository.name)):
                if isinstance(node, Failure):
                    failed.append(Failure(item.repository.id, node.error, node.kind, node.final))
                    continue
                try:
                    repository = parse.repository(node, self.forge, self._asker.branch)
                except Exception as error:  # of every kind: the others are asked for
                    failed.append(unreadable(item.repository, self.forge.host, error))
                else:
                    asked.append(Known(repository, item.fingerprint, item.facts))

        nameless = [item for item in known if not item.repository.node_id]
        async with aclosing(as_ready(look_up(item) for item in nameless)) as found:
            async for _ in found:
                pass
        return asked, failed

    async def _pulses(self, known: Sequence[Known]) -> AsyncGenerator[Pulse | Failure]:
        ids = [item.repository.node_id or "" for item in known]
        try:
            found = await self._asker.projects("pulse", ids, Documents.pulse)
        except CollectError as error:
            for item in known:
                yield failure(item.repository.id, error)
            return
        for item in known:
            node = found.get(item.repository.node_id or "")
            if node is None:
                yield gone(item.repository, self.forge.host)
            elif isinstance(node, CollectError):
                yield failure(item.repository.id, node)
            else:
                try:
                    pulse = self._beside(item, self._pulse(parse.load(node)))
                except Exception as error:  # of every kind: its neighbours go on
                    yield unreadable(item.repository, self.forge.host, error)
                    continue
                yield pulse

    def _profiles(self, answer: Answer, login: str) -> Iterator[Profile | Failure]:
        """Yield the accounts of an answer; where one cannot be read, a failure under `login` says so."""
        unseen = Repository(id=login, forge=self.forge.name, name=login, url="")
        try:
            nodes = list(parse.nodes(answer.get("users")))
        except Exception as error:  # of every kind: a list may be none
            yield unreadable(unseen, self.forge.host, error)
            return
        for node in nodes:
            try:
                profile = parse.profile(node, self.forge.host, self._clock())
            except Exception as error:  # of every kind: the others are read
                yield unreadable(unseen, self.forge.host, error)
                continue
            yield profile

    def _beside(self, item: Known, pulse: Pulse) -> Pulse:
        """Return a pulse that can be compared with what is known.

        What is incomplete for lack of a token counts as changed once there is one.
        """
        patchy = (item.fingerprint or "").endswith(parse.PATCHY) and not self._client.authenticated
        return replace(pulse, fingerprint=pulse.fingerprint + parse.PATCHY) if patchy else pulse

    async def _collected(self, known: Sequence[Known], plan: Plan) -> AsyncGenerator[Collected | Failure]:
        left = {item.repository.id for item in known}
        try:
            async with aclosing(Batch(self._asker, plan, known).collect()) as outcomes:
                async for outcome in outcomes:
                    left.discard(outcome.id if isinstance(outcome, Failure) else outcome.facts.repository.id)
                    yield outcome
        except CollectError as error:
            for id_ in sorted(left):
                yield failure(id_, error)
        except Exception as error:  # of every kind: it is one project's, and the others go on
            for item in known:
                if item.repository.id not in left:
                    continue
                if len(known) == 1:
                    yield unreadable(item.repository, self.forge.host, error)
                    continue
                async with aclosing(self._collected([item], plan)) as outcomes:
                    async for outcome in outcomes:
                        yield outcome

    def _too_dear(self, projects: int) -> bool:
        """Whether completing the facts of so many projects takes what the next pulses will need."""
        budget = self._client.budget()
        if self._client.authenticated or budget.limit is None or budget.remaining is None:
            return False
        rounds = (budget.resets_at - self._clock()) / USUAL_PAUSE if budget.resets_at else 0.0
        kept = math.ceil(rounds) * math.ceil(self._pulsed / BATCH) + math.ceil(
            budget.limit * self.forge.reserve
        )
        return REQUESTS_TO_COMPLETE * projects > budget.remaining - kept

    def _thrift(self, projects: int, groups: int) -> Phrase | None:
        """Say why nothing may be spent by the project: no token, and an hour that does not reach."""
        if self._client.authenticated:
            return None
        budget = self._client.budget()
        if budget.limit is None or budget.remaining is None:
            return None
        reserve = math.ceil(budget.limit * self.forge.reserve)
        each = 0 if self._by_git else REQUESTS_A_PROJECT
        if each * projects + REQUESTS_A_PROJECT * groups <= budget.remaining - reserve:
            return None
        return too_few(self.forge, budget.limit, projects, by_git=self._by_git)


def batches(items: Sequence[T], size: int = BATCH) -> list[Sequence[T]]:
    """Cut into pieces of at most so many."""
    return [items[start : start + size] for start in range(0, len(items), size)]


def first_batches(items: Sequence[T], sizes: Sequence[int]) -> list[Sequence[T]]:
    """Cut what was never collected: pieces of these sizes first."""
    found = []
    for size in sizes:
        found += batches(items[:size])
        items = items[size:]
    return found + batches(items)


async def merged(streams: Sequence[AsyncGenerator[T]], at_once: int | None = None) -> AsyncGenerator[T]:
    """Yield what several streams yield, as it comes; whoever stops listening ends them all.

    They run in their order, `at_once` of them together.
    """
    turn = asyncio.Semaphore(at_once or max(1, len(streams)))
    queue: asyncio.Queue[tuple[T, ...] | BaseException | None] = asyncio.Queue()

    async def drain(stream: AsyncGenerator[T]) -> None:
        try:
            async with turn, aclosing(stream):
                async for item in stream:
                    queue.put_nowait((item,))
        except Exception as error:  # handed on to whoever listens, below
            queue.put_nowait(error)
        finally:
            queue.put_nowait(None)

    tasks = [asyncio.ensure_future(drain(stream)) for stream in streams]
    try:
        running = len(tasks)
        while running:
            item = await queue.get()
            if item is None:
                running -= 1
            elif isinstance(item, BaseException):
                raise item
            else:
                yield item[0]
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
