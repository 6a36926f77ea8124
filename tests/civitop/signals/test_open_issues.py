from datetime import date, timedelta

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from civitop.i18n.message import keep, literally
from civitop.model import Extent
from civitop.signals.base import Settings, Thresholds
from civitop.signals.open_issues import OPEN_ISSUES

DK = Settings(country="DK")


def measure(project, asof, settings=DK):
    return OPEN_ISSUES.measure(project, asof, settings)


def test_a_backlog_is_counted_with_ages_growth_and_answers(make, asof):
    project = make.project(
        issues=[
            make.issue(200, updated=100, answers=[(199, "bo@bysted.example")]),
            make.issue(100, updated=20, answers=[(99, "ida@aaholm.example")]),  # only the author spoke
            make.issue(50, 10),
            make.issue(20, answers=[]),
            make.issue(1),  # opened yesterday, a Saturday: not late
        ],
        requests=[make.request(3), make.request(9, 4, merged=True)],
    )
    signal = measure(project, asof)
    detail = signal.detail
    assert signal.value == 4
    assert (detail.opened_30d, detail.closed_30d, detail.net_30d) == (2, 1, 1)
    assert (detail.opened_90d, detail.closed_90d, detail.net_90d) == (3, 1, 2)
    assert (detail.median_age_days, detail.oldest_age_days) == (60, 200)
    assert (detail.stale, detail.unanswered, detail.open_change_requests) == (1, 2, 1)
    assert signal.change_30d == 1
    assert signal.level == "watch"  # half of them, but of fewer than five
    assert signal.reason.english == "4 issues are open, 2 more than 90 days ago; 2 wait for a first answer."


def test_an_issue_is_open_from_its_opening_until_the_moment_it_is_closed(make, asof):
    assert measure(make.project(issues=[make.issue(0)]), asof).value == 0
    assert measure(make.project(issues=[make.issue(0.001)]), asof).value == 1
    assert measure(make.project(issues=[make.issue(5, 0)]), asof).value == 1
    assert measure(make.project(issues=[make.issue(5, 0.001)]), asof).value == 0


@pytest.mark.parametrize(
    ("answers", "comments", "unanswered"),
    [
        ([], 0, 1),
        ([(9, "bo@bysted.example")], 1, 0),
        ([(9, "ida@aaholm.example")], 1, 1),
        ([(9, "bot@aaholm.example")], 1, 1),
        ([(9, "ida@aaholm.example")], 5, 0),  # somebody may have answered later: not said to wait
        (None, 0, 1),
    ],
)
def test_an_answer_is_one_of_another_human(make, asof, answers, comments, unanswered):
    project = make.project(issues=[make.issue(10, answers=answers, comments=comments)])
    assert measure(project, asof).detail.unanswered == unanswered


def test_answers_that_were_not_asked_for_are_unknown_not_zero(make, asof):
    signal = measure(make.project(issues=[make.issue(10, answers=None, comments=4)]), asof)
    assert signal.detail.unanswered is None
    assert "The answers to issues are not known: they were not asked for." in map(
        str, signal.coverage.missing
    )


def test_issues_of_bots_are_open_but_wait_for_nobody(make, asof):
    signal = measure(make.project(issues=[make.issue(10, bot=True), make.issue(11)]), asof)
    assert (signal.value, signal.detail.unanswered) == (2, 1)
    assert signal.coverage.left_out == {"bots": 1}


def test_weekends_do_not_make_an_issue_late(make, asof):
    assert asof.strftime("%A") == "Sunday"
    thursday, wednesday = make.issue(3), make.issue(4.1)
    assert measure(make.project(issues=[thursday]), asof).detail.unanswered == 0
    assert measure(make.project(issues=[wednesday]), asof).detail.unanswered == 1


def test_the_level_follows_the_larger_share_and_the_thresholds_of_the_network(make, asof):
    answered = [make.issue(200 + n, answers=[(199, "bo@bysted.example")]) for n in range(6)]
    waiting = [make.issue(100 + n) for n in range(2)]
    grown = [make.issue(30 + n, answers=[(29, "bo@bysted.example")]) for n in range(6)]
    assert measure(make.project(issues=answered), asof).level == "good"
    assert measure(make.project(issues=answered + waiting), asof).level == "watch"
    assert measure(make.project(issues=answered + grown), asof).level == "bad"
    strict = Settings(thresholds={"open_issues": Thresholds(bad=0.25)})
    assert measure(make.project(issues=answered + waiting), asof, strict).level == "bad"
    assert measure(make.project(), asof).level == "good"


def test_where_issues_are_not_held_the_forge_knows_the_number(make, asof):
    absent = {
        "issues": Extent.absent(literally("They need a token.")),
        "change_requests": Extent.absent(literally("They need a token.")),
    }
    signal = measure(make.project(extents=absent, open_issues=54, open_change_requests=7), asof)
    assert (signal.value, signal.level, signal.detail.open_change_requests) == (54, "unknown", 7)
    assert signal.detail.unanswered is None
    assert [str(each) for each in signal.coverage.missing] == ["The issues are not known: They need a token."]
    yesterday = measure(make.project(extents=absent, open_issues=54), make.ago(1))
    assert (yesterday.value, yesterday.level) == (None, "unknown")
    assert yesterday.reason.english == "The issues are not known: They need a token."


def test_a_past_day_is_counted_back_from_the_forges_number(make, asof, values):
    """Older open issues are not held: 40 of them."""
    held = [make.issue(20), make.issue(10), make.issue(60, 5)]
    project = make.project(issues=held, extents={"issues": Extent(make.ago(90))}, open_issues=42)
    assert measure(project, asof).value == 42
    assert measure(project, make.ago(7)).value == 43
    assert measure(project, make.ago(30)).value == 41
    assert measure(project, make.ago(100)).value is None
    trend = values(measure(project, asof))
    assert trend[-1] == 42
    assert trend[:39] == [None] * 39
    assert None not in trend[39:]


def test_all_open_ones_held_give_their_ages_though_closed_ones_are_missing(make, asof):
    extents = {"issues": Extent(make.ago(400))}
    project = make.project(issues=[make.issue(900), make.issue(10)], extents=extents, open_issues=2)
    assert measure(project, asof).detail.oldest_age_days == 900


def test_a_project_without_issues_of_its_own_is_unknown(make, asof):
    signal = measure(make.project(issues_enabled=False, open_issues=0), asof)
    assert (signal.value, signal.level) == (None, "unknown")
    assert signal.reason.english == "The project does not use the issues of its forge."


def test_months_and_weeks_draw_the_backlog(make, asof, values):
    project = make.project(
        issues=[make.issue(40, 20), make.issue(3)]
    )  # 13 October, closed 2 November; 19 November
    signal = measure(project, asof)
    assert [m.month for m in signal.detail.months] == [
        date(2025, 12, 1), *(date(2026, month, 1) for month in range(1, 12))
    ]  # fmt: skip
    assert [(m.opened, m.closed) for m in signal.detail.months[-3:]] == [(0, 0), (1, 0), (1, 1)]
    assert len(signal.trend) == 52
    assert signal.trend[-1].day == asof.date()
    assert values(signal)[-7:] == [0, 1, 1, 1, 0, 0, 1]


def test_stale_cannot_be_said_of_a_past_day_after_an_update(make, asof):
    project = make.project(issues=[make.issue(200, updated=1)])
    assert measure(project, make.ago(2)).detail.stale is None
    assert measure(project, asof).detail.stale == 0


issue_dates = st.lists(
    st.tuples(st.floats(0.1, 500), st.one_of(st.none(), st.floats(0, 1))).map(
        lambda pair: (pair[0], None if pair[1] is None else pair[0] * pair[1])
    ),
    max_size=25,
)


@given(issue_dates, st.floats(0, 400))
def test_every_past_day_counts_as_if_one_had_looked_then(make, asof, dates, back):
    project = make.project(issues=[make.issue(o, c, number=n + 1) for n, (o, c) in enumerate(dates)])
    then = make.ago(back)
    naive = sum(
        i.opened_at < then and (i.closed_at is None or i.closed_at >= then) for i in project.facts.issues
    )
    signal = measure(project, then)
    assert signal.value == naive
    now = measure(project, asof)
    assert now.value == sum(closed is None or make.ago(closed) >= asof for _, closed in dates)
    assert now.value - now.change_30d == measure(project, asof - timedelta(days=30)).value


@given(issue_dates)
def test_the_same_facts_give_the_same_bytes(make, asof, dates):
    facts = make.facts(issues=[make.issue(o, c, number=n + 1) for n, (o, c) in enumerate(dates)])
    first, second = (msgspec.json.encode(measure(make.of(facts), asof), enc_hook=keep) for _ in range(2))
    assert first == second
