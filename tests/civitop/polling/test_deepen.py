"""A whole history that a person asks for: read beside the rounds, kept whole, told, given up."""

import asyncio
import contextlib
from datetime import timedelta
from types import SimpleNamespace

import pytest
from msgspec.structs import replace

from civitop.errors import CollectError
from civitop.i18n.message import literally
from civitop.model import DeepReading, FileAuthor, FileHistory
from civitop.polling import events
from civitop.polling.collector import Collected, Known
from civitop.store import Store
from tests.patience import PROCESS

DESK = "hub:bakkeby/desk"


class Depths:
    """Makes a forge of a test read whole histories, each when the test lets it."""

    def __init__(self, forge, maker):
        self.maker = maker
        self.allowed = asyncio.Event()
        self.begun = asyncio.Event()
        self.asked = []
        self.ended = []
        self.error = None
        forge.deepen = self.deepen

    async def deepen(self, facts):
        self.asked.append(facts)
        self.begun.set()
        try:
            await self.allowed.wait()
            if self.error is not None:
                raise self.error
        finally:
            self.ended.append(facts.repository.id)
        return in_depth(facts, self.maker.now)


def in_depth(facts, now):
    who = facts.commits[0].author
    return replace(
        facts,
        deep=DeepReading(head=facts.repository.head, read_at=now, commits=3),
        file_authors=(FileAuthor(who, 3, now - timedelta(days=1)),),
        file_histories=(FileHistory("a.py", 0, ((0, 2),)),),
    )


@pytest.fixture
def forge(maker, forge_of):
    return forge_of(maker.facts())


@pytest.fixture
async def depths(forge, maker):
    return Depths(forge, maker)


@contextlib.asynccontextmanager
async def followed(watch):
    """Follow a watch as a screen does; yields what has happened and a way to wait for something."""
    happened = []
    changed = asyncio.Condition()

    async def follow():
        async for event in watch.events():
            async with changed:
                happened.append(event)
                changed.notify_all()

    async def until(true):
        async with asyncio.timeout(PROCESS), changed:
            await changed.wait_for(lambda: any(true(each) for each in happened))

    task = asyncio.create_task(follow())
    try:
        yield SimpleNamespace(happened=happened, until=until)
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


def finished(event):
    return isinstance(event, events.RoundFinished)


def over(event):
    return isinstance(event, events.Deepening) and event.progress.phase is None


def factor(watch):
    [health] = watch.snapshot().repositories
    return health.signals["truck_factor"].value


async def test_it_is_read_between_rounds_and_its_figures_come_at_once(forge, depths, watch_over):
    depths.allowed.set()
    with Store(":memory:") as store:
        watch = watch_over(store, forge)
        async with followed(watch) as seen:
            await seen.until(finished)
            assert (factor(watch), watch.no_depth(DESK)) == (None, None)
            forge.asked.clear()
            seen.happened.clear()
            watch.deepen(DESK)
            await seen.until(over)
            told = [each.progress.phase for each in seen.happened if isinstance(each, events.Deepening)]
            [figures] = [each for each in seen.happened if isinstance(each, events.Collected)]
            assert told == ["asking", "working-out", None]
            assert figures.health.signals["truck_factor"].value == factor(watch) == 1
            assert forge.asked == []  # the forge itself was asked for nothing


async def test_what_a_round_brings_meanwhile_is_kept_and_so_is_the_history(maker, forge, depths, watch_over):
    with Store(":memory:") as store:
        watch = watch_over(store, forge)
        async with followed(watch) as seen:
            await seen.until(finished)
            held = store.facts(DESK)
            watch.deepen(DESK)
            await asyncio.wait_for(depths.begun.wait(), PROCESS)
            newer = replace(held, releases=())
            watch._keeper.take(Collected(newer, "2"), {DESK: Known(held.repository, "1", lambda: held)})
            depths.allowed.set()
            await seen.until(over)
            kept = store.facts(DESK)
            assert (kept.releases, kept.deep.commits) == ((), 3)
            assert store.entries((DESK,))[DESK].fingerprint == "2"
            # a collector that had read the facts before the history was there does not take it away
            watch._keeper.take(Collected(held, "3"), {DESK: Known(held.repository, "2", lambda: held)})
            assert (store.facts(DESK).releases, store.facts(DESK).deep.commits) == (held.releases, 3)


async def test_a_project_that_was_renamed_keeps_its_whole_history(maker, forge, watch_over):
    with Store(":memory:") as store:
        watch = watch_over(store, forge)
        [_ async for _ in watch.round(forever=False)]
        watch._keeper.deepen(in_depth(store.facts(DESK), maker.now))
        held = store.facts(DESK)
        named = replace(held.repository, id="hub:bakkeby/counter", name="bakkeby/counter")
        whole = replace(maker.facts(), repository=named)
        watch._keeper.take(Collected(whole, "2"), {DESK: Known(held.repository, "1", lambda: held)})
        assert (store.facts(named.id).deep, store.facts(DESK)) == (held.deep, None)


async def test_a_project_that_could_not_be_polled_stays_stale(forge, depths, watch_over):
    depths.allowed.set()
    with Store(":memory:") as store:
        [_ async for _ in watch_over(store, forge).round(forever=False)]
        forge.broken[DESK] = "It is gone."
        watch = watch_over(store, forge)
        async with followed(watch) as seen:
            await seen.until(finished)
            watch.deepen(DESK)
            await seen.until(over)
            assert str(store.entries((DESK,))[DESK].error) == "It is gone."
            figures = [each for each in seen.happened if isinstance(each, events.Collected)][-1]
            assert (figures.health.status, figures.health.signals["truck_factor"].value) == ("stale", 1)


async def test_who_gives_it_up_has_what_was_there_before(forge, depths, watch_over):
    with Store(":memory:") as store:
        watch = watch_over(store, forge)
        async with followed(watch) as seen:
            await seen.until(finished)
            before = store.facts(DESK)
            assert not watch.stop_deepening(DESK)
            watch.deepen(DESK)
            await asyncio.wait_for(depths.begun.wait(), PROCESS)
            watch.deepen(DESK)  # is under way: not begun twice
            assert watch.stop_deepening(DESK)
            await seen.until(over)
            assert (depths.ended, store.facts(DESK)) == ([DESK], before)
            assert seen.happened[-1].progress.why is None
            assert not watch.stop_deepening(DESK)
            depths.allowed.set()
            seen.happened.clear()
            watch.deepen(DESK)
            await seen.until(over)
            assert factor(watch) == 1


@pytest.mark.parametrize(
    ("error", "says"),
    [
        (CollectError(literally("git is missing.")), "git is missing."),
        (ZeroDivisionError(), "bakkeby/desk could not be read (ZeroDivisionError); please report this."),
    ],
)
async def test_why_there_is_none_is_told_and_nothing_else_ends(forge, depths, watch_over, error, says):
    depths.allowed.set()
    depths.error = error
    with Store(":memory:") as store:
        watch = watch_over(store, forge)
        async with followed(watch) as seen:
            await seen.until(finished)
            watch.deepen(DESK)
            await seen.until(over)
            assert str(seen.happened[-1].progress.why) == says
            assert factor(watch) is None
            seen.happened.clear()
            watch.poll_now()
            await seen.until(finished)


async def test_what_was_never_collected_has_no_history_yet(forge, depths, watch_over):
    with Store(":memory:") as store:
        watch = watch_over(store, forge)
        async with followed(watch) as seen:
            await seen.until(finished)
            watch.deepen("hub:bakkeby/unknown")
            await seen.until(over)
            assert "Nothing is held of bakkeby/unknown yet" in str(seen.happened[-1].progress.why)


async def test_another_configuration_begins_the_reading_anew(forge, depths, watch_over):
    new = []

    def reload():
        return new.pop() if new else None

    with Store(":memory:") as store:
        watch = watch_over(store, forge, reload=reload)
        async with followed(watch) as seen:
            await seen.until(finished)
            watch.deepen(DESK)
            await asyncio.wait_for(depths.begun.wait(), PROCESS)
            seen.happened.clear()
            new.append(watch._setup)
            await seen.until(finished)
            depths.allowed.set()
            await seen.until(lambda each: isinstance(each, events.Collected) and factor(watch) == 1)
            assert (len(depths.asked), depths.ended) == (2, [DESK, DESK])


async def test_the_end_gives_up_what_is_being_read(forge, depths, watch_over):
    with Store(":memory:") as store:
        watch = watch_over(store, forge)
        async with followed(watch) as seen:
            await seen.until(finished)
            watch.deepen(DESK)
            await asyncio.wait_for(depths.begun.wait(), PROCESS)
        assert depths.ended == [DESK]
        assert len(asyncio.all_tasks()) == 1


def test_who_only_reads_says_so(forge, watch_over):
    with Store(":memory:") as store:
        assert "Another civitop polls" in str(watch_over(store, forge, follow=True).no_depth(DESK))
        assert "without polling" in str(watch_over(store, forge).no_depth("elsewhere:bakkeby/desk"))
