"""A clock that was once far ahead keeps nothing from being asked for until it gets there."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from civitop.model import Profile
from civitop.store import Store
from civitop.watch import Watch

FAR = timedelta(days=400)


async def finish(watch: Watch) -> None:
    async for _ in watch.round(forever=False):
        pass


async def test_owners_are_listed_and_figures_measured_once_the_clock_is_right(
    maker: Any, forge_of: Callable[..., Any], watch_over: Callable[..., Watch]
) -> None:
    forge = forge_of(maker.facts())
    with Store(":memory:") as store:
        await finish(watch_over(store, forge, now=maker.now + FAR))
        assert watch_over(store, forge).snapshot().asof == maker.now + FAR
        new = maker.facts(maker.repository("bakkeby/new"))
        forge.facts[new.repository.id] = new
        forge.fingerprints[new.repository.id] = "1"
        watch = watch_over(store, forge)
        await finish(watch)
        assert [h.id for h in watch.snapshot().repositories] == ["hub:bakkeby/desk", "hub:bakkeby/new"]
        assert watch.snapshot().asof == maker.now
        store.want_profiles("hub", ["hub.example/ida"])
        store.save_profiles([Profile(login="hub.example/ida", fetched_at=maker.now + FAR)])
        forge.asked.clear()
        await finish(watch_over(store, forge))
        assert ("profiles", ["hub.example/ida"]) in forge.asked
