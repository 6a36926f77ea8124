"""The first look at repositories: wide and thin lists, then by id only what is really there.

Lists carry no nested connection, so a page of a hundred costs a hundredth of a point; parents of
commits and answers to issues are then asked for the ones that need them, packed to the full from
many repositories (see `collectors.github.documents` for the prices).
"""

import asyncio
from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from datetime import datetime
from functools import partial

import msgspec

from civitop.i18n.message import Phrase, say, say_n
from civitop.model import Commit, Extent, FactKind, Facts, Repository
from civitop.people.mailmap import parse as parse_mailmap
from civitop.polling.collector import Collected, Failure, Known
from collectors.failures import by_git, nothing_committed
from collectors.github import parse
from collectors.github.conversations import further, joined
from collectors.github.documents import Item
from collectors.github.failures import failure, guarded
from collectors.github.feed import Feed
from collectors.github.graph import Graph, ItemAnswer
from collectors.github.parse import Node, Reader, known_moment, stamp
from collectors.github.partial_repository import Draft, recent, window
from collectors.github.versions import Versions

SOURCE = "github/graphql"
NOTHING: Node = {
    "comments": {"totalCount": 0, "nodes": []},
    "reviews": {"totalCount": 0, "nodes": []},
}


class Whole:
    """Collects repositories from nothing."""

    def __init__(
        self, graph: Graph, reader: Reader, clock: Callable[[], datetime], *, commits: bool = True
    ) -> None:
        """With `commits` as `False` the history is left to git."""
        self._commits_wanted = commits
        self._graph = graph
        self._reader = reader
        self._clock = clock

    async def collect(
        self, batch: Sequence[Known], asof: datetime
    ) -> AsyncGenerator[Collected | Failure, None]:
        """Yield the facts of each repository of a batch; all of them must have a node id."""
        began = self._clock()
        since = stamp(window(asof))
        common = {"commitsSince": since, "issuesSince": since, "commits": self._commits_wanted}
        items = {Item("repositories", known.repository.node_id or ""): known for known in batch}
        answers = await self._graph.ask(list(items), common)
        drafts = []
        for item, known in items.items():
            answer = answers[item]
            if answer.problem:
                yield failure(known.repository, answer.problem, self._reader.forge)
                continue
            draft = guarded(known.repository, self._reader.forge, partial(Draft, known, answer.data, asof))
            if isinstance(draft, Failure):
                yield draft
            else:
                drafts.append(draft)
        while drafts:
            waiting: dict[int, Sequence[Feed]] = {}
            wanted: list[Item] = []
            for draft in tuple(drafts):
                steps = guarded(draft.known.repository, self._reader.forge, draft.next)
                if isinstance(steps, Failure):
                    yield steps
                    drafts.remove(draft)
                else:
                    waiting[id(draft)], items_of_it = steps
                    wanted += items_of_it
            ready = [draft for draft in drafts if not waiting[id(draft)]]
            drafts = [draft for draft in drafts if waiting[id(draft)]]
            found = await self._graph.ask(wanted)
            ready, read_on, broken_ones = self._conversations(ready, found)
            for broken_one in broken_ones:
                yield broken_one
            if read_on:
                found |= await self._graph.ask(read_on)
            for draft in ready:
                finish = partial(self._finish, draft, found, began)
                yield guarded(draft.known.repository, self._reader.forge, finish)
                await asyncio.sleep(0)  # a hundred thousand commits must not hold the event loop
            for draft in tuple(drafts):
                read = partial(self._read_on, draft, waiting[id(draft)], found)
                broken = guarded(draft.known.repository, self._reader.forge, read)
                if broken is not None:
                    drafts.remove(draft)
                    yield broken

    def _read_on(
        self, draft: Draft, waiting: Sequence[Feed], found: Mapping[Item, ItemAnswer]
    ) -> Failure | None:
        """Hand pages to their lists; return the failure of a repository whose page could not be had."""
        for feed in waiting:
            if feed.item and (problem := feed.read(found[feed.item])):
                return failure(draft.known.repository, problem, self._reader.forge)
        return None

    def _conversations(
        self, ready: Sequence[Draft], found: Mapping[Item, ItemAnswer]
    ) -> tuple[list[Draft], list[Item], list[Failure]]:
        """Return the drafts that can be read, what to ask about their conversations, and the failures."""
        readable: list[Draft] = []
        asked: list[Item] = []
        failures: list[Failure] = []
        for draft in ready:
            further_on = partial(self._further, draft, found)
            items = guarded(draft.known.repository, self._reader.forge, further_on)
            if isinstance(items, Failure):
                failures.append(items)
            else:
                readable.append(draft)
                asked += items
        return readable, asked, failures

    def _further(self, draft: Draft, found: Mapping[Item, ItemAnswer]) -> list[Item]:
        """Return what to ask about conversations in which nobody answered among the first."""
        asked: list[Item] = []
        for document, read, things in (
            ("issue_details", self._reader.issue, draft.issues),
            ("change_details", self._reader.change, draft.changes),
        ):
            for key, node in things.items():
                answer = found.get(Item(document, key))
                if answer and not answer.problem:
                    asked += further(key, read(node, answer.data), answer.data)
        return asked

    def _finish(self, draft: Draft, found: Mapping[Item, ItemAnswer], began: datetime) -> Collected:
        """Make facts of a draft whose lists are whole and whose details are there."""
        read, node = self._reader, draft.node
        issues = (
            read.issue(each, _details(found, Item("issue_details", key), each, draft.edge))
            for key, each in draft.issues.items()
        )
        changes = (
            read.change(each, _details(found, Item("change_details", key), each, draft.edge))
            for key, each in draft.changes.items()
            if not each.get("closedAt") or known_moment(each.get("updatedAt")) >= draft.floor
        )
        commits, extent = self._commits(draft, found)
        facts = surroundings(read, read.repository(node), draft.versions, began)
        extents: dict[FactKind, Extent] = {
            "commits": extent,
            "issues": Extent(draft.floor, draft.cut("issues")),
            "change_requests": Extent(draft.floor, draft.cut("changes")),
        }
        if facts.repository.head is None:
            extents |= dict.fromkeys(("commits", "tags", "files"), nothing_committed())
        facts = msgspec.structs.replace(
            facts,
            commits=commits,
            issues=tuple(sorted(issues, key=lambda issue: issue.number)),
            change_requests=tuple(sorted(changes, key=lambda change: change.number)),
            extents={**facts.extents, **extents},
        )
        return Collected(facts, parse.fingerprint(node))

    def _commits(self, draft: Draft, found: Mapping[Item, ItemAnswer]) -> tuple[tuple[Commit, ...], Extent]:
        """Return the commits, newest first, and how far they are held."""
        if not self._commits_wanted:
            return (), Extent.absent(by_git())
        if draft.history_refused:
            return (), Extent.absent(
                say("{host} does not show this token the history.", host=self._reader.forge.host)
            )
        commits, unsure = [], 0
        for key, node in draft.commits.items():
            answer = found.get(Item("commit_details", key))
            parents = ((answer.data.get("parents") if answer else None) or {}).get("totalCount")
            unsure += answer is not None and parents is None
            commits.append(self._reader.commit(node, 1 if parents is None else parents))
        commits.sort(key=lambda commit: (commit.committed_at, commit.oid), reverse=True)
        return tuple(commits), Extent(
            draft.floor, draft.cut("commits") or (_unsure(unsure) if unsure else None)
        )


def _unsure(number: int) -> Phrase:
    return say_n(
        "Which of {n} commit are merges could not be had; they are counted.",
        "Which of {n} commits are merges could not be had; they are counted.",
        number,
    )


def _details(found: Mapping[Item, ItemAnswer], item: Item, node: Node, edge: datetime) -> Node | None:
    """Return the details of one thing: as they came, empty where there can be none, else `None`."""
    answer = found.get(item)
    if answer is not None:
        return None if answer.problem else joined(item.id, answer.data, found)
    return NOTHING if recent(node, edge) else None


def surroundings(reader: Reader, repository: Repository, versions: Versions, collected_at: datetime) -> Facts:
    """Return facts that hold what is whole in every answer: releases, tags, files, documents."""
    node = versions.node
    releases, releases_extent = reader.releases(node)
    tags, tags_extent = parse.tags(node)
    extents: dict[FactKind, Extent] = {
        "releases": msgspec.structs.replace(releases_extent, missing=versions.cut("releases")),
        "tags": msgspec.structs.replace(tags_extent, missing=versions.cut("tags") or tags_extent.missing),
        "files": Extent(),
    }
    return Facts(
        repository=repository,
        collected_at=collected_at,
        source=SOURCE,
        releases=releases,
        tags=tags,
        files=parse.paths(node),
        documents=parse.documents(node),
        mailmap=parse_mailmap(parse.mailmap_text(node)),
        extents=extents,
    )
