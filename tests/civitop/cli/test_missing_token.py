"""What somebody without a token sees of a GitLab network: the screen says what the missing token costs."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from civitop.cli.progress.headless import poll_once
from civitop.config.settings import Config, Forge, NetworkSettings, TokenSource
from civitop.config.sources import Source
from civitop.demo import Spec, spawn
from civitop.demo.server.faults import Faults
from civitop.library.assembly import collectors_for
from civitop.people.affiliation.registry import Registry
from civitop.people.affiliation.statements import Stated
from civitop.polling.measurer import Measurer
from civitop.store import Store
from civitop.watch import Setup, Watch
from tui.app import CivitopApp
from tui.picture import settled
from tui.screens.project import ProjectScreen

pytestmark = pytest.mark.slow

NOW = datetime(2026, 11, 22, 10, tzinfo=UTC)
PROJECTS = 40
"""Too many for the commits of each with the 60 requests an hour that gitlab.com allows without a token."""


@pytest.fixture(scope="module")
def watch():
    spec = Spec(
        now=NOW, kind="scaled", seed=1, count=PROJECTS, forge="gitlab", held=PROJECTS, commits_per_year=5, issues=3,
        change_requests=3, faults=Faults(gitlab_anonymous_requests=60),
    )  # fmt: skip
    with spawn(spec) as served, Store(":memory:") as store:
        forge = Forge(name="gitlab", kind="gitlab", url=served.gitlab_url, token=TokenSource(), history="api")
        network = NetworkSettings(id="ours", name="Ours", watch=(Source("gitlab", "network-001"),))
        config = Config(forges={"gitlab": forge}, networks={"ours": network})
        measurers = {"ours": Measurer(network, store, Registry([]), Stated())}
        collectors = collectors_for(
            config, (network,), lambda budget: made.told(budget), store, {"gitlab": ()}, lambda: NOW
        )
        made = Watch(store, Setup((network,), measurers, collectors, timedelta(days=1)), clock=lambda: NOW)
        poll_once(made)
        yield made


COSTS = (
    "The commits are not known: Without a token 127.0.0.1 allows 60 requests an hour, too few for the commits "
    "and long lists of 40 projects: set a token for gitlab."
)


def lines_of(app):
    return ["".join(segment.text for segment in strip) for strip in app.screen._compositor.render_strips()]


def prose_of(app):
    """Return what stands in the boxes, those that stand side by side one after the other, without the breaks."""
    rows = [
        [cell.strip(" ▌") for cell in line.split("│") if cell.strip(" ▁▂▃▄▅▆▇█")] for line in lines_of(app)
    ]
    columns = max(len(row) for row in rows)
    return " ".join(row[place] for place in range(columns) for row in rows if len(row) > place)


@pytest.mark.parametrize(("size", "pages"), [((80, 24), 3), ((120, 36), 1)])
def test_a_project_says_which_figures_are_missing_without_a_token_and_what_to_do(
    watch, size, pages, monkeypatch
):
    """No project can be told from another by a figure that none has: what it would take is said where it lacks."""
    monkeypatch.setenv("TEXTUAL_ANIMATIONS", "none")
    asyncio.run(looked_at(watch, size, pages))


async def looked_at(watch, size, pages):
    app = CivitopApp(watch, poll=False)
    async with app.run_test(size=size) as pilot:
        await settled(pilot)
        assert "No commits are" in prose_of(app)  # the panel says what would bring them
        await pilot.press("enter")
        await settled(pilot)
        assert isinstance(app.screen, ProjectScreen)
        seen = []
        for tab in ("1", "5"):
            await pilot.press(tab)
            await settled(pilot)
            for _ in range(pages):
                seen.append(prose_of(app))
                await pilot.press("pagedown")
                await settled(pilot)
        assert any(COSTS in each for each in seen), seen
