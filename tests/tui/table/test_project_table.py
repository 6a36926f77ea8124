"""What people do to the table, as stories."""

from msgspec.structs import replace

from tui.picture import settled
from tui.session.preferences import KEY, decoded
from tui.table.rows import Head
from tui.widgets.filter_bar import FilterBar


async def test_columns_groups_and_order_are_remembered_for_the_next_session(feed, dashboard, screen_lines):
    app = dashboard(feed)
    async with app.run_test(size=(120, 36)) as pilot:
        await settled(pilot)
        await pilot.press("S", "R", "b")
        await pilot.press("C", "j", "j", "space", "K", "escape")
        await settled(pilot)
        assert "open_issues" not in [each.id for each in app.screen.table.columns]
    held = decoded(feed.preferences[KEY])
    assert held.group == "forge"
    assert [each.column for each in held.sort] == ["level", "name"]
    again = dashboard(feed)
    async with again.run_test(size=(120, 36)) as pilot:
        await settled(pilot)
        table = again.screen.table
        assert [each.id for each in table.columns] == [each.id for each in held.columns]
        text = "\n".join(screen_lines(again))
        assert "▾ ■ github  18 projects" in text
        assert "by forge" in text
        assert "PROJECT ▾2" in text
        assert table.repository is not None
        assert table.cursor == 1  # under the head


async def test_tab_completes_a_filter_that_is_kept_under_a_name_and_recalled(feed, dashboard):
    app = dashboard(feed)
    async with app.run_test(size=(120, 36)) as pilot:
        await settled(pilot)
        await pilot.press("slash", *"forg", "tab", "g", "tab", "tab", "enter")
        await settled(pilot)
        assert app.screen.filter_text == "forge:gitlab"
        await pilot.press("F", *"ours", "enter")
        await pilot.press("escape")
        await settled(pilot)
        assert app.screen.query_one(FilterBar).text == ""
        kept = app.session.preferences.filters[0]
        assert (kept.name, kept.text) == ("ours", "forge:gitlab")
        app.screen.recall_filter(kept.text)
        await settled(pilot)
        assert {each.forge for each in app.screen.table.rows} == {"gitlab"}


async def test_many_projects_are_arranged_behind_the_scenes(feed, dashboard, monkeypatch, screen_lines):
    monkeypatch.setattr("tui.session.background_work.AT_ONCE", 1)
    monkeypatch.setattr("tui.session.background_work.AT_ONCE_RESTING", 1)
    monkeypatch.setattr("tui.session.background_work.REST", 0.0)
    app = dashboard(feed)
    async with app.run_test(size=(120, 36)) as pilot:
        await settled(pilot)
        await settled(pilot)
        text = "\n".join(screen_lines(app))
        assert "signing" in text
        assert "786 open" in text


def heads_of(app):
    return [each for each in app.screen.table._arranged.rows if isinstance(each, Head)]


async def test_groups_fold_by_key_by_click_and_all_at_once_and_stay_folded_for_the_next_session(
    feed, dashboard, screen_lines
):
    app = dashboard(feed)
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await pilot.press("b", "j", "j", "z")
        await settled(pilot)
        table = app.screen.table
        assert [each.folded for each in heads_of(app)] == [True, False]
        assert table.cursor == 0  # on the head of what was folded
        assert table.count == 2 + 6
        assert len(table.rows) == 24  # a folded project is still one of them
        text = "\n".join(screen_lines(app))
        assert "▸ ■ github  18 projects  ■ 6 bad" in text
        await pilot.press("enter")
        await settled(pilot)
        assert not heads_of(app)[0].folded
        await pilot.press("Z")
        await settled(pilot)
        assert table.count == 2
        await pilot.click("#projects", offset=(8, 3))
        await settled(pilot)
        assert [each.folded for each in heads_of(app)] == [True, False]
        assert app.screen.table.group == "forge:gitlab"
    again = dashboard(feed)
    async with again.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        assert [each.folded for each in heads_of(again)] == [True, False]
        await pilot.press("Z")
        await settled(pilot)
        assert again.screen.table.count == 2
        await pilot.press("Z", "b", "b", "b", "b")
        await settled(pilot)
        await pilot.press("z")
        assert again.screen.table.count == 24  # nothing to fold


async def test_the_next_project_is_found_also_where_its_group_is_folded(feed, dashboard):
    app = dashboard(feed)
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await pilot.press("b", "j", "enter")
        await settled(pilot)
        first = app.screen.repository
        app.screen_stack[1].prefer(replace(app.session.preferences, folded=("forge:github", "forge:gitlab")))
        await settled(pilot)
        await pilot.press("J")
        await settled(pilot)
        assert app.screen.repository != first
        await pilot.press("K")
        await settled(pilot)
        assert app.screen.repository == first


async def test_a_row_in_another_place_is_not_drawn_again_and_looks_as_a_new_one_would(feed, dashboard):
    app = dashboard(feed)
    async with app.run_test(size=(200, 60)) as pilot:
        await settled(pilot)
        table = app.screen.table
        drawn = []
        row = table.row
        table.row = lambda index: drawn.append(index) or row(index)
        await pilot.press("R")
        await settled(pilot)
        assert len(set(drawn)) <= 2  # the one that has the cursor now, and the one that had it
        for change in ("S", "C", "left_square_bracket", "escape"):
            await pilot.press(change)
            await settled(pilot)
        app.theme = "civitop-light"
        await settled(pilot)
        shown = [table.render_line(y) for y in range(table.size.height)]
        table._strips.clear()
        table.rows_changed()
        assert [table.render_line(y) for y in range(table.size.height)] == shown
