"""Collecting the facts of a batch of projects, whole or what is new since the last time."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import aclosing
from datetime import datetime, timedelta

from msgspec import Struct

from civitop.collector import Collected, Failure, Known
from civitop.errors import CollectError, NotFound
from civitop.model import (
    COMMIT_WINDOW_DAYS,
    ChangeRequest,
    Commit,
    Extent,
    FactKind,
    Facts,
    Issue,
    Repository,
    Tag,
)
from collectors.gitlab import history, parse
from collectors.gitlab.ask import Asker, as_ready
from collectors.gitlab.parse import Json
from collectors.gitlab.queries import KINDS, RELEASES, Documents, Kind, Page

OVERLAP = timedelta(minutes=10)
"""Asked for again in an increment: clocks differ, and GitLab writes some changes late."""


class Plan(Struct, frozen=True):
    """What a call of `collect` may do."""

    asof: datetime
    asked_at: datetime
    thrift: Callable[[], str | None] = lambda: None
    """Says why nothing may be asked for that costs requests by the project; `None`: it may be. To be
    called once the forge has answered something, and so said what it allows."""


class Draft:
    """The facts of one project while they arrive."""

    def __init__(self, known: Known, since: datetime, base: Facts | None) -> None:
        self.known = known
        self.since = since
        """Issues and merge requests are asked for that were updated after this."""
        self.base = base
        """The stored facts that an increment adds to."""
        self.node: Json = {}
        self.repository: Repository = known.repository
        self.issues: dict[int, Issue] = {}
        self.changes: dict[int, ChangeRequest] = {}
        self.extents: dict[FactKind, Extent] = {}

    def take(self, kind: Kind, connection: Json | None, host: str) -> None:
        """Take in a page of issues or merge requests."""
        for node in parse.nodes(connection):
            if kind == "issues":
                if issue := parse.issue(node, host):
                    self.issues[issue.number] = issue
            elif change := parse.change_request(node, host, self.repository.name):
                self.changes[change.number] = change

    def open_held(self, kind: Kind) -> int:
        """Return how many open ones have arrived."""
        held = self.issues if kind == "issues" else self.changes
        return sum(item.closed_at is None for item in held.values())

    def facts(self, commits: tuple[Commit, ...], tags: tuple[Tag, ...], plan: Plan, host: str) -> Facts:
        """Put everything together."""
        documents, mailmap = parse.documents(self.node)
        return Facts(
            repository=self.repository,
            collected_at=plan.asked_at,
            source="gitlab/graphql",
            base=self.base.repository.head if self.base else None,
            commits=tuple(sorted(commits, key=lambda commit: commit.committed_at, reverse=True)),
            issues=tuple(self.issues[number] for number in sorted(self.issues)),
            change_requests=tuple(self.changes[number] for number in sorted(self.changes)),
            releases=parse.releases(self.node, plan.asked_at),
            tags=tuple(sorted(tags, key=lambda tag: tag.at, reverse=True)),
            files=parse.files(self.node),
            documents=documents,
            mailmap=mailmap,
            extents=self.extents,
        )


def draft(known: Known, asof: datetime) -> Draft:
    """Start on a project: an increment where the stored facts are complete, else the whole."""
    facts = known.facts() if known.fingerprint else None
    kinds: tuple[FactKind, ...] = ("commits", "issues", "change_requests")
    if facts and facts.repository.head:
        held = [facts.extent(kind) for kind in kinds]
        if all(extent.held and not extent.missing for extent in held):
            return Draft(known, facts.collected_at - OVERLAP, facts)
    return Draft(known, asof - timedelta(days=COMMIT_WINDOW_DAYS), None)


class Batch:
    """Up to 50 projects that share their requests."""

    def __init__(self, asker: Asker, plan: Plan, drafts: Sequence[Draft]) -> None:
        self._asker = asker
        self._plan = plan
        self._forge = asker.client.forge
        self._drafts = list(drafts)

    async def collect(self) -> AsyncGenerator[Collected | Failure]:
        """Yield each project's facts as they arrive."""
        present = []
        ids = [draft.known.repository.node_id or "" for draft in self._drafts]
        found = await self._asker.projects("details", ids, Documents.details)
        for draft in self._drafts:
            node = found.get(draft.known.repository.node_id or "")
            if node is None:
                yield gone(draft.known.repository, self._forge.host)
                continue
            draft.node = node
            draft.repository = parse.repository(node, self._forge)
            present.append(draft)
        await self._lists(present)
        async with aclosing(as_ready(self._finish(draft) for draft in present)) as outcomes:
            async for outcome in outcomes:
                yield outcome

    # ------------------------------------------------------------ issues and merge requests

    async def _lists(self, drafts: Sequence[Draft]) -> None:
        """Fetch the issues and merge requests of all drafts, page by page."""
        if not drafts:
            return
        since = min(draft.since for draft in drafts)
        by_id = {draft.repository.node_id or "": draft for draft in drafts}
        found = await self._asker.projects(
            "lists",
            list(by_id),
            lambda documents, ids: documents.lists(ids, self._asker.page, since),
        )
        pages: list[Page] = []
        for node_id, draft in by_id.items():
            for kind in KINDS:
                connection = found.get(node_id, {}).get(kind)
                draft.take(kind, connection, self._forge.host)
                if cursor := parse.more(connection):
                    pages.append(Page(draft.repository.name, kind, updated_after=since, cursor=cursor))
                self._judge(draft, kind, connection)
            await asyncio.sleep(0)  # thousands of items came at once; the screen wants its turn
        if self._plan.thrift() is None:
            await self._follow(pages, drafts)
            await self._follow(
                [
                    Page(draft.repository.name, kind, opened_before=since)
                    for draft in drafts
                    for kind in KINDS
                    if draft.base is None and self._lacks_open(draft, kind)
                ],
                drafts,
            )

    async def _follow(self, pages: list[Page], drafts: Sequence[Draft]) -> None:
        by_path = {draft.repository.name: draft for draft in drafts}
        while pages:
            following = []
            async for page, connection in self._asker.pages(pages):
                by_path[page.project].take(page.kind, connection, self._forge.host)
                if cursor := parse.more(connection):
                    following.append(
                        Page(page.project, page.kind, page.updated_after, page.opened_before, cursor)
                    )
            pages = following

    def _judge(self, draft: Draft, kind: Kind, connection: Json | None) -> None:
        """Say how much of a list will be held."""
        name: FactKind = "issues" if kind == "issues" else "change_requests"
        thrift = self._plan.thrift()
        words = "issues" if kind == "issues" else "merge requests"
        if kind == "issues" and not draft.repository.issues_enabled:
            draft.extents[name] = Extent.absent("Issues are switched off in this project.")
        elif connection is None:
            draft.extents[name] = self._members_only(words)
        elif draft.base:
            draft.extents[name] = draft.base.extent(name)
        elif thrift and (parse.more(connection) or self._lacks_open(draft, kind)):
            held = draft.issues if kind == "issues" else draft.changes
            oldest = min((item.updated_at for item in held.values()), default=None)
            since = oldest if parse.more(connection) else draft.since
            draft.extents[name] = Extent(since, f"Only the last updated {words} are here. {thrift}")
        else:
            draft.extents[name] = Extent(draft.since)

    @staticmethod
    def _lacks_open(draft: Draft, kind: Kind) -> bool:
        """Whether there are open ones that were not touched for so long that they did not come."""
        repository = draft.repository
        if kind == "issues":
            return repository.issues_enabled and (repository.open_issues or 0) > draft.open_held(kind)
        there = repository.open_change_requests
        return there is None or there > draft.open_held(kind)

    # ------------------------------------------------------------ one project

    async def _finish(self, draft: Draft) -> Collected | Failure:
        """Fetch what GraphQL does not give, and close the draft."""
        repository = draft.repository
        try:
            commits = await self._commits(draft)
            tags = await self._tags(draft)
        except history.Rewritten:
            whole = Draft(draft.known, self._plan.asof - timedelta(days=COMMIT_WINDOW_DAYS), None)
            async with aclosing(Batch(self._asker, self._plan, [whole]).collect()) as outcomes:
                return await anext(outcomes)
        except CollectError as error:
            return failure(draft.known.repository.id, error)
        draft.extents["files"] = Extent()
        draft.extents["releases"] = self._releases_extent(draft)
        facts = draft.facts(commits, tags, self._plan, self._forge.host)
        return Collected(facts, parse.fingerprint(draft.node, repository))

    def _releases_extent(self, draft: Draft) -> Extent:
        connection = draft.node.get("releases")
        if connection is None:
            return self._members_only("releases")
        if not (connection.get("pageInfo") or {}).get("hasNextPage"):
            return Extent()
        oldest = min(
            (at for item in parse.nodes(connection) if (at := parse.moment(item.get("releasedAt")))),
            default=None,
        )
        return Extent(oldest, f"Only the latest {RELEASES} releases are here.")

    async def _commits(self, draft: Draft) -> tuple[Commit, ...]:
        repository, base = draft.repository, draft.base
        thrift = self._plan.thrift()
        if base:
            draft.extents["commits"] = base.extent("commits")
            if repository.head == base.repository.head:
                return ()
            if thrift:
                draft.extents["commits"] = Extent(base.extent("commits").since, thrift)
                return ()
            return await history.between(self._asker.client, repository, base.repository.head or "")
        draft.extents["commits"] = Extent(draft.since) if repository.head else Extent()
        if not repository.head:
            return ()
        if thrift:
            draft.extents["commits"] = Extent.absent(thrift)
            return ()
        try:
            return await history.commits(self._asker.client, repository, draft.since)
        except NotFound:
            draft.extents["commits"] = self._members_only("commits")
            return ()

    async def _tags(self, draft: Draft) -> tuple[Tag, ...]:
        """Return the tags of a project without releases: only there they date its versions."""
        if any(parse.nodes(draft.node.get("releases"))):
            return ()
        draft.extents["tags"] = Extent()
        if not draft.repository.head:
            return ()
        if thrift := self._plan.thrift():
            draft.extents["tags"] = Extent.absent(thrift)
            return ()
        try:
            return await history.tags(self._asker.client, draft.repository)
        except NotFound:
            draft.extents["tags"] = self._members_only("tags")
            return ()

    def _members_only(self, what: str) -> Extent:
        return Extent.absent(f"{self._forge.host} shows the {what} of this project to members only.")


# ---------------------------------------------------------------- small things


def gone(repository: Repository, host: str) -> Failure:
    """Return the failure of a project that the forge no longer shows."""
    return Failure(
        repository.id,
        f"{host} shows {repository.name} no longer: it was deleted or made private; "
        "remove it from the configuration, or use a token that may see it.",
        "not-found",
        final=True,
    )


def failure(id: str, error: CollectError) -> Failure:
    """Return the failure that an error means."""
    kinds = {
        "NotFound": "not-found",
        "Unauthorised": "unauthorised",
        "NeedsToken": "needs-token",
        "Unreachable": "unreachable",
        "RateLimited": "rate-limited",
    }
    kind = kinds.get(type(error).__name__, "internal")
    return Failure(id, str(error), kind, final=kind == "not-found")  # type: ignore[arg-type]
