"""Wrong types in every field of every answer: figures, or that repository's stated failure; never in the store.

The real collectors, poll loop and store run over the demo's forges, without sockets. Each case changes one
field of one answer to one wrong value, runs a round, reads everything back, and then lets a round without
the change heal it.
"""

import asyncio
import logging
import os
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from random import Random
from typing import Any, ClassVar

import httpx
import pytest

from civitop.config.settings import Forge, NetworkSettings
from civitop.config.sources import Source
from civitop.demo.github.api import GitHub
from civitop.demo.gitlab.api import GitLab
from civitop.demo.server.access_control import new_token
from civitop.demo.server.faults import Faults
from civitop.demo.world.scale import scaled
from civitop.health import Snapshot
from civitop.people.affiliation.registry import Registry
from civitop.people.affiliation.statements import Stated
from civitop.polling import events
from civitop.polling.measurer import Measurer
from civitop.reading.store_reader import Setup
from civitop.store import Store
from civitop.watch import Watch
from collectors.github.collector import GitHubCollector
from collectors.gitlab.collector import GitLabCollector
from tests.collectors.in_process import WRONG, At, InProcess, encoded, leave, paths

NOW = datetime(2026, 11, 22, 10, tzinfo=UTC)
SOME = 307
"""Of so many cases one is tried in the quick tests."""
MANY = int(os.environ.get("CIVITOP_WRONG_TYPES", "74"))
"""Of so many cases one is tried in the slow tests, two hundred and fifty in all.

`CIVITOP_WRONG_TYPES=9` tries two thousand, `1` every one."""


async def asleep(seconds: float) -> None:
    """Sleep without waiting."""
    await asyncio.sleep(0)


class Town:
    """A small world on one forge, and watches over it."""

    last: ClassVar[InProcess]

    def __init__(self, kind: str, *, anonymous: bool = False) -> None:
        self.kind = kind
        self.rounds = 0
        world = scaled(2, now=NOW, forge=kind, commits_per_year=6, issues=6, change_requests=6)
        side = GitHub if kind == "github" else GitLab
        accepted = (new_token("ghp_" if kind == "github" else "glpat-", 1),)
        self.tokens = () if anonymous else accepted
        rest = {"faults": Faults(), "latency": 0.0, "clock": self._forge_time}
        self.network = InProcess(side(world, accepted, **rest))
        Town.last = self.network
        self.registry = Registry(())
        self.unreadable: list[str] = []
        """What the store could not read of what it had kept."""
        self.now = NOW

    def _forge_time(self) -> float:
        """Return the forge's time: an hour a round, so that no limit is met."""
        return NOW.timestamp() + 3600 * self.rounds

    def watch(self, store: Store) -> Watch:
        """Return a new watch, as after a start."""
        store._left_out = lambda what, rows, then: self.unreadable.append(what)  # type: ignore[method-assign]
        ours = NetworkSettings(id="ours", name="Ours", watch=(Source("hub", "network-001"),))
        measurers = {"ours": Measurer(ours, store, self.registry, Stated())}
        setup = Setup((ours,), measurers, {"hub": self._collector}, timedelta(minutes=5))
        return Watch(store, setup, clock=lambda: self.now)

    def _collector(self) -> Any:
        forge = Forge(name="hub", kind=self.kind, url=f"https://{self.kind}.example")
        common = (forge, self.tokens, lambda _: None, lambda: self.now, asleep)
        if self.kind == "github":
            return GitHubCollector(*common, random=Random(1), http=self.network)
        return GitLabCollector(*common, http=self.network)

    async def round(self, store: Store) -> list[Any]:
        """Return what happens in one round."""
        self.rounds += 1
        watch = self.watch(store)
        try:
            return [event async for event in watch.round(forever=False)]
        finally:
            await watch.aclose()

    def read(self, store: Store) -> Snapshot:
        """Read whatever a face reads, and return the present state."""
        watch = self.watch(store)
        snapshot = watch.snapshot()
        for health in snapshot.repositories:
            watch.report(health.id)
            str(health.error)
            for signal in health.signals.values():
                str(signal.reason)
        watch.snapshot(self.now - timedelta(days=30))
        watch.changes()
        watch.people_file("ours")
        return snapshot


def wellness(snapshot: Snapshot) -> list[Any]:
    """Return of every repository whether it is well, and which signals it has."""
    return [(h.name, h.status, h.error, tuple(h.signals)) for h in snapshot.repositories]


class Scenario:
    """A round that is run again and again with one thing changed, from the same store."""

    def __init__(self, kind: str, folder: Path) -> None:
        self.town = Town(kind.partition(" ")[0], anonymous="without" in kind)
        self.before = folder / "before.db"
        self.path = folder / "case.db"
        self.whole: list[Any] = []
        self.answers: dict[str, Any] = {}

    async def prepare(self, *, again: bool) -> None:
        """Learn the answers of the round that is changed: the first one, or one after that."""
        town = self.town
        if again:
            with Store(self.before) as store:
                await town.round(store)
                store._rows("UPDATE repository SET fingerprint = 'older'")
                store._rows("UPDATE profile SET fetched_at = NULL")
            town.now = NOW + timedelta(hours=7)
        else:
            Store(self.before).close()
        town.network.heard.clear()
        shutil.copy(self.before, self.path)
        with Store(self.path) as store:
            await town.round(store)
            await town.round(store)
        town.now += timedelta(hours=7)
        with Store(self.path) as store:
            await town.round(store)
            self.whole = wellness(town.read(store))
        town.now -= timedelta(hours=7)
        self.answers = dict(town.network.heard)
        assert [each[1] for each in self.whole] == ["fresh", "fresh"]
        assert self.answers

    def cases(self) -> list[tuple[str, At, str]]:
        """Return request, place and wrong value of every case."""
        return [
            (key, path, wrong)
            for key, answer in self.answers.items()
            for path in paths(answer)
            for wrong in WRONG
        ]

    async def run(self, key: str, path: At, wrong: str) -> str:
        """Run one case, and return how it ended: `figures`, `stated`, or what is not as it should be."""
        town = self.town
        town.unreadable.clear()
        shutil.copy(self.before, self.path)
        town.network.change = partial(_instead, key, path, WRONG[wrong])
        with Store(self.path) as store:
            happened = await town.round(store)
            now = town.read(store)
        town.network.change = leave
        town.now += timedelta(hours=7)  # when owners are listed again
        try:
            with Store(self.path) as store:
                for _ in range(2):
                    happened += await town.round(store)
                healed = wellness(town.read(store))
        finally:
            town.now -= timedelta(hours=7)
        if broke := [str(e.error) for e in happened if isinstance(e, events.Failed) and e.id == "hub"]:
            return f"broke off: {broke[0]}"
        if unreadable := self.town.unreadable:
            return f"in the store: {unreadable}"
        if healed != self.whole:
            return f"not healed: {healed}"
        unwell = [health for health in now.repositories if health.status != "fresh"]
        if any(health.error is None for health in unwell):
            return "not stated"
        return "stated" if unwell else "figures"


def _instead(key: str, path: At, wrong: Any, asked: str, answer: Any) -> bytes | None:
    return encoded(answer, path, wrong) if asked == key else None


async def endings(kind: str, folder: Path, *, again: bool, every: int, begin: int) -> dict[str, list[str]]:
    """Return the cases by how they ended."""
    scenario = Scenario(kind, folder)
    await scenario.prepare(again=again)
    ended: dict[str, list[str]] = {}
    for key, path, wrong in scenario.cases()[begin::every]:
        try:
            how = await scenario.run(key, path, wrong)
        except Exception as error:  # any at all is what this looks for
            how = f"raised {type(error).__name__}: {error}"
        ended.setdefault(how, []).append(f"{key[:60]} {'.'.join(map(str, path))} = {wrong}")
    return ended


@pytest.fixture(autouse=True)
def quiet() -> Iterator[None]:
    """Let ten thousand tracebacks go unlogged: each is a failure that is told as well."""
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


@pytest.fixture(autouse=True)
def no_sockets(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let what makes a client of its own (PyGithub's connection) use the last town's network."""
    made = httpx.AsyncClient

    def client(**more: Any) -> httpx.AsyncClient:
        return made(**{"transport": Town.last, **more})

    monkeypatch.setattr(httpx, "AsyncClient", client)


ROUNDS = [
    (kind, again)
    for kind in ("github", "github without a token", "gitlab", "gitlab without a token")
    for again in (False, True)
]


@pytest.mark.parametrize(("kind", "again"), ROUNDS)
async def test_some_wrong_types_end_in_figures_or_a_stated_failure(
    kind: str, again: bool, tmp_path: Path
) -> None:
    ended = await endings(kind, tmp_path, again=again, every=SOME, begin=5)
    assert ended.keys() <= {"figures", "stated"}, ended


@pytest.mark.slow
@pytest.mark.timeout(3600)
@pytest.mark.parametrize(("kind", "again"), ROUNDS)
async def test_wrong_types_end_in_figures_or_a_stated_failure(kind: str, again: bool, tmp_path: Path) -> None:
    ended = await endings(kind, tmp_path, again=again, every=MANY, begin=0)
    assert ended.keys() == {"figures", "stated"}, ended
