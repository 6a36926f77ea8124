import statistics

import pytest
from hypothesis import given
from hypothesis import strategies as st

from civitop.signals.parts.statistics import absence_factor, irregularity, median, percentile, share

counts = st.lists(st.integers(1, 10_000), max_size=40)


@pytest.mark.parametrize(
    ("commits", "factor"),
    [
        ([1000, 202, 90, 33, 332, 343, 42, 433], 2),  # CHAOSS's own example
        ([5] * 8, 4),
        ([], 0),
        ([1], 1),
        ([50, 25, 25], 1),  # exactly half is enough
        ([49, 26, 25], 2),
    ],
)
def test_the_absence_factor_of_worked_examples(commits, factor):
    assert absence_factor(commits) == factor


@given(counts)
def test_the_absence_factor_is_the_smallest_group_with_half_of_the_work(commits):
    ordered = sorted(commits, reverse=True)
    naive = next((n for n in range(1, len(ordered) + 1) if sum(ordered[:n]) >= sum(ordered) / 2), 0)
    assert absence_factor(commits) == naive


@given(counts.filter(bool), st.integers(2, 9))
def test_the_absence_factor_does_not_depend_on_order_or_scale(commits, scale):
    assert absence_factor(commits) == absence_factor(reversed(commits))
    assert absence_factor(commits) == absence_factor([number * scale for number in commits])


@given(st.lists(st.floats(0, 1e6), min_size=1))
def test_the_median_is_the_one_of_the_standard_library(values):
    assert median(values) == pytest.approx(statistics.median(values))


@given(st.lists(st.integers(0, 1000), min_size=1), st.integers(1, 100))
def test_a_percentile_is_the_smallest_value_that_so_many_do_not_exceed(values, percent):
    naive = min(v for v in values if sum(other <= v for other in values) * 100 >= percent * len(values))
    assert percentile(values, percent / 100) == naive


def test_a_clockwork_is_regular_and_nothing_has_no_figures():
    assert irregularity([14, 14, 14]) == 0
    assert irregularity([10, 20, 30]) == pytest.approx(0.5)
    assert irregularity([0, 0, 5]) is None
    assert (median([]), percentile([], 0.9), irregularity([]), share(0, 0)) == (None, None, None, None)
