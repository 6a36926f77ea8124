"""The alerts of an app: those that wait for somebody, the news since the last look, and the bell."""

import asyncio
import os
from collections.abc import Callable, Collection, Iterable, Sequence
from typing import TYPE_CHECKING

from civitop.change import Change
from civitop.i18n.language import _
from tui.drawing.time_format import ago
from tui.session.alert_rules import ALERT_AGE, AWAY, alerts, is_alert, note, notification, since, summary

if TYPE_CHECKING:
    from tui.app import CivitopApp


class Alerts:
    """What calls for the person in front of an app."""

    def __init__(self, app: "CivitopApp") -> None:
        self._app = app
        self._acknowledged: frozenset[Change] = frozenset()
        self._fresh: list[Change] = []

    def waiting(self) -> tuple[Change, ...]:
        """Return the alerts that nobody has acknowledged."""
        return alerts(self._app.painting.newest.changes, self._acknowledged, self._app.clock())

    def note(self, changes: Iterable[Change]) -> None:
        """Keep the alerts among changes that just happened, for `ring`."""
        self._fresh += [change for change in changes if is_alert(change)]

    def ring(self) -> None:
        """Ring and notify for alerts that came since the last paint, where the configuration asks for it."""
        fresh, self._fresh = self._fresh, []
        if fresh:
            wanted = self._app.config.alerts
            if wanted.bell:
                self._app.bell()
            if wanted.desktop:
                self._app.write_to_terminal(notification(note(fresh), os.environ.get("TERM", "")))

    async def recall(self) -> None:
        """Learn from the store what was acknowledged, here or elsewhere."""
        since_when = self._app.clock() - ALERT_AGE
        self._acknowledged |= await asyncio.to_thread(self._app.feed.acknowledged, since_when)

    def acknowledge(self, changes: Collection[Change]) -> None:
        """Remember alerts as seen, here at once and in the store by a thread."""
        app = self._app
        self._acknowledged |= frozenset(changes)
        app.run_worker(asyncio.to_thread(app.feed.acknowledge, tuple(changes)), exit_on_error=False)
        app.painting.take(app.painting.newest)

    def show(self) -> None:
        """Show the alerts that nobody has acknowledged."""
        waiting = self.waiting()
        if waiting:
            self._show(lambda: _("Alerts"), waiting)
        else:
            self._app.say(_("No alert waits for you."))

    async def greet(self) -> None:
        """Say what changed since the last look, and remember this one."""
        app = self._app
        last, now = await asyncio.to_thread(app.feed.last_looked), app.clock()
        await asyncio.to_thread(app.feed.look)
        news = since(app.painting.newest.changes, last) if last and now - last > AWAY else ()
        if last and news and not app.wall:

            def title() -> str:
                return _("Since you last looked, {when}").format(when=ago(last, now))

            self._show(title, news, lambda: f"{summary(news)}.")

    def _show(
        self, title: Callable[[], str], changes: Sequence[Change], head: Callable[[], str] = str
    ) -> None:
        from tui.screens.changes import ChangesScreen

        app = self._app

        def opened(repository: str | None) -> None:
            if repository is not None:
                app.open_project(repository)

        screen = ChangesScreen(
            title,
            changes,
            head=head,
            acknowledge=self.acknowledge,
            now=app.clock(),
            zone=app.zone,
            glyphs=app.glyphs,
        )
        app.push_screen(screen, opened)
