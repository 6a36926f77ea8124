"""Asks why something is expected and until when, and tells the app what to write."""

from datetime import date, timedelta

from civitop.expected import Wish
from civitop.health import Health
from civitop.i18n.language import _
from civitop.tasks import KIND_TITLES, Task
from tui.overlays.name import NameScreen
from tui.requests import Expect
from tui.screens.base import CivitopScreen

MOST_REASON = 200
USUAL = timedelta(days=90)
"""How long something is expected unless another day is typed."""


class Expecting:
    """The conversation of a screen about what is expected of a project."""

    def __init__(self, screen: CivitopScreen) -> None:
        self._screen = screen

    def mute(self, health: Health, task: Task) -> None:
        """Mute the tasks of a kind, or take that back where one is muted already."""
        if any(not each.only for each in health.expected):
            self._screen.say(_("The project is finished on purpose: nothing more can be muted."))
            return
        about = _(KIND_TITLES[task.kind])
        self._ask(
            health,
            (task.kind,),
            _("Why is this to be expected: {what}").format(what=about),
            task.expected is not None,
        )

    def finish(self, health: Health) -> None:
        """Say that a project is finished, or take that back."""
        finished = any(not each.only for each in health.expected)
        self._ask(health, (), _("Why is the project finished on purpose"), finished)

    def _ask(self, health: Health, kinds: tuple[str, ...], title: str, held: bool) -> None:
        network, screen = self._screen.session.shown.network, self._screen
        wish = Wish(network=network or "", repository=health.id, kinds=kinds)
        if held:
            screen.post_message(Expect(wish))
            return

        def why(reason: str | None) -> None:
            if reason:
                usual = (screen.session.now() + USUAL).date().isoformat()
                until = NameScreen(lambda: _("Until which day (YYYY-MM-DD)"), value=usual)
                screen.app.push_screen(until, lambda day: self._until(wish, reason, day))

        screen.app.push_screen(NameScreen(lambda: title, most=MOST_REASON), why)

    def _until(self, wish: Wish, reason: str, typed: str | None) -> None:
        if typed is None:
            return
        try:
            until = date.fromisoformat(typed)
        except ValueError:
            self._screen.say(_("{text} is no day; write it as 2027-06-30.").format(text=typed), "warning")
            return
        said = Wish(
            network=wish.network, repository=wish.repository, kinds=wish.kinds, reason=reason, until=until
        )
        self._screen.post_message(Expect(said))
