"""What people do to the table, as stories."""

from tui.picture import settled
from tui.preferences import KEY, decoded
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
        assert "▾ github  18 projects" in text
        assert "PROJECT ▾2" in text
        assert table.repository is not None
        await pilot.press("G", "g")
        assert table.cursor == 1


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
        kept = app.preferences.filters[0]
        assert (kept.name, kept.text) == ("ours", "forge:gitlab")
        app.screen.recall_filter(kept.text)
        await settled(pilot)
        assert {each.forge for each in app.screen.table.rows} == {"gitlab"}


async def test_many_projects_are_arranged_behind_the_scenes(feed, dashboard, monkeypatch, screen_lines):
    monkeypatch.setattr("tui.backstage.AT_ONCE", 1)
    monkeypatch.setattr("tui.backstage.AT_ONCE_RESTING", 1)
    monkeypatch.setattr("tui.backstage.REST", 0.0)
    app = dashboard(feed)
    async with app.run_test(size=(120, 36)) as pilot:
        await settled(pilot)
        await settled(pilot)
        text = "\n".join(screen_lines(app))
        assert "signing" in text
        assert "786 open" in text
