"""A list of GitHub's that is read page by page, in turns with the lists of other repositories."""

from collections.abc import Callable

from collectors.failures import MOST_PAGES
from collectors.github import parse
from collectors.github.documents import Item
from collectors.github.graph import ItemAnswer, Problem
from collectors.github.parse import Node

IDLE_PAGES = 3
"""Pages in a row without anything new after which a list leads nowhere; one may hold what nobody may see."""


class Feed:
    """One list that is read page by page."""

    def __init__(
        self, item: Item, into: dict[str, Node], until: Callable[[Node], bool] | None = None
    ) -> None:
        self.item: Item | None = item
        self.document = item.document
        self.into = into
        self.cut = False
        """Whether the list was given up, because its pages lead in a circle or do not end."""
        self._until = until
        """Says of the last thing of a page whether what comes after it is not wanted any more."""
        self._idle = 0
        """Pages in a row that brought nothing new."""
        self._cursors: set[str | None] = set()

    def read(self, answer: ItemAnswer) -> Problem | None:
        """Keep the page that was asked for; return why it could not be had."""
        if not answer.problem:
            self.take(answer.data.get("list") or (answer.data.get("object") or {}).get("list"))
        return answer.problem

    def take(self, connection: Node | None) -> None:
        """Keep a page and set up the next one, if there is one."""
        item, self.item = self.item, None
        last: Node = {}
        held = len(self.into)
        for node in parse.nodes(connection):
            self.into[node["id"]] = last = node
        self._idle = self._idle + 1 if len(self.into) == held else 0
        if not item or not connection or not parse.more(connection):
            return
        if self._until and last and self._until(last):
            return
        cursor = connection["pageInfo"].get("endCursor")
        if (
            self._idle >= IDLE_PAGES
            or not cursor
            or cursor in self._cursors
            or len(self._cursors) >= MOST_PAGES
        ):
            self.cut = True
            return
        self._cursors.add(cursor)
        variables = dict(item.variables) | {"after": cursor}
        self.item = Item(item.document, item.id, tuple(variables.items()))
