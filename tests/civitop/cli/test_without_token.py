"""The demo network without a token: histories by git, and what the interface gives to anybody."""

import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from civitop.cli.commands.demo import wired_demo
from civitop.cli.progress.headless import poll_once
from civitop.demo import Spec, spawn
from civitop.health import Snapshot
from civitop.store import Store
from tests.patience import PROCESS

pytestmark = [pytest.mark.slow, pytest.mark.timeout(180)]
NOW = datetime(2026, 11, 22, 10, tzinfo=UTC)


def round_of(folder: Path, *, tokens: bool) -> tuple[Snapshot, int]:
    """Return the state after one round, and how many requests GitHub's interface had."""
    with spawn(Spec(now=NOW)) as served, Store(folder / f"{tokens}.db") as store:
        wiring = wired_demo(served, store, lambda: NOW, cache=folder / "cache", tokens=tokens)
        poll_once(wiring.watch)
        return wiring.watch.snapshot(NOW), len([a for a in served.asked() if a.api.startswith("github")])


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> dict[bool, tuple[Snapshot, int]]:
    folder = tmp_path_factory.mktemp("without-token")
    return {tokens: round_of(folder, tokens=tokens) for tokens in (True, False)}


def figures(snapshot: Snapshot, signal: str, *names: str) -> dict[str, Any]:
    """Return the value and some details of a signal by repository."""
    return {
        health.id: (found.value, *(getattr(found.detail, name) for name in names))
        for health in snapshot.repositories
        if (found := health.signals.get(signal))
    }


@pytest.mark.parametrize(
    ("signal", "names"),
    [
        ("bus_factor", ("people", "commits_365d", "first_share")),
        ("activity", ("people_90d", "people_365d", "weekly")),
        ("open_issues", ("median_age_days", "oldest_age_days", "stale", "open_change_requests")),
        ("public_code", ("found", "valid", "used_by")),
    ],
)
def test_figures_without_a_token_are_those_with_one(
    both: dict[bool, tuple[Snapshot, int]], signal: str, names: tuple[str, ...]
) -> None:
    assert figures(both[False][0], signal, *names) == figures(both[True][0], signal, *names)


def test_every_project_has_a_cadence_or_was_never_released(both: dict[bool, tuple[Snapshot, int]]) -> None:
    unknown = [h for h in both[False][0].repositories if h.signals["release_cadence"].level == "unknown"]
    assert [
        h.signals["bus_factor"].reason.english.endswith("nothing was ever committed.") for h in unknown
    ] == [True]


def test_github_is_asked_for_lists_and_open_issues_only(both: dict[bool, tuple[Snapshot, int]]) -> None:
    projects = [h for h in both[False][0].repositories if h.forge == "github"]
    assert both[False][1] <= 2 * 3 + len(projects) + 2


def test_what_needs_a_token_says_so(both: dict[bool, tuple[Snapshot, int]]) -> None:
    for health in both[False][0].repositories:
        if health.forge == "github":
            response = health.signals["response_time"]
            assert response.value is None
            assert "token" in response.reason.english


def test_every_figure_that_is_unknown_says_why(both: dict[bool, tuple[Snapshot, int]]) -> None:
    unknown = [
        (health.id, name, signal.reason.english)
        for health in both[False][0].repositories
        for name, signal in health.signals.items()
        if signal.value is None and signal.level == "unknown"
    ]
    assert unknown
    for id, name, reason in unknown:
        assert reason.endswith("."), (id, name)


def test_a_new_user_with_an_empty_home_has_figures_at_once(tmp_path: Path) -> None:
    names = ("PATH", "LANG", "SYSTEMROOT")
    environment = {name: os.environ[name] for name in names if name in os.environ}
    home = tmp_path / "home"
    home.mkdir()
    done = subprocess.run(
        [sys.executable, "-m", "civitop", "demo", "--no-token", "--once"],
        env={**environment, "HOME": str(home), "LC_ALL": "C.UTF-8"},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=PROCESS,
        check=False,
    )
    assert done.returncode in (0, 3), done.stderr
    assert "Traceback" not in done.stderr
    assert "bus factor" in done.stdout.casefold()
    assert not [path for path in home.rglob("*") if path.is_file()]  # the demo leaves nothing behind
