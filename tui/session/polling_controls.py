"""How the picture goes on: a round now, a pause, another day."""

from typing import TYPE_CHECKING

from civitop.i18n.language import _

if TYPE_CHECKING:
    from tui.app import CivitopApp


class Pace:
    """What somebody does about time in an app."""

    def __init__(self, app: "CivitopApp") -> None:
        self._app = app

    def poll_now(self) -> None:
        """Ask for a round."""
        app = self._app
        if app.offline:
            app.say(_("This is the stored state: civitop was started without polling."), "warning")
        elif app.painting.newest.round.running:
            app.say(_("A round is already running."))
        else:
            app.feed.poll_now()
            app.say(_("Asking the forges now."))

    def toggle_pause(self) -> None:
        """Freeze the picture and start no rounds, or go on."""
        app = self._app
        app.paused = not app.paused
        app.feed.pause(app.paused)
        app.painting.paint()
        app.say(_("Paused: the picture stands still, p goes on.") if app.paused else _("Live again."))

    def step_day(self, days: int) -> None:
        """Show another day, read in a thread; the header says at once which one is wanted."""
        app = self._app
        if app.travel.step(days):
            app.run_worker(self._travel(), group="report", exit_on_error=False)
        app.painting.tick()

    async def _travel(self) -> None:
        app = self._app
        await app.travel.follow(lambda: app.painting.newest)
        if app.travel.problem:
            app.say(app.travel.problem, "error")
