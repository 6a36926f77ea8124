"""A round that dies is told of everything it leaves without an answer, and what was removed is gone."""

import io
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from civitop.cli.exit_codes import DONE, INCOMPLETE, NOTHING, exit_code
from civitop.cli.progress.faces import Lines
from civitop.config.settings import NetworkSettings
from civitop.config.sources import Source
from civitop.errors import StoreError
from civitop.i18n.message import literally
from civitop.people.affiliation.statements import Stated
from civitop.polling import events
from civitop.polling.collector import Budget
from civitop.polling.measurer import Measurer
from civitop.reading.store_reader import Setup
from civitop.store import Store
from civitop.watch import Watch

Over = Callable[..., Watch]


async def told(watch: Watch) -> list[events.Event]:
    return [event async for event in watch.round(forever=False)]


@pytest.fixture
def forge(maker: Any, forge_of: Callable[..., Any]) -> Any:
    return forge_of(*(maker.facts(maker.repository(f"bakkeby/p{n}")) for n in range(3)))


def breaking(maker: Any, store: Store, error: Exception, network: NetworkSettings | None = None) -> Watch:
    """A poll loop whose collector cannot even be made, as where a proxy variable is refused."""
    ours = network or maker.network()

    def make() -> Any:
        raise error

    measurers = {ours.id: Measurer(ours, store, maker.registry, Stated())}
    setup = Setup((ours,), measurers, {"hub": make}, timedelta(minutes=5))
    return Watch(store, setup, clock=lambda: maker.now)


async def test_a_forge_whose_round_dies_leaves_everything_stale_with_the_reason(
    maker: Any, forge: Any, watch_over: Over
) -> None:
    with Store(":memory:") as store:
        await told(watch_over(store, forge))
        watch = breaking(maker, store, ImportError("socksio"))
        happened = await told(watch)
        snapshot = watch.snapshot()
        assert {health.status for health in snapshot.repositories} == {"stale"}
        assert all("broke off (ImportError)" in str(health.error) for health in snapshot.repositories)
        assert exit_code(snapshot) == INCOMPLETE
        assert next(e.id for e in happened if isinstance(e, events.Failed)) == "hub"
        # Somebody else's snapshot of the same store says so, too; a round that succeeds heals it.
        assert exit_code(watch_over(store, forge).snapshot()) == INCOMPLETE
        healed = watch_over(store, forge)
        await told(healed)
        assert exit_code(healed.snapshot()) == DONE


async def test_a_first_round_that_dies_ends_with_nothing_and_names_its_sources(
    maker: Any, forge: Any, watch_over: Over
) -> None:
    with Store(":memory:") as store:
        watch = breaking(maker, store, RuntimeError("x"))
        await told(watch)
        snapshot = watch.snapshot()
        assert list(snapshot.networks[0].failed_sources) == ["hub:bakkeby"]
        assert exit_code(snapshot) == NOTHING
        healed = watch_over(store, forge)
        await told(healed)
        assert exit_code(healed.snapshot()) == DONE


async def test_what_has_its_answer_stays_fresh_when_the_rest_breaks(
    maker: Any, forge: Any, watch_over: Over
) -> None:
    with Store(":memory:") as store:
        watch = watch_over(store, forge)
        await told(watch)
        forge.fingerprints["hub:bakkeby/p0"] = "2"
        watch._keeper.prepare = lambda: (_ for _ in ()).throw(MemoryError())  # type: ignore[method-assign]
        await told(watch)
        status = {health.id: health.status for health in watch.snapshot().repositories}
        assert status == {"hub:bakkeby/p0": "stale", "hub:bakkeby/p1": "fresh", "hub:bakkeby/p2": "fresh"}


@pytest.mark.parametrize("step", ["save_facts", "touch", "drop_sources", "save_failure"])
async def test_a_store_that_takes_no_more_makes_the_answer_incomplete(
    step: str, maker: Any, forge: Any, watch_over: Over
) -> None:
    def full(*_: Any) -> None:
        raise StoreError("The disk is full.")

    with Store(":memory:") as store:
        await told(watch_over(store, forge))
        forge.fingerprints["hub:bakkeby/p0"] = "2"
        setattr(store, step, full)
        if step != "save_failure":
            store.save_failure = full  # type: ignore[method-assign]
        else:
            forge.broken["hub:bakkeby/p1"] = "It is gone."
        watch = watch_over(store, forge)
        happened = await told(watch)
        assert isinstance(happened[-1], events.RoundFinished)
        snapshot = watch.snapshot()
        assert exit_code(snapshot) == INCOMPLETE
        assert any("The disk is full." in str(health.error) for health in snapshot.repositories)


def test_a_trouble_is_told_once_in_a_round(maker: Any) -> None:
    out = io.StringIO()
    progress = Lines(out, lambda: maker.now)
    for attempt in range(7):
        until = maker.now + timedelta(seconds=attempt + 1)
        progress.take(
            events.BudgetChanged(
                Budget(
                    forge="hub", pool="rest", waiting_until=until, reason=literally("hub gave status 500.")
                )
            )
        )
        progress.take(events.Failed(f"hub:x/{attempt}", literally("The round over hub broke off."), None))
    assert out.getvalue().count("status 500") == 1
    assert out.getvalue().count("broke off") == 1


# ---------------------------------------------------------------- membership follows the configuration


def networked(maker: Any, *watch: str, **more: Any) -> NetworkSettings:
    return maker.network(watch=tuple(Source(*each.split(":")) for each in watch), **more)


@pytest.fixture
def two(maker: Any, forge_of: Callable[..., Any]) -> Any:
    """A forge on which each source lists what is its own."""
    forge = forge_of(maker.facts(maker.repository("bakkeby/a")), maker.facts(maker.repository("aaby/b")))
    listed = forge.discover

    async def discover(source: Source) -> Any:
        async for each in listed(source):
            if not hasattr(each, "name") or each.name.startswith(source.path):
                yield each

    forge.discover = discover
    return forge


def shown(watch: Watch) -> list[str]:
    return [health.id for health in watch.snapshot().repositories]


async def test_a_removed_source_is_gone_when_the_configuration_is_read(
    maker: Any, two: Any, watch_over: Over
) -> None:
    both = networked(maker, "hub:bakkeby", "hub:aaby")
    with Store(":memory:") as store:
        await told(watch_over(store, two, both))
        assert shown(watch_over(store, two, both)) == ["hub:aaby/b", "hub:bakkeby/a"]
        left = watch_over(store, two, networked(maker, "hub:bakkeby"))
        assert shown(left) == ["hub:bakkeby/a"]
        assert left.snapshot().networks[0].totals["repositories"] == 1
        assert shown(watch_over(store, two, networked(maker, "lab:x"))) == []
        # It was the reader's configuration: who polls by the old one has lost nothing.
        assert len(shown(watch_over(store, two, both))) == 2
        await told(left)
        assert store.members("ours") == ("hub:bakkeby/a",)


async def test_a_removed_source_that_failed_no_longer_makes_the_answer_incomplete(
    maker: Any, two: Any, watch_over: Over
) -> None:
    two.broken["hub:aaby"] = "There is no aaby."
    with Store(":memory:") as store:
        watch = watch_over(store, two, networked(maker, "hub:bakkeby", "hub:aaby"))
        await told(watch)
        assert exit_code(watch.snapshot()) == INCOMPLETE
        left = watch_over(store, two, networked(maker, "hub:bakkeby"))
        assert exit_code(left.snapshot()) == DONE
        await told(left)
        assert store.source_failures("ours") == {}


async def test_a_bad_source_keeps_its_own_and_no_removed_one(maker: Any, two: Any, watch_over: Over) -> None:
    with Store(":memory:") as store:
        await told(watch_over(store, two, networked(maker, "hub:bakkeby", "hub:aaby")))
        two.broken["hub:bakkeby"] = "There is no bakkeby."
        watch = watch_over(store, two, networked(maker, "hub:bakkeby", "hub:elsewhere"))
        await told(watch)
        assert shown(watch) == ["hub:bakkeby/a"]
        assert store.members("ours") == ("hub:bakkeby/a",)


async def test_what_is_ignored_now_is_gone_at_once(maker: Any, two: Any, watch_over: Over) -> None:
    with Store(":memory:") as store:
        await told(watch_over(store, two, networked(maker, "hub:bakkeby", "hub:aaby")))
        ignoring = networked(maker, "hub:bakkeby", "hub:aaby", ignore=("aaby/*",))
        assert shown(watch_over(store, two, ignoring)) == ["hub:bakkeby/a"]


def test_members_from_before_belong_to_their_forge_until_it_is_listed(maker: Any) -> None:
    a, b = maker.repository("x/a"), maker.repository("x/b", forge="lab")
    with Store(":memory:") as store:
        store.save_membership("ours", "hub", {"": [a]}, {}, maker.now)
        store.save_membership("ours", "lab", {"": [b]}, {}, maker.now)
        assert store.members("ours", ("hub:x",)) == ("hub:x/a",)
        store.drop_sources("ours", ("hub:x",))
        assert store.members("ours") == ("hub:x/a",)
        store.save_membership("ours", "hub", {"hub:y": []}, {}, maker.now)
        assert store.members("ours") == ()


def test_a_repository_of_two_sources_stays_while_one_of_them_does(maker: Any) -> None:
    a = replace(maker.repository("x/a"))
    with Store(":memory:") as store:
        store.save_membership("ours", "hub", {"hub:x": [a], "hub:x/a": [a]}, {}, maker.now)
        assert store.members("ours") == ("hub:x/a",)
        assert store.members("ours", ("hub:x/a",)) == ("hub:x/a",)


async def test_facts_of_what_no_network_has_any_more_go_after_a_month(
    maker: Any, two: Any, watch_over: Over
) -> None:
    with Store(":memory:") as store:
        await told(watch_over(store, two, networked(maker, "hub:bakkeby", "hub:aaby")))
        one = networked(maker, "hub:bakkeby")
        await told(watch_over(store, two, one, now=maker.now + timedelta(days=29)))
        assert store.facts("hub:aaby/b") is not None
        await told(watch_over(store, two, one, now=maker.now + timedelta(days=31)))
        assert store.facts("hub:aaby/b") is None
        assert store.facts("hub:bakkeby/a") is not None
        assert list(store.entries(["hub:aaby/b", "hub:bakkeby/a"])) == ["hub:bakkeby/a"]
