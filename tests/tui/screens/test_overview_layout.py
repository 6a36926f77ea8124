"""Where the parts of the overview stand, at thirty sizes and with few and many projects."""

from itertools import combinations, product

import pytest

from tui.screens.overview_layout import Box, Need, Parts, laid_out

WIDTHS = (60, 76, 80, 100, 120, 160, 200, 300)
HEIGHTS = (16, 24, 30, 36, 45, 60, 100)
HEADER, FOOTER = 2, 1
SIZES = list(product(WIDTHS, HEIGHTS))
PANELS = ("issues", "releases", "bus", "municipalities")


def need(name: str, lines: int, *, grows: bool = False) -> Need:
    return Need(name, lambda width: lines, grows)


def parts(rows: int = 24, changes: int = 7, panels: tuple[int, ...] = (10, 24, 15, 18)) -> Parts:
    needs = [need(name, lines, grows=name == "issues") for name, lines in zip(PANELS, panels, strict=False)]
    return Parts("table", rows, 2, needs, need("changes", changes))


def body(width: int, height: int, wanted: Parts | None = None) -> dict[str, Box]:
    return dict(laid_out(width, height - HEADER - FOOTER, wanted or parts()))


def rows(box: Box) -> int:
    return box.height - 2 - (2 if box.form == "full" else 0)


@pytest.mark.parametrize("size", SIZES, ids=lambda size: "{}x{}".format(*size))
@pytest.mark.parametrize("projects", [1, 5, 24, 300])
@pytest.mark.parametrize("changes", [1, 7, 200])
def test_the_parts_fill_the_body_and_never_overlap(size, projects, changes) -> None:
    width, height = size
    boxes = body(width, height, parts(projects, changes))
    for one, other in combinations(boxes.values(), 2):
        apart_across = one.x + one.width <= other.x or other.x + other.width <= one.x
        assert apart_across or one.bottom <= other.y or other.bottom <= one.y
    assert all(box.x >= 0 and box.y >= 0 and box.width > 0 and box.height > 0 for box in boxes.values())
    assert sum(box.width * box.height for box in boxes.values()) == width * (height - HEADER - FOOTER)


@pytest.mark.parametrize(
    ("size", "least"), [((80, 24), 9), ((100, 30), 12), ((120, 36), 15), ((160, 45), 20), ((200, 60), 24)]
)
def test_the_table_comes_first_and_all_panels_stand_in_some_form(size, least) -> None:
    boxes = body(*size)
    assert rows(boxes["table"]) >= least
    assert set(PANELS) <= set(boxes)


@pytest.mark.parametrize("size", [(80, 24), (76, 24), (120, 24)])
@pytest.mark.parametrize("changes", [0, 1, 7, 500])
@pytest.mark.parametrize("wanted", [(1, 1, 1, 1), (10, 24, 15, 18), (90, 90, 90, 90)])
def test_nobody_brings_the_table_below_five_rows(size, changes, wanted) -> None:
    assert rows(body(*size, parts(300, changes, wanted))["table"]) >= 5


def test_a_short_table_leaves_its_room_to_the_panels() -> None:
    few, many = body(120, 36, parts(5)), body(120, 36, parts(300))
    assert rows(few["table"]) == 5
    assert few["releases"].height > many["releases"].height


def test_a_large_screen_leaves_nothing_out_while_there_is_room() -> None:
    wanted = parts()
    boxes = body(200, 60, wanted)
    assert rows(boxes["table"]) == 24
    for panel in wanted.panels:
        assert boxes[panel.name].height - 2 >= panel.lines(0)
    assert boxes["changes"].height >= 3


def test_what_grows_gets_what_nobody_needs() -> None:
    boxes = body(200, 60, parts(24, 1, (10, 5, 5, 5)))
    assert (
        boxes["issues"].height
        == 57 - boxes["releases"].height - boxes["bus"].height - boxes["municipalities"].height
    )
    assert boxes["releases"].height < boxes["issues"].height


@pytest.mark.parametrize("size", SIZES, ids=lambda size: "{}x{}".format(*size))
def test_an_empty_list_of_changes_is_one_line_below_the_table(size) -> None:
    boxes = body(*size, parts(300, 1))
    if "changes" in boxes and boxes["changes"].x == 0 and boxes["changes"].width == size[0]:
        assert boxes["changes"].form == "line"


def test_panels_are_strips_then_lines_then_nothing_as_the_room_shrinks() -> None:
    forms = [body(100, height).get("bus", Box(0, 0, 1, 1, "line")).form for height in (36, 26, 15)]
    assert forms == ["full", "strip", "line"]
    assert "bus" not in body(100, 11)


@pytest.mark.parametrize("count", [1, 2, 3, 5, 6])
@pytest.mark.parametrize("size", [(80, 24), (120, 36), (200, 60), (300, 100)])
def test_any_number_of_panels_has_its_place(count, size) -> None:
    needs = [need(f"panel {number}", 10) for number in range(count)]
    boxes = body(*size, Parts("table", 24, 2, needs, need("changes", 7)))
    assert {each.name for each in needs} <= set(boxes)
    assert sum(box.width * box.height for box in boxes.values()) == size[0] * (size[1] - HEADER - FOOTER)


def test_without_panels_and_changes_the_table_has_everything() -> None:
    for size in SIZES:
        boxes = body(*size, Parts("table", 5, 2, [], None))
        assert boxes["table"][:4] == (0, 0, size[0], size[1] - HEADER - FOOTER)
    assert laid_out(0, 10, parts()) == {}


def test_a_panel_that_says_why_it_has_no_picture_leaves_its_room_to_the_others() -> None:
    boxes = body(200, 60, parts(24, 1, (1, 12, 12, 12)))
    assert boxes["issues"].height == 1 + 2
    assert all(boxes[name].height >= 12 + 2 for name in ("releases", "bus", "municipalities"))
