"""`?` on a figure says how it comes about and what was left out."""

import pytest
from msgspec.structs import replace

from civitop.signals import SIGNALS
from civitop.signals.bus_factor import BUS_FACTOR
from tui.overlays.explained import Explained
from tui.panels.list import PANELS
from tui.picture import settled

pytestmark = pytest.mark.slow


@pytest.mark.parametrize(
    ("key", "title", "source"),
    [
        ("2", "Release cadence", "CHAOSS, Release Frequency"),
        ("3", "Bus factor", "Contributor Absence Factor"),
    ],
)
async def test_the_figure_that_is_enlarged_is_explained_first(
    key, title, source, feed, dashboard, screen_lines
):
    app = dashboard(feed, poll=False)
    async with app.run_test(size=(120, 50)) as pilot:
        await settled(pilot)
        await pilot.press(key, "question_mark")
        await settled(pilot)
        text = "\n".join(screen_lines(app))
        assert f"How it comes about: {title}" in text
        assert source in text
        await pilot.press("escape", key, "question_mark")
        await settled(pilot)
        assert "How it comes about" not in "\n".join(screen_lines(app))


def test_every_panel_of_a_signal_names_it():
    named = [each.panel.ABOUT.id for each in PANELS[:4]]
    assert named == ["open_issues", "release_cadence", "bus_factor", "municipalities"]


def test_it_says_what_was_left_out_and_of_how_many_projects_it_is_not_known(feed):
    known, unknown = list(feed.healths.values())[:2]
    signal = BUS_FACTOR.of(known.signals)
    coverage = replace(signal.coverage, left_out={"merges": 2, "bots": 1})
    known = replace(known, signals={"bus_factor": replace(signal, coverage=coverage)})
    entries = Explained(BUS_FACTOR, (known, known, replace(unknown, signals={}))).entries(80)
    said = [searched for _, _, searched in entries]
    assert "Left out Commits not counted: 2 by bots, 4 merges" in said
    assert "Not known of 1 project" in said


def test_archived_projects_are_not_among_those_that_it_is_not_known_of(feed):
    known, unknown = list(feed.healths.values())[:2]
    archived = replace(unknown, signals={}, archived=True)
    said = [searched for _, _, searched in Explained(BUS_FACTOR, (known, archived)).entries(80)]
    assert not any(each.startswith("Not known") for each in said)


@pytest.mark.parametrize("definition", SIGNALS, ids=lambda each: each.id)
def test_it_speaks_of_the_moment_on_screen_and_not_of_a_field(definition):
    said = " ".join(searched for _, _, searched in Explained(definition, ()).entries(80))
    assert "asof" not in said
    assert "a past the moment" not in said.casefold()
