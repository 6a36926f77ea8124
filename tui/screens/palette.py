"""The command palette: every action, project, body, network and theme by name, out of the one list of each."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any, NamedTuple, cast

from textual.command import DiscoveryHit, Hit, Hits, Provider
from textual.content import Content
from textual.message import Message

from civitop.i18n.language import N_, _
from civitop.sanitise import plain
from tui.organisations.matrix import matrix
from tui.requests import OpenOrganisation, OpenProject, ShowNetwork
from tui.screens.base import CivitopScreen
from tui.screens.table_screen import TableScreen

MOST_PROJECTS = 50
"""Hits among projects: more than a list of the palette can show."""
OPEN_BODY = {
    "": N_("Open this organisation"),
    "municipality": N_("Open this municipality"),
    "public body": N_("Open this public body"),
    "network": N_("Open this network's secretariat"),
    "vendor": N_("Open this vendor"),
}


class PaletteEntry(NamedTuple):
    """One line of the palette."""

    text: str
    help: str
    run: Callable[[], Any]


class CivitopCommands(Provider):
    """Finds entries; names come from outside and are `Content`, never markup.

    Textual reads the help of an entry as markup: only our own words may stand there.
    """

    @property
    def _below(self) -> CivitopScreen:
        """Return the screen that the palette lies over; the app opens it over no other."""
        return cast("CivitopScreen", self.screen)

    def _ask(self, message: Message) -> Callable[[], Any]:
        return partial(self.screen.post_message, message)

    def _actions(self) -> Iterator[PaletteEntry]:
        screen = self._below
        for action in screen.presentation.actions:
            if action.palette and (action.binds("everywhere") or action.binds(screen.PLACE)):
                words = _("{group}, key {key}").format(group=_(action.group), key=action.key)
                run = partial(screen.run_action, action.clicked)
                yield PaletteEntry(_(action.help), words, run)

    def _places(self) -> Iterator[PaletteEntry]:
        for network in self._below.session.shown.networks:
            words = _("Network {name}").format(name=plain(network.name))
            yield PaletteEntry(words, _("Show this network"), self._ask(ShowNetwork(network.id)))
        for name in sorted(self.app.available_themes):
            words = _("Theme {name}").format(name=name)
            yield PaletteEntry(words, _("Take these colours"), partial(setattr, self.app, "theme", name))

    def _filters(self) -> Iterator[PaletteEntry]:
        screen = self.screen
        if isinstance(screen, TableScreen):
            for each in screen.session.preferences.filters:
                name = _("Filter {name}: {filter}").format(name=plain(each.name), filter=plain(each.text))
                yield PaletteEntry(
                    name, _("Show these projects alone"), partial(screen.recall_filter, each.text)
                )
                yield PaletteEntry(
                    _("Forget filter {name}").format(name=plain(each.name)),
                    _("Take it from the list"),
                    partial(screen.keep_filter, each.name, ""),
                )

    def _projects(self) -> Iterator[PaletteEntry]:
        for health in self._below.session.shown.healths.values():
            yield PaletteEntry(plain(health.name), _("Open this project"), self._ask(OpenProject(health.id)))

    def _bodies(self) -> Iterator[PaletteEntry]:
        for body in matrix(self._below.session.shown.projects, "all").bodies:
            words = _(OPEN_BODY.get(body.kind or "", OPEN_BODY[""]))
            yield PaletteEntry(plain(body.name), words, self._ask(OpenOrganisation(body.code)))

    async def discover(self) -> Hits:
        """Yield the actions before anything is typed."""
        for entry in (*self._filters(), *self._actions()):
            yield DiscoveryHit(Content(entry.text), entry.run, text=entry.text, help=entry.help)

    async def search(self, query: str) -> Hits:
        """Yield what matches."""
        matcher = self.matcher(query)
        projects = 0
        for entry in (
            *self._actions(),
            *self._filters(),
            *self._places(),
            *self._bodies(),
            *self._projects(),
        ):
            score = matcher.match(entry.text)
            if score <= 0:
                continue
            projects += 1
            if projects > MOST_PROJECTS:
                return
            yield Hit(score, _highlighted(entry.text, query), entry.run, text=entry.text, help=entry.help)


def _highlighted(text: str, query: str) -> Content:
    """Return the text with the words of the query underlined where they stand whole."""
    content = Content(text)
    for word in query.casefold().split():
        at = text.casefold().find(word)
        if at >= 0:
            content = content.stylize("underline", at, at + len(word))
    return content
