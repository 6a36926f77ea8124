"""What the doctor says of forges that it can ask."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from civitop.cli.commands.doctor import forges
from civitop.config import parse
from civitop.demo.forge import Forge, serve
from civitop.demo.world.scale import scaled
from collectors.forges import KINDS

pytestmark = pytest.mark.slow

NOW = datetime(2026, 11, 22, 10, tzinfo=UTC)


def written(served: Forge, github: str) -> str:
    """A configuration of both sides of the demo, with more lines for GitHub."""
    return f"""
[forge.github]
kind = "github"
url = "{served.github_url}"
{github}
[forge.gitlab]
kind = "gitlab"
url = "{served.gitlab_url}"
token = {{ env = "OURS" }}
"""


@pytest.fixture(autouse=True)
def alone(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("GITHUB_TOKEN", "GH_TOKEN", "GITLAB_TOKEN", "OURS", "APP_KEY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("PATH", "")


async def test_each_forge_is_asked_and_says_what_it_accepts(monkeypatch: pytest.MonkeyPatch) -> None:
    async with serve(scaled(1, now=NOW)) as served:
        app = served.app
        monkeypatch.setenv("OURS", served.gitlab_tokens[0])
        monkeypatch.setenv("GITHUB_TOKEN", "ghp_ofsomebodyelse")
        monkeypatch.setenv("APP_KEY", app.key.replace("\n", "\\n"))
        line = f'app = {{ id = {app.id}, installation = {app.installation}, key = {{ env = "APP_KEY" }} }}'
        found = await forges(parse(written(served, line), "ours.toml", Path(), KINDS))
    said = {check.what: check for check in found}
    assert said["github"].ok
    assert "GitHub App 424242, installation 7654321 accepted" in said["github"].text
    assert "token" not in said["github"].text  # the App asks in place of a person
    assert said["gitlab"].ok
    assert "1 token accepted" in said["gitlab"].text


async def test_a_key_that_is_not_there_is_said_and_stops_no_other_forge(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with serve(scaled(1, now=NOW)) as served:
        monkeypatch.setenv("OURS", served.gitlab_tokens[0])
        line = 'app = { id = 1, installation = 2, key = { file = "nowhere.pem" } }'
        found = await forges(parse(written(served, line), "ours.toml", Path("/somewhere"), KINDS))
    said = {check.what: check for check in found}
    assert said["github"].ok is False
    assert said["github"].text == (
        "The private key of GitHub App 1, installation 2 is not in /somewhere/nowhere.pem: "
        "put the PEM file there that GitHub gave out."
    )
    assert said["gitlab"].ok


async def test_without_a_token_a_forge_says_what_is_known_what_one_adds_and_three_ways_to_one() -> None:
    async with serve(scaled(1, now=NOW)) as served:
        found = await forges(parse(written(served, ""), "ours.toml", Path(), KINDS))
    advice = [check for check in found if check.text.startswith("Histories come by git")]
    assert [(check.what, check.ok) for check in advice] == [("github", None), ("gitlab", None)]
    assert advice[0].text == (
        "Histories come by git, open issues at 60 requests an hour. "
        "A token adds closed issues, answers and reviews, releases, and who works where. "
        "Three ways to one: gh auth login, the variable GITHUB_TOKEN, or token in [forge.github]."
    )
    assert "Three ways to one: glab auth login, the variable GITLAB_TOKEN" in advice[1].text
    answers = [check for check in found if check not in advice]
    assert all("no token" in check.text for check in answers if check.what == "github")
    for check in found:
        assert check.text.count("no token") <= 1
