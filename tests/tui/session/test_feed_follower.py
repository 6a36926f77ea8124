"""How a session follows a feed, without a screen."""

import asyncio
from contextlib import suppress

import pytest

from civitop.errors import StoreError
from civitop.i18n.message import literally
from tui.session.preferences import KEY, Preferences, SortBy, encoded


async def followed(it, follower, until):
    """Follow until something holds."""
    work = asyncio.ensure_future(follower.follow())
    async with asyncio.timeout(5):
        while not until():  # noqa: ASYNC110 - a feed sets no event
            await asyncio.sleep(0.01)
    work.cancel()
    with suppress(asyncio.CancelledError):
        await work


async def test_the_first_reading_is_shown_at_once_with_the_wanted_network_and_table(sitting, feed):
    wanted = Preferences(sort=(SortBy("name"),))
    feed.preferences[KEY] = encoded(wanted)
    it = sitting()
    follower = it.follower("sig")
    assert not follower.reading.is_set()
    await follower.read()
    assert follower.reading.is_set()
    assert it.session.newest.network == "sig"
    assert it.session.preferences == wanted
    assert it.paints == [True]
    it.session.choose("os2")
    await follower.read()
    assert it.session.newest.network == "os2"  # it is only where one starts
    assert it.paints == [True, False]
    assert not it.notices


async def test_a_table_that_cannot_be_read_is_told_and_is_as_by_itself(sitting, feed):
    feed.preferences[KEY] = b"{"
    it = sitting()
    await it.follower().read()
    assert it.session.preferences == Preferences()
    assert [each.severity for each in it.notices] == ["warning"]


async def test_a_round_is_taken_event_by_event_and_read_again_at_its_end(sitting, feed, now):
    it = sitting()
    follower = it.follower()
    await follower.read()
    events = feed.a_round()
    feed.say(*events)
    await followed(it, follower, lambda: feed.looks)
    view = it.session.newest
    assert view.round.finished_at == now
    assert view.changes[0].text == literally("The bus factor fell from 3 to 1")
    assert it.session.alerts.take_fresh() == view.changes[:1]
    assert it.paints == [True, *[False] * (len(events) + 1)]


async def test_a_feed_that_breaks_is_raised_and_its_end_is_shown_with_the_last_figures(
    sitting, feed, monkeypatch
):
    it = sitting()
    follower = it.follower()
    await follower.read()
    kept = it.session.newest.healths

    def broken(asof=None):
        raise StoreError(literally("The store is damaged."))

    monkeypatch.setattr(feed, "snapshot", broken)
    with pytest.raises(StoreError, match="damaged"):
        await follower.read()
    follower.end("The store is damaged.")
    assert it.session.newest.problem == "The store is damaged."
    assert it.session.newest.healths == kept
