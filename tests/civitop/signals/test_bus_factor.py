from collections import Counter
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from civitop.i18n.message import literally
from civitop.model import Extent
from civitop.signals.base import Settings, Thresholds
from civitop.signals.bus_factor import BUS_FACTOR

DEFAULT = Settings()


def measure(project, asof, settings=DEFAULT):
    return BUS_FACTOR.measure(project, asof, settings)


def test_the_check_value_of_chaoss(make, asof):
    numbers = (1000, 202, 90, 33, 332, 343, 42, 433)
    commits = make.commits({f"p{n}@aaholm.example": number for n, number in enumerate(numbers)})
    signal = measure(make.project(commits=commits), asof)
    assert (signal.value, signal.level) == (2, "watch")
    assert (signal.detail.people, signal.detail.commits_365d) == (8, 2475)
    assert signal.detail.first_share == pytest.approx(1000 / 2475)
    assert [share.commits for share in signal.detail.shares] == sorted(numbers, reverse=True)
    assert signal.reason.english == (
        "2 people made at least half of the 2,475 commits of the last 365 days; 8 people take part."
    )


def test_eight_equal_people_give_four_and_nobody_gives_none(make, asof):
    commits = make.commits({f"p{n}@aaholm.example": 5 for n in range(8)})
    assert measure(make.project(commits=commits), asof).value == 4
    nobody = measure(make.project(), asof)
    assert (nobody.value, nobody.level) == (0, "bad")
    assert nobody.reason.english == "Nobody committed anything in the last 365 days."


@pytest.mark.parametrize(("people", "level"), [(1, "bad"), (3, "watch"), (5, "good")])
def test_the_level_and_its_thresholds(make, asof, people, level):
    project = make.project(commits=make.commits({f"p{n}@aaholm.example": 5 for n in range(people)}))
    assert measure(project, asof).level == level
    lenient = Settings(thresholds={"bus_factor": Thresholds(watch=0, bad=-1)})
    assert measure(project, asof, lenient).level == "good"


def test_merges_bots_and_the_future_are_left_out_and_counted(make, asof):
    commits = [
        make.commit(1),
        make.commit(2, parents=2),
        make.commit(3, "bot@x.example", bot=True),
        make.commit(-1),
        make.commit(0),  # dated exactly `asof`: the window is half-open
        make.commit(365),  # exactly a year ago: inside
        make.commit(365.01),
        make.commit(370, parents=2),
    ]
    signal = measure(make.project(commits=commits), asof)
    assert signal.detail.commits_365d == 2
    assert signal.coverage.sample == 2
    assert signal.coverage.left_out == {"bots": 1, "future": 2, "merges": 1}


def test_coauthors_take_part_but_do_not_hold_the_commit(make, asof):
    commits = [make.commit(n, coauthors=["bo@bysted.example"]) for n in range(1, 4)]
    assert measure(make.project(commits=commits), asof).detail.people == 1


def test_a_history_that_is_not_held_is_unknown(make, asof):
    absent = measure(make.project(extents={"commits": Extent.absent(literally("It needs a token."))}), asof)
    assert (absent.value, absent.level, absent.trend[-1].value) == (None, "unknown", None)
    assert absent.reason.english == "The commits are not known: It needs a token."
    partly = measure(make.project(commits=[make.commit(1)], extents={"commits": Extent(make.ago(100))}), asof)
    assert (partly.value, partly.detail.commits_365d) == (None, 1)
    assert partly.coverage.since == make.ago(100)


def test_the_change_needs_thirty_days_more_than_a_year(make, asof):
    commits = [make.commit(5, "bo@bysted.example"), make.commit(6, "bo@bysted.example"), make.commit(380)]
    assert measure(make.project(commits=commits), asof).change_30d == 0
    short = make.project(commits=commits, extents={"commits": Extent(make.ago(390))})
    assert (measure(short, asof).value, measure(short, asof).change_30d) == (1, None)


def test_the_trend_looks_back_half_a_year_from_each_month_end(make, asof, values):
    early = make.commits({f"p{n}@aaholm.example": 1 for n in range(4)}, start=190)  # 16 May
    late = make.commits({"ida@aaholm.example": 1}, start=40)  # 13 October
    signal = measure(make.project(commits=early + late), asof)
    assert [point.day for point in signal.trend] == [
        date(2026, month, day) for month, day in ((5, 31), (6, 30), (7, 31), (8, 31), (9, 30), (10, 31))
    ]
    assert values(signal) == [2, 2, 2, 2, 2, 3]


def test_no_address_gets_out(make, asof):
    commit = make.commit(1)
    author = make.who("ida@aaholm.example")
    named = type(author)("ida@aaholm.example", author.address, author.domain)
    project = make.project(commits=[type(commit)("1", commit.committed_at, named)])
    assert measure(project, asof).detail.shares[0].name == "ida"


work = st.lists(st.tuples(st.floats(-10, 500), st.integers(0, 6), st.integers(1, 2)), max_size=60)


@given(work)
def test_it_is_the_definition_over_the_window(make, asof, work):
    commits = [make.commit(days, f"p{who}@aaholm.example", parents=parents) for days, who, parents in work]
    signal = measure(make.project(commits=commits), asof)
    year = asof - timedelta(days=365)
    counts = Counter(c.author.name for c in commits if c.parents == 1 and year <= c.committed_at < asof)
    ordered = [number for _, number in counts.most_common()]
    naive = next((n for n in range(1, len(ordered) + 1) if 2 * sum(ordered[:n]) >= sum(ordered)), 0)
    assert signal.value == naive
    assert sum(share.share for share in signal.detail.shares) == pytest.approx(1 if counts else 0)
    assert len(commits) - signal.detail.commits_365d >= sum(signal.coverage.left_out.values())
