"""A notice in the corner says all that it has to say, broken between words and behind the joints of names."""

import pytest

from tui.picture import settled

pytestmark = pytest.mark.slow
PATH = "/srv/ospo/reports/of-november/civitop-demo-municipalities-20261122T090823.csv"


@pytest.mark.parametrize("size", [(40, 12), (80, 24), (120, 36), (200, 60)])
async def test_a_long_path_is_broken_behind_its_slashes_and_hyphens(size, feed, dashboard, screen_lines):
    app = dashboard(feed, poll=False)
    async with app.run_test(size=size, notifications=True) as pilot:
        await settled(pilot)
        app.say(f"Written to {PATH}")
        await pilot.pause(0.2)
        lines = screen_lines(app)
        first = next(y for y, line in enumerate(lines) if "Written to" in line)
        left = lines[first].index("Written")
        said = [line[left:].split("  ")[0].rstrip() for line in lines[first : first + 6]]
        parts = ["Written to"]
        rest = PATH
        for each in said[1:]:
            if each and rest.startswith(each):
                parts.append(each)
                rest = rest.removeprefix(each)
        assert not rest, said
        assert all(part[-1] in "/-" for part in parts[1:-1]), parts
