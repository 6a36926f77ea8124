"""Lines of spans: exact widths, whatever the text is made of."""

from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from civitop.sanitise import plain
from tui.drawing.text import Span, breaks, crop, fit, hanging, length, line, number, pad, spread, wrap

TEXT = st.text(max_size=40)


@given(TEXT, st.integers(0, 50), st.sampled_from(["left", "right", "centre"]))
def test_fitted_text_has_exactly_its_width(text, width, align):
    assert cell_len(fit(text, width, align)) == width


@given(st.lists(TEXT, max_size=6), st.integers(0, 60))
def test_a_cropped_line_is_never_wider_and_a_padded_one_exact(parts, width):
    spans = tuple(Span(fit(each, cell_len(fit(each, 10)))) for each in parts)
    assert length(crop(spans, width)) <= max(width, 0)
    if width:
        assert length(pad(spans, width)) == width


def test_what_was_cut_ends_in_an_ellipsis():
    assert fit("citizen-portal", 14) == "citizen-portal"
    assert fit("citizen-portal", 12) == "citizen-…   "
    assert fit("unanswered for more than two days", 30) == "unanswered for more than two …"
    assert crop((Span("open "), Span("issues")), 8) == (Span("open …"),)


def test_a_word_is_cut_only_where_it_alone_is_longer_than_the_room():
    assert fit("municipality", 6) == "munic…"
    assert fit("a municipality", 10) == "a municip…"
    assert fit("the municipality", 12) == "the …       "


def test_the_left_side_gives_way_to_the_right():
    assert "".join(s.text for s in spread(line("a long left side"), line("right"), 16)) == "a long …   right"


@given(st.text(max_size=200), st.integers(2, 60))
def test_wrapped_lines_fit_and_leave_nothing_out(text, width):
    lines = wrap(text, width)
    assert all(length(each) <= width for each in lines)
    said = "".join(span.text for each in lines for span in each)
    assert bare(said) == bare(plain(text, 5000))


def bare(text):
    return "".join(text.split()).replace("-", "")


def test_a_long_name_is_broken_behind_its_joints():
    assert breaks("case-management-service", 11) == ["case-", "management-", "service"]
    assert breaks("case-management-service", 20) == ["case-management-", "service"]
    assert breaks("municipality", 8) == ["municip-", "ality"]


def test_what_does_not_fit_beside_goes_on_below_itself():
    lines = hanging(line("#7  "), "Log in with the certificate fails", "", 20, line("  3 d"))
    assert ["".join(span.text for span in each) for each in lines] == [
        "#7  Log in with  3 d",
        "    the",
        "    certificate",
        "    fails",
    ]


@given(st.floats(-1e12, 1e12), st.integers(3, 8))
def test_a_number_fits_its_column(value, width):
    if abs(value) < 10 ** (width - 3):
        assert len(number(value, width)) <= width


def test_numbers_read_as_people_write_them():
    assert number(None) == "–"
    assert number(0) == "0"
    assert number(14.0) == "14"
    assert number(2.5) == "2.5"
    assert number(123456) == "123k"
    assert number(12345) == "12345"
    assert number(12345, 6) == "12,345"
    assert (number(1234), number(1234, 4), number(-1234, 6)) == ("1,234", "1234", "-1,234")
    assert number(1234567) == "1.2M"
