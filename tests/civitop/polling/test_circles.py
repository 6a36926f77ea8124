"""What a round makes ends when nobody needs it any more, not only when Python searches for garbage, which is seldom."""

import gc
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from civitop.cli.commands.demo import wired_demo
from civitop.demo import open_city, serve
from civitop.polling import events
from civitop.store import Store

NOW = datetime(2026, 11, 22, 10, tzinfo=UTC)
PROJECTS = 24
OURS = ("civitop.model", "civitop.people", "civitop.polling", "civitop.signals", "collectors.")


@pytest.fixture
def only_counting() -> Iterator[None]:
    """Keep whatever only a search for garbage would have found."""
    gc.collect()
    gc.disable()
    gc.set_debug(gc.DEBUG_SAVEALL)
    yield
    gc.set_debug(0)
    gc.garbage.clear()
    gc.enable()


def circles() -> Counter[str]:
    """Return how many objects nothing reached any more but they themselves, by type."""
    gc.unfreeze()
    gc.collect()
    found = Counter(f"{type(each).__module__}.{type(each).__qualname__}" for each in gc.garbage)
    gc.garbage.clear()
    return found


@pytest.mark.usefixtures("only_counting")
async def test_no_object_of_a_project_outlives_its_round_in_a_circle(tmp_path: Path) -> None:
    async with serve(open_city(NOW), clock=NOW.timestamp) as served:
        with Store(tmp_path / "store.sqlite3") as store:
            watch = wired_demo(served, store, lambda: NOW, cache=tmp_path / "clones").watch
            finished = [event async for event in watch.round(forever=False)][-1]
            assert isinstance(finished, events.RoundFinished)
            assert finished.collected == PROJECTS
            found = circles()
            await watch.aclose()
    assert {name: number for name, number in found.items() if name.startswith(OURS)} == {}
