"""How long things take and wait, and what people do: hand-worked numbers."""

from datetime import timedelta

import pytest

from civitop.model import Extent
from civitop.reading.depth.people_rows import other_rows, people_rows
from civitop.reading.depth.waits import answers, issue_ages, merges, queue, reviewed
from civitop.reading.feed import Doings, Reviewed, Waits
from tests.civitop.signals.conftest import ASOF, Make

IDA, BO, EVA = "ida@aaholm.example", "bo@bysted.example", "eva@dalby.example"


@pytest.fixture
def project():
    make = Make()
    return make.project(
        commits=[
            *(make.commit(days, IDA) for days in (1, 2, 200, 500)),
            make.commit(300, BO),
            make.commit(30, "new@dalby.example"),
            make.commit(400, EVA),
            make.commit(600, "old@dalby.example"),
        ],
        issues=[
            make.issue(10, number=1),
            make.issue(40, 5, answers=[(38, BO)], number=2),
            make.issue(50, 45, number=3),  # closed without an answer: it waits no more
            make.issue(60, answers=None, comments=4, number=4),
            make.issue(400, answers=[(399, BO)], number=5),
            make.issue(20, bot=True, number=6),
        ],
        requests=[
            make.request(30, 20, merged=True, merged_by=EVA, reviews=[(25, EVA)], number=7),
            make.request(9, 8, merged=True, merged_by=IDA, number=8),
            make.request(9, 8, merged=True, reviews=None, merged_by=IDA, number=9),
            make.request(12, number=10),
        ],
    )


def test_first_answers_count_who_still_waits_and_leave_out_what_is_not_known(project):
    assert answers(project, ASOF) == Waits(took=(2,), waiting=(10,), unclear=1)


def test_ages_are_of_what_is_open(project):
    assert issue_ages(project, ASOF) == (10, 20, 60, 400)


def test_what_was_merged_took_so_long_and_what_is_open_waits(project):
    assert merges(project, ASOF) == Waits(took=(1, 1, 10), waiting=(12,))
    assert reviewed(project, ASOF) == Reviewed(by_another=1, by_nobody=1, unclear=1)


def test_the_queue_is_counted_at_the_ends_of_months_and_now(project):
    found = queue(project, ASOF)
    assert len(found) == 13
    assert found[-3:] == (0, 1, 1)  # the end of September, of October (one was merged on the 2nd), and now


def test_nothing_is_made_up_where_nothing_is_held():
    make = Make()
    absent = {kind: Extent(held=False) for kind in ("issues", "change_requests", "commits")}
    empty = make.project(extents=absent)
    assert (answers(empty, ASOF), issue_ages(empty, ASOF), merges(empty, ASOF)) == (None, None, None)
    assert (reviewed(empty, ASOF), queue(empty, ASOF)) == (None, ())


def test_people_are_new_steady_or_drifting_and_do_several_things(project):
    rows = {row.name: row for row in people_rows(project, ASOF)}
    assert {name: row.standing for name, row in rows.items()} == {
        "Ida": "steady",
        "Bo": "drifting",
        "New": "new",
    }
    assert rows["Ida"].since == ASOF - timedelta(days=500)
    assert rows["Ida"].did == Doings(answers=0, reviews=0, merges=2)
    assert rows["Bo"].did == Doings(answers=1, reviews=0, merges=0)


def test_who_wrote_nothing_for_a_year_is_gone_unless_other_things_are_done(project):
    first, second = other_rows(project, ASOF)
    assert (first.name, first.did) == ("Eva", Doings(answers=0, reviews=1, merges=1))
    assert (second.name, second.did) == ("Old", Doings(answers=0, reviews=0, merges=0))
    assert second.last == ASOF - timedelta(days=600)
