"""A repository whose facts are still arriving: which lists are not whole yet, and what to ask by id."""

import math
from datetime import datetime, timedelta
from typing import Any

from civitop.i18n.message import Phrase
from civitop.model import COMMIT_WINDOW_DAYS
from civitop.polling.collector import Known
from collectors.conversations import RESPONSE_DAYS
from collectors.failures import endless_list
from collectors.github import parse
from collectors.github.documents import Item
from collectors.github.feed import Feed
from collectors.github.graph import PAGE
from collectors.github.parse import Node, known_moment, stamp
from collectors.github.versions import Versions

MOST_SLICES = 250
"""Pieces of time that are read side by side, whatever number of commits the forge claims."""
SLICES_FROM = 3
"""Further pages from which on a history is cut into slices of time that come side by side."""


class Draft:
    """A repository whose facts are still arriving."""

    def __init__(self, known: Known, node: Node, asof: datetime) -> None:
        self.known = known
        self.node = node = parse.asked_for(node, known.repository)
        self.floor = window(asof)
        """From here on history is held."""
        self.edge = asof - timedelta(days=RESPONSE_DAYS)
        """From here on answers are."""
        self.commits: dict[str, Node] = {}
        self.issues: dict[str, Node] = {}
        self.changes: dict[str, Node] = {}
        self.versions = Versions(node, asof)
        self.feeds: list[Feed] = [*self.versions.feeds]
        self._sliced = False
        self._history = ((node.get("history") or {}).get("target") or {}).get("history")
        self._begin()

    @property
    def history_refused(self) -> bool:
        """Whether there is a branch, but the forge kept its history back."""
        return bool(parse.tip(self.node).get("oid")) and self._history is None

    def _begin(self) -> None:
        # A function that holds the draft would keep all its pages until Python looks for garbage.
        floor = self.floor
        first = (
            ("issues", "openIssueList", self.issues, (("states", ("OPEN",)), ("field", "CREATED_AT")), None),
            (
                "issues",
                "closedIssueList",
                self.issues,
                (("states", ("CLOSED",)), ("field", "UPDATED_AT"), ("since", stamp(self.floor))),
                None,
            ),
            (
                "changes",
                "openChangeList",
                self.changes,
                (("states", ("OPEN",)), ("field", "CREATED_AT")),
                None,
            ),
            (
                "changes",
                "closedChangeList",
                self.changes,
                (("states", ("CLOSED", "MERGED")), ("field", "UPDATED_AT")),
                lambda last: known_moment(last.get("updatedAt")) < floor,
            ),
        )
        for document, key, into, variables, until in first:
            feed = Feed(self._item(document, *variables), into, until)
            feed.take(self.node.get(key))
            self.feeds.append(feed)
        self._begin_history()

    def _item(self, document: str, *variables: tuple[str, Any]) -> Item:
        return Item(document, variables=(("id", self.node["id"]), *variables))

    def _commits(self, *variables: tuple[str, Any]) -> Feed:
        head = parse.tip(self.node).get("oid")
        return Feed(self._item("commits", ("head", head), *variables), self.commits)

    def _begin_history(self) -> None:
        """Read on by cursor, or in slices of time where there is much to read."""
        feed = self._commits(("since", stamp(self.floor)))
        feed.take(self._history)
        rest = (self._history or {}).get("totalCount", 0) - len(self.commits)
        slices = min(math.ceil(rest / PAGE), MOST_SLICES)
        if not feed.item or slices < SLICES_FROM:
            self.feeds.append(feed)
            return
        self._sliced = True
        newest = min(known_moment(node.get("committedDate")) for node in self.commits.values())
        step = (newest - self.floor) / slices
        for place in range(slices):
            since, until = self.floor + place * step, self.floor + (place + 1) * step
            self.feeds.append(self._commits(("since", stamp(since)), ("until", stamp(until))))

    def asking(self) -> list[Feed]:
        """Return the lists that have a further page; none means that all lists are whole."""
        open_feeds = [feed for feed in self.feeds if feed.item]
        if not open_feeds and self._sliced:
            self._sliced = False
            if len(self.commits) != (self._history or {}).get("totalCount"):
                # dates out of order fell between the slices: once more, by cursor
                self.commits.clear()
                feed = self._commits(("since", stamp(self.floor)))
                feed.take(self._history)
                self.feeds = [*(each for each in self.feeds if each.document != "commits"), feed]
                open_feeds = [feed] if feed.item else []
        return open_feeds

    def next(self) -> tuple[list[Feed], list[Item]]:
        """Return the lists that are read on, and what to ask: their pages, or else the details."""
        feeds = self.asking()
        return feeds, [feed.item for feed in feeds if feed.item] if feeds else self.details()

    def cut(self, document: str) -> Phrase | None:
        """Say so where lists of this kind were given up before their end."""
        if not any(feed.cut and feed.document == document for feed in self.feeds):
            return None
        return endless_list()

    def details(self) -> list[Item]:
        """Return what has to be asked by id: parents, and answers where there can be any."""
        edge = self.edge
        asked = [Item("commit_details", key) for key, node in self.commits.items() if not _by_bot(node)]
        asked += [Item("issue_details", key) for key, node in self.issues.items() if recent(node, edge)]
        asked += [Item("change_details", key) for key, node in self.changes.items() if recent(node, edge)]
        return asked


def window(asof: datetime) -> datetime:
    """Return from where on history is asked for, in whole seconds."""
    return asof.replace(microsecond=0) - timedelta(days=COMMIT_WINDOW_DAYS)


def _by_bot(node: Node) -> bool:
    """Whether a commit counts for nobody whatever its parents are: bots are left out before merges."""
    by = node.get("author") or {}
    return str(by.get("name") or "").endswith("[bot]") and "[bot]@" in str(by.get("email") or "")


def recent(node: Node, edge: datetime) -> bool:
    """Whether answers matter: it is open, or was opened or merged since `edge`."""
    times = (node.get("createdAt"), node.get("mergedAt"))
    return not node.get("closedAt") or any(known_moment(time) >= edge for time in times if time)
