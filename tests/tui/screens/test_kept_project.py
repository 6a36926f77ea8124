"""The screen of a project is kept when it is closed: opened again it looks as if it were new."""

import gc
from datetime import timedelta

import pytest
from msgspec.structs import replace
from textual.events import Resize
from textual.geometry import Size
from textual.widgets import ContentSwitcher

from civitop.i18n.language import current, load, use
from tui.picture import drawn, settled
from tui.screens.organisations import OrganisationsScreen
from tui.screens.project import ProjectScreen
from tui.tabs.pane import Parts

pytestmark = pytest.mark.slow


@pytest.fixture
def english():
    """Let the language be as it was."""
    before = current()
    yield
    use(before)


async def open_second(app, pilot):
    """Open the second project of the list, and return its picture."""
    await pilot.press("g", "j", "enter")
    await settled(pilot)
    return drawn(app)


async def test_a_project_looks_the_same_opened_again_after_language_theme_and_size_changed(
    feed, dashboard, english
):
    async def change(app, pilot, size):
        use(load("da"))
        app.reword()
        app.theme = "civitop-light"
        await pilot.resize_terminal(*size)
        await settled(pilot)

    async def of_new(size):
        app = dashboard(feed, poll=False)
        async with app.run_test(size=(80, 24)) as pilot:
            await settled(pilot)
            await change(app, pilot, size)
            return await open_second(app, pilot)

    kept = dashboard(feed, poll=False)
    async with kept.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await pilot.press("enter")
        await settled(pilot)
        screen = kept.screen
        await pilot.press("j", "2", "j", "escape")
        await settled(pilot)
        await change(kept, pilot, (120, 36))
        again = await open_second(kept, pilot)
        assert kept.screen is screen
    use(load("en"))
    assert again == await of_new((120, 36))


async def test_a_project_over_the_organisations_over_a_project_goes_back_to_the_first(feed, dashboard):
    app = dashboard(feed, poll=False)
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await pilot.press("enter")
        first = app.screen
        app.navigator.open_organisations()
        await settled(pilot)
        app.navigator.open_project(sorted(feed.healths)[3])
        await settled(pilot)
        assert isinstance(app.screen, ProjectScreen)
        assert app.screen is not first
        await pilot.press("escape")
        assert isinstance(app.screen, OrganisationsScreen)
        await pilot.press("escape")
        assert app.screen is first


async def test_a_report_that_is_asked_for_twice_at_once_is_read_once_and_nothing_is_left_behind(
    feed, dashboard
):
    app = dashboard(feed)
    async with app.run_test(size=(120, 36)) as pilot:
        await settled(pilot)
        await pilot.press("enter")
        await settled(pilot)
        read = []
        report = feed.report
        feed.report = lambda *of: read.append(of) or report(*of)
        for _ in range(3):
            app.screen._read_again()  # a coroutine of one that never began would be complained of
        await settled(pilot)
        gc.collect()
        assert len(read) == 1


async def test_what_happens_while_a_tab_is_made_is_about_the_one_that_is_shown(feed, dashboard, monkeypatch):
    original = ContentSwitcher.add_content
    met = []

    async def slow(self, pane, **more):
        screen = self.screen
        screen.on_parts_moved()
        screen.show(replace(screen.session.shown, healths={}))
        met.append(screen.pane.id)
        return await original(self, pane, **more)

    monkeypatch.setattr(ContentSwitcher, "add_content", slow)
    app = dashboard(feed, poll=False)
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await pilot.press("enter")
        await settled(pilot)
        await pilot.press("4", "6")
        await settled(pilot)
        assert met == ["tab-now", "tab-releases"]
        assert app.screen.pane.id == "tab-knowledge"


async def test_styles_are_worked_out_anew_only_where_the_theme_is_another_one(feed, dashboard, monkeypatch):
    asked, seen = [], set()
    original = ProjectScreen.update_node_styles
    monkeypatch.setattr(
        ProjectScreen,
        "update_node_styles",
        lambda self, animate=True: (asked.append(self.app.theme), original(self, animate=animate)),
    )
    app = dashboard(feed, poll=False)
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        for theme in ("civitop-dark", "civitop-dark", "civitop-light", "civitop-light"):
            app.theme = theme
            await settled(pilot)
            asked.clear()
            await pilot.press("enter")
            await settled(pilot)
            asked.append("shown")
            await pilot.press("escape")
            await settled(pilot)
            assert bool(asked.index("shown")) is (theme not in seen), (theme, asked)
            seen.add(theme)


async def test_a_closed_project_turns_back_to_its_first_tab_and_one_under_the_help_does_not(feed, dashboard):
    app = dashboard(feed, poll=False)
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await pilot.press("enter")
        await settled(pilot)
        screen = app.screen
        await pilot.press("8")
        await settled(pilot)
        await pilot.press("question_mark")
        await settled(pilot)
        assert app.screen is not screen
        await pilot.press("escape")
        await settled(pilot)
        assert (app.screen, screen.pane.id) == (screen, "tab-files")
        await pilot.press("escape")
        await settled(pilot)
        assert (screen.pane.id, screen.focused) == ("tab-now", screen.pane.main)


async def test_what_is_new_while_the_company_is_being_made_is_drawn_once_it_is_there(feed, dashboard):
    app = dashboard(feed, poll=False)
    async with app.run_test(size=(120, 36)) as pilot:
        await settled(pilot)
        await pilot.press("enter")
        await settled(pilot)
        pane = app.screen.pane
        size = Size(200, 50)
        pane.on_resize(Resize(size, size))
        new = replace(pane.page, now=pane.page.now + timedelta(days=1))
        pane.show(new)
        company = pane.query_one(Parts)
        assert not company.is_mounted
        await settled(pilot)
        assert company.query_one("#company-signal-open_issues").display
        assert company._page.now == new.now
