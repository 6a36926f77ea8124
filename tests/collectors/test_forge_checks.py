"""What the doctor hears of a forge."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from civitop.config.settings import Forge
from civitop.demo import open_city, serve
from collectors.github.collector import GitHubCollector
from collectors.gitlab.collector import GitLabCollector

NOW = datetime(2026, 11, 22, 10, tzinfo=UTC)


def real() -> datetime:
    return datetime.now(UTC)


@pytest.mark.parametrize("kind", ["github", "gitlab"])
async def test_a_forge_in_order_is_told_with_its_budget(kind: str) -> None:
    async with serve(open_city(NOW)) as served:
        make = GitHubCollector if kind == "github" else GitLabCollector
        url = served.github_url if kind == "github" else served.gitlab_url
        tokens = served.github_tokens if kind == "github" else served.gitlab_tokens
        collector = make(Forge(name=kind, kind=kind, url=url), tokens[:1], lambda budget: None, real)
        check = await collector.check()
        await collector.aclose()
    assert check.ok is True
    assert "1 token accepted" in check.text
    assert tokens[0] not in check.text


@pytest.mark.parametrize(
    ("tokens", "ok", "says"),
    [((), None, "no token"), (("ghp_wrong",), False, "token")],
)
async def test_what_is_missing_is_told(tokens: tuple[str, ...], ok: bool | None, says: str) -> None:
    async with serve(open_city(NOW)) as served:
        forge = Forge(name="github", kind="github", url=served.github_url)
        collector = GitHubCollector(forge, tokens, lambda budget: None, real)
        check = await collector.check()
        await collector.aclose()
    assert check.ok is ok
    assert says in check.text
    assert "ghp_wrong" not in check.text


@pytest.mark.parametrize(("hours", "word"), [(2, "ahead"), (-2, "behind")])
async def test_a_clock_that_is_off_is_told(hours: int, word: str) -> None:
    def clock() -> datetime:
        return real() + timedelta(hours=hours)

    async with serve(open_city(NOW)) as served:
        collector = _github(served.github_url, served.github_tokens[:1], clock)
        check = await collector.check()
        await collector.aclose()
    assert check.ok is None
    assert f"clock is 120 minutes {word}" in check.text


def _github(url: str, tokens: tuple[str, ...], clock: Callable[[], datetime]) -> GitHubCollector:
    return GitHubCollector(Forge(name="github", kind="github", url=url), tokens, lambda budget: None, clock)
