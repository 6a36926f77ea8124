"""One repository, source or account that nobody foresaw ends itself and nothing else of a round."""

from collections.abc import Callable
from typing import Any

import pytest

from civitop.config.sources import Source
from civitop.i18n.message import say
from civitop.model import Profile
from civitop.polling import events
from civitop.polling.collector import Failure
from civitop.store import Store
from civitop.watch import Watch


async def told(watch: Watch) -> list[events.Event]:
    return [event async for event in watch.round(forever=False)]


def failures(happened: list[events.Event]) -> dict[str, str]:
    return {event.id: event.error.english for event in happened if isinstance(event, events.Failed)}


def collected(happened: list[events.Event]) -> list[str]:
    return sorted(event.health.id for event in happened if isinstance(event, events.Collected))


@pytest.mark.parametrize("error", [RecursionError(), KeyError("x"), OverflowError(), "\ud800".encode])
async def test_facts_that_cannot_be_kept_fail_their_repository_alone(
    maker: Any, forge_of: Callable[..., Any], watch_over: Callable[..., Watch], error: Any
) -> None:
    forge = forge_of(*(maker.facts(maker.repository(f"bakkeby/p{n}")) for n in range(4)))
    with Store(":memory:") as store:
        watch = watch_over(store, forge)
        save = store.save_facts

        def stumbling(facts: Any, fingerprint: Any) -> None:
            if facts.repository.id == "hub:bakkeby/p1":
                if isinstance(error, Exception):
                    raise error
                error()
            save(facts, fingerprint)

        store.save_facts = stumbling  # type: ignore[method-assign]
        happened = await told(watch)
    assert list(failures(happened)) == ["hub:bakkeby/p1"]
    assert collected(happened) == [f"hub:bakkeby/p{n}" for n in (0, 2, 3)]
    assert happened[-1].failed == 1  # type: ignore[union-attr]


async def test_a_repository_that_cannot_be_measured_again_does_not_end_the_round(
    maker: Any, forge_of: Callable[..., Any], watch_over: Callable[..., Watch]
) -> None:
    forge = forge_of(*(maker.facts(maker.repository(f"bakkeby/p{n}")) for n in range(3)))
    with Store(":memory:") as store:
        watch = watch_over(store, forge)
        await told(watch)
        watch._keeper.teach("ours")
        read = store.facts

        def stumbling(id: str) -> Any:
            if id == "hub:bakkeby/p1":
                raise RecursionError
            return read(id)

        store.facts = stumbling  # type: ignore[method-assign]
        happened = await told(watch)
    assert set(failures(happened)) == {"hub:bakkeby/p1"}
    assert isinstance(happened[-1], events.RoundFinished)


async def test_a_source_whose_listing_breaks_off_leaves_the_others(
    maker: Any, forge_of: Callable[..., Any], watch_over: Callable[..., Watch]
) -> None:
    forge = forge_of(maker.facts())
    listed = forge.discover

    async def discover(source: Source) -> Any:
        if source.path == "odd":
            raise RecursionError
        async for each in listed(source):
            yield each

    forge.discover = discover
    network = maker.network(watch=(Source("hub", "odd"), Source("hub", "bakkeby")))
    with Store(":memory:") as store:
        happened = await told(watch_over(store, forge, network))
        (found,) = [event for event in happened if isinstance(event, events.Discovered)]
    assert list(found.failed) == ["hub:odd"]
    assert collected(happened) == ["hub:bakkeby/desk"]


async def test_a_pulse_that_breaks_off_fails_only_those_without_an_answer(
    maker: Any, forge_of: Callable[..., Any], watch_over: Callable[..., Watch]
) -> None:
    forge = forge_of(*(maker.facts(maker.repository(f"bakkeby/p{n}")) for n in range(3)))
    with Store(":memory:") as store:
        await told(watch_over(store, forge))
        asked = forge.pulse

        async def pulse(known: Any) -> Any:
            async for each in asked(known[:2]):
                yield each
            raise RecursionError

        forge.pulse = pulse
        happened = await told(watch_over(store, forge))
        assert list(failures(happened)) == ["hub:bakkeby/p2"]
        assert happened[-1].unchanged == 2  # type: ignore[union-attr]


async def test_a_profile_that_cannot_be_had_takes_no_other_with_it(
    maker: Any, forge_of: Callable[..., Any], watch_over: Callable[..., Watch]
) -> None:
    forge = forge_of(maker.facts())

    async def profiles(logins: Any) -> Any:
        yield Failure("hub.example/odd", say("It could not be read."), "internal")
        for login in logins:
            yield Profile(login=login, name="Ida", fetched_at=maker.now)

    forge.profiles = profiles
    with Store(":memory:") as store:
        store.want_profiles("hub", ["hub.example/ida"])
        happened = await told(watch_over(store, forge))
        assert failures(happened) == {"hub.example/odd": "It could not be read."}
        assert not store.profiles_wanted("hub", maker.now, maker.now)
