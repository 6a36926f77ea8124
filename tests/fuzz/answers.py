"""Answers of the two forges as fuzz targets: the real collectors over a network that says whatever the bytes say.

Whatever comes, a collector tells of a failure or hands over facts, and facts pass the core's door or are refused at
it in one sentence; nothing is raised.
"""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator, Callable, Sequence
from datetime import UTC, datetime, timedelta
from functools import cache
from random import Random
from typing import Any

import httpx
import msgspec

from civitop.config.settings import Forge, NetworkSettings
from civitop.config.sources import Source
from civitop.demo.github.api import GitHub
from civitop.demo.gitlab.api import GitLab
from civitop.demo.server.access_control import new_token
from civitop.demo.server.faults import Faults
from civitop.demo.world.scale import scaled
from civitop.export import writer
from civitop.model import Profile, Repository
from civitop.people.affiliation.registry import Registry
from civitop.people.affiliation.statements import Stated
from civitop.polling.collector import Collected, Failure, Known, Pulse
from civitop.polling.ingest import Keeper
from civitop.polling.measurer import Measurer
from civitop.polling.validation import Unfit, check, check_profile, fitting
from civitop.reading.store_reader import Setup, StoredFeed
from civitop.store import Store
from collectors.github.collector import GitHubCollector
from collectors.gitlab.collector import GitLabCollector
from tests.collectors.in_process import WRONG, At, InProcess, encoded, paths

NOW = datetime(2026, 11, 22, 10, tzinfo=UTC)
LARGEST = 4096
"""Bytes of fuzz that become an answer."""
WRONGS = tuple(WRONG.values())


async def asleep(seconds: float) -> None:
    """Sleep without waiting."""


def spoilt(answer: Any, places: Sequence[At], data: bytes) -> bytes:
    """Return JSON with a wrong value in one field: two bytes say where, one says what; fewer change nothing."""
    if len(data) < 3:
        return json.dumps(answer).encode()
    place = places[int.from_bytes(data[:2], "big") % len(places)]
    return encoded(answer, place, WRONGS[data[2] % len(WRONGS)])


class Said(httpx.AsyncBaseTransport):
    """A network that answers every question with what `say` returns for its number."""

    def __init__(self, say: Callable[[int], bytes]) -> None:
        self._say = say
        self._asked = 0

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        self._asked += 1
        headers = {"content-type": "application/json"}
        return httpx.Response(200, headers=headers, content=self._say(self._asked - 1))


class Town:
    """A world of one repository on one forge: what is known of it, and what is answered, phase by phase."""

    def __init__(self, kind: str) -> None:
        world = scaled(1, now=NOW, forge=kind, commits_per_year=4, issues=3, change_requests=3)
        side = GitHub if kind == "github" else GitLab
        self._kind = kind
        self._tokens = (new_token("ghp_" if kind == "github" else "glpat-", 1),)
        network = InProcess(side(world, self._tokens, faults=Faults(), latency=0.0, clock=NOW.timestamp))
        self._loop = asyncio.new_event_loop()
        self.phases: list[list[tuple[Any, list[At]]]] = []
        """What is answered in each of `calls`, with the places of its fields."""
        found: list[Any] = []
        self.known: list[Known] = []
        for call in self.calls():
            network.heard.clear()
            found.append(self._loop.run_until_complete(self._all(network, call)))
            self.phases.append([(answer, list(paths(answer))) for answer in network.heard.values()])
            if not self.known:
                self.known = [Known(each) for each in found[0] if isinstance(each, Repository)]
        assert self.known
        assert all(self.phases)
        self.facts = next(each.facts for each in found[2] if isinstance(each, Collected))

    def calls(self) -> list[Callable[[Any], AsyncIterator[Any]]]:
        return [
            lambda forge: forge.discover(Source("hub", "network-001")),
            lambda forge: forge.pulse(self.known),
            lambda forge: forge.collect(self.known, NOW),
            lambda forge: forge.profiles([f"{self._kind}.example/{name}" for name in ("ida", "bo")]),
        ]

    async def _all(self, network: httpx.AsyncBaseTransport, call: Callable[[Any], Any]) -> list[Any]:
        forge = Forge(name="hub", kind=self._kind, url=f"https://{self._kind}.example", history="api")
        common = (forge, self._tokens, lambda _: None, lambda: NOW, asleep)
        collector = (
            GitHubCollector(*common, random=Random(1), http=network)
            if self._kind == "github"
            else GitLabCollector(*common, http=network)
        )
        try:
            return [each async for each in call(collector)]
        finally:
            await collector.aclose()

    def take(self, phase: int, say: Callable[[int], bytes]) -> None:
        """Ask for one phase with answers by number, and do with what comes what the core does."""
        phase %= len(self.phases)
        for each in self._loop.run_until_complete(self._all(Said(say), self.calls()[phase])):
            with contextlib.suppress(Unfit):
                match each:
                    case Failure():
                        str(each.error).encode()
                    case Pulse():
                        fitting(each.repository)
                    case Collected():
                        check(each.facts)
                    case Profile():
                        check_profile(each)
                    case Repository():
                        fitting(each)
                    case unknown:
                        raise AssertionError(f"{unknown!r} is nothing that a collector hands over")

    def whole(self, data: bytes) -> None:
        """Take bytes as the answer to everything; the first says which phase it is."""
        self.take(data[0] if data else 0, lambda _: data[1 : LARGEST + 1])

    def fields(self, data: bytes) -> None:
        """Put wrong values into fields of right answers: two bytes say where, one says what."""
        phase = (data[0] if data else 0) % len(self.phases)
        held = self.phases[phase]

        self.take(phase, lambda number: spoilt(*held[number % len(held)], data[1 + number * 3 :]))


town = cache(Town)


def github(data: bytes) -> None:
    town("github").whole(data)


def gitlab(data: bytes) -> None:
    town("gitlab").whole(data)


def github_fields(data: bytes) -> None:
    town("github").fields(data)


def gitlab_fields(data: bytes) -> None:
    town("gitlab").fields(data)


def bodies(kind: str) -> tuple[bytes, ...]:
    """Return seeds for `github` and `gitlab`: a phase and an answer to it."""
    return tuple(
        bytes([phase]) + msgspec.json.encode(answer)[:LARGEST]
        for phase, answers in enumerate(town(kind).phases)
        for answer, _ in answers[:3]
    )


@cache
def snapshot() -> bytes:
    """Return a snapshot of the GitHub town, as JSON."""
    facts = town("github").facts
    network = NetworkSettings(id="ours", name="Ours", watch=(Source("hub", "network-001"),))
    with Store(":memory:") as store:
        store.save_membership("ours", "hub", {"hub:network-001": [facts.repository]}, {}, NOW)
        store.save_facts(facts, "1")
        measurers = {"ours": Measurer(network, store, Registry(()), Stated())}
        Keeper(store, (network,), measurers, lambda: NOW).remeasure(facts.repository.id, news=False)
        feed = StoredFeed(store, Setup((network,), measurers, {}, timedelta(minutes=5)), lambda: NOW)
        return writer("json")(feed.snapshot()).encode()
