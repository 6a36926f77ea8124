"""What people do at the dashboard, as stories."""

import time
from datetime import timedelta

import pytest

from civitop.errors import StoreError
from civitop.i18n.message import literally
from civitop.polling.collector import Budget
from civitop.polling.events import BudgetChanged, Collected, RoundFinished
from tests.patience import SCREEN
from tui.overlays.help import HelpScreen
from tui.panels.list import PANELS
from tui.picture import settled
from tui.screens.overview import Overview
from tui.screens.project import ProjectScreen
from tui.widgets.filter_bar import FilterBar

pytestmark = pytest.mark.slow


async def until(pilot, true, seconds=SCREEN):
    """Wait for something that the app does on its own."""
    for _ in range(int(seconds / 0.05)):
        if true():
            return
        await pilot.pause(0.05)
    raise AssertionError("it did not happen")


async def test_staff_see_the_stored_figures_before_any_request(feed, dashboard, screen_lines):
    app = dashboard(feed)
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        text = "\n".join(screen_lines(app))
        assert feed.polled == 0
        assert "signing" in text
        assert "786 open" in text


async def test_staff_find_the_project_that_lost_its_maintainers(feed, dashboard, screen_lines):
    app = dashboard(feed)
    async with app.run_test(size=(120, 36)) as pilot:
        await settled(pilot)
        feed.say(*feed.a_round())
        await until(pilot, lambda: "fell from 3 to 1" in "\n".join(screen_lines(app)))
        await pilot.press("tab", "tab", "tab", "tab", "tab")
        assert app.screen.focused.id == "panel-changes"
        await pilot.press("enter")
        assert isinstance(app.screen, ProjectScreen)
        assert app.screen.repository == "github:os2/budget-explorer"
        await settled(pilot)
        assert "■ bad" in "\n".join(screen_lines(app))
        await pilot.press("escape")
        assert isinstance(app.screen, Overview)


async def test_the_cursor_stays_on_its_project_when_the_order_changes(feed, dashboard):
    app = dashboard(feed)
    async with app.run_test(size=(120, 36)) as pilot:
        await settled(pilot)
        table = app.screen.table
        await pilot.press("j", "j", "j")
        before = table.selected.id
        feed.say(*feed.a_round())
        await until(pilot, lambda: app.view.round.finished_at is not None)
        assert table.selected.id == before
        await pilot.press("s", "s")
        assert table.sorted_by == "open_issues"
        assert table.selected.id == before
        await pilot.press("R")
        assert table.reverse


async def test_vim_and_arrow_keys_move_the_same_cursor(feed, dashboard):
    app = dashboard(feed)
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        table = app.screen.table
        await pilot.press("j", "down", "k")
        assert table.cursor == 1
        await pilot.press("G")
        assert table.cursor == table.count - 1
        await pilot.press("g")
        assert table.cursor == 0
        await pilot.press("ctrl+d")
        assert table.cursor > 5
        await pilot.press("ctrl+u", "up")
        assert table.cursor == 0


async def test_a_filter_narrows_while_one_types_and_escape_clears_it(feed, dashboard, screen_lines):
    app = dashboard(feed)
    async with app.run_test(size=(120, 36)) as pilot:
        await settled(pilot)
        await pilot.press("slash", *"bus<2")
        assert len(app.screen.table.rows) == 9
        app.screen.query_one(FilterBar).input.value += " forge:gitlab"
        await pilot.pause()
        assert {each.name for each in app.screen.table.rows} == {"os2/parking", "os2/signing"}
        assert "2 of 24" in "\n".join(screen_lines(app))
        await pilot.press("enter")
        assert app.screen.focused is app.screen.table
        assert app.screen.filter_text == "bus<2 forge:gitlab"
        await pilot.press("escape")
        await pilot.pause()
        assert len(app.screen.table.rows) == 24


async def test_a_wrong_word_in_the_filter_is_pointed_at_and_the_words_before_it_hold(
    feed, dashboard, screen_lines
):
    app = dashboard(feed)
    async with app.run_test(size=(120, 36)) as pilot:
        await settled(pilot)
        await pilot.press("slash")
        app.screen.query_one(FilterBar).input.value = "xyz"
        await pilot.pause()
        app.screen.query_one(FilterBar).input.value = "bus<2 -relese>9 xyz"
        await pilot.pause()
        lines = screen_lines(app)
        typed = next(line for line in lines if "relese>9" in line)
        marked = next(line for line in lines if "^^^^^^" in line)
        assert typed.index("relese") == marked.index("^")
        assert "did you mean release?" in marked
        assert app.screen.query_one(FilterBar).error is not None
        assert len(app.screen.table.rows) == 9


async def test_a_filter_without_hits_says_so_and_what_to_do(feed, dashboard, screen_lines):
    app = dashboard(feed)
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await pilot.press("slash", *"xyz", "enter")
        text = "\n".join(screen_lines(app))
        assert "No project matches this filter." in text
        assert "Esc clears it" in text


async def test_pause_freezes_the_picture_while_the_counters_go_on(feed, dashboard, screen_lines):
    app = dashboard(feed)
    async with app.run_test(size=(120, 36)) as pilot:
        await settled(pilot)
        await pilot.press("p")
        assert feed.pauses == [True]
        before = [each.id for each in app.screen.table.rows]
        feed.say(*feed.a_round()[:5])
        await until(pilot, lambda: "Polling" in "\n".join(screen_lines(app)))
        assert "paused" in screen_lines(app)[0]
        assert [each.id for each in app.screen.table.rows] == before
        assert app.screen.table.rows[0].signals["bus_factor"].value == 1
        budget = next(h for h in app.screen.table.rows if h.name == "os2/budget-explorer")
        assert budget.signals["bus_factor"].value == 2
        await pilot.press("p")
        await until(pilot, lambda: "■ 9 bad" in "\n".join(screen_lines(app)))
        assert feed.pauses == [True, False]


async def test_a_hundred_events_in_a_second_are_painted_once(feed, dashboard, monkeypatch):
    app = dashboard(feed)
    monkeypatch.setattr("tui.session.paint_scheduler.PAINT_EVERY", 1.0)
    monkeypatch.setattr("tui.session.paint_scheduler.FIRST_PAINTS", 0)
    painted = []
    monkeypatch.setattr(
        Overview, "show", lambda self, view, show=Overview.show: (painted.append(1), show(self, view))
    )
    async with app.run_test(size=(120, 36)) as pilot:
        await settled(pilot)
        start = len(painted)
        some = next(iter(feed.healths.values()))
        began = time.monotonic()
        feed.say(*(Collected(some) for _ in range(100)))
        await until(pilot, lambda: len(painted) > start)
        await pilot.pause(0.4)
        # On a crowded machine this takes more than the second in which one paint is allowed.
        assert len(painted) - start <= 1 + int(time.monotonic() - began)


async def test_a_forge_that_makes_civitop_wait_is_named(feed, dashboard, now, screen_lines):
    app = dashboard(feed)
    async with app.run_test(size=(120, 36)) as pilot:
        await settled(pilot)
        waits = Budget(
            forge="github",
            pool="graphql",
            limit=5000,
            remaining=12,
            waiting_until=now + timedelta(minutes=9),
            reason=literally("the hourly budget is spent"),
        )
        feed.say(BudgetChanged(waits))
        await until(
            pilot, lambda: "Waiting for github, in 9 min: the hourly budget is spent" in screen_lines(app)[1]
        )
        assert "waiting" in screen_lines(app)[0]
        assert "12 of 5,000 requests left" in screen_lines(app)[1]


async def test_a_round_fails_and_comes_back(feed, dashboard, now, screen_lines):
    app = dashboard(feed)
    async with app.run_test(size=(120, 36)) as pilot:
        await settled(pilot)
        feed.say(*feed.a_round())
        await until(pilot, lambda: "1 project failed" in screen_lines(app)[1])
        feed.say(*feed.a_round()[:-2], RoundFinished(now, 3.0, 24, 0, 0, {}, now + timedelta(minutes=5)))
        await until(pilot, lambda: "failed" not in screen_lines(app)[1])
        await until(pilot, lambda: "next round in 5 min" in screen_lines(app)[0])


async def test_networks_are_tabs_that_keys_and_clicks_change(feed, dashboard, screen_lines):
    app = dashboard(feed)
    async with app.run_test(size=(120, 36)) as pilot:
        await settled(pilot)
        await pilot.press("n")
        assert app.view.network == "sig"
        assert len(app.screen.table.rows) == 6
        x = screen_lines(app)[0].index("OS2")
        await pilot.click("Header", offset=(x, 0))
        await pilot.pause()
        assert app.view.network == "os2"


async def test_a_click_on_a_header_sorts_and_a_double_click_on_a_row_opens(feed, dashboard, screen_lines):
    app = dashboard(feed)
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        x = screen_lines(app)[2].index("ISSUES")
        await pilot.click("#projects", offset=(x, 0))
        assert app.screen.table.sorted_by == "open_issues"
        assert app.screen.table.rows[0].name == "os2/citizen-portal"
        await pilot.click("#projects", offset=(x, 0))
        assert app.screen.table.rows[0].signals["open_issues"].value == 0
        await pilot.click("#projects", offset=(5, 4), times=2)
        await pilot.pause()
        assert isinstance(app.screen, ProjectScreen)


async def test_the_footer_does_what_it_says_when_clicked(feed, dashboard, screen_lines):
    app = dashboard(feed)
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await pilot.click("Footer", offset=(screen_lines(app)[-1].index("help"), 0))
        await pilot.pause()
        assert isinstance(app.screen, HelpScreen)


@pytest.mark.parametrize("size", [(80, 30), (100, 30), (200, 60), (60, 28)])
async def test_each_panel_is_enlarged_by_its_number_and_made_small_again(size, feed, dashboard):
    app = dashboard(feed)
    async with app.run_test(size=size) as pilot:
        await settled(pilot)
        for entry in PANELS:
            panel = app.screen.query_one(f"#{entry.widget_id}")
            await pilot.press(entry.key)
            await pilot.pause()
            assert panel.size.height > 20
            assert panel.size.width > size[0] - 6
            assert not app.screen.table.region
        await pilot.press("escape")
        await pilot.pause()
        assert app.screen.table.region


async def test_help_is_searched(feed, dashboard, screen_lines):
    app = dashboard(feed)
    async with app.run_test(size=(100, 30)) as pilot:
        await settled(pilot)
        await pilot.press("question_mark", *"browser")
        await pilot.pause()
        text = "\n".join(screen_lines(app))
        assert "Open the project on its forge in the browser" in text
        assert "Sort by the next column" not in text
        await pilot.press("escape")
        assert isinstance(app.screen, Overview)


async def test_the_palette_finds_a_project_by_name(feed, dashboard):
    app = dashboard(feed)
    async with app.run_test(size=(100, 30)) as pilot:
        await settled(pilot)
        await pilot.press("ctrl+p", *"council")
        await pilot.pause(0.4)
        await pilot.press("down", "enter")
        await until(pilot, lambda: isinstance(app.screen, ProjectScreen))
        assert app.screen.repository == "gitlab:os2/council-votes"


async def test_only_addresses_of_configured_hosts_are_opened(feed, dashboard):
    opened = []
    app = dashboard(feed, opener=opened.append)
    async with app.run_test(size=(100, 30)) as pilot:
        await settled(pilot)
        await pilot.press("o")
        await until(pilot, lambda: opened == ["https://gitlab.example/os2/signing"])
        await pilot.press("y")
        assert app.clipboard == "https://gitlab.example/os2/signing"
    opened.clear()
    app = dashboard(feed, opener=opened.append, config=None)
    async with app.run_test(size=(100, 30)) as pilot:
        await settled(pilot)
        await pilot.press("o")
        await pilot.pause(0.1)
        assert opened == []


async def test_export_hands_over_what_is_on_the_screen_and_shows_the_path(feed, dashboard):
    shown = []

    def exporter(what):
        shown.append(what)
        return "civitop-os2.csv"

    app = dashboard(feed, exporter=exporter)
    async with app.run_test(size=(100, 30)) as pilot:
        await settled(pilot)
        await pilot.press("slash")
        app.screen.query_one(FilterBar).input.value = "forge:gitlab"
        await pilot.press("enter", "e")
        await until(pilot, lambda: bool(shown))
        await until(pilot, lambda: any("civitop-os2.csv" in n.message for n in app._notifications))
        assert shown[0].network == "os2"
        assert shown[0].filter == "forge:gitlab"
        assert shown[0].repositories == tuple(each.id for each in app.screen.table.rows)


async def test_keys_of_the_configuration_replace_the_defaults_everywhere(feed, dashboard, screen_lines):
    from civitop.config.settings import Config

    app = dashboard(feed, config=Config(keys={"sort": "x", "nonsense": "z"}, theme="no-such-theme"))
    async with app.run_test(size=(100, 30)) as pilot:
        await settled(pilot)
        await pilot.press("x")
        assert app.screen.table.sorted_by == "name"
        await pilot.press("s")
        assert app.screen.table.sorted_by == "name"
        assert " x sort" in screen_lines(app)[-1]
        said = " ".join(n.message for n in app._notifications)
        assert "nonsense" in said
        assert "no-such-theme" in said


async def test_next_and_previous_project_go_by_the_order_of_the_table(feed, dashboard):
    app = dashboard(feed)
    async with app.run_test(size=(100, 30)) as pilot:
        await settled(pilot)
        order = [each.id for each in app.screen.table.rows]
        await pilot.press("enter")
        await settled(pilot)
        await pilot.press("J")
        await settled(pilot)
        assert app.screen.repository == order[1]
        await pilot.press("K")
        await settled(pilot)
        assert app.screen.repository == order[0]
        await pilot.press("escape")
        assert isinstance(app.screen, Overview)


async def test_a_store_that_breaks_is_said_on_screen(feed, dashboard, screen_lines, monkeypatch):
    def broken():
        raise StoreError("The store is damaged; civitop doctor tells more.")

    monkeypatch.setattr(feed, "snapshot", broken)
    app = dashboard(feed)
    async with app.run_test(size=(100, 30)) as pilot:
        await settled(pilot)
        await until(pilot, lambda: "The store is damaged" in screen_lines(app)[1])
        assert "stopped" in screen_lines(app)[0]


async def test_without_polling_nothing_is_asked(feed, dashboard, screen_lines):
    app = dashboard(feed, poll=False)
    async with app.run_test(size=(100, 30)) as pilot:
        await settled(pilot)
        await pilot.press("r")
        assert feed.polled == 0
        assert "offline" in screen_lines(app)[0]


async def test_a_poll_is_asked_for_by_key(feed, dashboard):
    app = dashboard(feed)
    async with app.run_test(size=(100, 30)) as pilot:
        await settled(pilot)
        await pilot.press("r")
        assert feed.polled == 1


async def test_a_feed_that_breaks_keeps_the_last_figures_and_says_why(feed, dashboard, screen_lines):
    app = dashboard(feed)
    async with app.run_test(size=(120, 36)) as pilot:
        await settled(pilot)

        async def broken():
            raise ZeroDivisionError("a bug")
            yield

        feed.events = broken
        app.follow()
        await until(pilot, lambda: "ZeroDivisionError: a bug" in screen_lines(app)[1])
        assert "stopped" in screen_lines(app)[0]
        assert len(app.screen.table.rows) == 24
