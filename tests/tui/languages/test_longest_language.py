"""Layouts hold in a language whose every word is 40 % longer: same parts, same places, no line too long."""

import re

import pytest
from rich.cells import cell_len

from civitop.i18n.language import available, load, use
from civitop.signals import SIGNALS
from tui.action_registry import ACTIONS
from tui.picture import settled
from tui.table.columns import SIGNAL_WIDTH
from tui.widgets.footer import chosen

pytestmark = pytest.mark.slow

SIZES = [(80, 24), (120, 36), (200, 60)]
JOURNEYS = {
    "overview": (),
    "compact": ("c",),
    "issues": ("1",),
    "releases": ("2",),
    "bus factor": ("3",),
    "municipalities": ("4",),
    "columns": ("C",),
    "project": ("enter",),
    "project, below": ("enter", "pagedown"),
    "bodies": ("m",),
    "figures": ("m", "d"),
    "swapped": ("m", "x"),
    "everybody": ("m", "v", "v", "v"),
    "a body": ("m", "x", "enter"),
    "help": ("question_mark",),
}
CUT = re.compile(r"[áƀćđéƒǵħíĵƙĺɱńóṕɋŕśťúṽŵẋýź⟧]…", re.IGNORECASE)
"""A word of the pseudo-language that was cut; its letters are those of `conftest.MARKED`."""


FIXED = {"projects", "panels", "matrix", "columns-box"}
"""Parts whose place is decided by the terminal's size; others are as high as what stands in them."""


def shown(app):
    """Return the parts of the screen that are shown, each with its place."""
    return {
        each.id: each.region
        for each in app.screen.walk_children()
        if each.id and each.display and each.region.area
    }


def overlapping(app):
    """Return the parts that lie over their neighbours."""
    return [
        (one, other)
        for parent in app.screen.walk_children(with_self=True)
        for index, one in enumerate(each for each in parent.children if each.display and each.id)
        for other in [each for each in parent.children if each.display and each.id][index + 1 :]
        if one.region.overlaps(other.region)
        and not {"Toast", "ToastRack"} & {type(each).__name__ for each in (one, other)}
    ]


def may_be_cut(app):
    """Return the rows in which words give way.

    Panels of 20 cells, names of columns in their list, and the organisations of people, as in English.
    """
    small = [each for each in app.screen.query(".panel") if each.display and each.size.width < 20]
    small += list(app.screen.query("#columns-list, #people"))
    return {y for each in small for y in range(each.region.y - 1, each.region.bottom + 1)}


@pytest.mark.parametrize("journey", JOURNEYS)
async def test_the_layout_holds(journey, foreign_feed, catalogue, dashboard, screen_lines):
    app = dashboard(foreign_feed, poll=False)
    async with app.run_test(size=SIZES[0]) as pilot:
        await settled(pilot)
        await pilot.press(*JOURNEYS[journey])
        await settled(pilot)
        for size in SIZES:
            places = []
            await pilot.resize_terminal(*size)
            for language in (load("en"), catalogue.language):
                use(language)
                app.reword()
                await settled(pilot)
                lines = screen_lines(app)
                assert len(lines) == size[1]
                assert {cell_len(line) for line in lines} == {size[0]}
                assert overlapping(app) == []
                cut = [line for y, line in enumerate(lines) if CUT.search(line) and y not in may_be_cut(app)]
                assert cut == []
                places.append(shown(app))
            english, longest = places
            assert set(english) == set(longest)
            for id in FIXED & set(english):
                assert english[id] == longest[id]
            for id in (each for each in english if each.startswith("panel-")):
                assert english[id].column_span == longest[id].column_span


@pytest.mark.parametrize("place", ["overview", "project", "organisations", "organisation"])
def test_the_footer_keeps_its_most_needed_keys(place, catalogue):
    here = [each for each in ACTIONS if each.binds("everywhere") or each.binds(place)]
    needed = {each.id for each in here if 0 < each.rank <= 4}
    assert needed <= {action.id for action, _ in chosen(ACTIONS, place, 80)}


def test_heads_of_columns_leave_room_for_the_arrow_in_every_language():
    for code in available():
        language = load(code)
        wide = [each.short for each in SIGNALS if cell_len(language.gettext(each.short)) >= SIGNAL_WIDTH]
        assert wide == [], f"longer than {SIGNAL_WIDTH - 1} letters in {code}"
