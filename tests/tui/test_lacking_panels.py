"""A panel whose figure no project has says what would bring it, in one line, and gives its room to the others."""

import pytest
from msgspec.structs import replace

from tui.panels.base import FigurePanel
from tui.picture import settled

pytestmark = pytest.mark.slow

SENTENCES = {
    "open_issues": ("panel-issues", "No issues are known: they come from a forge, best with a token."),
    "release_cadence": (
        "panel-releases",
        "No releases are known: git on this machine, or a token, brings them.",
    ),
    "bus_factor": ("panel-bus-factor", "No commits are known: git on this machine, or a token, brings them."),
    "municipalities": (
        "panel-municipalities",
        "No contributions are known: git on this machine, or a token, brings them.",
    ),
}


def unknown(feed, signal):
    """Give the projects the signal as the one has it of which nothing is known."""
    without = feed.healths["github:os2/grants"].signals[signal]
    for id, health in feed.healths.items():
        if health.signals:
            feed.healths[id] = replace(health, signals={**health.signals, signal: without})


@pytest.mark.parametrize("signal", SENTENCES)
async def test_it_says_what_would_bring_the_figure(signal, feed, dashboard, screen_lines):
    panel, sentence = SENTENCES[signal]
    unknown(feed, signal)
    app = dashboard(feed, poll=False)
    async with app.run_test(size=(200, 60)) as pilot:
        await settled(pilot)
        found = app.screen.query_one(f"#{panel}", FigurePanel)
        said = " ".join("".join(span.text for span in line) for line in found.draw(60, 10))
        assert said == sentence
        assert found.lines_filled(60, 10) <= 2
        text = "\n".join(screen_lines(app))
        assert sentence.split(":")[0] in text
        assert "0 open" not in text
        others = [each for each in app.screen.query(FigurePanel) if each is not found]
        assert not any(each.lacks(each._figures) for each in others)


async def test_its_line_form_stays_one_line(feed, dashboard, screen_lines):
    unknown(feed, "open_issues")
    app = dashboard(feed, poll=False)
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        found = app.screen.query_one("#panel-issues", FigurePanel)
        found.add_class("-line")
        (line,) = found.draw(38, 1)
        assert sum(len(span.text) for span in line) <= 38
        assert "No issues" in "".join(span.text for span in line)


async def test_the_unknown_share_says_of_what(feed, dashboard, screen_lines):
    app = dashboard(feed, poll=False)
    async with app.run_test(size=(120, 36)) as pilot:
        await settled(pilot)
        await pilot.press("4")
        await settled(pilot)
        assert "of contributions by unknown bodies" in "\n".join(screen_lines(app))
        panel = app.screen.query_one("#panel-municipalities", FigurePanel)
        for width in range(24, 64):
            text = "\n".join("".join(span.text for span in line) for line in panel.draw(width, 12))
            assert "unknown bodies" in text, width


async def test_below_the_table_it_is_a_line_and_the_others_share_the_width(feed, dashboard, screen_lines):
    unknown(feed, "open_issues")
    app = dashboard(feed, poll=False)
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        assert any(
            "1 Issues  No issues are known: they come from a forge, best with a token." in each
            for each in screen_lines(app)
        )
        widths = [each.outer_size.width for each in app.screen.query(FigurePanel) if not each.lacking]
        assert [width for width in widths if width] == [26, 27, 27]
