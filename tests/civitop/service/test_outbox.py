"""Each notice arrives once at each place: after failures, after a restart, and never after it has arrived."""

import asyncio
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from civitop.change import Change
from civitop.i18n.message import literally
from civitop.polling import events
from civitop.service.notices import Notice
from civitop.service.outbox import GIVE_UP, MOST_WAITING, Outbox, Undelivered
from civitop.store import Store
from tests.patience import PROCESS

NOW = datetime(2026, 11, 22, 10, tzinfo=UTC)
KINDS = ("threshold", "contract-end", "round-failed")


class Place:
    """Takes notices, but for the first `refused` ones."""

    def __init__(self, refused: int = 0) -> None:
        self.refused = refused
        self.tries = 0
        self.taken: list[Notice] = []

    async def __call__(self, notice: Notice) -> None:
        self.tries += 1
        if self.tries <= self.refused:
            raise Undelivered("it is closed")
        self.taken.append(notice)


class Time:
    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now


class Feed:
    """What changed, as the store has it."""

    def __init__(self, *changes: Change) -> None:
        self._changes = changes

    def changes(self, limit: int = 200) -> tuple[Change, ...]:
        return self._changes[::-1]


def change(number: int = 1, at: datetime = NOW) -> Change:
    return Change(at, f"hub:bakkeby/{number}", "level", literally("It became bad."), True)


def event(*changes: Change) -> events.Failed:
    return events.Failed("hub:bakkeby/desk", literally("It is gone."), None, changes)


def finished() -> events.RoundFinished:
    return events.RoundFinished(at=NOW, seconds=1, collected=1, unchanged=0, failed=0)


async def delivered(outbox: Outbox) -> None:
    """Let the outbox do all that is due now."""
    task = asyncio.create_task(outbox.deliver())
    for _ in range(200):
        await asyncio.sleep(0.005)
        if not [w for w in outbox.waiting if w.due <= outbox._clock()]:
            break
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


async def test_a_notice_goes_to_each_place_once_however_often_it_is_told() -> None:
    one, other = Place(), Place()
    with Store(":memory:") as store:
        outbox = Outbox(store, Time())
        outbox.use({"webhook": one, "command": other}, KINDS)
        await outbox.take(event(change()))
        await outbox.take(event(change()))
        await delivered(outbox)
        await outbox.take(event(change()))
        await delivered(outbox)
    assert [n.repository for n in one.taken] == [n.repository for n in other.taken] == ["hub:bakkeby/1"]


async def test_what_did_not_arrive_is_tried_again_after_growing_pauses() -> None:
    place, time = Place(refused=3), Time()
    pauses = []
    with Store(":memory:") as store:
        outbox = Outbox(store, time)
        outbox.use({"webhook": place}, KINDS)
        await outbox.take(event(change()))
        while not place.taken:
            await delivered(outbox)
            if outbox.waiting:
                pauses.append((outbox.waiting[0].due - time.now).total_seconds())
                time.now = outbox.waiting[0].due
        assert outbox.waiting == ()
    assert pauses == [5, 10, 20]
    assert place.tries == 4


async def test_what_waits_and_what_was_told_outlive_the_process(tmp_path: Path) -> None:
    closed, open_, time = Place(refused=99), Place(), Time()
    with Store(tmp_path / "s.db") as store:
        outbox = Outbox(store, time)
        outbox.use({"webhook": closed}, KINDS)
        await outbox.take(event(change(1)))
        await delivered(outbox)
    time.now += timedelta(minutes=1)
    with Store(tmp_path / "s.db") as store:
        outbox = Outbox(store, time)
        outbox.use({"webhook": open_}, KINDS)
        await outbox.take(event(change(1)))
        await delivered(outbox)
    assert [n.repository for n in open_.taken] == ["hub:bakkeby/1"]


async def test_what_changed_while_nobody_was_there_is_told_and_what_was_before_is_not(tmp_path: Path) -> None:
    place, before = Place(), change(1, NOW - timedelta(hours=1))
    missed = change(2, NOW + timedelta(minutes=1))
    with Store(tmp_path / "s.db") as store:
        outbox = Outbox(store, Time())
        outbox.use({"webhook": place}, KINDS)
        await outbox.catch_up(Feed(before))  # the first start
        await outbox.take(finished())
        again = Outbox(store, Time())  # killed after the store had it, and before anybody was told
        again.use({"webhook": place}, KINDS)
        await again.catch_up(Feed(before, missed))
        await delivered(again)
    assert [n.repository for n in place.taken] == ["hub:bakkeby/2"]


async def test_a_place_that_takes_nothing_for_three_days_is_given_up(
    caplog: pytest.LogCaptureFixture,
) -> None:
    place, time = Place(refused=99), Time()
    with Store(":memory:") as store:
        outbox = Outbox(store, time)
        outbox.use({"webhook": place}, KINDS)
        await outbox.take(event(change()))
        await delivered(outbox)
        time.now += GIVE_UP + timedelta(seconds=1)
        await delivered(outbox)
        assert outbox.waiting == ()
    assert "given up" in caplog.text


async def test_what_waits_is_bounded_and_the_newest_stays(caplog: pytest.LogCaptureFixture) -> None:
    with Store(":memory:") as store:
        outbox = Outbox(store, Time())
        outbox.use({"webhook": Place(refused=9999)}, KINDS)
        await outbox.take(event(*(change(n) for n in range(MOST_WAITING + 5))))
        assert len(outbox.waiting) == MOST_WAITING
        assert outbox.waiting[-1].notice.repository == f"hub:bakkeby/{MOST_WAITING + 4}"
    assert "5 notices were given up" in caplog.text


async def test_only_the_kinds_that_are_asked_for_and_nothing_without_a_place() -> None:
    place = Place()
    with Store(":memory:") as store:
        outbox = Outbox(store, Time())
        await outbox.take(event(change(1)))
        outbox.use({"webhook": place}, ("round-failed",))
        await outbox.take(event(change(2)))
        await delivered(outbox)
    assert place.taken == []


async def test_of_several_that_share_a_store_one_tells_each_notice(tmp_path: Path) -> None:
    one, other = Place(), Place()
    with Store(tmp_path / "s.db") as store:
        boxes = [Outbox(store, Time(), name) for name in ("desk", "hall")]
        for box, place in zip(boxes, (one, other), strict=True):
            box.use({"webhook": place}, KINDS)
        await asyncio.gather(*(box.take(event(*map(change, range(5)))) for box in boxes))
        for box in boxes:
            await delivered(box)
        again = Outbox(store, Time(), "desk")
        again.use({"webhook": one}, KINDS)
        await again.take(event(*map(change, range(5))))
        await delivered(again)
    told = sorted(str(n.repository) for n in (*one.taken, *other.taken))
    assert told == [f"hub:bakkeby/{n}" for n in range(5)]


async def test_a_damaged_note_is_taken_for_none() -> None:
    with Store(":memory:") as store:
        store.put("notify/outbox", b'{"told": 7')
        assert Outbox(store, Time()).waiting == ()


async def test_a_pause_that_the_place_asks_for_is_kept() -> None:
    async def busy(notice: Notice) -> None:
        raise Undelivered("429", timedelta(minutes=7))

    time = Time()
    with Store(":memory:") as store:
        outbox = Outbox(store, time)
        outbox.use({"webhook": busy}, KINDS)
        await outbox.take(event(change()))
        await delivered(outbox)
        assert outbox.waiting[0].due == time.now + timedelta(minutes=7)


async def test_a_stop_while_it_is_noted_that_a_notice_arrived_waits_for_the_note(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place, writing, late = Place(), threading.Event(), threading.Event()
    with Store(tmp_path / "s.db") as store:
        outbox = Outbox(store, Time())
        outbox.use({"webhook": place}, KINDS)
        await outbox.take(event(change()))
        put = Store.put

        def slow(store: Store, key: str, value: bytes) -> None:
            writing.set()
            late.wait(0.1)
            put(store, key, value)

        monkeypatch.setattr(Store, "put", slow)
        delivering = asyncio.create_task(outbox.deliver())
        await asyncio.to_thread(writing.wait, PROCESS)
        delivering.cancel()
        await asyncio.gather(delivering, return_exceptions=True)
        assert Outbox(store, Time()).waiting == ()
    assert len(place.taken) == 1
