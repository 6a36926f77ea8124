import pytest
from hypothesis import given
from hypothesis import strategies as st

from civitop.i18n.message import literally
from civitop.model import Extent
from civitop.signals.activity import ACTIVITY
from civitop.signals.base import Settings, Thresholds

DEFAULT = Settings()


def measure(project, asof, settings=DEFAULT):
    return ACTIVITY.measure(project, asof, settings)


def test_who_came_and_who_went(make, asof):
    commits = [
        make.commit(1, "new@aaholm.example"),
        make.commit(40, "steady@aaholm.example"),
        make.commit(300, "steady@aaholm.example"),
        make.commit(200, "drifting@aaholm.example"),
        make.commit(370, "gone@aaholm.example"),
        make.commit(0.5, "bot@x.example", bot=True),
        make.commit(0.6, parents=2),
    ]
    signal = measure(make.project(commits=commits), asof)
    detail = signal.detail
    assert (detail.people_30d, detail.people_90d, detail.people_365d) == (1, 2, 3)
    assert (detail.newcomers, detail.drifting, detail.gone, detail.days_since_last) == (1, 1, 1, 1)
    assert (signal.value, signal.level) == (2, "watch")
    assert (
        signal.reason.english
        == "2 people committed in the last 90 days, 1 newcomer among them; the last commit is 1 day old."
    )


def test_weeks_are_counted_back_from_the_moment(make, asof, values):
    signal = measure(
        make.project(commits=[make.commit(0.1), make.commit(7), make.commit(7.1), make.commit(90.5)]), asof
    )
    assert signal.detail.weekly[-3:] == (0, 1, 2)
    assert signal.value == 2  # 90.5 days ago lies in the 13th week, but not in the 90 days
    assert values(signal) == list(signal.detail.weekly)
    assert len(signal.trend) == 52


@pytest.mark.parametrize(
    ("weeks", "level"), [(0, "bad"), (1, "watch"), (3, "watch"), (4, "good"), (13, "good")]
)
def test_the_level_and_its_thresholds(make, asof, weeks, level):
    project = make.project(commits=[make.commit(3 + 7 * n) for n in range(weeks)])
    assert measure(project, asof).value == weeks
    assert measure(project, asof).level == level
    strict = Settings(thresholds={"activity": Thresholds(watch=13, bad=12)})
    assert measure(project, asof, strict).level == ("watch" if weeks == 13 else "bad")


def test_what_is_not_held_is_unknown_and_half_a_year_is_enough_for_the_value(make, asof, values):
    absent = measure(make.project(extents={"commits": Extent.absent(literally("It needs a token."))}), asof)
    assert (absent.value, absent.level, set(values(absent))) == (None, "unknown", {None})
    half = measure(make.project(commits=[make.commit(1)], extents={"commits": Extent(make.ago(180))}), asof)
    assert (half.value, half.level) == (1, "watch")
    assert half.coverage.since == make.ago(180)
    assert values(half)[0] is None
    assert (
        half.reason.english
        == "1 person committed in the last 90 days, 1 of them for the first time in 180 days; "
        "the last commit is 1 day old."
    )


def test_newcomers_are_new_in_what_is_held_and_it_says_so(make, asof):
    commits = [make.commit(1), make.commit(300, "bo@aaholm.example"), make.commit(2, "bo@aaholm.example")]
    whole = measure(make.project(commits=commits), asof).detail
    assert (whole.newcomers, whole.history_days) == (1, None)
    held = measure(make.project(commits=commits, extents={"commits": Extent(make.ago(400))}), asof).detail
    assert (held.newcomers, held.history_days) == (1, 400)


def test_without_the_last_90_days_nobody_knows_who_is_new(make, asof):
    short = measure(make.project(commits=[make.commit(1)], extents={"commits": Extent(make.ago(60))}), asof)
    assert short.detail.newcomers is None
    absent = measure(make.project(extents={"commits": Extent.absent(literally("It needs a token."))}), asof)
    assert absent.detail.newcomers is None


def test_whose_change_request_was_merged_before_is_no_newcomer(make, asof):
    requests = [make.request(450, 440, merged=True)]
    late = [make.request(60, 50, merged=True)]
    extents = {"commits": Extent(make.ago(400))}
    for found, newcomers in ((requests, 0), (late, 1)):
        project = make.project(commits=[make.commit(1)], requests=found, extents=extents)
        assert measure(project, asof).detail.newcomers == newcomers


def test_a_note_is_told_and_makes_nothing_unknown(make, asof):
    noted = Extent(note=literally("Another branch is read."))
    signal = measure(make.project(commits=[make.commit(1)], extents={"commits": noted}), asof)
    assert (signal.value, [each.english for each in signal.coverage.missing]) == (
        1,
        ["Another branch is read."],
    )


def test_silence_is_said(make, asof):
    assert measure(make.project(), asof).reason.english == "No commit of a person is known."
    old = measure(make.project(commits=[make.commit(100)]), asof)
    assert (
        old.reason.english
        == "Nobody committed anything in the last 90 days; the last commit is 100 days old."
    )


@given(st.lists(st.tuples(st.floats(0, 500), st.integers(0, 4)), max_size=40))
def test_the_weeks_hold_every_commit_of_the_year(make, asof, work):
    commits = [make.commit(days, f"p{who}@aaholm.example") for days, who in work]
    detail = measure(make.project(commits=commits), asof).detail
    assert sum(detail.weekly) == sum(make.ago(364) <= c.committed_at < asof for c in commits)
    assert detail.people_30d <= detail.people_90d <= detail.people_365d
    assert detail.people_365d + detail.gone == len({c.author for c in commits if c.committed_at < asof})
