"""Without a token an hour's 60 requests bring the open issues of the most active projects, further hours the rest."""

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from civitop.config.settings import Config, Forge, NetworkSettings
from civitop.config.sources import Source
from civitop.demo import serve
from civitop.demo.world.scale import scaled
from civitop.health import Snapshot
from civitop.library.assembly import collectors_for
from civitop.library.measurers import measurers_for
from civitop.people.affiliation.registry import Registry
from civitop.polling import events
from civitop.reading.store_reader import Setup
from civitop.store import Store
from civitop.watch import Watch

pytestmark = [pytest.mark.slow, pytest.mark.timeout(180)]
START = datetime(2026, 11, 22, 10, tzinfo=UTC)
COUNT, HOUR = 95, 60


def known(snapshot: Snapshot) -> dict[str, int]:
    """Return the open issues of the projects of which they are known."""
    return {
        health.id: int(found.value)
        for health in snapshot.repositories
        if (found := health.signals["open_issues"]).value is not None
    }


async def test_open_issues_are_filled_in_hour_by_hour(tmp_path: Path) -> None:
    now = START
    world = scaled(COUNT, now=START, commits_per_year=2, issues=9, change_requests=3)
    async with serve(world, clock=lambda: now.timestamp()) as served:
        with Store(":memory:") as store:
            forge = Forge(name="hub", kind="github", url=served.github_url, history="api")
            owners = dict.fromkeys(project.owner for project in world.projects)
            network = NetworkSettings(
                id="ours", name="Ours", watch=tuple(Source("hub", owner) for owner in owners)
            )
            config = Config(forges={"hub": forge}, networks={"ours": network})
            told: list[Any] = []
            collectors = collectors_for(config, (network,), told.append, store, {"hub": ()}, lambda: now)
            setup = Setup(
                (network,), measurers_for(store, (network,), Registry([])), collectors, timedelta(hours=1)
            )
            watch = Watch(store, setup, clock=lambda: now)

            async def round_() -> None:
                happened = [event async for event in watch.round(forever=False)]
                assert not [event for event in happened if isinstance(event, events.Failed)]

            filled: list[dict[str, int]] = []
            for _hour in range(2):
                served.github_log.clear()
                await asyncio.wait_for(round_(), 60)
                assert served.github_log.requests <= HOUR + 10  # a 304 is free
                snapshot = watch.snapshot(now)
                filled.append(known(snapshot))
                for health in snapshot.repositories:
                    if health.id not in filled[-1]:
                        assert "the next hour brings more" in health.signals["open_issues"].reason.english
                now += timedelta(hours=1, minutes=1)
            await watch.aclose()
            truth = {f"hub:{p.path}": world.contents(p.key).open_issues for p in world.projects}
    assert 50 <= len(filled[0]) < COUNT
    assert filled[1] == truth
