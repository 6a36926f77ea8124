"""The limits of a simulated day in the worst weather: each that is passed is named, and the page says the same."""

from pathlib import Path
from random import Random

import pytest
from msgspec.structs import replace

from benchmarks.faults.day import HOUR, LIMITS, Sample, page, passed
from benchmarks.faults.weather import Weather

CALM = Sample(
    round=1, failed=2, mb=90.0, handles=13, threads=6, store_mb=3.0, cache_mb=7.0, log_kb=1.0, ahead=300.0
)  # fmt: skip
DAY = [replace(CALM, round=number) for number in range(1, 4 * HOUR + 1)]


def test_a_day_within_its_limits_passes_none() -> None:
    assert passed(DAY, len(DAY), "") == []
    assert "All limits are kept." in page(DAY, Weather(Random(1)), 60.0, [])


@pytest.mark.parametrize(
    "worse",
    [
        {"mb": LIMITS.mb + 1},
        {"handles": LIMITS.handles + 1},
        {"threads": LIMITS.threads + 1},
        {"store_mb": LIMITS.store_mb + 1},
        {"cache_mb": LIMITS.cache_mb + 1},
        {"log_kb": LIMITS.log_kb + 1},
    ],
    ids=lambda worse: next(iter(worse)),
)
def test_a_limit_that_one_round_passes_is_named(worse: dict[str, float]) -> None:
    days = [*DAY[:2], replace(DAY[2], **worse), *DAY[3:]]
    (said,) = passed(days, len(days), "")
    assert said.startswith(next(iter(worse)))
    assert said in page(days, Weather(Random(1)), 60.0, [said])


def test_memory_that_grows_after_the_first_hour_is_named() -> None:
    days = [*DAY[:-1], replace(DAY[-1], mb=CALM.mb + LIMITS.growth_mb + 1)]
    assert passed(days, len(days), "") == [
        f"memory grew by {LIMITS.growth_mb + 1:.1f} MB after the first hour, the limit is {LIMITS.growth_mb}"
    ]


def test_a_process_that_ends_early_is_said_with_its_last_words() -> None:
    assert passed(DAY[:3], 10, "it broke") == ["it ended after 3 rounds: it broke"]


def test_the_page_of_reliability_states_the_same_limits() -> None:
    stated = (Path(__file__).parents[2] / "docs" / "reliability.md").read_text("utf-8")
    for limit in (
        f"{LIMITS.mb:.0f} MB of memory", f"{LIMITS.growth_mb:.0f} MB more", f"{LIMITS.handles} open files",
        f"{LIMITS.threads} threads", f"{LIMITS.store_mb:.0f} MB of store", f"{LIMITS.cache_mb:.0f} MB of clones",
        f"{LIMITS.log_kb:.0f} kB of log",
    ):  # fmt: skip
        assert limit in " ".join(stated.split()), limit
