"""Enter opens what is marked on every tab that has something with an address, and the footer says so only there."""

import re
from datetime import timedelta

import pytest
from msgspec.structs import replace

from civitop.model import Release
from civitop.reading.feed import WaitingItem
from civitop.reading.pages import Pages
from tests.patience import SCREEN
from tests.tui.conftest import NOW
from tui.picture import settled
from tui.tabs.pane import Parts

pytestmark = pytest.mark.slow

ROOT = "https://github.example/bakkeby/desk"


@pytest.fixture
def linked(feed, monkeypatch):
    """Let the report of every project have pages, releases, files and things that wait."""

    def report(repository, asof=None):
        found = type(feed).report(feed, repository, asof)
        return replace(
            found,
            pages=Pages(ROOT, "releases/tag/#", "blob/HEAD/#"),
            waiting=tuple(
                WaitingItem(n, f"Thing {n}", f"{ROOT}/{n}", NOW - timedelta(days=90), kind, "unanswered")
                for n, kind in ((1, "issue"), (2, "change request"))
            ),
            releases=tuple(Release(f"v{n}", "", NOW - timedelta(days=30 * n)) for n in range(1, 40)),
            community=(("README", "README.md"), ("LICENSE", None), ("SECURITY", ".github/SECURITY.md")),
        )

    monkeypatch.setattr(feed, "report", report, raising=False)
    return feed


async def until(pilot, true):
    for _ in range(int(SCREEN / 0.05)):
        if true():
            return
        await pilot.pause(0.05)
    raise AssertionError("it did not happen")


async def test_enter_opens_what_is_marked_and_the_footer_says_so_only_there(linked, dashboard, screen_lines):
    opened = []
    app = dashboard(linked, poll=False, opener=opened.append)
    async with app.run_test(size=(120, 60)) as pilot:
        await settled(pilot)
        await pilot.press("enter")
        await settled(pilot)
        assert app.screen.pane.address
        assert "Enter open" in screen_lines(app)[-1]
        for keys, url in (
            (("2",), f"{ROOT}/1"),
            (("3",), f"{ROOT}/2"),
            (("4",), f"{ROOT}/releases/tag/v1"),
            (("j", "down"), f"{ROOT}/releases/tag/v3"),
            (("k",), f"{ROOT}/releases/tag/v2"),
            (("8",), f"{ROOT}/blob/HEAD/README.md"),
            (("j",), f"{ROOT}/blob/HEAD/.github/SECURITY.md"),
        ):
            await pilot.press(*keys)
            await settled(pilot)
            assert app.screen.pane.address == url
            assert "Enter open" in screen_lines(app)[-1]
            await pilot.press("enter")
            await until(pilot, lambda: opened)
            assert opened.pop() == url
        await pilot.press("7")
        await settled(pilot)
        assert "Enter open" not in screen_lines(app)[-1]
        await pilot.press("enter")
        await settled(pilot)
        assert not opened


async def test_what_is_marked_is_in_view_and_a_double_click_opens_it(linked, dashboard, screen_lines):
    opened = []
    app = dashboard(linked, poll=False, opener=opened.append)
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await pilot.press("enter", "4")
        await settled(pilot)
        parts = app.screen.pane.query_one(Parts)
        for keys in ("G", "g", ("ctrl+d",), *(["j"] * 8 for _ in range(3))):
            await pilot.press(*keys)
            await settled(pilot)
            shown = screen_lines(app)
            if parts.address:
                tag = parts.address.rpartition("/")[2]
                assert any(f" {tag} " in each for each in shown)
        assert parts.address
        y = next(y for y, each in enumerate(shown) if f" {tag} " in each) - 2
        other = re.search(r"v\d+", shown[y])
        await pilot.click(offset=(other.start(), y), times=2)
        await until(pilot, lambda: opened)
        assert opened == [f"{ROOT}/releases/tag/{other.group()}"]
