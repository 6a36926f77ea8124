"""Past days without a screen."""

from datetime import date

import pytest

from civitop.errors import StoreError
from civitop.i18n.message import literally
from civitop.signals.parts.windows import day_before, end_of
from tui.session.time_travel import TimeTravel
from tui.session.view import View, loaded


@pytest.fixture
def travel(feed, now):
    told: list[date | None] = []
    made = TimeTravel(feed, lambda: now, lambda: told.append(made.past))
    made.told = told
    made.present = lambda: loaded(View(), feed.snapshot(), feed.changes())
    return made


async def test_a_day_is_read_and_shown_and_the_present_comes_back(travel):
    assert travel.step(-2)
    assert travel.asof is None  # it is on its way
    await travel.follow(travel.present)
    assert travel.past == date(2026, 11, 20)
    assert travel.asof == end_of(date(2026, 11, 20))
    assert all(change.at <= travel.asof for change in travel.view.changes)
    assert not travel.step(30)
    assert (travel.past, travel.wanted) == (None, None)
    assert travel.told == [date(2026, 11, 20), None]


async def test_nobody_gets_before_the_first_day_that_is_held(travel, feed):
    travel.step(-500)
    await travel.follow(travel.present)
    first, _ = feed.days()
    assert travel.past == travel.wanted == first
    travel.step(-1)
    assert travel.wanted == first


async def test_a_day_that_was_read_is_not_read_again(travel, feed, monkeypatch):
    asked = []
    present = feed.snapshot
    monkeypatch.setattr(feed, "snapshot", lambda asof=None: (asked.append(asof), present())[1])
    for days in (-1, -1, 1):
        travel.step(days)
        await travel.follow(lambda: View())
    assert asked == [end_of(date(2026, 11, 21)), end_of(date(2026, 11, 20))]


async def test_days_that_are_passed_while_one_is_read_are_skipped(travel, feed, monkeypatch):
    asked = []
    present = feed.snapshot

    def slow(asof=None):
        asked.append(day_before(asof))
        if len(asked) == 1:
            travel.step(-1)
            travel.step(-1)
        return present()

    monkeypatch.setattr(feed, "snapshot", slow)
    travel.step(-1)
    await travel.follow(lambda: View())
    assert asked == [date(2026, 11, 21), date(2026, 11, 19)]
    assert travel.past == date(2026, 11, 19)


async def test_a_problem_is_told_once_and_is_over_when_a_day_can_be_read_again(travel, feed, monkeypatch):
    present = feed.snapshot

    def broken(asof=None):
        raise StoreError(literally("Damaged."))

    monkeypatch.setattr(feed, "snapshot", broken)
    travel.step(-1)
    await travel.follow(lambda: View())
    assert (travel.problem, travel.wanted, travel.past) == ("Damaged.", None, None)
    monkeypatch.setattr(feed, "snapshot", lambda asof=None: present())
    travel.step(-1)
    await travel.follow(lambda: View())
    assert (travel.problem, travel.past) == (None, date(2026, 11, 21))
