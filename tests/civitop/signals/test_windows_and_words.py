from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from civitop.i18n.message import literally, say
from civitop.model import Extent
from civitop.sanitise import without_address
from civitop.signals.parts.business_days import due, is_business_day
from civitop.signals.parts.sentences import commits, names, people, sentence, whole_days
from civitop.signals.parts.windows import HALF_YEAR, YEAR, covers, gap, later, month_ends, notes

SPAN = timedelta(minutes=40_000_000)  # 76 years
moments = st.timedeltas(timedelta(0), SPAN).map(lambda span: datetime(2001, 1, 1, tzinfo=UTC) + span)


def test_month_ends_are_whole_months_before_the_moment():
    ends = month_ends(datetime(2026, 3, 15, 10, tzinfo=UTC), 3)
    assert [end.day for end in ends] == [date(2025, 12, 31), date(2026, 1, 31), date(2026, 2, 28)]
    assert ends[-1].at == datetime(2026, 3, 1, tzinfo=UTC)


def test_a_month_that_ends_at_the_moment_is_over():
    assert month_ends(datetime(2026, 3, 1, tzinfo=UTC), 1)[0].day == date(2026, 2, 28)


@given(moments)
def test_six_half_years_a_month_apart_lie_within_the_year_that_is_held(asof):
    ends = month_ends(asof, 6)
    assert all(asof - YEAR <= end.at - HALF_YEAR and end.at <= asof for end in ends)


def test_what_is_not_held_is_said_with_its_reason():
    start = datetime(2026, 1, 1, tzinfo=UTC)
    assert (
        str(gap(Extent.absent(literally("it needs a token.")), "issues", start))
        == "The issues are not known: it needs a token."
    )
    assert (
        str(gap(Extent(None, literally("page 3 did not come.")), "tags", start))
        == "The tags are not all known: page 3 did not come."
    )
    assert gap(Extent(start), "commits", start) is None
    late = Extent(start + timedelta(days=1))
    assert str(gap(late, "commits", start)) == "The commits are known from 2026-01-02 on only."
    assert str(gap(Extent(start), "commits", None)) == "The commits are known from 2026-01-01 on only."
    assert (covers(late, start), covers(Extent(), start)) == (False, True)
    assert (later(late, start), later(Extent(), start)) == (late.since, None)


@pytest.mark.parametrize(
    ("opened", "answer_due"),
    [
        ("2026-11-20T15:00", "2026-11-24T15:00"),  # Friday → Tuesday
        ("2026-11-21T12:00", "2026-11-25T00:00"),  # Saturday: the clock starts with Monday
        ("2026-11-17T09:30", "2026-11-19T09:30"),  # Tuesday → Thursday
        ("2026-12-23T10:00", "2026-12-28T10:00"),  # Danish Christmas: 24 Thu counts, 25 to 27 do not
    ],
)
def test_two_business_days_leave_out_weekends_and_holidays(opened, answer_due):
    start = datetime.fromisoformat(opened).replace(tzinfo=UTC)
    assert due(start, 2, "DK").strftime("%Y-%m-%dT%H:%M") == answer_due


def test_holidays_are_those_of_the_country():
    queens_day = date(2026, 4, 27)
    assert not is_business_day(queens_day, "NL")
    assert is_business_day(queens_day, "DK")
    assert is_business_day(queens_day, None)
    assert is_business_day(queens_day, "XX")


@given(moments, st.sampled_from([None, "DK", "NL", "BE"]))
def test_business_days_counted_hour_by_hour_agree(start, country):
    """The naive definition: 48 hours of business days pass between the opening and the moment it is due."""
    start = start.replace(minute=0, second=0, microsecond=0)
    hours, moment = 0, start
    while hours < 48:
        hours += is_business_day(moment.date(), country)
        moment += timedelta(hours=1)
    end = due(start, 2, country)
    passed = (end - start) // timedelta(hours=1)
    assert end >= moment
    assert sum(is_business_day((start + timedelta(hours=n)).date(), country) for n in range(passed)) == 48


def test_what_is_missing_before_a_day_hides_nothing_after_it():
    start = datetime(2026, 1, 1, tzinfo=UTC)
    shallow = Extent(start, literally("A shallow clone."))
    assert (
        covers(shallow, start),
        covers(shallow, None),
        covers(Extent(None, literally("a page is lost")), start),
    ) == (
        True,
        False,
        False,
    )
    assert [str(note) for note in notes(shallow, "commits", start)] == ["A shallow clone."]
    assert [str(note) for note in notes(shallow, "commits", None)] == [
        "The commits are known from 2026-01-01 on only: A shallow clone."
    ]
    assert notes(Extent(), "commits", start) == ()


def test_figures_read_as_words():
    assert [str(commits(n)) for n in (1, 1234)] == ["1 commit", "1,234 commits"]
    assert [str(people(n)) for n in (1, 2)] == ["1 person", "2 people"]
    assert [str(whole_days(n)) for n in (0.2, 1.2, 14)] == ["less than a day", "1 day", "14 days"]
    assert str(say("{names}", names=names(["A", "B"]))) == "A and B"
    assert str(say("{names}", names=names(["A", "B", "C", "D", "E"]))) == "A, B, C and 2 more"


def test_clauses_become_a_sentence():
    one, two, three, four = map(literally, "ABCD")
    said = [str(sentence(one)), str(sentence(one, two)), str(sentence(one, two, three))]
    assert said == ["A.", "A; B.", "A; B; C."]
    with pytest.raises(ValueError, match="too many"):
        sentence(one, two, three, four)


def test_an_address_that_stands_for_a_name_is_not_shown():
    assert without_address("ida.holm@aaholm.example") == "ida.holm"
    assert without_address("Ida Holm <ida@aaholm.example>") == "Ida Holm <ida>"
    assert without_address("Ida @ Aaholm") == "Ida @ Aaholm"
