"""A screen on a wall: what stands there is large, changes by itself, and stands still when asked to."""

import pytest
from rich.cells import cell_len

from civitop.health import Network
from tui.drawing.big_text import big, size_for
from tui.drawing.glyphs import ASCII, UNICODE
from tui.picture import settled
from tui.screens.overview import Overview
from tui.screens.wall import WallScreen, figures, pages, worst

pytestmark = pytest.mark.slow

HOUR = 3600.0


@pytest.mark.parametrize("size", [(80, 24), (120, 36), (200, 60)], ids=lambda s: f"{s[0]}x{s[1]}")
async def test_the_wall_looks_as_it_did(feed, dashboard, golden, screen_lines, size):
    app = dashboard(feed, poll=False, wall=HOUR)
    async with app.run_test(size=size) as pilot:
        await settled(pilot)
        golden(f"wall-{size[0]}x{size[1]}", screen_lines(app))
        await pilot.press("space")
        await pilot.pause()
        golden(f"wall-worst-{size[0]}x{size[1]}", screen_lines(app))


@pytest.mark.parametrize("size", [(10, 3), (40, 10), (60, 15), (160, 20), (400, 100)])
async def test_the_wall_fits_every_terminal(feed, dashboard, screen_lines, size):
    app = dashboard(feed, poll=False, wall=HOUR)
    async with app.run_test(size=size) as pilot:
        await settled(pilot)
        for _ in range(2):
            lines = screen_lines(app)
            assert len(lines) == size[1]
            assert {cell_len(line) for line in lines} == {size[0]}
            await pilot.press("space")
            await pilot.pause()


async def test_pages_turn_by_themselves_and_stand_still_while_paused(feed, dashboard, screen_lines):
    app = dashboard(feed, wall=0.2)
    async with app.run_test(size=(120, 36)) as pilot:
        await settled(pilot)
        seen = set()
        for _ in range(12):
            seen.add(screen_lines(app)[-1][:8])
            await pilot.pause(0.1)
        assert len(seen) > 2
        await pilot.press("p")
        await pilot.pause()
        still = screen_lines(app)
        assert "paused" in still[-1]
        await pilot.pause(0.7)
        assert screen_lines(app)[:-1] == still[:-1]


async def test_the_dashboard_is_behind_the_wall_and_q_leaves(feed, dashboard):
    app = dashboard(feed, wall=HOUR)
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        assert isinstance(app.screen, WallScreen)
        await pilot.press("escape")
        assert isinstance(app.screen, Overview)
        await pilot.press("q")
        await pilot.pause()
    assert not app.is_running


async def test_a_round_changes_the_wall(feed, dashboard, screen_lines):
    app = dashboard(feed, wall=HOUR)
    async with app.run_test(size=(120, 36)) as pilot:
        await settled(pilot)
        before = screen_lines(app)
        feed.say(*feed.a_round())
        await pilot.pause(1.3)
        assert screen_lines(app) != before


async def test_a_network_without_projects_has_one_page_without_figures(feed, dashboard, screen_lines):
    feed.networks = (Network(id="none", name="Nobody", repositories=(), totals={}),)
    app = dashboard(feed, poll=False, wall=HOUR)
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        assert pages(app.view) == (("none", "figures"),)
        assert "open issues" in "\n".join(screen_lines(app))
    assert [each.value for each in figures(())] == [None] * 4


async def test_an_ascii_wall_is_ascii(feed, dashboard, screen_lines):
    app = dashboard(feed, poll=False, wall=HOUR, ascii_only=True)
    async with app.run_test(size=(200, 60)) as pilot:
        await settled(pilot)
        for _ in range(2):
            assert all(line.isascii() for line in screen_lines(app))
            assert any("####" in line for line in screen_lines(app))
            await pilot.press("space")
            await pilot.pause()


def test_the_worst_project_comes_first_and_archived_ones_do_not(feed):
    found = worst(tuple(feed.healths.values()))
    assert found[0].worst[0] == "bad"
    assert found[-1].worst[0] == "watch"
    assert not any(each.archived for each in found)


def test_letters_grow_with_the_room():
    assert big("7", 3, 3, UNICODE) == ["▀▀█", " ▄▀", " ▀ "]
    assert size_for("786", 22, 5, UNICODE) == 2
    assert len(big("786", 22, 5, UNICODE)) == 5
    assert big("786", 10, 3, UNICODE) == ["786"]
    assert big("", 80, 24, UNICODE) == [""]
    assert big("786", 80, 4, ASCII) == ["786"]
    assert big("I", 6, 5, ASCII) == ["######", "  ##  ", "  ##  ", "  ##  ", "######"]


@pytest.mark.parametrize("text", ["Ærø", "漢字", "[/foo]", "\x1b[2J", "e\u0301" * 9, "\ud800"])
def test_letters_that_nobody_drew_are_question_marks_and_nothing_breaks(text):
    for line in big(text, 400, 30, UNICODE):
        assert set(line) <= set("█▀▄ ")
