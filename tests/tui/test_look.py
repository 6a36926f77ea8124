"""Themes, actions, columns and addresses: what they promise."""

from datetime import date

import pytest
from textual.color import Color

from civitop.config.settings import Config, Forge
from civitop.signals import SIGNALS
from civitop.signals.base import TrendPoint
from tui.action_registry import ACTIONS
from tui.app import CivitopApp
from tui.drawing import theme
from tui.drawing.glyphs import ASCII, UNICODE
from tui.drawing.text import length
from tui.panels.open_issues import summed
from tui.session.links import allowed
from tui.session.preferences import SortBy
from tui.table.columns import GAP
from tui.table.layout import header, layout
from tui.table.rows import ordered
from tui.widgets.footer import chosen


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours by WCAG 2.2, from 1 to 21."""

    def luminance(colour: str) -> float:
        parts = [part / 255 for part in Color.parse(colour).rgb]
        red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


TEXT_ROLES = ("good", "watch", "bad", "muted", "quiet", "strong", "lead")
FORGES = (
    Forge(name="github", kind="github", url="https://github.com"),
    Forge(name="demo", kind="gitlab", url="http://127.0.0.1:8080"),
)


@pytest.mark.parametrize("ours", theme.themes(), ids=lambda each: each.name)
@pytest.mark.parametrize("role", TEXT_ROLES)
def test_every_text_colour_can_be_read_on_every_ground(ours, role):
    front = ours.variables[f"civitop-{role}"]
    grounds = [ours.background, ours.surface, ours.panel, ours.variables["civitop-cursor"]]
    for ground in grounds:
        assert contrast(front, ground) >= 4.5, (role, ground)


@pytest.mark.parametrize("ours", theme.themes(), ids=lambda each: each.name)
def test_plots_stand_out_from_the_ground(ours):
    for role in ("series", "spark", "opened", "closed", "heat1"):
        assert contrast(ours.variables[f"civitop-{role}"], ours.background) >= 3, role


@pytest.mark.parametrize("ours", theme.themes(), ids=lambda each: each.name)
def test_opened_and_closed_can_be_told_apart_in_shades_of_grey(ours):
    assert contrast(ours.variables["civitop-opened"], ours.variables["civitop-closed"]) >= 1.8


@pytest.mark.parametrize("glyphs", [UNICODE, ASCII], ids=["unicode", "ascii"])
def test_levels_differ_by_their_sign_alone(glyphs):
    assert len({glyphs.level(level) for level in ("good", "watch", "bad", "unknown")}) == 4


def test_every_role_has_a_colour_in_every_theme_of_textual(feed):
    app = CivitopApp(feed)
    for name in app.available_themes:
        app.theme = name
        variables = app.get_css_variables()
        for style in theme.STYLES.values():
            for word in style.split():
                if word.startswith("$"):
                    assert word[1:] in variables, (name, word)


@pytest.mark.parametrize("width", [20, 40, 80, 120, 400])
def test_the_footer_shows_whole_entries_only_and_help_and_quit_last_of_all(width):
    entries = chosen(ACTIONS, "overview", width)
    assert sum(length(label) for _, label in entries) <= width
    if width >= 40:
        assert {"help", "quit"} <= {action.id for action, _ in entries}


@pytest.mark.parametrize("width", range(40, 260, 7))
def test_columns_and_their_header_fit_the_table(width):
    columns = layout(width, SIGNALS)
    assert sum(column.width + GAP for column in columns) - GAP <= width
    for text in header(columns, (SortBy("open_issues"),), UNICODE):
        assert length(text) <= width


def test_a_cell_is_as_wide_as_its_column(feed):
    for column in layout(160, SIGNALS):
        for health in feed.healths.values():
            assert length(column.cell(health, column.width, UNICODE)) == column.width


def test_unknown_is_last_in_both_directions(feed):
    column = next(c for c in layout(80, SIGNALS) if c.id == "open_issues")
    projects = tuple(feed.healths.values())
    for reverse in (False, True):
        values = [column.key(each)[0] for each in ordered(projects, column.key, reverse=reverse)]
        assert values == sorted(values)
        assert values[-1] == 1


@pytest.mark.parametrize(
    "address", ["https://github.com/os2/x", "https://GITHUB.com/x", "http://127.0.0.1:8080/x"]
)
def test_configured_hosts_may_be_opened(address):
    assert allowed(address, FORGES)


@pytest.mark.parametrize(
    "address",
    [
        "http://github.com/x",
        "https://github.com.evil.example/x",
        "https://evil.example/github.com",
        "javascript:alert(1)",
        "file:///etc/passwd",
        "https://github.com@evil.example/",
        "https://me@github.com/x",
        "",
        "//github.com/x",
        "https://github.com/\x1b[2J",
        "https://[bad",
        "ssh://github.com/x",
    ],
)
def test_everything_else_may_not(address):
    assert not allowed(address, FORGES)


def test_without_configured_forges_nothing_is_opened():
    assert not allowed("https://github.com/x", Config().forges.values())


def test_backlogs_add_up_and_a_young_history_does_not_make_the_sum_jump():
    def trend(*values):
        return [TrendPoint(date(2026, 1, 1 + i), value) for i, value in enumerate(values)]

    young = [TrendPoint(date(2026, 1, 3), 10)]
    days, sums = summed([trend(1, 2, 3), trend(1, None, 5), trend(2, 2, 2), young, []])
    assert days == [date(2026, 1, day) for day in (1, 2, 3)]
    assert sums == [1 + 1 + 2 + 10, 2 + 1 + 2 + 10, 3 + 5 + 2 + 10]
