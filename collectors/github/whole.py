"""The first look at repositories: wide and thin lists, then by id only what is really there.

Lists carry no nested connection, so a page of a hundred costs a hundredth of a point; parents of
commits and answers to issues are then asked for the ones that need them, packed to the full from
many repositories (see `collectors.github.documents` for the prices).
"""

import asyncio
import math
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

import msgspec

from civitop.collector import Collected, Failure, Known
from civitop.mailmap import parse as parse_mailmap
from civitop.model import COMMIT_WINDOW_DAYS, Extent, FactKind, Facts, Repository
from collectors.github import reading
from collectors.github.documents import Item
from collectors.github.failures import failure
from collectors.github.graph import PAGE, Answer, Graph
from collectors.github.reading import Node, Reader, known_moment, stamp

SOURCE = "github/graphql"
RESPONSE_DAYS = 121
"""First answers are asked for what was opened in the 90 days of the signals and the 30 before."""
SLICES_FROM = 3
"""Further pages from which on a history is cut into slices of time that come side by side."""
NOTHING: Node = {"comments": {"totalCount": 0, "nodes": []}, "reviews": {"nodes": []}}


class Feed:
    """One list that is read page by page."""

    def __init__(self, item: Item, into: dict[str, Node], until: datetime | None = None) -> None:
        self.item: Item | None = item
        self.into = into
        self._until = until
        """Pages end with the first thing that was last updated before this."""

    def take(self, connection: Node | None) -> None:
        """Keep a page and set up the next one, if there is one."""
        item, self.item = self.item, None
        last: Node = {}
        for node in reading.nodes(connection):
            self.into[node["id"]] = last = node
        if not item or not connection or not reading.more(connection):
            return
        if self._until and last and known_moment(last.get("updatedAt")) < self._until:
            return
        variables = dict(item.variables) | {"after": connection["pageInfo"]["endCursor"]}
        self.item = Item(item.document, item.id, tuple(variables.items()))


class Draft:
    """A repository whose facts are still arriving."""

    def __init__(self, known: Known, node: Node, asof: datetime) -> None:
        self.known = known
        self.node = node
        self.asof = asof
        self.floor = window(asof)
        self.commits: dict[str, Node] = {}
        self.issues: dict[str, Node] = {}
        self.changes: dict[str, Node] = {}
        self.feeds: list[Feed] = []
        self._sliced = False
        self._history = ((node.get("history") or {}).get("target") or {}).get("history")
        self._begin()

    def _begin(self) -> None:
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
                self.floor,
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
        head = reading.tip(self.node).get("oid")
        return Feed(self._item("commits", ("head", head), *variables), self.commits)

    def _begin_history(self) -> None:
        """Read on by cursor, or in slices of time where there is much to read."""
        feed = self._commits(("since", stamp(self.floor)))
        feed.take(self._history)
        rest = (self._history or {}).get("totalCount", 0) - len(self.commits)
        slices = math.ceil(rest / PAGE)
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
                self.feeds.append(feed)
                open_feeds = [feed] if feed.item else []
        return open_feeds

    def details(self) -> list[Item]:
        """Return what has to be asked by id: parents, and answers where there can be any."""
        edge = self.asof - timedelta(days=RESPONSE_DAYS)
        asked = [Item("commit_details", key) for key, node in self.commits.items() if not _by_bot(node)]
        asked += [Item("issue_details", key) for key, node in self.issues.items() if _talked(node, edge)]
        asked += [Item("change_details", key) for key, node in self.changes.items() if _talked(node, edge)]
        return asked


def window(asof: datetime) -> datetime:
    """Return from where on history is asked for, in whole seconds."""
    return asof.replace(microsecond=0) - timedelta(days=COMMIT_WINDOW_DAYS)


def _by_bot(node: Node) -> bool:
    """Whether a commit counts for nobody whatever its parents are: bots are left out before merges."""
    by = node.get("author") or {}
    return str(by.get("name") or "").endswith("[bot]") and "[bot]@" in str(by.get("email") or "")


def _recent(node: Node, edge: datetime) -> bool:
    """Whether answers matter: it is open, or was opened or merged since `edge`."""
    times = (node.get("createdAt"), node.get("mergedAt"))
    return not node.get("closedAt") or any(known_moment(time) >= edge for time in times if time)


def _talked(node: Node, edge: datetime) -> bool:
    """Whether answers matter and there can be any: what was never updated has none."""
    return _recent(node, edge) and node.get("updatedAt") != node.get("createdAt")


class Whole:
    """Collects repositories from nothing."""

    def __init__(self, graph: Graph, reader: Reader, clock: Callable[[], datetime]) -> None:
        self._graph = graph
        self._reader = reader
        self._clock = clock

    async def collect(self, batch: Sequence[Known], asof: datetime) -> AsyncIterator[Collected | Failure]:
        """Yield the facts of each repository of a batch; all of them must have a node id."""
        began = self._clock()
        common = {"commitsSince": stamp(window(asof)), "issuesSince": stamp(window(asof))}
        items = {Item("repositories", known.repository.node_id or ""): known for known in batch}
        answers = await self._graph.ask(list(items), common)
        drafts = []
        for item, known in items.items():
            answer = answers[item]
            if answer.problem:
                yield failure(known.repository, answer.problem, self._reader.forge)
            else:
                drafts.append(Draft(known, answer.data, asof))
        while drafts:
            waiting = {id(draft): draft.asking() for draft in drafts}
            ready = [draft for draft in drafts if not waiting[id(draft)]]
            drafts = [draft for draft in drafts if waiting[id(draft)]]
            feeds = [feed for draft in drafts for feed in waiting[id(draft)]]
            asked = [feed.item for feed in feeds if feed.item]
            asked += [item for draft in ready for item in draft.details()]
            found = await self._graph.ask(asked)
            for draft in ready:
                yield self._finish(draft, found, began)
                await asyncio.sleep(0)  # a hundred thousand commits must not hold the event loop
            broken = self._read_on(drafts, waiting, found)
            for draft, answer in broken:
                drafts.remove(draft)
                if answer.problem:
                    yield failure(draft.known.repository, answer.problem, self._reader.forge)

    @staticmethod
    def _read_on(
        drafts: Sequence[Draft], waiting: Mapping[int, Sequence[Feed]], found: Mapping[Item, Answer]
    ) -> list[tuple[Draft, Answer]]:
        """Hand pages to their lists; return the repositories whose page could not be had."""
        broken = []
        for draft in drafts:
            for feed in waiting[id(draft)]:
                answer = found[feed.item] if feed.item else Answer()
                if answer.problem:
                    broken.append((draft, answer))
                    break
                data = answer.data
                feed.take(data.get("list") or (data.get("object") or {}).get("list"))
        return broken

    def _finish(self, draft: Draft, found: Mapping[Item, Answer], began: datetime) -> Collected:
        """Make facts of a draft whose lists are whole and whose details are there."""
        read, node = self._reader, draft.node
        edge = draft.asof - timedelta(days=RESPONSE_DAYS)
        commits, unsure = [], 0
        for key, each in draft.commits.items():
            answer = found.get(Item("commit_details", key))
            parents = ((answer.data.get("parents") if answer else None) or {}).get("totalCount")
            unsure += answer is not None and parents is None
            commits.append(read.commit(each, 1 if parents is None else parents))
        commits.sort(key=lambda commit: (commit.committed_at, commit.oid), reverse=True)
        issues = [
            read.issue(each, _details(found, Item("issue_details", key), each, edge))
            for key, each in draft.issues.items()
        ]
        changes = [
            read.change(each, _details(found, Item("change_details", key), each, edge))
            for key, each in draft.changes.items()
            if not each.get("closedAt") or known_moment(each.get("updatedAt")) >= draft.floor
        ]
        missing = (
            f"The parents of {unsure} commits could not be had; merges among them are counted."
            if unsure
            else None
        )
        repository = read.repository(node)
        facts = surroundings(repository, node, began)
        extents: dict[FactKind, Extent] = {
            "commits": Extent(draft.floor, missing),
            "issues": Extent(draft.floor)
            if repository.issues_enabled
            else Extent(None, "Issues are switched off."),
            "change_requests": Extent(draft.floor),
        }
        facts = msgspec.structs.replace(
            facts,
            commits=tuple(commits),
            issues=tuple(sorted(issues, key=lambda issue: issue.number)),
            change_requests=tuple(sorted(changes, key=lambda change: change.number)),
            extents={**extents, **facts.extents},
        )
        return Collected(facts, reading.fingerprint(node))


def _details(found: Mapping[Item, Answer], item: Item, node: Node, edge: datetime) -> Node | None:
    """Return the details of one thing: as they came, empty where there can be none, else `None`."""
    answer = found.get(item)
    if answer is not None:
        return None if answer.problem else answer.data
    return NOTHING if _recent(node, edge) else None


def surroundings(repository: Repository, node: Node, collected_at: datetime) -> Facts:
    """Return facts that hold what is whole in every answer: releases, tags, files, documents."""
    releases, releases_extent = reading.releases(node)
    tags, tags_extent = reading.tags(node)
    return Facts(
        repository=repository,
        collected_at=collected_at,
        source=SOURCE,
        releases=releases,
        tags=tags,
        files=reading.paths(node),
        documents=reading.documents(node),
        mailmap=parse_mailmap(reading.mailmap_text(node)),
        extents={"releases": releases_extent, "tags": tags_extent, "files": Extent()},
    )
