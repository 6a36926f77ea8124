"""Which screen lies over which: opens screens for an app and shows them the state of its session."""

from typing import TYPE_CHECKING, Any

from textual.app import App
from textual.screen import Screen

from civitop.change import Change
from civitop.i18n.language import _
from tui.drawing.time_format import ago
from tui.overlays.changes import ChangesScreen
from tui.screens.base import CivitopScreen, Presentation
from tui.screens.overview import Overview
from tui.session.alert_rules import summary
from tui.session.alerts import News
from tui.session.session import Session

if TYPE_CHECKING:
    from tui.screens.project import ProjectScreen


class Navigator:
    """The stack of screens of an app."""

    def __init__(self, app: App[Any], session: Session, presentation: Presentation) -> None:
        self._app, self._session, self._presentation = app, session, presentation
        self._project: ProjectScreen | None = None
        """Kept when it is closed."""

    async def begin(self, wall: float | None) -> None:
        """Show the overview, and over it the wall where each of its pages stands for so many seconds."""
        await self._app.push_screen(Overview(self._session, self._presentation))
        if wall is not None:
            from tui.screens.wall import WallScreen

            await self._app.push_screen(WallScreen(self._session, self._presentation, wall))

    # ------------------------------------------------------------ showing

    @property
    def ready(self) -> list[CivitopScreen]:
        """Return the screens that can be drawn, from the lowest to the one on top."""
        return [each for each in self._app.screen_stack if isinstance(each, CivitopScreen) and each.ready]

    def show(self, *, picture: bool = True) -> None:
        """Draw the state of the session on all screens; without `picture` only the counters."""
        counters = self._session.counters
        with self._app.batch_update():
            for screen in self.ready:
                if picture:
                    screen.show(self._session.shown)
                screen.show_counters(counters)

    def tick(self) -> None:
        """Draw ages and counters on the screen on top."""
        if self._app.screen_stack and self._app.screen in self.ready:
            screen = self._app.screen
            assert isinstance(screen, CivitopScreen)
            screen.show_counters(self._session.counters)

    @property
    def kept(self) -> list[Screen[Any]]:
        """Return all screens that there are: those of the stack, and the project's while it is closed."""
        stack = self._app.screen_stack
        project = self._project
        return [*stack] if project is None or project in stack else [*stack, project]

    # ------------------------------------------------------------ opening

    def open_project(self, repository: str) -> None:
        """Show one project in depth: in the place of the one that is open, if one is."""
        from tui.screens.project import ProjectScreen

        if isinstance(self._app.screen, ProjectScreen):
            self._app.screen.turn_to(repository)
            return
        screen = self._project
        if screen is None:
            screen = self._project = ProjectScreen(self._session, self._presentation)
            self._app.install_screen(screen, "project")
        elif screen in self._app.screen_stack:  # it is open below the organisations
            screen = ProjectScreen(self._session, self._presentation)
        screen.begin_with(repository)
        self._app.push_screen(screen)

    def step_project(self, by: int) -> None:
        """Show the next or the previous project in the order of the overview."""
        overview = next((each for each in self._app.screen_stack if isinstance(each, Overview)), None)
        screen = self._app.screen
        if overview is not None and isinstance(screen, CivitopScreen) and screen.repository:
            ids = [each.id for each in overview.table.rows]
            at = ids.index(screen.repository) + by if screen.repository in ids else 0
            if 0 <= at < len(ids):
                overview.table.select(ids[at])
                self.open_project(ids[at])

    def open_organisations(self) -> None:
        """Show the bodies of the network by its projects."""
        from tui.screens.organisations import OrganisationsScreen

        self._app.push_screen(OrganisationsScreen(self._session, self._presentation))

    def open_organisation(self, code: str) -> None:
        """Show one body and all it has to do with the network."""
        from tui.screens.organisation import OrganisationScreen

        self._app.push_screen(OrganisationScreen(self._session, self._presentation, code))

    def open_help(self) -> None:
        """Show keys, signs and signals."""
        from tui.overlays.explained import Explained
        from tui.overlays.help import HelpScreen

        shown, screen = self._presentation, self._app.screen
        about = None
        if isinstance(screen, CivitopScreen) and screen.explained:
            about = Explained(screen.explained, screen.explained_over)
        self._app.push_screen(HelpScreen(shown.actions, shown.definitions, shown.glyphs, about))

    def open_alerts(self, waiting: tuple[Change, ...]) -> None:
        """Show alerts that nobody has acknowledged."""
        self._open_changes(ChangesScreen.Words(lambda: _("Alerts")), waiting)

    def open_news(self, news: News) -> None:
        """Show what changed since the last look."""

        def title() -> str:
            return _("Since you last looked, {when}").format(when=ago(news.last_look, news.now))

        self._open_changes(ChangesScreen.Words(title, lambda: f"{summary(news.changes)}."), news.changes)

    def _open_changes(self, words: ChangesScreen.Words, changes: tuple[Change, ...]) -> None:
        def opened(repository: str | None) -> None:
            if repository is not None:
                self.open_project(repository)

        screen = ChangesScreen(
            words,
            changes,
            acknowledge=self._session.acknowledge,
            now=self._session.clock(),
            zone=self._presentation.zone,
            glyphs=self._presentation.glyphs,
            actions=self._presentation.actions,
            names=self._session.shown.all_names,
        )
        self._app.push_screen(screen, opened)
