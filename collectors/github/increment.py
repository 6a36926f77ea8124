"""What is new in repositories that are known: a share of one request each, and proof that it is all.

The sum must be right: the commits held and the new ones together have to be as many as GitHub counts
in the window, the held head must still be in the history, open issues and change requests must be as
many as GitHub says. Where one of them fails (a force-push, an old branch merged, something deleted,
too much news for one page) the repository is collected whole again.
"""

from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial

import msgspec
from msgspec import Struct

from civitop.model import ChangeRequest, Commit, Extent, FactKind, Facts, Issue
from civitop.polling.collector import Collected, Failure, Known
from collectors.github import parse
from collectors.github.conversations import further, joined
from collectors.github.documents import Item
from collectors.github.failures import failure, guarded
from collectors.github.full_collect import SOURCE, surroundings
from collectors.github.graph import Graph, ItemAnswer, Problem
from collectors.github.parse import Node, Reader, stamp
from collectors.github.partial_repository import window
from collectors.github.versions import Versions

OVERLAP = timedelta(minutes=10)
"""Asked again, for clocks that differ and answers that were a little behind."""
HELD_AGAIN = 20
"""So many commits that are held are asked for again, to see those that a merge put between them."""
LONGEST_OVERLAP = timedelta(days=60)


class Basis(Struct, frozen=True):
    """A repository and the facts that are held of it."""

    known: Known
    facts: Facts


def basis(known: Known) -> Basis | None:
    """Return what an increment can build on, `None` where only the whole will do."""
    if not known.fingerprint or not known.repository.node_id:
        return None
    facts = known.facts()
    if not facts or facts.base or not facts.source.startswith("github/") or not facts.repository.head:
        return None
    held = (facts.extent(kind) for kind in ("commits", "issues", "change_requests"))
    return Basis(known, facts) if facts.source == SOURCE and all(extent.held for extent in held) else None


class Increment:
    """Collects what is new."""

    def __init__(self, graph: Graph, reader: Reader, clock: Callable[[], datetime]) -> None:
        self._graph = graph
        self._reader = reader
        self._clock = clock

    async def collect(
        self, batch: Sequence[Basis], asof: datetime
    ) -> AsyncGenerator[Collected | Failure | Known, None]:
        """Yield what is new in each repository; a `Known` is one that has to be collected whole."""
        began = self._clock()
        floor = window(asof)
        items = {_item(base, floor): base for base in batch}
        answers = await self._graph.ask(list(items))
        came: list[tuple[Basis, Versions]] = []
        read_on: list[Item] = []
        for item, base in items.items():
            answer = answers[item]
            if answer.problem:
                yield failure(base.known.repository, answer.problem, self._reader.forge)
                continue
            prepared = guarded(
                base.known.repository, self._reader.forge, partial(self._prepared, answer.data, asof)
            )
            if isinstance(prepared, Failure):
                yield prepared
                continue
            versions, wanted = prepared
            if problem := await self._read_on(versions):
                yield failure(base.known.repository, problem, self._reader.forge)
                continue
            read_on += wanted
            came.append((base, versions))
        pages = await self._graph.ask(read_on) if read_on else {}
        for base, versions in came:
            read = partial(self._read, base, versions, pages, floor, began)
            result = guarded(base.known.repository, self._reader.forge, read)
            yield result or base.known

    def _prepared(self, node: Node, asof: datetime) -> tuple[Versions, list[Item]]:
        """Return the releases and tags, and what to ask about conversations that nobody answered among the first."""
        asked: list[Item] = []
        for read, kind in ((self._reader.issue, "issueList"), (self._reader.change, "changeList")):
            for each in parse.nodes(node.get(kind)):
                asked += further(each["id"], read(each, each), each)
        return Versions(node, asof), asked

    async def _read_on(self, versions: Versions) -> Problem | None:
        """Ask for further releases and tags where the first hundred do not reach back far enough."""
        while items := [feed.item for feed in versions.feeds if feed.item]:
            found = await self._graph.ask(items)
            for feed in versions.feeds:
                if feed.item and (problem := feed.read(found[feed.item])):
                    return problem
        return None

    def _read(
        self,
        base: Basis,
        versions: Versions,
        pages: Mapping[Item, ItemAnswer],
        floor: datetime,
        began: datetime,
    ) -> Collected | None:
        """Return the increment, or `None` where it does not add up."""
        facts = base.facts
        node = parse.asked_for(versions.node, base.known.repository)
        repository = self._reader.repository(node, facts.repository)
        if repository.default_branch != facts.repository.default_branch:
            return None
        commits = self._commits(facts, node, floor)
        issues = self._issues(facts, node, pages)
        changes = self._changes(facts, node, pages)
        if commits is None or issues is None or changes is None:
            return None
        kept: Mapping[FactKind, Extent] = facts.extents
        whole = surroundings(self._reader, repository, versions, began)
        increment = msgspec.structs.replace(
            whole,
            base=facts.repository.head,
            commits=commits,
            issues=issues,
            change_requests=changes,
            extents={**kept, **whole.extents},
        )
        return Collected(increment, parse.fingerprint(node))

    def _commits(self, facts: Facts, node: Node, floor: datetime) -> tuple[Commit, ...] | None:
        target = (node.get("history") or {}).get("target") or {}
        connection = target.get("history")
        if parse.more(connection):
            return None
        held = {commit.oid for commit in facts.commits if commit.committed_at >= floor}
        came = {
            str(each["oid"]): self._reader.commit(each, (each.get("parents") or {}).get("totalCount", 1))
            for each in parse.nodes(connection)
        }
        head = facts.repository.head
        in_window = {oid for oid, commit in came.items() if commit.committed_at >= floor}
        if (head in held and head not in came) or len(held | in_window) != (target.get("window") or {}).get(
            "totalCount"
        ):
            return None
        known = {commit.oid for commit in facts.commits}
        new = [commit for oid, commit in came.items() if oid not in known]
        return tuple(sorted(new, key=lambda commit: (commit.committed_at, commit.oid), reverse=True))

    def _issues(self, facts: Facts, node: Node, pages: Mapping[Item, ItemAnswer]) -> tuple[Issue, ...] | None:
        connection = node.get("issueList")
        if parse.more(connection):
            return None
        found = [self._reader.issue(n, joined(n["id"], n, pages)) for n in parse.nodes(connection)]
        came = {issue.number: issue for issue in found}
        held = {issue.number: issue for issue in facts.issues} | came
        still_open = sum(issue.closed_at is None for issue in held.values())
        if still_open != (node.get("openIssueList") or {}).get("totalCount"):
            return None
        return tuple(came[number] for number in sorted(came))

    def _changes(
        self, facts: Facts, node: Node, pages: Mapping[Item, ItemAnswer]
    ) -> tuple[ChangeRequest, ...] | None:
        connection = node.get("changeList")
        since = facts.collected_at - OVERLAP
        found = [self._reader.change(n, joined(n["id"], n, pages)) for n in parse.nodes(connection)]
        came = {change.number: change for change in found if change.updated_at >= since}
        if len(came) == len(found) and parse.more(connection):
            return None
        held = {change.number: change for change in facts.change_requests} | came
        still_open = sum(change.closed_at is None for change in held.values())
        if still_open != (node.get("openChangeList") or {}).get("totalCount"):
            return None
        return tuple(came[number] for number in sorted(came))


def _item(base: Basis, floor: datetime) -> Item:
    facts = base.facts
    since = floor
    if facts.commits:
        newest = facts.commits[0].committed_at
        some = facts.commits[min(HELD_AGAIN, len(facts.commits)) - 1].committed_at
        since = max(some, newest - LONGEST_OVERLAP)
    variables = {
        "id": base.known.repository.node_id,
        "commitsAfter": stamp(since),
        "issuesAfter": stamp(facts.collected_at - OVERLAP),
        "window": stamp(floor),
    }
    return Item("increment", variables=tuple(variables.items()))
