"""Reads the store, then follows the feed's events for as long as the dashboard runs."""

import asyncio

from msgspec.structs import replace

from civitop.i18n.language import _
from civitop.polling.events import Collected, Failed, RoundFinished
from tui.session.notice import Notice, Say
from tui.session.preferences import KEY, Preferences, decoded
from tui.session.session import Session
from tui.session.view import choose, loaded


class FeedFollower:
    """Brings what the feed has into a session."""

    def __init__(self, session: Session, say: Say, network: str | None = None) -> None:
        """Make it; `network` is the id of the network that is shown after the first reading."""
        self._session, self._say, self._network = session, say, network
        self.reading = asyncio.Event()
        """Set once the store has answered for the first time, or has failed to."""

    async def read(self) -> None:
        """Read the stored state in a thread, so that keys are never held up.

        The first reading also takes up the preferences and is shown at once. Raises what the feed raises,
        `CivitopError` for a store that cannot be read.
        """
        session = self._session
        feed, first = session.feed, not session.newest.loaded
        snapshot = await asyncio.to_thread(feed.snapshot)
        changes = await asyncio.to_thread(feed.changes)
        await session.alerts.recall()
        if first:
            await self._recall_preferences()
        view = loaded(session.newest, snapshot, changes)
        if first and self._network is not None:
            view = choose(view, self._network)
        session.take(view, at_once=first)
        self.reading.set()

    async def follow(self) -> None:
        """Take each event of the feed into the session until the feed ends; raises what the feed raises."""
        session = self._session
        async for event in session.feed.events():
            session.note(event)
            await asyncio.sleep(0)  # a feed that always has something must not hold up the keys
            if isinstance(event, Collected | Failed):
                session.alerts.note(event.changes)
            if isinstance(event, RoundFinished):
                await self.read()
                await asyncio.to_thread(session.feed.look)

    def end(self, sentence: str) -> None:
        """Show that nothing new will come, and why; the last figures stay."""
        session = self._session
        session.take(replace(session.newest, loaded=True, problem=sentence))
        self.reading.set()

    async def _recall_preferences(self) -> None:
        preferences = decoded(await asyncio.to_thread(self._session.feed.preference, KEY))
        if preferences is None:
            words = _("The remembered table cannot be read: it is as it is by itself.")
            self._say(Notice(words, "warning"))
        self._session.preferences = preferences or Preferences()
