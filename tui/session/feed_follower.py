"""Reads the store, then follows the stream of events for as long as the app runs."""

import asyncio
import contextlib
from typing import TYPE_CHECKING

from msgspec.structs import replace

from civitop.errors import CivitopError
from civitop.i18n.language import _
from civitop.polling.events import Collected, Failed, RoundFinished
from civitop.polling.gc_tuning import settle
from tui.session.preferences import KEY, Preferences, decoded
from tui.session.view import choose, loaded, reduce

if TYPE_CHECKING:
    from tui.app import CivitopApp

CALM = 10.0
"""Seconds after which everything stands that is there to stay."""
FIRST_PICTURE = 2.0
"""Seconds that the first picture has before a round starts, whose libraries would take its processor time."""


class Following:
    """Brings what the feed of an app has to its painting."""

    def __init__(self, app: "CivitopApp", network: str | None, project: str | None) -> None:
        """Make it; `network` and `project` are ids to start with."""
        self._app = app
        self._network, self._project = network, project
        self.reading = asyncio.Event()
        """Set once the store has answered for the first time."""

    async def run(self) -> None:
        """Follow until the app ends, or until the feed does."""
        app, feed, painting = self._app, self._app.feed, self._app.painting
        try:
            await self._read()
            await app.staged.wait()
            if self._project is not None:
                app.open_project(self._project)
            if app.offline:
                return
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(app.pictured.wait(), FIRST_PICTURE)
            await app.alerts.greet()
            async for event in feed.events():
                painting.take(reduce(painting.newest, event))
                await asyncio.sleep(0)  # a feed that always has something must not hold up the keys
                if isinstance(event, Collected | Failed):
                    app.alerts.note(event.changes)
                if isinstance(event, RoundFinished):
                    await self._read()
                    await asyncio.to_thread(feed.look)
        except CivitopError as error:
            self.end(str(error.phrase))

    def end(self, sentence: str) -> None:
        """Say that nothing new will come, and why; the last figures stay."""
        painting = self._app.painting
        painting.take(replace(painting.newest, loaded=True, problem=sentence))
        self.reading.set()

    async def _read(self) -> None:
        """Read the stored state in a thread, so that the keys are never held up."""
        app, feed, painting = self._app, self._app.feed, self._app.painting
        first = not painting.newest.loaded
        snapshot = await asyncio.to_thread(feed.snapshot)
        changes = await asyncio.to_thread(feed.changes)
        await app.alerts.recall()
        if first:
            await self._remember()
        view = loaded(painting.newest, snapshot, changes)
        if first and self._network is not None:
            view = choose(view, self._network)
        painting.take(view, at_once=first)
        self.reading.set()
        if first:
            settle()
            app.set_timer(CALM, settle)  # by then the panels have looked into every project

    async def _remember(self) -> None:
        """Take up how a person likes the table."""
        app = self._app
        preferences = decoded(await asyncio.to_thread(app.feed.preference, KEY))
        if preferences is None:
            app.say(_("The remembered table cannot be read: it is as it is by itself."), "warning")
        app.preferences = preferences or Preferences()
