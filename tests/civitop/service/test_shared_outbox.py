"""Several processes tell of one store: each notice once, whoever dies, comes back or takes over; on a server, too."""

import asyncio
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace

from civitop.i18n.message import literally
from civitop.polling.events import Failed, RoundStarted
from civitop.service.kept import CLAIM, NOTE
from civitop.service.notices import Notice
from civitop.service.outbox import Outbox
from civitop.store import Store
from tests.civitop.service.test_outbox import (
    KINDS,
    NOW,
    Feed,
    Place,
    Time,
    change,
    delivered,
    event,
    finished,
)

STARTED = RoundStarted(NOW, ("ours",), 1)


@pytest.fixture
def store(place: Path | str) -> Iterator[Store]:
    with Store(place) as opened:
        yield opened


def poller(store: Store, name: str, webhook: Place, clock: Time | None = None) -> Outbox:
    """An outbox of a process that gives signs of life."""
    store.share(name, ["ours"])
    outbox = Outbox(store, clock or Time(), name)
    outbox.use({"webhook": webhook}, KINDS)
    return outbox


def told(*places: Place) -> list[str]:
    return sorted(str(notice.repository) for place in places for notice in place.taken)


async def test_two_processes_of_one_machine_tell_each_notice_once(store: Store) -> None:
    one, other = Place(), Place()
    boxes = [poller(store, "desk-1", one), poller(store, "desk-2", other)]
    await asyncio.gather(*(box.take(event(*map(change, range(5)))) for box in boxes))
    await asyncio.gather(*map(delivered, boxes))
    assert told(one, other) == [f"hub:bakkeby/{n}" for n in range(5)]


async def test_a_network_that_changes_hands_amid_its_changes_is_told_of_once(store: Store) -> None:
    one, other = Place(), Place()
    giver, taker = poller(store, "a", one), poller(store, "b", other)
    await giver.take(event(change(1)))
    await delivered(giver)
    await taker.take(event(change(1), change(2)))  # what it hears, and what it finds itself
    await delivered(taker)
    await giver.take(event(change(2)))
    await delivered(giver)
    assert (told(one), told(other)) == (["hub:bakkeby/1"], ["hub:bakkeby/2"])


async def test_what_a_dead_process_had_not_told_is_told_by_one_that_lives(store: Store) -> None:
    closed, one, other = Place(refused=9), Place(), Place()
    dead = poller(store, "dead", closed)
    await dead.take(event(change(1), change(2)))
    await delivered(dead)
    heirs = [poller(store, "b", one), poller(store, "c", other)]
    for each in heirs:
        await each.take(STARTED)
        await delivered(each)
    assert list(store.beginning(f"{NOTE}/dead"))  # it is heard of until its lease is over
    store.leave("dead")
    await asyncio.gather(*(each.take(STARTED) for each in heirs))
    later(heirs)
    await asyncio.gather(*map(delivered, heirs))
    assert told(one, other) == ["hub:bakkeby/1", "hub:bakkeby/2"]
    assert list(store.beginning(f"{NOTE}/dead")) == []


def later(boxes: list[Outbox]) -> None:
    """Let the pauses of what was tried in vain be over."""
    for box in boxes:
        assert isinstance(box._clock, Time)
        box._clock.now += timedelta(hours=2)


async def test_who_was_only_thought_dead_does_not_tell_again_what_others_took_over(store: Store) -> None:
    late, one = Place(), Place()
    asleep = poller(store, "asleep", late)
    await asleep.take(event(change(1)))  # noted, and then the machine is suspended
    store.leave("asleep")
    heir = poller(store, "b", one)
    await heir.take(STARTED)
    await delivered(heir)
    await asleep.take(event(change(1)))
    await delivered(asleep)
    await asleep.take(finished())
    assert (told(one), told(late)) == (["hub:bakkeby/1"], [])


async def test_what_a_dead_process_heard_of_and_another_tells_is_not_inherited(store: Store) -> None:
    one, other = Place(), Place()
    await poller(store, "dead", Place()).take(event(change(1)))  # heard, not yet tried
    teller = poller(store, "a", one)
    await teller.take(event(change(1)))
    await delivered(teller)
    store.leave("dead")
    heir = poller(store, "b", other)
    await heir.take(STARTED)
    await delivered(heir)
    assert (told(one), told(other)) == (["hub:bakkeby/1"], [])


async def test_a_process_that_is_killed_before_it_notes_that_it_told_is_followed_by_one_that_tells_again(
    store: Store,
) -> None:
    cut_off, one = Place(), Place()
    dead = poller(store, "dead", cut_off)
    sent = asyncio.Event()

    async def killed(notice: Notice) -> None:
        await cut_off(notice)
        sent.set()
        await asyncio.Event().wait()

    dead.use({"webhook": killed}, KINDS)
    await dead.take(event(change(1)))
    sending = asyncio.create_task(dead.deliver())
    await sent.wait()
    sending.cancel()
    store.leave("dead")
    heir = poller(store, "b", one)
    await heir.catch_up(Feed())
    await delivered(heir)
    ((first,), (again,)) = cut_off.taken, one.taken
    assert first == again  # with the same id, by which a receiver knows it


async def test_a_process_that_starts_anew_tells_what_happened_since_the_last_one_looked(store: Store) -> None:
    before, after = Place(), Place()
    first = poller(store, "first", before)
    await first.catch_up(Feed())
    await first.take(event(change(1)))
    await first.take(finished())
    await delivered(first)
    store.leave("first")
    lately = change(2, NOW + timedelta(minutes=5))
    for name in ("second", "third"):
        outbox = poller(store, name, after)
        await outbox.catch_up(Feed(change(0, NOW - timedelta(days=1)), change(1), lately))
        await delivered(outbox)
        store.leave(name)
    assert (told(before), told(after)) == (["hub:bakkeby/1"], ["hub:bakkeby/2"])


async def test_a_forge_of_which_a_dead_process_told_is_not_told_of_again(store: Store) -> None:
    one, other = Place(), Place()
    closed = Failed("hub", literally("It is closed."), None)
    for minutes, (name, place) in enumerate((("dead", one), ("heir", other))):
        outbox = poller(store, name, place)
        await outbox.catch_up(Feed())
        over = replace(finished(), at=NOW + timedelta(minutes=minutes))
        for each in (STARTED, closed, over):
            await outbox.take(each)
        await delivered(outbox)
        store.leave(name)
    assert ([n.text for n in one.taken], other.taken) == (["The round failed at hub: It is closed."], [])


async def test_what_waits_for_a_place_that_this_process_has_not_stays_for_one_that_has_it(
    store: Store,
) -> None:
    one = Place()
    await poller(store, "dead", Place()).take(event(change(1)))
    store.leave("dead")
    other = poller(store, "other", Place())
    other.use({"command": Place()}, KINDS)
    await other.take(STARTED)
    assert list(store.beginning(f"{NOTE}/dead")) == [f"{NOTE}/dead"]
    heir = poller(store, "b", one)
    await heir.take(STARTED)
    await delivered(heir)
    assert told(one) == ["hub:bakkeby/1"]


async def test_a_process_that_tells_nobody_hides_nothing_from_the_next_one(store: Store) -> None:
    one = Place()
    first = poller(store, "first", one)
    await first.catch_up(Feed())
    store.leave("first")
    silent = poller(store, "silent", Place())
    silent.use({}, KINDS)
    await silent.catch_up(Feed())
    later([silent])
    lately = change(1, NOW + timedelta(minutes=5))
    await silent.take(event(lately))
    await silent.take(replace(finished(), at=NOW + timedelta(minutes=10)))
    store.leave("silent")
    heir = poller(store, "heir", one)
    await heir.catch_up(Feed(lately))
    await delivered(heir)
    assert told(one) == ["hub:bakkeby/1"]
    assert list(store.beginning(f"{NOTE}/")) == [f"{NOTE}/heir"]


async def test_a_claim_without_a_note_is_somebody_elses(store: Store) -> None:
    one = Place()
    outbox = poller(store, "b", one)
    await outbox.take(event(change(1)))
    (waiting,) = outbox.waiting
    store.put(f"{CLAIM}{waiting.notice.id}", b"a")
    await delivered(outbox)
    assert (told(one), outbox.waiting) == ([], ())


def test_several_values_are_exchanged_together_or_not_at_all(store: Store) -> None:
    store.put("x", b"1")
    assert not store.exchange_all({"x": (b"1", b"2"), "y": (b"3", b"4")})
    assert (store.get("x"), store.get("y")) == (b"1", None)
    assert store.exchange_all({"x": (b"1", None), "y": (None, b"4")})
    assert (store.get("x"), store.get("y")) == (None, b"4")


def test_notes_are_found_by_how_their_keys_begin(store: Store) -> None:
    for key in ("a/1", "a/2", "a", "a0", "b/1"):
        store.put(key, key.encode())
    assert store.beginning("a/") == {"a/1": b"a/1", "a/2": b"a/2"}


def test_pollers_are_those_that_were_heard_of(store: Store) -> None:
    store.share("a", ["ours", "theirs"])
    store.share("b", ["ours"])
    assert store.pollers() == {"a", "b"}
    store.leave("a")
    assert store.pollers() == {"b"}
