"""A GitHub to collect from: the demo forge on loopback, and answers written by hand."""

from contextlib import asynccontextmanager
from datetime import UTC, datetime
from random import Random

import pytest

from civitop.config.settings import Forge
from civitop.config.sources import Source
from civitop.demo.forge import serve
from civitop.demo.server.faults import Faults
from civitop.demo.world.scale import scaled
from civitop.polling.collector import Collected, Failure, Known
from collectors.github.collector import GitHubCollector


class Scene:
    """A served world and a collector for it."""

    def __init__(self, world, forge, settings):
        self.world = world
        self.served = forge
        self.told = []
        self.settings = settings
        self.collector = self.another()

    def another(self, tokens=None, *, clock=lambda: datetime.now(UTC), **more):
        """Make a further collector for the same forge."""
        forge = Forge(name="demo", kind="github", url=self.served.github_url, **self.settings)
        if tokens is None:
            tokens = self.served.github_tokens[:1]
        return GitHubCollector(forge, tokens, self.told.append, clock, random=Random(1), **more)

    async def repositories(self):
        """Return what the owners of the world hold, by name."""
        owners = dict.fromkeys(project.owner for project in self.world.projects)
        found = [r for owner in owners async for r in self.collector.discover(Source("demo", owner))]
        return {repository.name: repository for repository in found}

    async def first_round(self):
        """Collect everything; return `Known` by name as a store would give it back."""
        known = [Known(repository) for repository in (await self.repositories()).values()]
        return {each.facts.repository.name: held(each) for each in await self.collect(known)}

    async def collect(self, known, collector=None):
        """Return the results of one round."""
        return [r async for r in (collector or self.collector).collect(known, self.world.time)]

    async def pulse(self, known):
        """Return the results of one pulse."""
        return [p async for p in self.collector.pulse(known)]

    def truth(self, name):
        """Return what the world knows of a project."""
        return self.world.truth(f"github:{name}")


def held(result: Collected | Failure) -> Known:
    """Return what a store would know after a result."""
    assert isinstance(result, Collected), result
    return Known(result.facts.repository, result.fingerprint, lambda: result.facts)


@pytest.fixture
def scene():
    """Serve a world: `async with scene(count, faults=…, world=…) as it`."""

    @asynccontextmanager
    async def open_scene(count=3, *, world=None, faults=None, latency=0.0, scale=None, **settings):
        world = world or scaled(
            count, now=datetime.now(UTC), **(scale or {"issues": 12, "change_requests": 10})
        )
        async with serve(world, latency=latency, faults=faults or Faults()) as forge:
            it = Scene(world, forge, settings)
            try:
                yield it
            finally:
                await it.collector.aclose()

    return open_scene
