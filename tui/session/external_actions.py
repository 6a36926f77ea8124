"""What goes from the screens to the outside: an address into the browser or the clipboard, a table into a file."""

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING

from civitop.errors import CivitopError
from civitop.i18n.language import _
from tui.screens.base import CivitopScreen
from tui.screens.overview import Overview
from tui.session.links import allowed
from tui.session.screen_export import Exporter, Shown

if TYPE_CHECKING:
    from tui.app import CivitopApp


class Outward:
    """The ways out of an app."""

    def __init__(self, app: "CivitopApp", exporter: Exporter | None, opener: Callable[[str], object]) -> None:
        """Make it; `exporter` writes what is shown and returns the path, `opener` opens an address."""
        self._app = app
        self._exporter = exporter
        self._opener = opener

    def browse(self, repository: str | None) -> None:
        """Open a repository in the browser: https (or http on loopback) and configured hosts only."""
        address = self._address(repository)
        if address is not None:
            self._app.run_worker(asyncio.to_thread(self._opener, address), exit_on_error=False)
            self._app.say(_("Opened {address}").format(address=address))

    def copy(self, repository: str | None) -> None:
        """Copy a repository's address."""
        address = self._address(repository)
        if address is not None:
            self._app.copy_to_clipboard(address)
            self._app.say(_("Copied {address}").format(address=address))

    def _address(self, repository: str | None) -> str | None:
        """Return the address of a repository if it may be opened, else say why not."""
        health = self._app.painting.newest.healths.get(repository or "")
        if health is None:
            return None
        if not allowed(health.url, self._app.config.forges.values()):
            self._app.say(_("This project has no address on a configured forge."), "warning")
            return None
        return health.url

    def export(self, screen: CivitopScreen) -> None:
        """Write what is on the screen to a file, in a thread, and show where."""
        if self._exporter is None:
            self._app.say(_("Export is not available here."), "warning")
            return
        self._app.run_worker(self._export(self._exporter, screen), exit_on_error=False)

    async def _export(self, exporter: Exporter, screen: CivitopScreen) -> None:
        from tui.screens.project import ProjectScreen

        overview = screen if isinstance(screen, Overview) else None
        shown = Shown(
            network=self._app.view.network,
            repositories=tuple(each.id for each in overview.table.rows)
            if overview
            else tuple(filter(None, [screen.repository])),
            filter=overview.filter_text if overview else "",
            project=screen.repository if isinstance(screen, ProjectScreen) else None,
            sheet=screen.sheet(),
            asof=self._app.travel.asof,
        )
        try:
            path = await asyncio.to_thread(exporter, shown)
        except (CivitopError, OSError) as error:
            why = error.phrase if isinstance(error, CivitopError) else error
            self._app.say(_("Nothing was written: {error}").format(error=why), "error")
        else:
            self._app.say(_("Written to {path}").format(path=path))
