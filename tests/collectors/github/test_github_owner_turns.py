"""Whose list a round without a token asks for."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from civitop.store import Store
from collectors.github.rest.owner_turns import AGAIN, ROUND, OwnerTurns

BEGIN = datetime(2026, 11, 22, 10, tzinfo=UTC)
OWNERS = ("a", "b", "c", "d", "e")


class Hours:
    """A clock that is set by hand, and the turns of one process after the other."""

    def __init__(self, store):
        self.now = BEGIN
        self.store = store
        self.turns = self.process()

    def process(self, branch=""):
        """Return turns as a further process begins with them."""
        return OwnerTurns(self.store, "forge", lambda: self.now, branch)

    def after(self, passed):
        """Return who has a turn some time later."""
        self.now += passed
        return sorted(self.turns.take(OWNERS, ()))


@pytest.fixture
def hours(tmp_path):
    with Store(tmp_path / "store.db") as store:
        yield Hours(store)


def test_a_new_process_goes_on_with_whose_turn_it_is(hours):
    assert hours.after(timedelta()) == [*OWNERS]
    hours.turns = hours.process()
    assert hours.after(timedelta(seconds=30)) == ["a", "b"]
    hours.turns = hours.process()
    assert hours.after(timedelta(seconds=30)) == ["c", "d"]


def test_a_list_counts_whoever_asked_for_it(hours):
    for owner in OWNERS:
        hours.turns.listed(owner, 1)
    hours.turns = hours.process()
    assert hours.after(timedelta(seconds=30)) == ["a", "b"]


def test_who_asks_once_a_night_asks_for_every_list(hours):
    hours.after(timedelta())
    hours.turns = hours.process()
    assert hours.after(timedelta(days=1)) == [*OWNERS]


def test_a_quarter_of_an_hour_allows_for_three_rounds_of_requests(hours):
    hours.after(timedelta())
    for owner in OWNERS:
        hours.turns.listed(owner, 3)
    hours.turns = hours.process()
    assert hours.after(3 * ROUND) == ["a", "b"]  # six requests; how many a list takes is remembered, too


def test_a_clock_that_was_set_back_stops_nothing(hours):
    hours.after(timedelta())
    assert len(hours.after(timedelta(days=-1))) == AGAIN


def test_a_branch_has_turns_of_its_own(hours):
    hours.after(timedelta())
    assert hours.process("release").take(OWNERS, ()) == frozenset(OWNERS)


def test_what_another_version_wrote_makes_every_owner_new(hours):
    hours.store.put("turns/forge/", b"\xc1 of another time")
    assert hours.after(timedelta()) == [*OWNERS]


def test_a_list_at_hand_takes_none_of_the_requests(hours):
    hours.after(timedelta())
    hours.now += ROUND
    assert sorted(hours.turns.take(OWNERS, ("e",))) == ["a", "b", "e"]


@given(st.lists(st.sampled_from((1, 5, 7, 30)), min_size=20, max_size=20))
def test_no_owner_waits_for_ever(minutes):
    now = BEGIN
    turns = OwnerTurns(None, "forge", lambda: now)
    asked = dict.fromkeys(OWNERS, 0)
    for passed in minutes:
        now += timedelta(minutes=passed)
        for owner in turns.take(OWNERS, ()):
            asked[owner] += 1
    assert max(asked.values()) - min(asked.values()) <= 1
