"""The tabs on screen over the demo: how they look at the sizes that matter, and the ways of people through them."""

import asyncio
import re
from datetime import UTC, datetime

import pytest

from civitop.cli.commands.demo import wired_demo
from civitop.cli.progress.headless import poll_once
from civitop.demo import Spec, spawn
from civitop.store import Store
from tui.app import CivitopApp
from tui.panels.todo import urgent
from tui.picture import settled
from tui.screens.overview import Overview
from tui.screens.project import ProjectScreen
from tui.tabs.list import TABS

pytestmark = pytest.mark.slow

SIZES = [(80, 24), (120, 36), (200, 60)]
PROJECT = "github:opencity-commons/citizen-reporting"
ADDRESS = re.compile(r"127\.0\.0\.1:\d{5}")
NOW = datetime(2026, 11, 22, 10, tzinfo=UTC)


@pytest.fixture(scope="module")
def demo():
    """Poll the demo once, and return what it wired."""
    with spawn(Spec(now=NOW)) as served, Store(":memory:") as store:
        wiring = wired_demo(served, store, clock=lambda: NOW)
        poll_once(wiring.watch)
        yield wiring


@pytest.fixture
def over_demo(demo, monkeypatch):
    """Make a dashboard over the demo."""
    monkeypatch.setenv("TEXTUAL_ANIMATIONS", "none")
    monkeypatch.delenv("NO_COLOR", raising=False)

    def make(opener=lambda _: None):
        return CivitopApp(
            demo.watch, config=demo.config, clock=lambda: NOW, zone=UTC, poll=False, opener=opener
        )

    return make


async def until(pilot, true):
    for _ in range(600):
        if true():
            return
        await pilot.pause(0.1)
    raise AssertionError("it did not happen")


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
async def test_every_tab_looks_as_it_did(size, over_demo, golden, screen_lines):
    app = over_demo()
    async with app.run_test(size=size) as pilot:
        await settled(pilot)
        app.navigator.open_project(PROJECT)
        await settled(pilot)
        for tab in TABS:
            await pilot.press(tab.key)
            await settled(pilot)
            lines = [ADDRESS.sub("127.0.0.1:*****", line) for line in screen_lines(app)]
            golden(f"tab-{tab.name}-{size[0]}x{size[1]}", lines)


async def test_a_maintainer_opens_the_oldest_unanswered_issue_in_the_browser(demo, over_demo, screen_lines):
    opened = []
    app = over_demo(opened.append)
    report = await asyncio.to_thread(demo.watch.report, PROJECT)
    waiting = [task for task in report.todo if task.kind == "unanswered" and "/issues/" in task.url]
    oldest = min(waiting, key=lambda task: task.since)
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        app.navigator.open_project(PROJECT)
        await settled(pilot)
        await pilot.press(*["j"] * report.todo.index(oldest))
        await pilot.press("enter")
        await until(pilot, lambda: opened)
    assert opened == [oldest.url]


async def test_staff_go_from_what_would_help_most_to_the_project_and_back(over_demo, screen_lines):
    app = over_demo()
    async with app.run_test(size=(120, 36)) as pilot:
        await settled(pilot)
        await pilot.press("6")
        await settled(pilot)
        assert app.screen.query_one("#panel-todo").has_class("-large")
        first = urgent(app.view.projects).tasks[0]
        name = first.repository.rpartition("/")[2]
        assert name in "\n".join(screen_lines(app))
        await pilot.press("6", "slash", *name, "enter", "enter")
        await settled(pilot)
        assert isinstance(app.screen, ProjectScreen)
        assert app.screen.repository == first.repository
        told = " ".join("\n".join(screen_lines(app)).split())
        assert all(word in told for word in str(first.do).split())
        await pilot.press("l", "right", "h", "5")
        await settled(pilot)
        assert "half of the commits" in "\n".join(screen_lines(app))
        await pilot.press("escape")
        assert isinstance(app.screen, Overview)
        assert app.screen.table.repository == first.repository


async def test_a_tab_is_made_when_it_is_first_shown_and_stays_when_the_project_changes(
    over_demo, screen_lines
):
    app = over_demo()
    async with app.run_test(size=(120, 36)) as pilot:
        await settled(pilot)
        await pilot.press("enter")
        await settled(pilot)
        assert {pane.id for pane in app.screen.query(".pane")} == {"tab-now"}
        await pilot.press("2", "J")
        await settled(pilot)
        assert {pane.id for pane in app.screen.query(".pane")} == {"tab-now", "tab-issues"}
        assert app.screen.pane.id == "tab-issues"
        await pilot.press("question_mark")
        await settled(pilot)
        assert "How it comes about: Open issues" in "\n".join(screen_lines(app))
        await pilot.press("escape")
        assert app.screen.pane.page.repository == app.screen.repository
        await pilot.press("1")
        await settled(pilot)
        assert app.screen.pane.page.repository == app.screen.repository
        await pilot.click("TabBar", offset=(30, 0))
        await settled(pilot)
        assert app.screen.pane.id != "tab-now"


async def test_the_company_of_the_list_comes_and_goes_with_the_room(over_demo):
    app = over_demo()
    async with app.run_test(size=(159, 40)) as pilot:
        await settled(pilot)
        await pilot.press("enter")
        await settled(pilot)
        assert not app.screen.query("#company")
        await pilot.resize_terminal(160, 40)
        await settled(pilot)
        assert app.screen.query_one("#company").display
        await pilot.resize_terminal(100, 40)
        await settled(pilot)
        assert not app.screen.query_one("#company").display
