"""The measured rounds on a small scale: their price, and an event loop that is free all the time."""

from pathlib import Path

import pytest
from msgspec.structs import replace

from benchmarks import tables
from benchmarks.cases import Case, poll, rounds
from civitop.demo import spawn
from civitop.demo.server.faults import Faults

pytestmark = pytest.mark.slow

COUNT = 24
HELD = 0.1
"""Seconds for which nothing may hold the event loop."""


@pytest.mark.parametrize("forge", ["github", "gitlab"])
def test_each_round_costs_what_was_promised_and_holds_the_loop_for_no_tenth_of_a_second(
    forge: str, tmp_path: Path
) -> None:
    case = Case("small", forge, COUNT)
    with spawn(replace(case.spec(), latency=0.0, commits_per_year=30, issues=5, change_requests=5)) as served:
        first, nothing, changed = rounds(case, served, tmp_path / "store.sqlite")
    assert [row.outcome.failed for row in (first, nothing, changed)] == [0, 0, 0]
    assert (first.outcome.collected, nothing.outcome.unchanged, changed.outcome.collected) == (
        COUNT,
        COUNT,
        1,
    )
    a_history_each = COUNT if forge == "gitlab" else 0
    assert first.requests <= 0.4 * COUNT + a_history_each
    assert first.points <= 1.7 * COUNT
    assert nothing.requests <= 3
    assert changed.requests <= nothing.requests + (1 if forge == "github" else 2)
    # processor time: on a busy machine the clock on the wall also tells what others do
    assert max(row.outcome.held_computing for row in (first, nothing, changed)) < HELD
    assert max(row.outcome.held_by_itself for row in (first, nothing, changed)) < HELD
    assert first.outcome.first_figure is not None
    assert 0 < first.outcome.first_figure < first.outcome.seconds
    assert "nothing changed" in tables.of_rounds([first, nothing, changed])


@pytest.mark.parametrize("forge", ["github", "gitlab"])
def test_waiting_for_the_forge_holds_nothing_and_is_told(forge: str, tmp_path: Path) -> None:
    case = Case("small", forge, COUNT)
    faults = Faults(seed=67, bad_gateway=0.1, reset=0.05, truncated=0.05, secondary_after=6, retry_after=1)
    spec = replace(case.spec(), latency=0.0, commits_per_year=30, issues=5, change_requests=5, faults=faults)
    with spawn(spec) as served:
        row = poll(case, served, tmp_path / "store.sqlite", "first")
    assert row.outcome.collected == COUNT
    assert row.outcome.seconds > faults.retry_after
    assert row.outcome.held_by_itself < HELD
    assert any("secondary limit" in sentence for sentence in row.outcome.told)
