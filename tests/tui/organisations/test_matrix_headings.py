"""The matrix's room and headings: three lines at most, no letter stands upright, the cursor's name whole."""

import pytest
from rich.cells import cell_len

from tui.drawing.glyphs import ASCII, UNICODE
from tui.organisations.matrix_headings import Marked, headings
from tui.organisations.matrix_layout import HEADING_LINES, TOTAL, matrix_layout
from tui.organisations.matrix_table import MatrixEntry

LONG = [f"{word}-management-service-{n}" for n, word in enumerate(("case", "citizen", "document") * 40)]
SHORT = ["Aarhus", "Grønvang", "Saint-Marcel", "Ørsholm", "Zandvoorde"]


def entries(names):
    return [MatrixEntry(str(n), name, name, 0) for n, name in enumerate(names)]


def drawn(names, across, at=0, first=0, rows=("Aarhus",), glyphs=UNICODE):
    layout = matrix_layout(rows, names, across, figures=False)
    view = entries(names)[first : first + layout.fitting]
    after = len(names) - first - len(view)
    room = across - layout.left - 1
    lines = headings(view, after, Marked(at, "title"), layout, room, glyphs)
    return layout, ["".join(span.text for span in line) for line in lines]


@pytest.mark.parametrize("across", [20, 40, 79, 119, 199, 299])
@pytest.mark.parametrize("count", [1, 2, 5, 12, 40, 120])
def test_headings_have_three_lines_at_most_and_fit(across, count):
    for names in (LONG[:count], SHORT[:count] or SHORT):
        layout, lines = drawn(names, across)
        assert 1 <= len(lines) == layout.heading_lines <= HEADING_LINES
        assert layout.left + layout.fitting * layout.width + TOTAL <= max(across, layout.left + 12)
        assert all(cell_len(line) <= max(across - layout.left - 1, layout.width) for line in lines)


@pytest.mark.parametrize("across", [79, 119, 199])
def test_the_name_under_the_cursor_is_whole_in_every_column(across):
    layout, _lines = drawn(LONG, across)
    for at in range(layout.fitting):
        _layout, lines = drawn(LONG, across, at)
        assert sum(LONG[at] in line for line in lines) == 1


def test_a_name_begins_above_its_column():
    layout, lines = drawn(LONG, 119, at=1)
    text = "\n".join(lines)
    for at in range(layout.fitting):
        _layout, lines = drawn(LONG, 119, at)
        text = next(line for line in lines if LONG[at] in line)
        whole = at * layout.width + len(LONG[at]) < len(text.rstrip()) + 1
        assert text.index(LONG[at]) == at * layout.width or not whole


def test_few_names_stand_broken_between_their_words_and_whole():
    layout, lines = drawn(["case-management-service", "citizen-portal"], 79)
    assert layout.style == "broken"
    assert [line.split() for line in lines] == [["case-"], ["management-", "citizen-"], ["service", "portal"]]


def test_names_keep_their_line_while_the_table_scrolls():
    _layout, before = drawn(SHORT * 20, 119, at=9, first=3)
    _layout, later = drawn(SHORT * 20, 119, at=8, first=4)
    for line, moved in zip(before, later, strict=True):
        assert set(moved.split()[1:4]) <= set(line.split())


def test_ascii_terminals_get_nothing_else():
    _layout, lines = drawn(LONG, 119, glyphs=ASCII)
    assert all(line.replace("…", "").isascii() for line in lines)


def test_all_columns_are_in_view_where_they_fit_and_else_as_many_as_can():
    assert matrix_layout(["Aarhus"], SHORT, 79, figures=False).fitting == len(SHORT)
    assert matrix_layout(["Aarhus"], LONG, 79, figures=False).fitting > 10
    narrowed = matrix_layout(["x" * 24], SHORT * 2, 79, figures=False)
    assert (narrowed.fitting, narrowed.name) == (10, 21)
