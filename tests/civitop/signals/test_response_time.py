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


def test_bots_are_left_out_and_counted(make, asof):
    answered = [make.issue(20 + n, answers=[(19 + n, "bo@bysted.example")]) for n in range(4)]
    issues = [make.issue(10, bot=True), *answered]
    signal = measure(make.project(issues=issues), asof)
    assert (signal.value, signal.coverage.sample) == (pytest.approx(24), 4)
    assert signal.coverage.left_out == {"bots": 1}


def test_what_has_no_known_answer_waits_up_to_the_last_comment_that_is_held(make, asof):
    """Dropping those whose held comments are all by the author would leave 10 hours, and call them the median."""
    quick = [make.issue(20 + n, answers=[(20 + n - 10 * HOUR, "bo@bysted.example")]) for n in range(3)]
    slow = [make.issue(40 + n, answers=[(40 + n - 79 * HOUR, "bo@bysted.example")]) for n in range(3)]
    own = [(50 - 30 * HOUR, "ida@aaholm.example")]
    unclear = [make.issue(50, number=n, answers=own, comments=9) for n in (1, 2)]
    signal = measure(make.project(issues=[*quick, *slow, *unclear]), asof)
    assert (signal.value, signal.level) == (pytest.approx(79), "watch")
    detail = signal.detail
    assert (detail.answered, detail.unanswered, detail.unclear) == (6, 0, 2)
    assert signal.coverage.sample == 8


def test_a_late_review_is_the_latest_that_an_answer_can_have_been(make, asof):
    """Further comments are not held, but this much is known: whoever opened it waited no longer than that."""
    own = (9, "ida@aaholm.example")
    review = (4, "bo@bysted.example")
    request = make.request(10, answers=[own, review], reviews=[review], comments=7, review_total=1)
    signal = measure(make.project(requests=[request]), asof)
    assert (signal.value, signal.detail.unclear) == (pytest.approx(6 * 24), 0)


def test_reviews_by_bots_do_not_hide_that_there_are_more(make, asof):
    """Comments and reviews have a total each: three reviews are no proof that three comments were read."""
    bots = [(9.9, "bot@tools.example"), (9.8, "bot@tools.example")]
    some = make.request(10, answers=bots, reviews=bots, comments=0, review_total=3)
    all_of_them = make.request(10, number=7, answers=bots, reviews=bots, comments=0, review_total=2)
    detail = measure(make.project(requests=[some, all_of_them]), asof).detail
    assert (detail.unanswered, detail.unclear) == (1, 1)


def test_what_was_closed_without_an_answer_waited_until_then(make, asof):
    """Taken for waiting until today, the two would make it 100 hours."""
    answered = make.issue(60, answers=[(60 - 100 * HOUR, "bo@bysted.example")])
    closed = [make.issue(50 + n, 50 + n - 1 * HOUR) for n in range(2)]
    fast = make.issue(70, answers=[(70 - 2 * HOUR, "bo@bysted.example")])
    signal = measure(make.project(issues=[answered, *closed, fast]), asof)
    assert signal.value == pytest.approx(2)
    assert (signal.detail.unanswered, signal.detail.prompt_share) == (2, pytest.approx(1 / 2))


def test_an_answer_in_the_second_of_the_opening_is_one(make, asof):
    signal = measure(make.project(issues=[make.issue(9, answers=[(9, "bo@bysted.example")])]), asof)
    assert (signal.value, signal.detail.answered) == (0, 1)


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
