"""Releases and tags: the first hundred come with the repository, more until the time of the signal is covered."""

from datetime import datetime, timedelta

from civitop.i18n.message import Phrase
from civitop.model import RELEASE_WINDOW_DAYS
from collectors.failures import endless_list
from collectors.github import parse
from collectors.github.documents import Item
from collectors.github.feed import Feed
from collectors.github.parse import Node, moment


class Versions:
    """The releases and tags of one repository while they arrive."""

    def __init__(self, node: Node, asof: datetime) -> None:
        """`node` holds the first page of both."""
        self._node = node
        since = asof - timedelta(days=RELEASE_WINDOW_DAYS)
        self._found: dict[str, dict[str, Node]] = {"releases": {}, "tags": {}}
        self.feeds: list[Feed] = []

        def before(at: datetime | None) -> bool:
            return at is not None and at < since

        for kind, until in (
            ("releases", lambda last: before(moment(last.get("createdAt")))),
            ("tags", lambda last: before(parse.tag_committed(last) or parse.tag_written(last))),
        ):
            item = Item(kind, variables=(("id", node.get("id")),))
            feed = Feed(item, self._found[kind], until)
            feed.take(node.get(kind))
            self.feeds.append(feed)

    @property
    def node(self) -> Node:
        """The repository with all releases and tags that arrived in place of the first page."""
        whole = {
            kind: {**connection, "nodes": list(found.values())}
            for kind, found in self._found.items()
            if (connection := self._node.get(kind))
        }
        return {**self._node, **whole}

    def cut(self, kind: str) -> Phrase | None:
        """Say so where the list was given up before its end."""
        return endless_list() if any(feed.cut and feed.document == kind for feed in self.feeds) else None
