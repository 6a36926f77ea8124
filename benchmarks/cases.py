"""What is measured: worlds of the demo forge, and the rounds of civitop over them."""

import asyncio
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import httpx
import msgspec
from msgspec import Struct

from benchmarks.one_round import Order, Outcome
from civitop.demo import Spawned, Spec, spawn
from civitop.demo.server.faults import Faults
from civitop.demo.world.model import ForgeKind
from civitop.demo.world.scale import OWNER_SIZE

LATENCY = 0.08
"""Seconds that every answer takes at least."""
SEED = 1
"""The worlds are always the same."""
COMMITS, ISSUES, CHANGE_REQUESTS = 100, 60, 60
"""Of a repository on average: about 100 commits in the year, 60 issues and 60 change requests."""
PLENTY = 100_000_000
"""A budget that never runs out: 10,000 repositories cost several hours of points, and it is seconds of
work, not of waiting, that are to be seen."""


class Case(Struct, frozen=True):
    """One world on one forge."""

    name: str
    forge: ForgeKind
    count: int
    anonymous: bool = False
    uneven: bool = False
    """Whether the histories are as long, and as different, as those of twelve real ones."""
    full: bool = False
    """Whether it is left out of the quick set."""

    @property
    def title(self) -> str:
        """What stands over its figures."""
        forge = {"github": "GitHub", "gitlab": "GitLab"}[self.forge]
        token = ", without a token" if self.anonymous else ""
        commits = ", 66,000 commits" if self.uneven else ""
        return f"{forge}, {self.count:,} repositories{commits}{token}"

    def spec(self) -> Spec:
        """Return the world and the way it is served."""
        limits = Faults(points=PLENTY, requests=PLENTY)
        if self.anonymous:  # as gitlab.com has it since October 2026
            limits = msgspec.structs.replace(limits, gitlab_anonymous_requests=60)
        return Spec(
            now=datetime.now(UTC).replace(microsecond=0),
            kind="scaled",
            seed=SEED,
            count=self.count,
            forge=self.forge,
            held=self.count,
            uneven=self.uneven,
            commits_per_year=COMMITS,
            issues=ISSUES,
            change_requests=CHANGE_REQUESTS,
            latency=LATENCY,
            faults=limits,
        )

    def owners(self) -> tuple[str, ...]:
        """Return the organisations or groups that hold the projects."""
        return tuple(f"network-{number + 1:03}" for number in range(-(-self.count // OWNER_SIZE)))

    def project(self, index: int) -> str:
        """Return the path of a project by its place."""
        return f"network-{index // OWNER_SIZE + 1:03}/service-{index + 1:05}"


CASES = (
    Case("github-12", "github", 12, uneven=True),
    Case("github-300", "github", 300),
    Case("github-12-anonymous", "github", 12, anonymous=True),
    Case("github-12-uneven-anonymous", "github", 12, anonymous=True, uneven=True),
    Case("github-300-anonymous", "github", 300, anonymous=True),
    Case("gitlab-300", "gitlab", 300),
    Case("gitlab-300-anonymous", "gitlab", 300, anonymous=True),
    Case("github-10000", "github", 10_000, full=True),
)


class Row(Struct, frozen=True):
    """One round as the forge saw it and as the process saw itself."""

    round: str
    requests: int
    points: int
    bytes: int
    outcome: Outcome


@contextmanager
def served(case: Case) -> Iterator[Spawned]:
    """Serve a case's world in a process of its own until the block ends.

    The world is made beforehand: what a forge has on its disks is no part of what it takes to ask it.
    """
    with spawn(case.spec()) as forge:
        forge.warm()
        if case.anonymous:
            asyncio.run(_histories(case, forge))
        yield forge


async def _histories(case: Case, forge: Spawned) -> None:
    """Let the demo make the repositories that git will be asked for."""
    url = forge.github_url if case.forge == "github" else forge.gitlab_url
    few = asyncio.Semaphore(4)
    async with httpx.AsyncClient(timeout=600) as client:

        async def make(path: str) -> None:
            async with few:
                await client.get(f"{url}/{path}.git/info/refs?service=git-upload-pack")

        await asyncio.gather(*(make(case.project(index)) for index in range(case.count)))


@contextmanager
def folder() -> Iterator[Path]:
    """Give a folder that is gone afterwards."""
    path = Path(tempfile.mkdtemp(prefix="civitop-bench-"))
    try:
        yield path
    finally:
        shutil.rmtree(path, ignore_errors=True)


def poll(case: Case, forge: Spawned, store: Path, name: str) -> Row:
    """Run one round in a process of its own."""
    kind = case.forge
    url, tokens = (
        (forge.github_url, forge.github_tokens)
        if kind == "github"
        else (forge.gitlab_url, forge.gitlab_tokens)
    )
    cache = store.with_suffix(".clones")
    order = Order(kind, url, () if case.anonymous else tokens[:1], case.owners(), str(store), str(cache))
    forge.clear()
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.one_round"],
        input=msgspec.json.encode(order),
        stdout=subprocess.PIPE,
        check=True,
    )
    outcome = msgspec.json.decode(done.stdout, type=Outcome)
    asked = forge.totals().by_api.values()
    requests, points, size = (sum(column) for column in zip(*asked, strict=True)) if asked else (0, 0, 0)
    return Row(name, requests, points, size, outcome)


def rounds(case: Case, forge: Spawned, store: Path) -> Iterator[Row]:
    """Measure a first round, one without change, and one in which a hundredth has changed."""
    yield poll(case, forge, store, "first")
    yield poll(case, forge, store, "nothing changed")
    changed = max(1, case.count // 100)
    for place in range(changed):
        forge.change(f"{case.forge}:{case.project(place * (case.count // changed))}")
    yield poll(case, forge, store, f"{changed} changed")
