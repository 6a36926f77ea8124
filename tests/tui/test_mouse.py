"""Everything on screen that looks as if it could be clicked, clicked; and the wheel."""

import pytest
from textual.events import MouseScrollDown, MouseScrollUp

from tui.overlays.changes import ChangesScreen
from tui.overlays.columns import ColumnList, ColumnsScreen
from tui.picture import settled
from tui.screens.organisation import OrganisationScreen
from tui.screens.overview import Overview
from tui.screens.project import ProjectScreen

pytestmark = pytest.mark.slow


def find(lines, words):
    """Return column and row of words on the screen."""
    for y, line in enumerate(lines):
        if words in line:
            return line.index(words), y
    raise AssertionError(f"{words!r} is not on the screen")


async def click(pilot, screen_lines, words, **more):
    """Click on words where they stand."""
    x, y = find(screen_lines(pilot.app), words)
    await pilot.click(offset=(x, y), **more)
    await settled(pilot)


async def wheel(pilot, widget, down=True):
    kind = MouseScrollDown if down else MouseScrollUp
    widget.post_message(kind(widget, 3, 5, 0, 1, 0, False, False, False))
    await settled(pilot)


@pytest.mark.parametrize("size", [(80, 24), (120, 36), (200, 60)])
async def test_a_click_on_a_title_enlarges_the_panel_and_another_makes_it_small(
    size, feed, dashboard, screen_lines
):
    app = dashboard(feed, poll=False)
    async with app.run_test(size=size) as pilot:
        await settled(pilot)
        for words, id in (
            ("1 Open issues", "panel-issues"),
            ("4 Municipalit", "panel-municipalities"),
            ("5 What", "panel-changes"),
        ):
            await click(pilot, screen_lines, words)
            assert app.screen.query_one(f"#{id}").has_class("-large")
            assert not app.screen.table.region
            await click(pilot, screen_lines, words)
            assert app.screen.table.region


async def test_a_click_chooses_a_row_and_a_double_click_opens_it_also_in_the_list_of_changes(
    feed, dashboard, screen_lines
):
    app = dashboard(feed, poll=False)
    async with app.run_test(size=(120, 36)) as pilot:
        await settled(pilot)
        await click(pilot, screen_lines, "parking")
        assert app.screen.table.repository == "gitlab:os2/parking"
        assert isinstance(app.screen, Overview)
        await click(pilot, screen_lines, "Release v4.2.0", times=2)
        assert isinstance(app.screen, ProjectScreen)
        assert app.screen.repository == "github:os2/forms-engine"


async def test_the_wheel_scrolls_what_the_pointer_is_on(feed, dashboard):
    app = dashboard(feed, poll=False)
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        table = app.screen.table
        await wheel(pilot, table)
        assert table.scroll_y > 0
        await wheel(pilot, table, down=False)
        assert table.scroll_y == 0
        await pilot.press("enter")
        await settled(pilot)
        await pilot.press("5")
        await settled(pilot)
        page = app.screen.query_one("#tab-people-parts")
        await wheel(pilot, page)
        assert page.scroll_y > 0


async def test_a_further_column_is_sorted_by_with_a_key_held_down(feed, dashboard, screen_lines):
    app = dashboard(feed, poll=False)
    async with app.run_test(size=(120, 36)) as pilot:
        await settled(pilot)
        await click(pilot, screen_lines, "ISSUES")
        await click(pilot, screen_lines, "BUS", shift=True)
        assert [each.column for each in app.screen.table.sort] == ["open_issues", "bus_factor"]
        assert "ISSUES ▾1" in screen_lines(app)[3]


async def test_columns_are_chosen_and_put_back_with_the_mouse_alone(feed, dashboard, screen_lines):
    app = dashboard(feed, poll=False)
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await pilot.press("C")
        await settled(pilot)
        await click(pilot, screen_lines, "[x] Bus factor")
        assert "bus_factor" not in [each.id for each in app.screen_stack[-2].table.columns]
        await click(pilot, screen_lines, "Response time", times=2)
        assert "response_time" in [each.id for each in app.screen_stack[-2].table.columns]
        assert app.screen.query_one(ColumnList).cursor > 0
        await click(pilot, screen_lines, "as it was")
        assert app.session.preferences.columns == ()
        await click(pilot, screen_lines, "Esc close")
        assert not isinstance(app.screen, ColumnsScreen)


async def test_the_number_of_alerts_leads_to_them_and_they_are_acknowledged_by_clicks(
    feed, dashboard, screen_lines
):
    feed.seen.clear()
    app = dashboard(feed)
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await pilot.pause(1.1)
        await click(pilot, screen_lines, "5 alerts")
        assert isinstance(app.screen, ChangesScreen)
        await click(pilot, screen_lines, "A all")
        await click(pilot, screen_lines, "Esc close")
        assert isinstance(app.screen, Overview)
        assert len(feed.seen) == 5


async def test_a_body_is_found_and_opened_from_the_footer_to_the_cell(feed, dashboard, screen_lines):
    app = dashboard(feed, poll=False)
    async with app.run_test(size=(120, 36)) as pilot:
        await settled(pilot)
        await click(pilot, screen_lines, "m municipalities")
        await click(pilot, screen_lines, "Vendors")
        assert app.screen.grid.table.matrix.scope == "vendor"
        await click(pilot, screen_lines, "Example BV", times=2)
        assert isinstance(app.screen, OrganisationScreen)
        await click(pilot, screen_lines, "Esc back")
        await click(pilot, screen_lines, "Esc back")
        assert isinstance(app.screen, Overview)


async def test_a_hit_of_the_palette_is_clicked(feed, dashboard, screen_lines):
    app = dashboard(feed, poll=False)
    async with app.run_test(size=(100, 30)) as pilot:
        await settled(pilot)
        await pilot.press("ctrl+p", *"council")
        await pilot.pause(0.4)
        await click(pilot, screen_lines, "os2/council-votes")
        await pilot.pause(0.2)
        await settled(pilot)
        assert isinstance(app.screen, ProjectScreen)
        assert app.screen.repository == "gitlab:os2/council-votes"
