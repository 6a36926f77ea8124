"""Facts and forges made by hand, for tests that need no real ones."""

import asyncio
import gc
import os
import secrets
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import hypothesis
import pytest

from civitop.config.settings import NetworkSettings
from civitop.config.sources import Source
from civitop.i18n.language import load, use
from civitop.i18n.message import literally
from civitop.model import Commit, Extent, Facts, Issue, Profile, Release, Repository, account, identity
from civitop.people.affiliation.registry import Registry
from civitop.people.affiliation.registry.rows import Row
from civitop.people.affiliation.statements import Stated
from civitop.polling.collector import Check, Collected, Cost, Failure, Known, Pulse
from civitop.polling.measurer import Measurer
from civitop.reading.store_reader import Setup
from civitop.store import Store
from civitop.watch import Watch
from tools.postgres_server import NoServer, Running, running

# Half the usual number of examples, the same in every run: a change that is not at fault does not fail.
# `HYPOTHESIS=search pytest` draws anew, and more.
hypothesis.settings.register_profile("civitop", max_examples=50, deadline=None, derandomize=True)
hypothesis.settings.register_profile("search", max_examples=500, deadline=None)
hypothesis.settings.load_profile(os.environ.get("HYPOTHESIS", "civitop"))

os.environ["LANGUAGE"] = "en"  # nor does the language of whoever runs the tests matter
if os.environ.get("LC_ALL") in ("C", "POSIX"):
    os.environ["LC_ALL"] = "C.UTF-8"  # or what commands print were ASCII

NOW = datetime(2026, 11, 22, 10, tzinfo=UTC)
TOWN = Row(
    id="XX-0101",
    kind="municipality",
    type="",
    name="Bakkeby",
    variants=("Bakkeby Kommune",),
    domains=("bakkeby.example",),
    derived_domains=(),
    region="",
    source="invented",
)


@pytest.fixture(autouse=True)
def thawed() -> Iterator[None]:
    """Let the garbage of an app be collected, which a process that shows one app for good leaves alone."""
    thresholds = gc.get_threshold()
    yield
    if gc.get_freeze_count():
        gc.set_threshold(*thresholds)
        gc.unfreeze()


class Maker:
    """Makes repositories and facts that differ only in what a test says."""

    now = NOW
    registry = Registry([TOWN])

    def repository(self, name: str = "bakkeby/desk", forge: str = "hub", **more: Any) -> Repository:
        values: dict[str, Any] = {
            "id": f"{forge}:{name}",
            "forge": forge,
            "name": name,
            "url": f"https://hub.example/{name}",
            "node_id": f"node-{name}",
            "default_branch": "main",
            "head": "c0",
            "open_issues": 1,
            "open_change_requests": 0,
        }
        return Repository(**{**values, **more})

    def facts(self, repository: Repository | None = None, *, commits: int = 3, **more: Any) -> Facts:
        ida = identity("Ida Holm", "ida@bakkeby.example", account("hub.example", "ida"))
        values: dict[str, Any] = {
            "repository": repository or self.repository(),
            "collected_at": NOW,
            "source": "fake/1",
            "commits": tuple(Commit(f"c{n}", NOW - timedelta(days=n + 1), ida) for n in range(commits)),
            "issues": (
                Issue(1, "A door that sticks", ida, NOW - timedelta(days=9), NOW - timedelta(days=9)),
            ),
            "releases": (Release("v1.0", "One", NOW - timedelta(days=30)),),
            "files": ("LICENSE", "README.md"),
            "extents": {
                "commits": Extent(NOW - timedelta(days=400)),
                "issues": Extent(),
                "change_requests": Extent(),
                "releases": Extent(),
                "tags": Extent(),
                "files": Extent(),
            },
        }
        return Facts(**{**values, **more})

    def network(self, **more: Any) -> NetworkSettings:
        values: dict[str, Any] = {"id": "ours", "name": "Ours", "watch": (Source("hub", "bakkeby"),)}
        return NetworkSettings(**{**values, **more})


class FakeForge:
    """A collector over facts that a test puts in; it counts what is asked of it."""

    def __init__(self, facts: Iterable[Facts]) -> None:
        self.facts = {f.repository.id: f for f in facts}
        self.fingerprints = dict.fromkeys(self.facts, "1")
        self.broken: dict[str, str] = {}
        self.asked: list[tuple[str, Any]] = []
        self.stop_after: int | None = None

    async def discover(self, source: Source) -> AsyncIterator[Repository | Failure]:
        self.asked.append(("discover", str(source)))
        if str(source) in self.broken:
            yield Failure(str(source), literally(self.broken[str(source)]), "not-found", final=True)
            return
        for facts in list(self.facts.values()):
            if facts.repository.forge == source.forge:
                yield facts.repository

    async def pulse(self, known: Sequence[Known]) -> AsyncIterator[Pulse | Failure]:
        self.asked.append(("pulse", len(known)))
        by_node = {f.repository.node_id: f for f in self.facts.values()}
        for one in known:
            facts = by_node.get(one.repository.node_id)
            if facts is None or facts.repository.id in self.broken:
                yield Failure(one.repository.id, literally("It is gone."), "not-found", final=True)
            else:
                yield Pulse(facts.repository, self.fingerprints[facts.repository.id])

    async def collect(self, known: Sequence[Known], asof: datetime) -> AsyncIterator[Collected | Failure]:
        self.asked.append(("collect", sorted(k.repository.id for k in known)))
        for number, one in enumerate(known):
            if self.stop_after is not None and number >= self.stop_after:
                raise RuntimeError("cut off")
            id = one.repository.id
            if id in self.broken:
                yield Failure(id, literally(self.broken[id]), "unreachable")
            else:
                yield Collected(self.facts[id], self.fingerprints[id])
            await asyncio.sleep(0)

    async def profiles(self, logins: Sequence[str]) -> AsyncIterator[Profile | Failure]:
        self.asked.append(("profiles", list(logins)))
        for login in logins:
            yield Profile(login=login, fetched_at=NOW)

    def plan(self, first: int, unchanged: int, changed: int) -> Cost:
        return Cost(first + changed, 0)

    async def check(self) -> Check:
        return Check("fake", True, "fine")

    async def aclose(self) -> None:
        self.asked.append(("close", None))


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """Let no test leave another language behind."""
    yield
    use(load("en"))


@pytest.fixture(scope="session")
def postgres() -> Iterator[Running]:
    """A PostgreSQL server, one for each process that runs tests; only CI must have it."""
    try:
        with running() as server:
            yield server
    except NoServer as error:
        if os.environ.get("CIVITOP_TEST_POSTGRES") == "required":
            raise
        pytest.skip(str(error))


@pytest.fixture
def schema(postgres: Running) -> str:
    """The address of an empty schema of its own."""
    name = f"s{secrets.token_hex(8)}"
    postgres.execute(f"CREATE SCHEMA {name}")
    return postgres.address(schema=name)


@pytest.fixture(params=["sqlite", "postgresql"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Path | str:
    """Where a new store can be, of each kind."""
    return tmp_path / "s.db" if request.param == "sqlite" else str(request.getfixturevalue("schema"))


@pytest.fixture
def maker() -> Maker:
    return Maker()


@pytest.fixture
def forge_of() -> Callable[..., FakeForge]:
    return lambda *facts: FakeForge(facts)


@pytest.fixture
def watch_over(maker: Maker) -> Callable[..., Watch]:
    def make(
        store: Store,
        forge: FakeForge,
        network: NetworkSettings | None = None,
        now: datetime = NOW,
        **more: Any,
    ) -> Watch:
        ours = network or maker.network()
        measurers = {ours.id: Measurer(ours, store, maker.registry, Stated())}
        setup = Setup((ours,), measurers, {"hub": lambda: forge}, timedelta(minutes=5))
        return Watch(store, setup, clock=lambda: now, **more)

    return make
