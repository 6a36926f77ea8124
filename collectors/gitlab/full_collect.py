"""Collecting the facts of a batch of projects, whole or what is new since the last time."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Sequence
from contextlib import aclosing

from civitop.errors import CollectError, NotFound
from civitop.model import (
    Commit,
    Extent,
    Tag,
)
from civitop.polling.collector import Collected, Failure, Known
from collectors.failures import by_git, unreadable
from collectors.gitlab import history, parse, releases
from collectors.gitlab.batches import Asker, as_ready
from collectors.gitlab.documents import PAGE_TOGETHER, SMALLEST_PAGE, Documents
from collectors.gitlab.failures import failure, gone
from collectors.gitlab.partial_repository import (
    Draft,
    Plan,
    complete,
    lacking_history,
    members_only,
    start,
)
from collectors.gitlab.threads import Lists, fetch, first_pages, window_of


class Batch:
    """Up to 50 projects that share their requests."""

    def __init__(self, asker: Asker, plan: Plan, known: Sequence[Known], *, whole: bool = False) -> None:
        self._asker = asker
        self._plan = plan
        self._forge = asker.client.forge
        self._known = known
        self._whole = whole
        self._asked_at = plan.now()

    async def collect(self) -> AsyncGenerator[Collected | Failure]:
        """Yield each project's facts as they arrive."""
        self._asked_at = self._plan.now()
        drafts = []
        for item in self._known:
            drafts.append(start(item, self._plan, whole=self._whole))
            await asyncio.sleep(0)  # the stored facts of each may be large
        for group in ([each for each in drafts if not each.base], [each for each in drafts if each.base]):
            if group:
                async with aclosing(self._collected(group)) as outcomes:
                    async for outcome in outcomes:
                        yield outcome

    async def _collected(self, drafts: Sequence[Draft]) -> AsyncGenerator[Collected | Failure]:
        """Collect projects that are all whole, or all increments."""
        ids = [each.known.repository.node_id or "" for each in drafts]
        window = window_of(drafts)
        found = await self._asker.together(ids, window, SMALLEST_PAGE if drafts[0].base else PAGE_TOGETHER)
        # Both ask by the same ids: neither has to wait for the other.
        lists = asyncio.ensure_future(first_pages(self._asker, drafts, window)) if found is None else None
        try:
            if found is None:
                found = await self._asker.projects("details", ids, Documents.details)
            present = []
            for each in drafts:
                node = found.get(each.known.repository.node_id or "")
                if node is None:
                    yield gone(each.known.repository, self._forge.host)
                    continue
                if isinstance(node, CollectError):
                    yield failure(each.known.repository.id, node)
                    continue
                try:
                    each.node = parse.load(node)
                    each.repository = parse.repository(each.node, self._forge, self._asker.branch)
                except Exception as error:  # of every kind: its neighbours go on
                    yield unreadable(each.known.repository, self._forge.host, error)
                    continue
                present.append(each)
            listed = asyncio.Event()
            work = (self._fetch(present, lists, listed), *(self._finish(each, listed) for each in present))
            async with aclosing(as_ready(work)) as outcomes:
                async for outcome in outcomes:
                    if outcome:
                        yield outcome
        finally:
            if lists:
                lists.cancel()
                await asyncio.gather(lists, return_exceptions=True)

    async def _fetch(
        self, drafts: Sequence[Draft], lists: Awaitable[Lists] | None, listed: asyncio.Event
    ) -> None:
        """Fill the lists; their further pages and the histories need not wait for each other."""
        await fetch(self._asker, drafts, self._plan.thrift, lists)
        if not self._plan.thrift():
            await releases.read_on(self._asker, drafts, self._plan.asof)
        listed.set()

    # ------------------------------------------------------------ one project

    async def _finish(self, draft: Draft, listed: asyncio.Event) -> Collected | Failure:
        """Fetch what GraphQL does not give, and close the draft; whatever goes wrong is this project's alone."""
        try:
            return await self._finished(draft, listed)
        except Exception as error:  # of every kind
            return unreadable(draft.known.repository, self._forge.host, error)

    async def _finished(self, draft: Draft, listed: asyncio.Event) -> Collected | Failure:
        try:
            commits = await self._commits(draft)
            tags = await self._tags(draft)
            await listed.wait()
            if draft.problem:
                raise draft.problem
            if draft.lost_something():
                raise history.Rewritten
        except history.Rewritten:
            again = Batch(self._asker, self._plan, [draft.known], whole=True)
            async with aclosing(again.collect()) as outcomes:
                return await anext(outcomes)
        except CollectError as error:
            return failure(draft.known.repository.id, error)
        return self._closed(draft, commits, tags)

    def _closed(self, draft: Draft, commits: tuple[Commit, ...], tags: tuple[Tag, ...]) -> Collected:
        has_files = draft.repository.head is not None
        draft.extents["files"] = Extent() if has_files else lacking_history(draft, "files", self._forge.host)
        draft.extents["releases"] = releases.extent(
            draft.node.get("releases"), self._forge.host, self._plan.asof
        )
        facts = draft.facts(commits, tags, self._asked_at, self._forge.host)
        patchy = bool(self._plan.thrift()) or (draft.base is not None and not complete(draft.base))
        return Collected(facts, parse.fingerprint(draft.node, draft.repository, patchy=patchy))

    async def _commits(self, draft: Draft) -> tuple[Commit, ...]:
        repository, base = draft.repository, draft.base
        if self._plan.by_git:
            draft.extents["commits"] = Extent.absent(by_git())
            return ()
        thrift = self._plan.thrift()
        if base:
            draft.extents["commits"] = base.extent("commits")
            if repository.head == base.repository.head or not base.extent("commits").held:
                return ()
            if thrift:
                draft.extents["commits"] = Extent(base.extent("commits").since, thrift)
                return ()
            return await history.between(self._asker.client, repository, base.repository.head or "")
        if not repository.head:
            draft.extents["commits"] = lacking_history(draft, "commits", self._forge.host)
            return ()
        draft.extents["commits"] = Extent(draft.since)
        if thrift:
            draft.extents["commits"] = Extent.absent(thrift)
            return ()
        try:
            commits, whole = await history.commits(self._asker.client, repository, draft.since)
        except NotFound:
            draft.extents["commits"] = members_only("commits", self._forge.host)
            return ()
        if not whole:
            draft.cut("commits")
        return commits

    async def _tags(self, draft: Draft) -> tuple[Tag, ...]:
        """Return the tags of a project without releases: only there they date its versions."""
        if self._plan.by_git:
            draft.extents["tags"] = Extent.absent(by_git())
            return ()
        if any(parse.nodes(draft.node.get("releases"))):
            return ()
        if draft.base and draft.base.extent("tags").missing:
            return ()  # the increment leaves them as they are
        if not draft.repository.head:
            draft.extents["tags"] = lacking_history(draft, "tags", self._forge.host)
            return ()
        draft.extents["tags"] = Extent()
        if thrift := self._plan.thrift():
            draft.extents["tags"] = Extent.absent(thrift)
            return ()
        try:
            tags, whole = await history.tags(self._asker.client, draft.repository)
        except NotFound:
            draft.extents["tags"] = members_only("tags", self._forge.host)
            return ()
        if not whole:
            draft.cut("tags")
        return tags
