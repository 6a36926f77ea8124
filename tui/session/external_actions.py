"""Open links, copy addresses, write exports: what leaves the program, through functions that are handed in."""

import asyncio
from collections.abc import Callable, Iterable

from civitop.config.settings import Forge
from civitop.errors import CivitopError
from civitop.expected import Wish
from civitop.i18n.language import _, day
from tui.session.background_work import Start
from tui.session.links import allowed
from tui.session.notice import Notice, Say
from tui.session.screen_export import Exporter, Shown

Expecter = Callable[[Wish], None]
"""Writes what is expected of a project; raises a `CivitopError` where it cannot."""


class ExternalActions:
    """What a person does with an address or with the table on screen."""

    def __init__(
        self,
        forges: Iterable[Forge],
        *,
        say: Say,
        start: Start,
        copy: Callable[[str], None],
        opener: Callable[[str], object],
        exporter: Exporter | None,
        expecter: Expecter | None = None,
    ) -> None:
        """Make it; only addresses on the hosts of `forges` are opened or copied.

        `copy` puts text into the clipboard, `opener` opens an address in the browser (in a thread),
        `exporter` writes what is shown and returns the path, `expecter` writes what is expected of a project
        (both in a thread; `None`: not available).
        """
        self._forges = tuple(forges)
        self._say, self._start = say, start
        self._copy, self._opener, self._exporter = copy, opener, exporter
        self._expecter = expecter

    def browse(self, address: str) -> None:
        """Open an address in the browser: https (or http on loopback) and configured hosts only."""
        if self._may_leave(address):
            self._start(self._open(address))
            self._say(Notice(_("Opened {address}").format(address=address)))

    def copy(self, address: str) -> None:
        """Copy an address to the clipboard, under the same conditions."""
        if self._may_leave(address):
            self._copy(address)
            self._say(Notice(_("Copied {address}").format(address=address)))

    def export(self, shown: Shown) -> None:
        """Write what is on the screen to a file, in a thread, and say where it is."""
        if self._exporter is None:
            self._say(Notice(_("Export is not available here."), "warning"))
        else:
            self._start(self._export(self._exporter, shown))

    def expect(self, wish: Wish) -> None:
        """Write into the configuration what is expected of a project, in a thread, and say so."""
        if self._expecter is None:
            self._say(Notice(_("There is no configuration here to write it into."), "warning"))
        else:
            self._start(self._expect(self._expecter, wish))

    async def _expect(self, expecter: Expecter, wish: Wish) -> None:
        try:
            await asyncio.to_thread(expecter, wish)
        except CivitopError as error:
            self._say(Notice(_("Nothing was written: {error}").format(error=error.phrase), "error"))
        else:
            words = _("Written; it holds until {day}.") if wish.until else _("Taken back: it counts again.")
            until = day(wish.until, "date") if wish.until else ""
            self._say(Notice(words.format(day=until)))

    def _may_leave(self, address: str) -> bool:
        if allowed(address, self._forges):
            return True
        self._say(Notice(_("This project has no address on a configured forge."), "warning"))
        return False

    async def _open(self, address: str) -> None:
        await asyncio.to_thread(self._opener, address)

    async def _export(self, exporter: Exporter, shown: Shown) -> None:
        try:
            path = await asyncio.to_thread(exporter, shown)
        except (CivitopError, OSError) as error:
            why = error.phrase if isinstance(error, CivitopError) else error
            self._say(Notice(_("Nothing was written: {error}").format(error=why), "error"))
        else:
            self._say(Notice(_("Written to {path}").format(path=path)))
