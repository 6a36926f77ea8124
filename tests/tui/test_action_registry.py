"""The one list of actions: every key of every screen and overlay comes from it, and from the configuration."""

from pathlib import Path

import pytest

import tui
from civitop.config.settings import Config
from tui.action_registry import ACTIONS
from tui.actions.action import with_keys
from tui.actions.key_names import shown
from tui.app import CivitopApp
from tui.drawing.glyphs import UNICODE
from tui.overlays.changes import ChangesScreen
from tui.overlays.columns import ColumnsScreen
from tui.overlays.help import HelpScreen
from tui.overlays.name import NameScreen
from tui.panels.list import PANEL_STYLES, PANELS
from tui.picture import settled
from tui.screens.base import CivitopScreen
from tui.screens.organisation import OrganisationScreen
from tui.screens.organisations import OrganisationsScreen
from tui.screens.overview import Overview
from tui.screens.project import ProjectScreen
from tui.screens.start import StartScreen
from tui.screens.wall import WallScreen
from tui.session.choices import Choices
from tui.start_app import StartApp
from tui.widgets.filter_bar import FilterBar
from tui.widgets.key_line import KeyLine

SCREENS: tuple[type[CivitopScreen], ...] = (
    Overview,
    ProjectScreen,
    OrganisationsScreen,
    OrganisationScreen,
    WallScreen,
)
PARTS: dict[str, type] = {
    "filter": FilterBar,
    "alerts": ChangesScreen,
    "columns": ColumnsScreen,
    "name": NameScreen,
    "help": HelpScreen,
    "start": StartScreen,
} | {screen.PLACE: screen for screen in SCREENS}


def test_every_action_has_a_method_where_it_is_bound():
    for action in ACTIONS:
        parts = [PARTS[place] for place in (action.where, *action.also) if place != "everywhere"]
        if action.where == "everywhere":
            parts += [CivitopApp] if action.on_app else SCREENS
        method = action.method.partition("(")[0]
        for part in parts:
            assert callable(getattr(part, f"action_{method}", None)), (action.id, part)


def test_every_part_binds_what_the_registry_says_and_nothing_else():
    for place, part in PARTS.items():
        own = {each.id for each in vars(part)["BINDINGS"]}
        assert own == {action.id for action in ACTIONS if action.binds(place)}, place
    assert {each.id for each in CivitopScreen.BINDINGS} == {a.id for a in ACTIONS if a.binds("everywhere")}


def test_no_binding_is_made_beside_the_registry():
    made = [path for path in Path(tui.__file__).parent.rglob("*.py") if "Binding(" in path.read_text("utf-8")]
    assert [path.name for path in made] == ["action.py"]


def test_no_key_means_two_things_in_one_place():
    for place in PARTS:
        places = ("everywhere", place) if place in {screen.PLACE for screen in SCREENS} else (place,)
        actions = [action for action in ACTIONS if any(action.binds(each) for each in places)]
        keys = [key for action in actions for key in action.keys.split(",")]
        assert len(keys) == len(set(keys)), place


def test_every_panel_of_the_list_has_its_key_and_its_style():
    known = {action.id: action for action in ACTIONS}
    for number, each in enumerate(PANELS, 1):
        action = known[f"panel.{number}"]
        assert (action.keys, action.method) == (each.key, f"panel({number})")
        assert action.label
        assert action.help
    for style in PANEL_STYLES:
        assert (Path(tui.__file__).parent / style).is_file()


def test_ids_of_actions_are_different():
    assert len({action.id for action in ACTIONS}) == len(ACTIONS)


def test_configured_keys_are_shown_and_unknown_actions_named():
    actions, unknown = with_keys(ACTIONS, {"sort": "ctrl+s", "nope": "x"})
    assert next(a for a in actions if a.id == "sort").key == "Ctrl+S"
    assert unknown == ("nope",)
    assert shown("question_mark") == "?"


def test_the_help_has_every_action():
    screen = HelpScreen(ACTIONS, (), UNICODE)
    text = "".join(span.text for line in screen._text([], 10_000) for span in line)
    for action in ACTIONS:
        assert action.help in text, action.id


@pytest.mark.parametrize("words", [("a",), ("C",), ("question_mark",)])
async def test_the_keys_of_an_overlay_can_be_changed(feed, dashboard, words):
    keys = {
        "alerts": {"alert.close": "x", "cursor.down": "v"},
        "columns": {"columns-close": "x", "cursor.down": "v"},
        "help": {"help-close": "f5"},
    }
    name, overlay = {
        "a": ("alerts", ChangesScreen),
        "C": ("columns", ColumnsScreen),
        "question_mark": ("help", HelpScreen),
    }[words[0]]
    feed.seen = set()
    app = dashboard(feed, config=Config(keys=keys[name]))
    async with app.run_test(size=(120, 36)) as pilot:
        await settled(pilot)
        await pilot.press(*words)
        await settled(pilot)
        assert isinstance(app.screen, overlay)
        if name != "help":
            await pilot.press("v")
            assert app.screen.list.cursor == 1
        await pilot.press("escape")
        await settled(pilot)
        assert isinstance(app.screen, overlay)
        await pilot.press(
            *{action.key for action in app.actions if action.id in keys[name] and "close" in action.id}
        )
        await settled(pilot)
        assert not isinstance(app.screen, overlay)


async def test_the_key_line_of_an_overlay_shows_the_changed_keys(feed, dashboard, screen_lines):
    feed.seen = set()
    app = dashboard(feed, config=Config(keys={"alert.acknowledge": "f7"}))
    async with app.run_test(size=(120, 36)) as pilot:
        await settled(pilot)
        await pilot.press("a")
        await settled(pilot)
        assert any("f7 acknowledge" in line for line in screen_lines(app))


async def test_the_keys_of_the_filter_line_and_of_the_name_can_be_changed(feed, dashboard):
    keys = {"completion.next": "f2", "filter-keep": "f3", "name.keep": "f4", "filter-save": "w"}
    app = dashboard(feed, config=Config(keys=keys))
    async with app.run_test(size=(120, 36)) as pilot:
        await settled(pilot)
        await pilot.press("slash", "b", "u", "f2")
        assert app.screen.query_one(FilterBar).text == "bus<"
        await pilot.press("2", "f3", "w")
        await settled(pilot)
        assert isinstance(app.screen, NameScreen)
        await pilot.press("o", "n", "e", "f4")
        await settled(pilot)
        assert [(each.name, each.text) for each in app.session.preferences.filters] == [("one", "bus<2")]


async def test_the_keys_of_the_wall_can_be_changed(feed, dashboard):
    app = dashboard(feed, wall=3600.0, config=Config(keys={"wall.next": "f2"}))
    async with app.run_test(size=(120, 36)) as pilot:
        await settled(pilot)
        before = app.screen._at
        await pilot.press("space")
        assert app.screen._at == before
        await pilot.press("f2")
        assert app.screen._at == before + 1


async def test_the_keys_of_the_start_screen_can_be_changed():
    app = StartApp(
        Choices(networks=(), config_file="x", here="/somewhere"),
        accept=lambda _: None,
        find_tokens=lambda: (),
        keys={"start.down": "f2", "start.leave": "f3"},
    )
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.press("f2")
        assert app.screen.list.cursor == 1
        assert "f2" in "".join(span.text for span in app.screen.query_one(KeyLine).draw(100, 1)[0])
        await pilot.press("f3")
    assert app.return_value is None


async def test_the_palette_offers_every_action_of_the_screen(feed, dashboard):
    app = dashboard(feed)
    async with app.run_test(size=(120, 36)) as pilot:
        await settled(pilot)
        for key in ("", "enter", "escape", "m"):
            await pilot.press(*filter(None, [key]))
            await settled(pilot)
            screen = app.screen
            assert isinstance(screen, CivitopScreen)
            wanted = {
                a.help for a in ACTIONS if a.palette and (a.binds("everywhere") or a.binds(screen.PLACE))
            }
            (provider,) = CivitopApp.COMMANDS
            found = [hit async for hit in provider(screen).discover()]
            assert wanted == {hit.text for hit in found}


async def test_the_header_of_a_past_day_shows_the_changed_keys(feed, dashboard, screen_lines):
    app = dashboard(feed, poll=False, config=Config(keys={"day.back": "f6", "day.now": "f8"}))
    async with app.run_test(size=(160, 40)) as pilot:
        await settled(pilot)
        await pilot.press("f6")
        await settled(pilot)
        assert "f6 a day back  ] a day on" in screen_lines(app)[1]
        await pilot.press("f8")
        await settled(pilot)
        assert "f8" not in screen_lines(app)[1]
        assert app.view.past is None
