"""Small repositories with people of our own invention, and a collector to read them."""

import os
import subprocess
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from civitop.config.settings import Forge
from civitop.config.sources import Source
from civitop.model import Facts
from civitop.polling.collector import Budget, Collected, Failure, Known
from collectors.git.collector import GitCollector

ASOF = datetime(2026, 11, 22, tzinfo=UTC)


class Clone:
    """A repository in a folder, and git in it."""

    def __init__(self, path: Path, *options: str) -> None:
        self.path = path
        self.environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith("GIT_")},
            "GIT_CONFIG_GLOBAL": os.devnull,
            "GIT_CONFIG_SYSTEM": os.devnull,
        }
        self._minute = 0
        path.mkdir(parents=True)
        self.git("init", "-q", "-b", "main", *options)

    def git(self, *arguments: str, text: str | bytes = b"", **environment: str) -> str:
        done = subprocess.run(
            ["git", *arguments],
            cwd=self.path,
            env={**self.environment, **environment},
            input=text.encode() if isinstance(text, str) else text,
            capture_output=True,
            check=True,
        )
        return done.stdout.decode("utf-8", "replace").strip()

    def write(self, path: str, text: str) -> None:
        target = self.path / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")
        self.git("add", "-A")

    def commit(
        self,
        name: str = "Mette Holm",
        email: str = "mette@example.dk",
        message: str = "Do",
        at: str | None = None,
    ) -> str:
        self._minute += 1
        at = at or f"2026-03-01T10:{self._minute:02}:00Z"
        self.git(
            *("commit", "-q", "--allow-empty", "--no-verify", "-m", message),
            GIT_AUTHOR_NAME=name,
            GIT_AUTHOR_EMAIL=email,
            GIT_AUTHOR_DATE="2020-01-01T00:00:00Z",
            GIT_COMMITTER_NAME="C",
            GIT_COMMITTER_EMAIL="c@example.dk",
            GIT_COMMITTER_DATE=at,
        )
        return self.git("rev-parse", "HEAD")

    def merge(self, branch: str) -> str:
        self.git("merge", "-q", "--no-ff", "--no-edit", branch, **self.who)
        return self.git("rev-parse", "HEAD")

    @property
    def who(self) -> dict[str, str]:
        return {
            "GIT_AUTHOR_NAME": "C",
            "GIT_AUTHOR_EMAIL": "c@example.dk",
            "GIT_COMMITTER_NAME": "C",
            "GIT_COMMITTER_EMAIL": "c@example.dk",
            "GIT_COMMITTER_DATE": "2026-04-01T12:00:00Z",
        }


class Reader:
    """A collector, asked the way the core asks."""

    def __init__(self, collector: GitCollector, budgets: list[Budget]) -> None:
        self.collector = collector
        self.budgets = budgets

    async def known(self, path: str | Path) -> Known:
        (found,) = [item async for item in self.collector.discover(Source("git", str(path)))]
        assert not isinstance(found, Failure), found
        return Known(found)

    async def failure(self, path: str | Path) -> Failure:
        """Return what goes wrong with a source, at discovery or later."""
        (found,) = [item async for item in self.collector.discover(Source("git", str(path)))]
        if isinstance(found, Failure):
            return found
        (answer,) = [item async for item in self.collector.collect([Known(found)], ASOF)]
        assert isinstance(answer, Failure), answer
        return answer

    async def collected(self, known: Known) -> Collected:
        (answer,) = [item async for item in self.collector.collect([known], ASOF)]
        assert isinstance(answer, Collected), answer
        return answer

    async def facts(self, path: str | Path) -> Facts:
        return (await self.collected(await self.known(path))).facts

    async def fingerprint(self, known: Known) -> str:
        (answer,) = [item async for item in self.collector.pulse([known])]
        assert not isinstance(answer, Failure), answer
        return answer.fingerprint


@pytest.fixture
def clone(tmp_path: Path) -> Clone:
    return Clone(tmp_path / "desk")


@pytest.fixture
def another(tmp_path: Path) -> Callable[..., Clone]:
    return lambda name, *options: Clone(tmp_path / name, *options)


@pytest.fixture
async def reader(tmp_path: Path):
    budgets: list[Budget] = []
    collector = GitCollector(
        Forge(name="git", kind="git", url=""),
        tmp_path / "cache",
        environment=os.environ,
        notify=budgets.append,
        now=lambda: ASOF,
    )
    yield Reader(collector, budgets)
    await collector.aclose()
