"""The matrix and an opened body on screen: journeys, looks at three sizes, and what must not break them."""

import unicodedata

import pytest
from msgspec.structs import replace
from rich.cells import cell_len

from tests.tui.organisations.peopled import changed, worked
from tui.drawing.glyphs import UNICODE
from tui.picture import settled
from tui.screens.organisation import OrganisationScreen
from tui.screens.organisations import OrganisationsScreen
from tui.screens.overview import Overview
from tui.screens.project import ProjectScreen

pytestmark = pytest.mark.slow

SIZES = [(80, 24), (120, 36), (200, 60)]
HOSTILE = [
    "[/foo]",
    "[@click=app.quit]press[/]",
    "$civitop-bad",
    "\x1b]52;c;ZXZpbA==\x07",
    "\x1b[2J\x1b[H",
    "\x9b31m",
    "\x00nul",
    "a\u202egnp.exe",
    "line\nbreak\ttab\rreturn",
    "tag\U000e0041s",
    "e\u0301" * 20,
    "漢字" * 40,
    "👩‍👩‍👧‍👦 family",
    "x" * 2000,
    "\ud800 lone",
    "",
]


SCREENS = {
    "organisations": ("m",),
    "organisations-all": ("m", "v", "v", "v", "l", "down", "down"),
    "organisations-head": ("m", "up"),
    "organisations-figures": ("m", "d"),
    "organisations-swapped": ("m", "x", "s"),
    "organisation": ("m", "x", "enter"),
}


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
@pytest.mark.parametrize("screen", SCREENS)
async def test_a_screen_looks_as_it_did(screen, size, peopled, dashboard, golden, screen_lines):
    app = dashboard(peopled, poll=False)
    async with app.run_test(size=size) as pilot:
        await settled(pilot)
        await pilot.press(*SCREENS[screen])
        await settled(pilot)
        golden(f"{screen}-{size[0]}x{size[1]}", screen_lines(app))


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
async def test_the_marks_of_use_are_explained_where_they_stand(size, peopled, dashboard, screen_lines):
    app = dashboard(peopled, poll=False)
    async with app.run_test(size=size) as pilot:
        await settled(pilot)
        await pilot.press("m", "x", "enter")
        await settled(pilot)
        [frame] = [line for line in screen_lines(app) if "only uses" in line]
        assert frame.startswith("╰")
        assert f"• uses it  {UNICODE.offline} only uses " in frame
        used = [project.uses for project in app.screen._body.cells.values()]
        assert (any(used), all(used)) == (True, False)


async def test_staff_go_from_the_network_to_a_body_to_its_project_and_back(peopled, dashboard, screen_lines):
    app = dashboard(peopled, poll=False)
    async with app.run_test(size=(120, 36)) as pilot:
        await settled(pilot)
        await pilot.press("m", "x")
        await settled(pilot)
        assert isinstance(app.screen, OrganisationsScreen)
        name = app.screen.grid.body.name
        assert f"{name} in " in "\n".join(screen_lines(app))
        await pilot.press("enter")
        await settled(pilot)
        assert isinstance(app.screen, OrganisationScreen)
        text = "\n".join(screen_lines(app))
        assert name in text
        assert "e-mail domain (listed)" in text
        assert "Astrid Holm" in text
        chosen = app.screen.repository
        await pilot.press("enter")
        await settled(pilot)
        assert isinstance(app.screen, ProjectScreen)
        assert app.screen.repository == chosen
        await pilot.press("escape")
        await pilot.press("escape")
        assert isinstance(app.screen, OrganisationsScreen)
        await pilot.press("escape")
        assert isinstance(app.screen, Overview)


async def test_enter_on_a_projects_name_opens_the_project(peopled, dashboard):
    app = dashboard(peopled, poll=False)
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await pilot.press("m", "x", "l", "right", "h", "k")
        await settled(pilot)
        grid = app.screen.grid
        assert grid.on_head
        project = app.screen.repository
        assert project == grid.table.matrix.projects[1].health.id
        await pilot.press("enter")
        await settled(pilot)
        assert isinstance(app.screen, ProjectScreen)
        assert app.screen.repository == project


async def test_a_toggle_shows_other_bodies(peopled, dashboard, screen_lines):
    app = dashboard(peopled, poll=False)
    async with app.run_test(size=(120, 36)) as pilot:
        await settled(pilot)
        await pilot.press("m", "v")
        await settled(pilot)
        assert "No public body contributes" in "\n".join(screen_lines(app))
        await pilot.press("v")
        await settled(pilot)
        assert {body.kind for body in app.screen.grid.table.matrix.bodies} == {"vendor"}
        await pilot.press("v")
        assert {body.kind for body in app.screen.grid.table.matrix.bodies} == {"vendor", "municipality"}


async def test_names_filter_while_typing_and_escape_clears(peopled, dashboard, screen_lines):
    app = dashboard(peopled, poll=False)
    async with app.run_test(size=(120, 36)) as pilot:
        await settled(pilot)
        await pilot.press("m", "slash", *"klit forms", "enter")
        await settled(pilot)
        grid = app.screen.grid
        assert [body.name for body in grid.table.matrix.bodies] == ["Klitby"]
        assert [p.health.name for p in grid.table.matrix.projects] == ["os2/forms-engine"]
        await pilot.press("slash", *" zzz")
        await settled(pilot)
        assert "No body or project has this in its name." in "\n".join(screen_lines(app))
        await pilot.press("escape")
        await settled(pilot)
        assert len(grid.table.matrix.bodies) == 10
        assert app.focused is grid
        await pilot.press("escape")
        assert isinstance(app.screen, Overview)


async def test_the_cursor_stays_on_its_cell_when_the_order_changes(peopled, dashboard):
    app = dashboard(peopled, poll=False)
    async with app.run_test(size=(120, 36)) as pilot:
        await settled(pilot)
        await pilot.press("m", "x", "down", "down", "l", "l")
        await settled(pilot)
        grid = app.screen.grid
        before = grid.place
        last = grid.table.matrix.bodies[-1].code
        heavier = peopled.healths["github:os2/notify"].signals["municipalities"].detail.organisations[0]
        heavier = replace(heavier, code=last, kind="municipality", commits=5000)
        changed(peopled, "github:os2/notify", organisations=(heavier,), using=())
        app.screen.show(replace(app.view, healths=dict(peopled.healths)))
        assert grid.table.matrix.bodies[0].code == last
        assert grid.table.matrix.projects[0].health.id == "github:os2/notify"
        assert grid.place == before


async def test_the_table_on_screen_is_what_is_exported(peopled, dashboard):
    taken = []
    app = dashboard(peopled, poll=False, exporter=lambda shown: taken.append(shown) or "here.csv")
    async with app.run_test(size=(120, 36)) as pilot:
        await settled(pilot)
        await pilot.press("m", "slash", *"klit", "enter", "e")
        await settled(pilot)
        await pilot.press("g", "k", "enter", "e")
        await settled(pilot)
        for _ in range(40):
            if len(taken) == 2:
                break
            await pilot.pause(0.05)
    matrix, body = (shown.sheet for shown in taken)
    assert {row[1] for row in matrix.rows if row[1]} == {"Klitby"}
    assert {row[1] for row in body.rows} == {"Klitby"}
    assert (matrix.name, body.name) == ("municipalities", "organisation-XX-102")
    assert [shown.project for shown in taken] == [None, None]


async def test_a_double_click_opens_a_body_and_a_click_chooses_the_bodies(peopled, dashboard, screen_lines):
    app = dashboard(peopled, poll=False)
    async with app.run_test(size=(120, 36)) as pilot:
        await settled(pilot)
        await pilot.press("m")
        await settled(pilot)
        await pilot.click("ScopeBar", offset=(screen_lines(app)[2].index("Vendors"), 0))
        await settled(pilot)
        assert app.screen.grid.table.matrix.scope == "vendor"
        grid = app.screen.grid
        await pilot.click("MatrixGrid", offset=(45, grid.header_lines + 1))
        assert (grid.cursor, grid.column) == (1, 1)
        await pilot.click("MatrixGrid", offset=(45, 0), times=2)
        await settled(pilot)
        assert isinstance(app.screen, OrganisationScreen)


async def test_the_palette_finds_a_body(peopled, dashboard):
    app = dashboard(peopled, poll=False)
    async with app.run_test(size=(120, 36)) as pilot:
        await settled(pilot)
        await pilot.press("ctrl+p")
        await pilot.pause()
        await pilot.press(*"Klitby")
        for _ in range(60):
            await pilot.pause(0.05)
            await pilot.press("enter")
            if isinstance(app.screen, OrganisationScreen):
                break
        await settled(pilot)
        assert isinstance(app.screen, OrganisationScreen)


async def test_a_project_says_who_uses_it_and_who_is_its_only_supplier(peopled, dashboard, screen_lines):
    app = dashboard(peopled, poll=False)
    id = "github:os2/forms-engine"
    detail = peopled.healths[id].signals["municipalities"].detail
    first = detail.using[0].code
    changed(peopled, id, using_not_contributing=(first,), used_by_others=("The Library",))
    async with app.run_test(size=(120, 120)) as pilot:
        await settled(pilot)
        app.navigator.open_project(id)
        await settled(pilot)
        await pilot.press("5")
        await settled(pilot)
        text = "\n".join(screen_lines(app))
        assert f"Use it without contributing: {detail.using[0].name}" in text
        assert "Also named as users: The Library" in text
        assert "Behind 38% of the contributions no organisation" in text


async def test_unknown_and_empty_networks_say_so(feed, dashboard, screen_lines):
    feed.networks = (
        replace(feed.networks[0], repositories=("github:os2/newcomer-guide", "github:os2/grants")),
    )
    app = dashboard(feed, poll=False)
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await pilot.press("m")
        await settled(pilot)
        text = "\n".join(screen_lines(app))
        assert "No municipality contributes to a project of this network" in text
        assert "no organisation is known is not known yet" in text
        await pilot.press("enter", "d", "l", "G", "g", "up", "down")
        await settled(pilot)


@pytest.mark.parametrize("size", [(40, 12), (60, 15), (100, 30), (300, 80)])
async def test_every_line_has_the_width_of_the_terminal(size, peopled, dashboard, screen_lines):
    app = dashboard(peopled, poll=False)
    async with app.run_test(size=size) as pilot:
        await settled(pilot)
        for keys in (("m",), ("d",), ("d",), ("v", "v", "v"), ("l", "l", "enter")):
            await pilot.press(*keys)
            await settled(pilot)
            lines = screen_lines(app)
            assert len(lines) == size[1]
            assert {cell_len(line) for line in lines} == {size[0]}


async def test_ascii_mode_uses_nothing_else(peopled, dashboard, screen_lines):
    app = dashboard(peopled, poll=False, ascii_only=True)
    async with app.run_test(size=(120, 36)) as pilot:
        await settled(pilot)
        for keys in (("m",), ("d",), ("l", "enter")):
            await pilot.press(*keys)
            await settled(pilot)
            assert not {c for line in screen_lines(app) for c in line if not c.isascii()}


async def test_hostile_names_of_bodies_and_people_do_nothing(peopled, dashboard, screen_lines):
    ids = [id for id in peopled.networks[0].repositories if peopled.healths[id].signals]
    for index, id in enumerate(ids):
        bad = HOSTILE[index % len(HOSTILE)]
        detail = peopled.healths[id].signals["municipalities"].detail
        bodies = tuple(
            worked(replace(each, name=bad, code=f"XX-{index}-{number}"), bad)
            for number, each in enumerate(detail.organisations)
        )
        changed(peopled, id, organisations=bodies, used_by_others=(bad, bad + "2"))
        peopled.healths[id] = replace(peopled.healths[id], name=f"os2/{bad}")
    app = dashboard(peopled, poll=False)
    async with app.run_test(size=(120, 40)) as pilot:
        await settled(pilot)
        for keys in (("m", "v", "v", "v"), ("d",), *[("down", "l")] * 3, ("enter",), ("escape", "d")):
            await pilot.press(*keys)
            await settled(pilot)
            harmless(screen_lines(app))
        for code in [f"XX-{index}-0" for index in range(0, len(ids), 2)]:
            app.navigator.open_organisation(code)
            await settled(pilot)
            harmless(screen_lines(app))
            app.pop_screen()


def harmless(lines):
    for line in lines:
        for character in line:
            assert unicodedata.category(character) not in ("Cc", "Cs", "Zl", "Zp"), repr(character)
            assert character not in "\u202e\u202d\u2066\u2067\u200b\u200e\u200f"
            assert not "\U000e0000" <= character <= "\U000e01ef"
