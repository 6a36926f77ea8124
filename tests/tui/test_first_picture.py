"""What whoever starts civitop sees first, and what waits until it is seen."""

import asyncio
import threading

from msgspec.structs import replace

from tests.patience import SCREEN
from tui.picture import settled
from tui.screens.overview import Overview


async def test_the_first_picture_over_a_quick_store_has_its_projects(
    feed, dashboard, screen_lines, monkeypatch
):
    shown = []
    show = Overview.show
    monkeypatch.setattr(Overview, "show", lambda self, view: (shown.append(view), show(self, view)))
    app = dashboard(feed)
    async with app.run_test(size=(120, 36)) as pilot:
        await settled(pilot)
        assert "citizen-portal" in "\n".join(screen_lines(app))
    assert shown
    assert all(view.loaded and view.projects for view in shown)


async def test_a_slow_store_is_waited_for_on_a_screen_that_says_so(
    feed, dashboard, screen_lines, monkeypatch
):
    answer, snapshot = threading.Event(), feed.snapshot
    monkeypatch.setattr(feed, "snapshot", lambda asof=None: answer.wait(SCREEN) and snapshot(asof))
    monkeypatch.setattr("tui.live_app.HEAD_START", 0.01)
    app = dashboard(feed)
    async with app.run_test(size=(120, 36)) as pilot:
        await pilot.pause()
        assert "Loading the stored figures" in "\n".join(screen_lines(app))
        answer.set()
        await settled(pilot)
        assert "citizen-portal" in "\n".join(screen_lines(app))


async def test_a_project_to_start_with_opens_over_the_overview(feed, dashboard, monkeypatch):
    monkeypatch.setattr("tui.live_app.HEAD_START", 0.0)
    project = feed.networks[0].repositories[3]
    app = dashboard(feed, project=project)
    async with app.run_test(size=(120, 36)) as pilot:
        await settled(pilot)
        assert app.screen.repository == project
        await pilot.press("escape")
        assert isinstance(app.screen, Overview)


async def test_no_round_starts_before_the_stored_projects_are_on_screen(feed, dashboard, screen_lines):
    lines, events = asyncio.get_running_loop().create_future(), feed.events

    async def noted():
        lines.set_result(screen_lines(app))
        async for event in events():
            yield event

    feed.events = noted
    app = dashboard(feed)
    async with app.run_test(size=(120, 36)):
        assert "citizen-portal" in "\n".join(await lines)


async def test_the_panels_follow_where_there_are_many_projects(feed, dashboard, screen_lines):
    networks = feed.networks
    many = {}
    for number in range(150):
        health = list(feed.healths.values())[number % 20]
        id = f"{health.id}-{number}"
        many[id] = replace(health, id=id, name=f"{health.name}-{number:03}")
    feed.healths = many
    feed.networks = (replace(networks[0], repositories=tuple(sorted(many))),)
    app = dashboard(feed)
    async with app.run_test(size=(120, 36)) as pilot:
        await settled(pilot)
        text = "\n".join(screen_lines(app))
    assert "No figures yet" not in text
    assert "one person" in text
