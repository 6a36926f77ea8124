"""What the screens look like, colours and all: a handful of pictures beside the goldens' text."""

import pytest

from tui.picture import settled

pytestmark = pytest.mark.slow


@pytest.mark.parametrize(
    ("theme", "keys"),
    [("civitop-dark", ()), ("civitop-light", ("enter",)), ("civitop-blue-orange", ("4",))],
    ids=["overview", "project", "municipalities"],
)
def test_a_screen_has_its_colours(theme, keys, feed, dashboard, snap_compare):
    app = dashboard(feed, poll=False)
    app.theme = theme

    async def prepared(pilot):
        await settled(pilot)
        await pilot.press(*keys)
        await settled(pilot)

    assert snap_compare(app, terminal_size=(120, 36), run_before=prepared)
