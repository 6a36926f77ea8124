"""Rows of the list of changes that take more than one line: the cursor, the wheel and the mouse keep to rows."""

from datetime import timedelta

import pytest
from rich.cells import cell_len

from civitop.change import Change
from civitop.i18n.message import literally
from tui.panels.changes import ChangeList
from tui.picture import settled

pytestmark = pytest.mark.slow
SENTENCE = (
    "the forge says that the repository was moved, that it was archived, and that nobody may write to it"
)


@pytest.fixture
def listed(feed, dashboard, now):
    ids = feed.networks[0].repositories
    feed.held = tuple(
        Change(now - timedelta(hours=at), id, "failed", literally(f"{at}: {SENTENCE}"), True)
        for at, id in enumerate(ids[:12])
    )
    return dashboard(feed, poll=False)


async def opened(pilot) -> ChangeList:
    await settled(pilot)
    await pilot.press("5")
    await settled(pilot)
    return pilot.app.screen.query_one(ChangeList)


async def test_a_long_sentence_is_there_to_its_end(listed, screen_lines):
    async with listed.run_test(size=(80, 24)) as pilot:
        await opened(pilot)
        said = " ".join(" ".join(line[28:78].split()) for line in screen_lines(listed)[3:6])
        assert said == f"0: {SENTENCE}"


async def test_the_cursor_moves_by_rows_and_the_whole_row_stays_in_view(listed, screen_lines):
    async with listed.run_test(size=(80, 24)) as pilot:
        changes = await opened(pilot)
        for at in range(1, 12):
            await pilot.press("down")
            assert changes.cursor == at
            await settled(pilot)
            shown = " ".join(" ".join(line[28:78].split()) for line in screen_lines(listed))
            assert f"{at}: {SENTENCE}" in shown
        await pilot.press("pageup")
        assert 0 < changes.cursor < 11
        await pilot.press("G")
        await pilot.press("g")
        await settled(pilot)
        assert (changes.cursor, changes.scroll_y) == (0, 0)


async def test_a_click_on_any_of_its_lines_chooses_a_row(listed, screen_lines):
    async with listed.run_test(size=(80, 24)) as pilot:
        changes = await opened(pilot)
        first = next(y for y, line in enumerate(screen_lines(listed)) if "3: the forge" in line)
        for y in (first + 2, first - 1, first):
            await pilot.click(offset=(40, y))
            assert changes.cursor == (3 if y >= first else 2)


async def test_another_width_breaks_the_sentences_anew(listed, screen_lines):
    async with listed.run_test(size=(80, 24)) as pilot:
        changes = await opened(pilot)
        assert changes.virtual_size.height == 36
        await pilot.resize_terminal(160, 40)
        await settled(pilot)
        assert changes.virtual_size.height == 12
        assert all(cell_len(line) <= 160 for line in screen_lines(listed))
