import pytest
from hypothesis import given
from hypothesis import strategies as st

from civitop.i18n.message import literally
from civitop.model import Extent
from civitop.signals.base import Settings, Thresholds
from civitop.signals.parts.kaplan_meier import Wait, median_wait
from civitop.signals.parts.statistics import median
from civitop.signals.response_time import RESPONSE_TIME

DK = Settings(country="DK")
HOUR = 1 / 24


def measure(project, asof, settings=DK):
    return RESPONSE_TIME.measure(project, asof, settings)


def test_the_median_of_a_worked_example():
    """Ends after 1, 3 and 6, still waiting after 2, 4 and 5: S = 5/6, 5/8, 0."""
    waits = [Wait(1, False), Wait(2, True), Wait(3, False), Wait(4, True), Wait(5, True), Wait(6, False)]
    assert median_wait(waits) == 6
    assert median_wait([*waits, Wait(1, False), Wait(1, False)]) == 3  # S = 5/8, then 5/8 × 3/4 = 15/32
    assert median_wait([]) is None
    assert median_wait([Wait(1, True)]) is None


@given(st.lists(st.integers(1, 50), min_size=1, max_size=40))
def test_without_anything_waiting_it_is_the_lower_median(lengths):
    ordered = sorted(lengths)
    assert median_wait([Wait(n, False) for n in lengths]) == ordered[(len(ordered) - 1) // 2]


@given(st.lists(st.builds(Wait, st.integers(1, 12), st.booleans()), max_size=25))
def test_it_is_the_textbook_product(waits):
    surviving, found = 1.0, None
    for length in sorted({wait.length for wait in waits}):
        at_risk = sum(wait.length >= length for wait in waits)
        ended = sum(wait.length == length and not wait.censored for wait in waits)
        surviving *= 1 - ended / at_risk
        if ended and surviving <= 0.5 + 1e-9:
            found = length
            break
    assert median_wait(waits) == found


def test_those_who_still_wait_are_not_forgotten(make, asof):
    answered = [make.issue(60 + n, answers=[(60 + n - 2 * HOUR, "bo@bysted.example")]) for n in range(5)]
    slow = make.issue(50, answers=[(45, "bo@bysted.example")])
    waiting = [make.issue(40 + n) for n in range(5)]
    signal = measure(make.project(issues=[*answered, slow, *waiting]), asof)
    assert signal.value == pytest.approx(120)  # 5 of 11 after 2 hours, the sixth after 5 days
    assert signal.detail.naive_median == pytest.approx(2)
    assert signal.detail.naive_mean == pytest.approx((5 * 2 + 120) / 6)
    assert (signal.detail.answered, signal.detail.unanswered) == (6, 5)
    assert signal.detail.percentile_90 == pytest.approx(120)
    assert signal.detail.prompt_share == pytest.approx(5 / 11)
    assert signal.level == "watch"
    assert signal.reason.english == "Half of what people open is answered within 5 days; 5 still wait."


def test_when_fewer_than_half_were_answered_there_is_no_median_but_a_level(make, asof):
    issues = [make.issue(30, answers=[(29, "bo@bysted.example")]), make.issue(20), make.issue(10)]
    signal = measure(make.project(issues=issues), asof)
    assert (signal.value, signal.level) == (None, "bad")
    assert signal.reason.english == (
        "Fewer than half of what people opened in the last 90 days was answered: 2 of 3 wait."
    )
    young = measure(make.project(issues=[make.issue(0.5), make.issue(0.2)]), asof)
    assert (young.value, young.level, young.detail.prompt_share) == (None, "unknown", None)


def test_change_requests_count_and_a_merge_by_another_is_an_answer(make, asof):
    project = make.project(
        requests=[
            make.request(20, 19, merged=True, merged_by="bo@bysted.example"),
            make.request(10, 9.5, merged=True, merged_by="ida@aaholm.example"),
            make.request(5, answers=[(4.5, "bo@bysted.example")]),
        ]
    )
    signal = measure(project, asof)
    assert (signal.detail.answered, signal.detail.unanswered, signal.value) == (2, 1, pytest.approx(24))


def test_bots_and_unclear_ones_are_left_out_and_counted(make, asof):
    answered = [make.issue(20 + n, answers=[(19 + n, "bo@bysted.example")]) for n in range(4)]
    issues = [make.issue(10, bot=True), make.issue(9, comments=9), *answered]
    signal = measure(make.project(issues=issues), asof)
    assert (signal.value, signal.coverage.sample) == (pytest.approx(24), 4)
    assert signal.coverage.left_out == {"bots": 1, "unclear answers": 1}


def test_answers_that_were_not_asked_for_are_unknown(make, asof):
    signal = measure(make.project(issues=[make.issue(9, answers=None, comments=2)]), asof)
    assert (signal.value, signal.level) == (None, "unknown")
    assert signal.reason.english == (
        "Of 1 of the 1 issues and change requests that people opened, "
        "the comments that may be the first answer are not held."
    )
    absent = {"issues": Extent.absent(literally("It needs a token."))}
    assert (
        measure(make.project(extents=absent), asof).reason.english
        == "The issues are not known: It needs a token."
    )


def test_nothing_opened_is_unknown(make, asof):
    signal = measure(make.project(issues=[make.issue(91)]), asof)
    assert (signal.value, signal.level) == (None, "unknown")
    assert signal.reason.english == "Nobody opened an issue or a change request in the last 90 days."


def test_the_thresholds_are_hours(make, asof):
    project = make.project(issues=[make.issue(8, answers=[(7, "bo@bysted.example")])])
    assert measure(project, asof).level == "good"
    strict = Settings(thresholds={"response_time": Thresholds(watch=10, bad=20)})
    assert measure(project, asof, strict).level == "bad"


dates = st.lists(st.tuples(st.floats(0.1, 160), st.one_of(st.none(), st.floats(0.01, 0.99))), max_size=20)


@given(dates)
def test_the_trend_and_the_change_say_what_one_would_have_seen_then(make, asof, dates):
    issues = [
        make.issue(
            opened,
            number=n + 1,
            answers=[] if part is None else [(opened * part, "bo@bysted.example")],
        )
        for n, (opened, part) in enumerate(dates)
    ]
    project = make.project(issues=issues)
    now, then = measure(project, asof), measure(project, make.ago(30))
    if now.change_30d is not None:
        assert now.value - now.change_30d == pytest.approx(then.value)
    assert now.detail.answered == sum(part is not None and opened <= 90 for opened, part in dates)
    assert (now.detail.naive_median is None) == (median([p for o, p in dates if p and o <= 90]) is None)
    october = next(point for point in now.trend if point.day.month == 10)
    end = asof.replace(month=11, day=1, hour=0)
    assert october.value == measure(project, end).value


def test_a_month_whose_answers_were_not_asked_for_has_no_point(make, asof, values):
    """Only the open ones of back then were looked at: they are the neglected ones, and no sample."""
    old = [make.issue(150 + n, 140, answers=None, comments=2) for n in range(5)]
    waiting = [make.issue(140), make.issue(130)]
    new = [make.issue(40 + n, answers=[(39 + n, "bo@bysted.example")]) for n in range(6)]
    signal = measure(make.project(issues=[*old, *waiting, *new]), asof)
    assert signal.value == pytest.approx(24)
    assert values(signal)[:3] == [None, None, None]
