"""Plots: values in, lines of an exact size out."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from tui.drawing import plots
from tui.drawing.glyphs import ASCII, UNICODE
from tui.drawing.time_format import MONTHS

VALUES = st.lists(st.none() | st.floats(-1e9, 1e9, allow_nan=False), max_size=60)
GLYPHS = st.sampled_from([UNICODE, ASCII])


@given(VALUES, st.integers(1, 80), GLYPHS)
def test_a_sparkline_is_as_wide_as_asked(values, width, glyphs):
    assert cell_len(plots.sparkline(values, width, glyphs)) == width


def test_a_sparkline_rises_from_the_lowest_to_the_highest_and_leaves_the_unknown_blank():
    assert plots.sparkline([0, 1, 2, 3, 4, 5, 6], 7) == "▁▂▃▄▅▆▇"
    assert plots.sparkline([1, None, 7], 3) == "▁ ▇"
    assert plots.sparkline([5, 5, 5], 3) == "▃▃▃"
    assert plots.sparkline([], 4) == "    "


@given(st.floats(0, 1e6), st.floats(0, 1e6), st.integers(0, 60), GLYPHS)
def test_a_bar_never_leaves_its_room_and_is_seen_when_there_is_anything(value, most, width, glyphs):
    text = plots.bar(value, most, width, glyphs)
    assert cell_len(text) == width
    if value > 0 and most > 0 and width:
        assert text.strip()


def test_a_bar_is_exact_to_an_eighth():
    assert plots.bar(1, 2, 4) == "██  "
    assert plots.bar(1, 8, 1) == "▏"
    assert plots.bar(0, 8, 3) == "   "


@given(VALUES, st.integers(1, 60), st.integers(1, 12), GLYPHS)
def test_an_area_fills_its_lines(values, width, height, glyphs):
    low, high = plots.bounds(values)
    lines = plots.area(values, width, height, low, high, glyphs)
    assert len(lines) == height
    assert {cell_len(line) for line in lines} <= {width, 0}


def test_an_area_stands_on_its_ground():
    assert plots.area([0, 8], 1, 2, 0, 8) == ["⢸", "⣸"]
    assert plots.area([1, 2], 2, 2, 0, 2, ASCII) == [" #", "##"]


@given(st.lists(st.floats(0, 1e6), max_size=40), st.integers(1, 60), st.integers(1, 10), GLYPHS)
def test_columns_fill_their_lines(values, width, height, glyphs):
    lines = plots.columns(values, width, height, max(values, default=1), glyphs)
    assert len(lines) == height
    assert {cell_len(line) for line in lines} <= {width, 0}


def test_columns_are_exact_to_an_eighth_of_a_line():
    assert plots.columns([0, 4, 8, 16], 4, 2, 16) == ["   █", " ▄██"]


def test_a_timeline_has_a_dot_a_day_and_a_bigger_one_for_several():
    start = date(2026, 1, 1)
    days = [start, start + timedelta(days=50), start + timedelta(days=51)]
    assert plots.timeline(days, start, start + timedelta(days=100), 10) == "•────●────"
    assert plots.timeline([start - timedelta(days=1)], start, start + timedelta(days=100), 10) == "─" * 10


@given(st.dates(date(2000, 1, 1), date(2030, 1, 1)), st.integers(1, 800), st.integers(0, 120))
def test_a_month_axis_never_cuts_a_name(start, days, width):
    axis = plots.month_axis(start, start + timedelta(days=days), width)
    assert len(axis) == width
    assert all(word in MONTHS for word in axis.split())


@given(st.integers(0, 10_000), st.integers(0, 10_000))
def test_heat_is_nothing_only_for_nothing(value, most):
    step = plots.heat(value, most, 4)
    assert 0 <= step <= 4
    assert (step == 0) == (value == 0 or most == 0)
