"""Serves a world: a GitHub and a GitLab on loopback, in the running event loop."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime

from civitop.demo.github.api import GitHub
from civitop.demo.github.app import App
from civitop.demo.gitlab.api import GitLab
from civitop.demo.server.access_control import new_token, real_clock
from civitop.demo.server.budget import Log
from civitop.demo.server.faults import Faults
from civitop.demo.server.git_server import GitServer
from civitop.demo.server.http import HttpServer
from civitop.demo.world.world import World

TOKENS = 3
"""Tokens that each forge accepts, each with its own budget."""


class Forge:
    """A served world."""

    def __init__(self, world: World, github: GitHub, gitlab: GitLab, urls: tuple[str, str]) -> None:
        self.world = world
        self.github = github
        self.gitlab = gitlab
        self.github_url, self.gitlab_url = urls
        """For forges of kind `github` and `gitlab` in the configuration."""

    @property
    def github_tokens(self) -> tuple[str, ...]:
        """Tokens that the GitHub side accepts, each with its own budget."""
        return self.github.tokens

    @property
    def app(self) -> App:
        """The GitHub App that the GitHub side knows."""
        return self.github.app

    @property
    def gitlab_tokens(self) -> tuple[str, ...]:
        """Tokens that the GitLab side accepts."""
        return self.gitlab.tokens

    @property
    def github_log(self) -> Log:
        """What was asked of the GitHub side."""
        return self.github.log

    @property
    def log(self) -> Log:
        """What was asked of both sides, in the order of time."""
        sides = (self.github.log, self.gitlab.log)
        return Log(
            sorted((asked for log in sides for asked in log.asked), key=lambda asked: asked.at),
            sorted(span for log in sides for span in log.waits),
        )

    @property
    def gitlab_log(self) -> Log:
        """What was asked of the GitLab side."""
        return self.gitlab.log


@asynccontextmanager
async def serve(
    world: World,
    *,
    latency: float = 0.0,
    living: bool = False,
    faults: Faults | None = None,
    clock: Callable[[], float] = real_clock,
) -> AsyncIterator[Forge]:
    """Serve a world on 127.0.0.1, in the running event loop, until the block ends.

    A `living` world goes on from its `now` in real seconds: something happens every few of them.
    `latency` is what every answer takes at least, in seconds; `clock` gives the Unix time that limits
    reset by.
    """

    def tokens(prefix: str) -> tuple[str, ...]:
        return tuple(new_token(prefix, world.seed * 100 + number) for number in range(TOKENS))

    rest = {"faults": faults or Faults(), "latency": latency, "clock": clock}
    github = GitHub(world, tokens("ghp_"), **rest)
    gitlab = GitLab(world, tokens("glpat-"), **rest)
    life: asyncio.Task[None] | None = None
    clones = (GitServer(world, "github", latency), GitServer(world, "gitlab", latency))
    servers = [
        HttpServer(git.before(side.handle), side.done)
        for git, side in zip(clones, (github, gitlab), strict=True)
    ]
    try:
        for server in servers:
            await server.start()
        life = asyncio.create_task(_live(world)) if living else None
        yield Forge(world, github, gitlab, (servers[0].url, servers[1].url))
    finally:
        if life:
            life.cancel()
        for server in servers:
            await server.stop()
        for git in clones:
            git.close()


async def _live(world: World) -> None:
    """Let the world go on in real seconds."""
    began = time.monotonic()
    start = world.start.timestamp()
    while (due := world.next_event) is not None:
        await asyncio.sleep(max(0.0, due - start - (time.monotonic() - began)))
        # a datetime knows no less than a microsecond: without the millisecond it may fall just short
        world.advance(datetime.fromtimestamp(due + 0.001, UTC))
