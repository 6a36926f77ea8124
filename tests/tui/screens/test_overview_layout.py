"""Where the parts of the overview stand, at thirty sizes and with few and many projects."""

from itertools import combinations, product

import pytest

from tui.screens.overview_layout import Box, Need, Parts, laid_out

WIDTHS = (60, 76, 80, 100, 120, 160, 200, 300)
HEIGHTS = (16, 24, 30, 36, 45, 60, 100)
HEADER, FOOTER = 2, 1
SIZES = list(product(WIDTHS, HEIGHTS))
PANELS = ("issues", "releases", "bus", "municipalities")


def need(name: str, lines: int, *, grows: bool = False, lacks: bool = False) -> Need:
    """A panel that fills `lines` lines, or any number of them and is content with so many."""
    if grows:
        return Need(name, lambda width, height: height, lines)
    return Need(name, lambda width, height: min(lines, height), lacks=lacks)


def parts(
    rows: int = 24,
    changes: int = 7,
    panels: tuple[int, ...] = (10, 24, 15, 18),
    lacking: tuple[str, ...] = (),
) -> Parts:
    needs = []
    for name, lines in zip(PANELS, panels, strict=False):
        lacks = name in lacking
        grows = name == "issues" and not lacks
        needs.append(need(name, 1 if lacks else lines, grows=grows, lacks=lacks))
    return Parts("table", rows, 2, needs, need("changes", changes))


def body(width: int, height: int, wanted: Parts | None = None) -> dict[str, Box]:
    return dict(laid_out(width, height - HEADER - FOOTER, wanted or parts()))


def rows(box: Box) -> int:
    return box.height - 2 - (2 if box.form == "full" else 0)


@pytest.mark.parametrize("size", SIZES, ids=lambda size: "{}x{}".format(*size))
@pytest.mark.parametrize("projects", [1, 5, 24, 300])
@pytest.mark.parametrize("changes", [1, 7, 200])
@pytest.mark.parametrize("lacking", [(), ("issues",), ("issues", "bus"), PANELS], ids=len)
def test_the_parts_fill_the_body_and_never_overlap(size, projects, changes, lacking) -> None:
    width, height = size
    boxes = body(width, height, parts(projects, changes, lacking=lacking))
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
        assert boxes[panel.name].height - 2 >= panel.lines(0, panel.enough or 100)
    assert boxes["changes"].height >= 3


def test_what_grows_gets_what_nobody_needs() -> None:
    boxes = body(200, 60, parts(24, 1, (10, 5, 5, 5)))
    beside = [box for box in boxes.values() if box.x == boxes["issues"].x]
    assert sum(box.height for box in beside) == 57
    assert boxes["issues"] == max(beside, key=lambda box: box.height)


def test_no_column_is_nearly_empty_while_the_other_is_full() -> None:
    boxes = body(200, 60, parts(9, 1, (1, 12, 13, 16), lacking=("issues",)))
    right = boxes["releases"].x
    assert {name for name in PANELS if boxes[name].x == right} == {"issues", "releases", "bus"}
    assert boxes["municipalities"].x == 0
    assert boxes["changes"].height < 30


def test_what_changed_keeps_the_panels_beside_the_table() -> None:
    boxes = body(200, 60, parts(9, 60, (1, 12, 13, 16), lacking=("issues",)))
    assert {boxes[name].x for name in PANELS} == {boxes["releases"].x}


@pytest.mark.parametrize("lacking", [(), ("issues",)])
def test_what_changed_is_asked_once_for_its_lines(lacking) -> None:
    asked: list[int] = []
    changes = Need("changes", lambda width, height: asked.append(width) or 7)
    body(120, 36, parts(lacking=lacking)._replace(changes=changes))
    assert len(asked) == 1


@pytest.mark.parametrize("size", [(80, 24), (100, 30), (120, 36), (159, 60)])
def test_a_panel_without_a_figure_is_a_line_and_the_others_have_its_room(size) -> None:
    whole, boxes = body(*size), body(*size, parts(lacking=("issues",)))
    assert boxes["issues"][2:] == (size[0], 1, "line")
    assert boxes["issues"].bottom == boxes["changes"].y
    for name in PANELS[1:]:
        assert boxes[name].form in ("strip", "full")
    assert sum(boxes[name].width for name in PANELS[1:]) > sum(whole[name].width for name in PANELS[1:])


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


# ---------------------------------------------------------------- no list is cut beside empty lines


def tasks(name: str, each: int, count: int) -> Need:
    """A list of `count` entries of so many lines, shown whole or not at all, that nobody reads to its end."""
    return Need(name, lambda width, height: min(count, max(1, height // each)) * each, each, extra=True)


def uneven(name: str, *blocks: int) -> Need:
    """A list in blocks of which each one stands whole or not at all."""

    def lines(width: int, height: int) -> int:
        filled = 0
        for block in blocks:
            if filled + block > height:
                break
            filled += block
        return filled

    return Need(name, lines)


def spare(need: Need, box: Box) -> int:
    """Return the lines that a panel has and does not fill, or that come to it only because nobody else needs them."""
    inside = box.width - 4, box.height - 2
    filled = need.lines(*inside)
    return inside[1] - (filled if need.enough is None else min(filled, need.enough))


MIXES = {
    "long": [need("a", 10, grows=True), need("b", 90), need("c", 40), need("d", 60), tasks("e", 3, 40)],
    "one": [need("a", 10, grows=True), need("b", 5), need("c", 4), need("d", 44), tasks("e", 2, 3)],
    "usual": [need("a", 10, grows=True), need("b", 24), need("c", 13), need("d", 14), tasks("e", 2, 40)],
    "sentences": [need("a", 1), need("b", 24), need("c", 1), need("d", 30)],
    "blocks": [need("a", 10, grows=True), uneven("b", 5, 7, 7, 7), uneven("c", 4, 3, 9, 9), need("d", 21)],
    "nothing grows": [need("a", 3), need("b", 60), uneven("c", 3, 12, 30), need("d", 7)],
}


@pytest.mark.parametrize("mix", MIXES.values(), ids=MIXES)
@pytest.mark.parametrize("changes", [1, 7, 200])
@pytest.mark.parametrize("projects", [5, 24, 300])
def test_no_list_is_cut_while_a_neighbour_has_lines_that_it_could_use(projects, changes, mix) -> None:
    wanted = Parts("table", projects, 2, mix, need("changes", changes))
    for size in SIZES:
        boxes = body(*size, wanted)
        panels = {each.name: each for each in mix if each.name in boxes and boxes[each.name].form == "full"}
        for name, panel in panels.items():
            box = boxes[name]
            column = [each for each in panels if (boxes[each].x, boxes[each].width) == (box.x, box.width)]
            rows_of = {
                y: [each for each in panels if boxes[each].y == y] for y in {boxes[c].y for c in column}
            }
            free = sum(
                min(spare(panels[e], boxes[e]) for e in row) for y, row in rows_of.items() if y != box.y
            )
            inside = box.width - 4, box.height - 2
            used = panel.lines(*inside)
            if panel.enough is None:
                assert panel.lines(inside[0], inside[1] + free) == used, (size, name, boxes)


@pytest.mark.parametrize("mix", MIXES.values(), ids=MIXES)
@pytest.mark.parametrize("changes", [1, 7, 200])
def test_no_list_beside_the_table_is_cut_that_would_stand_whole_in_empty_lines_below_it(changes, mix) -> None:
    wanted = Parts("table", 24, 2, mix, need("changes", changes))
    for size in (each for each in SIZES if each >= (160, 45) and each[1] >= 45):
        boxes = body(*size, wanted)
        below = [each for each in mix if not boxes[each.name].x]
        empty = boxes["changes"].height - 2 - min(changes, boxes["changes"].height - 2) if not below else 0
        for each in mix:
            box = boxes[each.name]
            whole = each.lines(box.width - 4, 100)
            cut = each.enough is None and each.lines(box.width - 4, box.height - 2) < whole
            assert not (cut and box.x and whole + 2 <= empty), (size, each.name, boxes)


@pytest.mark.parametrize("size", [(200, 60), (300, 60), (300, 100)])
def test_with_24_projects_a_large_screen_shows_every_list_whole(size) -> None:
    mix = [need("a", 10, grows=True), need("b", 24), need("c", 13), need("d", 14), tasks("e", 2, 40)]
    boxes = body(*size, Parts("table", 24, 2, mix, need("changes", 6)))
    for each in mix[1:4]:
        assert boxes[each.name].height - 2 >= each.lines(0, 100)
