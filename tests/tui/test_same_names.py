"""Two projects of one name never read alike: what tells them apart stands beside it wherever they are named."""

from datetime import UTC, datetime, timedelta

import pytest
from msgspec.structs import replace

from civitop.change import Change
from civitop.health import Health, Network, Snapshot
from civitop.i18n.message import literally
from civitop.polling.events import Collected
from tui.picture import settled
from tui.session.view import View, loaded, reduce

pytestmark = pytest.mark.slow

NOW = datetime(2026, 11, 22, 10, tzinfo=UTC)
SIZES = [(80, 24), (120, 36), (200, 60)]
TWINS = {"os2/citizen-portal": "north/docs", "os2/calendar": "south/docs", "os2/signing": "north/sub/site"}


@pytest.fixture
def twins(feed):
    """Give a feed two projects that are called alike, both of which need somebody and have changed."""
    healths = {}
    for health in feed.healths.values():
        name = TWINS.get(health.name, health.name)
        id = f"{health.forge}:{name}"
        healths[id] = replace(health, id=id, name=name)
    feed.healths = healths
    ids = tuple(id for id, each in healths.items() if not each.name.startswith("sig/"))
    feed.networks = (replace(feed.networks[0], repositories=tuple(sorted(ids))), feed.networks[1])
    feed.rows = tuple(
        Change(feed_now - timedelta(hours=1), f"github:{owner}/docs", "backlog", literally("more"), True)
        for feed_now, owner in ((NOW, "north"), (NOW, "south"))
    )
    feed.changes = lambda limit=200: feed.rows
    return feed


def told(lines):
    return {owner for line in lines for owner in ("north", "south") if "docs" in line and owner in line}


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
async def test_wherever_namesakes_are_named(twins, dashboard, screen_lines, size):
    app = dashboard(twins, poll=False)
    async with app.run_test(size=size) as pilot:
        await settled(pilot)
        for name, keys in {
            "table": ("c",),
            "changes": ("c", "5"),
            "bus factor": ("5", "3"),
            "releases": ("3", "2"),
            "alerts": ("2", "a"),
        }.items():
            await pilot.press(*keys)
            await settled(pilot)
            lines = screen_lines(app)
            assert told(lines) == {"north", "south"}, (name, "\n".join(lines))
        await pilot.press("escape", "m", "slash", *"docs", "enter")
        await settled(pilot)
        assert told(screen_lines(app)) == {"north", "south"}


async def test_the_wall_tells_them_apart(twins, dashboard, screen_lines):
    app = dashboard(twins, poll=False, wall=3600.0)
    twins.networks = (replace(twins.networks[0], repositories=("github:north/docs", "github:south/docs")),)
    async with app.run_test(size=(120, 36)) as pilot:
        await settled(pilot)
        await pilot.press("space")
        await pilot.pause()
        text = "\n".join(screen_lines(app))
        assert "north  " in text
        assert "south  " in text


def health(name: str, id: str = "") -> Health:
    return Health(
        id=id or f"hub:{name}",
        forge="hub",
        name=name,
        url="",
        archived=False,
        status="fresh",
        collected_at=NOW,
        error=None,
    )


def test_names_follow_the_network_and_a_project_that_is_called_otherwise_now():
    both = (health("a/docs"), health("b/docs"))
    network = Network(id="n", name="N", repositories=tuple(each.id for each in both), totals={})
    snapshot = Snapshot(generated_at=NOW, asof=NOW, civitop="0", networks=(network,), repositories=both)
    view = loaded(View(), snapshot, ())
    assert view.names["hub:a/docs"].text == "docs (a)"
    assert view.all_names["hub:b/docs"].text == "docs (b)"
    same = reduce(view, Collected(both[0], ()))
    assert same.names is view.names
    after = reduce(view, Collected(health("b/site", id="hub:b/docs"), ()))
    assert (after.names["hub:a/docs"].text, after.names["hub:b/docs"].text) == ("docs", "site")
