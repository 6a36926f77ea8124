"""The command palette: every action, project, body, network and theme by name, out of the one list of each."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from textual.command import DiscoveryHit, Hit, Hits, Provider
from textual.content import Content

from civitop.i18n.language import N_, _
from civitop.sanitise import plain
from tui.organisations.matrix import matrix
from tui.table.table_keys import TableScreen

if TYPE_CHECKING:
    from tui.app import CivitopApp

MOST_PROJECTS = 50
"""Hits among projects: more than a list of the palette can show."""
OPEN_BODY = {
    "": N_("Open this organisation"),
    "municipality": N_("Open this municipality"),
    "public body": N_("Open this public body"),
    "network": N_("Open this network's secretariat"),
    "vendor": N_("Open this vendor"),
}


class Entry(NamedTuple):
    """One line of the palette."""

    text: str
    help: str
    run: Callable[[], Any]


class CivitopCommands(Provider):
    """Finds entries; names come from outside and are `Content`, never markup.

    Textual reads the help of an entry as markup: only our own words may stand there.
    """

    @property
    def _civitop(self) -> "CivitopApp":
        return cast("CivitopApp", self.app)

    def _actions(self) -> Iterator[Entry]:
        for action in self._civitop.actions:
            if action.palette and hasattr(self.screen, f"action_{action.method}"):
                run = partial(self.screen.run_action, f"screen.{action.method}")
                words = _("{group}, key {key}").format(group=_(action.group), key=action.key)
                yield Entry(_(action.help), words, run)

    def _places(self) -> Iterator[Entry]:
        app = self._civitop
        for network in app.view.networks:
            words = _("Network {name}").format(name=plain(network.name))
            yield Entry(words, _("Show this network"), partial(app.show_network, network.id))
        for name in sorted(app.available_themes):
            words = _("Theme {name}").format(name=name)
            yield Entry(words, _("Take these colours"), partial(setattr, app, "theme", name))

    def _filters(self) -> Iterator[Entry]:
        screen = self.screen
        if isinstance(screen, TableScreen):
            for each in self._civitop.preferences.filters:
                name = _("Filter {name}: {filter}").format(name=plain(each.name), filter=plain(each.text))
                yield Entry(name, _("Show these projects alone"), partial(screen.recall_filter, each.text))
                yield Entry(
                    _("Forget filter {name}").format(name=plain(each.name)),
                    _("Take it from the list"),
                    partial(screen.keep_filter, each.name, ""),
                )

    def _projects(self) -> Iterator[Entry]:
        app = self._civitop
        for health in app.view.healths.values():
            yield Entry(
                plain(health.name),
                _("Open this project"),
                partial(app.open_project, health.id),
            )

    def _bodies(self) -> Iterator[Entry]:
        app = self._civitop
        for body in matrix(app.view.projects, "all").bodies:
            words = _(OPEN_BODY.get(body.kind or "", OPEN_BODY[""]))
            yield Entry(plain(body.name), words, partial(app.open_organisation, body.code))

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
