"""A terminal that is resized at every moment: whatever is on screen stays whole."""

import random

import pytest
from rich.cells import cell_len

from tui.panels.base import FigurePanel
from tui.picture import settled
from tui.screens.overview_body import OverviewBody

pytestmark = pytest.mark.slow

KEYS = (
    "1", "4", "5", "c", "enter", "escape", "question_mark", "escape", "a", "escape", "left_square_bracket",
    "right_curly_bracket", "j", "G", "n", "slash", "escape", "s", "tab",
)  # fmt: skip


@pytest.mark.parametrize("wall", [None, 0.1], ids=["dashboard", "wall"])
async def test_resizing_while_keys_are_pressed_and_a_round_runs(feed, dashboard, screen_lines, wall):
    rng = random.Random(4)
    feed.seen.clear()
    app = dashboard(feed, wall=wall)
    async with app.run_test(size=(120, 36)) as pilot:
        await settled(pilot)
        for step in range(16):
            if step % 8 == 0:
                feed.say(*feed.a_round())
            size = rng.randint(1, 200), rng.randint(1, 60)
            await pilot.resize_terminal(*size)
            if wall is None:
                await pilot.press(rng.choice(KEYS))
            await pilot.pause(rng.choice((0, 0, 0.02)))
            lines = screen_lines(app)
            assert len(lines) == size[1]
            assert {cell_len(line) for line in lines} == {size[0]}


async def test_parts_move_when_a_panel_has_more_or_less_to_show_than_before(feed, dashboard, monkeypatch):
    app = dashboard(feed, poll=False)
    async with app.run_test(size=(200, 60)) as pilot:
        await settled(pilot)
        body = app.screen.query_one(OverviewBody)
        before = body.places(body.size)
        monkeypatch.setattr(FigurePanel, "lines_filled", lambda self, width, lines: min(lines, 6))
        body.place()
        await settled(pilot)
        after = body.places(body.size)
        assert after != before
        heights = {each.id: each.region.height for each in body.displayed_children if each.id in after}
        assert heights == {id: box.height for id, box in after.items()}
