"""A simulated hour of the service, as `benchmarks/faults/week.py` runs a week: what is promised holds."""

from pathlib import Path

import pytest
from msgspec.structs import replace

from benchmarks.faults.promises import LOG_LINES, MOST_MB, Sample, broken, page
from benchmarks.faults.week import simulated

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]


def test_rounds_come_nothing_is_lost_and_every_broken_promise_is_named(tmp_path: Path) -> None:
    week = simulated(4, tmp_path)
    assert week.rounds == 4
    assert week.troubles > 0
    assert week.scrapes == 1
    assert week.log_lines >= 4
    # How late a round begins is the machine's doing in a test: the benchmark says it.
    calm = replace(week, latest=week.latest * 0)
    assert broken(calm, []) == []
    (first,) = week.samples
    grown = Sample(2, first.mb + MOST_MB + 1, first.handles + 99, first.threads, first.store_mb)
    worse = replace(
        calm,
        samples=(first, grown),
        most_lines=LOG_LINES + 1,
        twice=1,
        missing=1,
        early=1,
        differs=("x: 1 and 2",),
    )
    assert len(broken(worse, [9.0])) == 8
    assert "Broken: memory grew" in page(worse, [9.0], broken(worse, [9.0]))
