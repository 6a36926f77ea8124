"""A served world and clients that speak to it over real sockets."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest

from civitop.demo import Forge, World, open_city, serve

NOW = datetime(2026, 11, 22, 10, tzinfo=UTC)


class Client:
    """Asks one forge as its collector would, with a token."""

    def __init__(self, forge: Forge, side: str) -> None:
        self.forge = forge
        self.url = forge.github_url if side == "github" else forge.gitlab_url
        self.api = f"{self.url}/api/v3" if side == "github" else f"{self.url}/api/v4"
        tokens = forge.github_tokens if side == "github" else forge.gitlab_tokens
        self.http = httpx.AsyncClient(headers={"Authorization": f"Bearer {tokens[0]}"})

    async def graphql(self, query: str, **variables: Any) -> dict[str, Any]:
        answer = await self.http.post(
            f"{self.url}/api/graphql", json={"query": query, "variables": variables}
        )
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def get(self, path: str, **headers: str) -> httpx.Response:
        return await self.http.get(self.api + path, headers=headers)


@pytest.fixture
def now() -> datetime:
    return NOW


@pytest.fixture
def world(now: datetime) -> World:
    return open_city(now)


@pytest.fixture
async def forge(world: World) -> AsyncIterator[Forge]:
    async with serve(world) as forge:
        yield forge


@pytest.fixture
def client_of():
    return Client


@pytest.fixture
async def github(forge: Forge) -> AsyncIterator[Client]:
    client = Client(forge, "github")
    async with client.http:
        yield client


@pytest.fixture
async def gitlab(forge: Forge) -> AsyncIterator[Client]:
    client = Client(forge, "gitlab")
    async with client.http:
        yield client
