"""A task is muted, or a project finished on purpose, by a key: with a reason and a day, and taken back by it."""

from datetime import date, timedelta

import pytest
from msgspec.structs import replace

from civitop.errors import OutputError
from civitop.expected import Expected, Wish
from civitop.i18n.message import literally
from civitop.tasks import Task
from tests.patience import SCREEN
from tests.tui.conftest import NOW
from tui.picture import settled

pytestmark = pytest.mark.slow


async def until(pilot, true):
    for _ in range(int(SCREEN / 0.05)):
        if true():
            return
        await pilot.pause(0.05)
    raise AssertionError("it did not happen")


async def test_a_task_is_muted_and_a_project_finished_with_a_reason_until_a_day(
    feed, dashboard, screen_lines, monkeypatch
):
    written = []

    def report(repository, asof=None):
        found = type(feed).report(feed, repository, asof)
        task = Task(repository=repository, kind="release", why=literally("Due."), do=literally("Release."))
        return replace(found, todo=(task,))

    monkeypatch.setattr(feed, "report", report)
    app = dashboard(feed, poll=False, expecter=written.append)
    async with app.run_test(size=(120, 36)) as pilot:
        await settled(pilot)
        await pilot.press("enter")
        await settled(pilot)
        screen = app.screen
        network = app.view.network
        await pilot.press("M", *"Ok", "enter")
        await settled(pilot)
        assert (NOW + timedelta(days=90)).date().isoformat() in "\n".join(screen_lines(app))
        await pilot.press("enter")
        await until(pilot, lambda: written)
        day = (NOW + timedelta(days=90)).date()
        assert written.pop() == Wish(
            network=network, repository=screen.repository, kinds=("release",), reason="Ok", until=day
        )
        await pilot.press("F", *"Ok", "enter", "ctrl+u", *"2027-06-30", "enter")
        await until(pilot, lambda: written)
        assert written.pop() == Wish(
            network=network, repository=screen.repository, reason="Ok", until=date(2027, 6, 30)
        )
        await pilot.press("F", *"Ok", "enter", "ctrl+u", *"May", "enter")
        await settled(pilot)
        await pilot.press("F", "escape")
        await settled(pilot)
        assert app.screen is screen
        assert not written


async def test_the_same_key_takes_back_and_what_fails_is_said(feed, dashboard):
    asked = []

    def refuse(wish):
        asked.append(wish)
        raise OutputError(literally("The disk is full."))

    for id, health in feed.healths.items():
        feed.healths[id] = replace(health, expected=(Expected(reason="Done", until=date(2027, 6, 30)),))
    app = dashboard(feed, poll=False, expecter=refuse)
    async with app.run_test(size=(120, 36)) as pilot:
        await settled(pilot)
        await pilot.press("enter")
        await settled(pilot)
        await pilot.press("F")
        await until(pilot, lambda: any("The disk is full." in each.message for each in app._notifications))
        assert asked == [Wish(network=app.view.network, repository=app.screen.repository)]
