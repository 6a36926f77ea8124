"""Serves a world: a GitHub and a GitLab on loopback, in the running event loop."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from demo.budget import Log
from demo.desk import Desk, new_token, real_clock
from demo.faults import Faults
from demo.github import GitHub
from demo.http import HttpServer
from demo.world import World

TOKENS = 3
"""Tokens that each forge accepts, each with its own budget."""


class Forge:
    """A served world."""

    def __init__(self, world: World, github: Desk, github_url: str) -> None:
        self.world = world
        self.github = github
        self.github_url = github_url
        """For a forge of kind `github` in the configuration."""

    @property
    def github_tokens(self) -> tuple[str, ...]:
        """Tokens that the GitHub side accepts."""
        return self.github.tokens

    @property
    def github_log(self) -> Log:
        """What was asked of the GitHub side."""
        return self.github.log


@asynccontextmanager
async def serve(
    world: World,
    *,
    latency: float = 0.0,
    faults: Faults | None = None,
    clock: Callable[[], float] = real_clock,
) -> AsyncIterator[Forge]:
    """Serve a world on 127.0.0.1 until the block ends."""
    troubles = faults or Faults()
    tokens = tuple(new_token("ghp_", world.seed * 100 + n) for n in range(TOKENS))
    github = GitHub(world, tokens, faults=troubles, latency=latency, clock=clock)
    server = HttpServer(github.handle, github.done)
    await server.start()
    try:
        yield Forge(world, github, server.url)
    finally:
        await asyncio.shield(server.stop())
