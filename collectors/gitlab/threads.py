"""Issues and merge requests of a batch: everything that was updated in the window, and what is open."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Literal

import msgspec

from civitop.errors import CollectError, Unreachable
from civitop.i18n.message import Phrase, say
from civitop.model import Extent, FactKind
from collectors.failures import MOST_PAGES, unreadable
from collectors.gitlab import parse
from collectors.gitlab.batches import LISTS, Asker
from collectors.gitlab.documents import KINDS, Conversation, Kind, ListPage, Window
from collectors.gitlab.parse import Json
from collectors.gitlab.partial_repository import Draft, members_only
from collectors.http.replies import Garbled, Unusable

NAMES: dict[Kind, FactKind] = {"issues": "issues", "mergeRequests": "change_requests"}

ONE: dict[Kind, Literal["issue", "mergeRequest"]] = {"issues": "issue", "mergeRequests": "mergeRequest"}
"""What the one is called that a list is of."""

Lists = Mapping[str, msgspec.Raw | CollectError]
"""The first pages by project, not yet decoded, or why they could not be had."""
Connections = dict[tuple[Draft, Kind], Json | None]


def window_of(drafts: Sequence[Draft]) -> Window:
    """Return what was updated in the time for which any of them wants to know."""
    return Window(updated_after=min(draft.since for draft in drafts))


async def first_pages(asker: Asker, drafts: Sequence[Draft], window: Window) -> Lists:
    """Ask for the first page of both lists, 50 projects to a request. Raises `CollectError`."""
    ids = [draft.known.repository.node_id or "" for draft in drafts]
    return await asker.projects(LISTS, ids, lambda documents, ids: documents.lists(ids, asker.page, window))


async def fetch(
    asker: Asker,
    drafts: Sequence[Draft],
    thrift: Callable[[], Phrase | None],
    asked: Awaitable[Lists] | None,
) -> None:
    """Fill drafts that are all whole, or all increments; with `thrift` by the first pages only.

    `asked` gives the first pages; `None`: they came with the details already. Raises `CollectError`.
    """
    if not drafts:
        return
    window = window_of(drafts)
    host = asker.client.forge.host
    connections = await (_taken(drafts, host) if asked is None else _first_pages(drafts, await asked, host))
    for (draft, kind), connection in connections.items():
        _judge(draft, kind, connection, host, thrift())
    if thrift():
        return
    await _follow(asker, drafts, connections, window)
    left = [draft for draft in drafts if not draft.base and any(_lacks_open(draft, kind) for kind in KINDS)]
    if left:
        window = Window(opened_before=window.updated_after)
        connections = await _first_pages(left, await first_pages(asker, left, window), host)
        await _follow(asker, left, connections, window)
    await _read_on(asker, drafts)


async def _read_on(asker: Asker, drafts: Sequence[Draft]) -> None:
    """Take in all notes of what nobody answered among the first; what cannot be had stays as it is."""
    by_path = {draft.repository.name: draft for draft in drafts}
    wanted = [
        Conversation(draft.repository.name, ONE[kind], number)
        for draft in drafts
        for kind, number in draft.unanswered
    ]
    async for asked, thread in asker.pages(wanted):
        if not isinstance(thread, CollectError):
            kind: Kind = "issues" if asked.kind == "issue" else "mergeRequests"
            by_path[asked.project].hear(kind, asked.number, thread, asker.client.forge.host)


async def _taken(drafts: Sequence[Draft], host: str) -> Connections:
    """Take in the first pages that came with the details."""
    connections: Connections = {}
    for draft in drafts:
        for kind in KINDS:
            connections[draft, kind] = draft.node.get(kind)
            draft.take(kind, draft.node.get(kind), host)
        await asyncio.sleep(0)
    return connections


async def _first_pages(drafts: Sequence[Draft], found: Lists, host: str) -> Connections:
    """Take in the first page of both lists."""
    connections: Connections = {}
    for draft in drafts:
        held = found.get(draft.known.repository.node_id or "")
        if isinstance(held, CollectError):
            draft.problem = held
        try:
            node = parse.load(held) if isinstance(held, msgspec.Raw) else {}
        except (Garbled, Unusable) as error:
            draft.problem, node = Unreachable(unreadable(draft.repository, host, error).error), {}
        for kind in KINDS:
            connections[draft, kind] = node.get(kind)
            draft.take(kind, node.get(kind), host)
        await asyncio.sleep(0)  # thousands of items came at once; the screen wants its turn
    return connections


async def _follow(asker: Asker, drafts: Sequence[Draft], first: Connections, window: Window) -> None:
    """Take in the further pages, several to a request."""
    by_path = {draft.repository.name: draft for draft in drafts}
    pages = [
        ListPage(draft.repository.name, kind, window, cursor)
        for (draft, kind), connection in first.items()
        if (cursor := parse.more(connection))
    ]
    seen = {(page.project, page.kind, page.cursor) for page in pages}
    pages_of: Counter[tuple[str, Kind]] = Counter()
    while pages:
        following = []
        async for page, connection in asker.pages(pages):
            draft = by_path[page.project]
            if isinstance(connection, CollectError):
                draft.problem = connection
                continue
            held = draft.held(page.kind)
            draft.take(page.kind, connection, asker.client.forge.host)
            if not (cursor := parse.more(connection)):
                continue
            pages_of[page.project, page.kind] += 1
            following_page = (page.project, page.kind, cursor)
            circle = following_page in seen or draft.held(page.kind) == held
            if circle or pages_of[page.project, page.kind] >= MOST_PAGES:
                draft.cut(NAMES[page.kind])
                continue
            seen.add(following_page)
            following.append(ListPage(page.project, page.kind, window, cursor))
        pages = following


def _judge(draft: Draft, kind: Kind, connection: Json | None, host: str, thrift: Phrase | None) -> None:
    """Say how much of a list will be held."""
    name = NAMES[kind]
    if kind == "issues" and not draft.repository.issues_enabled:
        draft.extents[name] = Extent.absent(say("Issues are switched off in this project."))
    elif kind == "mergeRequests" and draft.node.get("mergeRequestsEnabled") is False:
        draft.extents[name] = Extent.absent(say("Merge requests are switched off in this project."))
    elif connection is None:
        draft.extents[name] = members_only(name, host)
    elif draft.base:
        draft.extents[name] = draft.base.extent(name)
    elif thrift and (parse.more(connection) or _lacks_open(draft, kind)):
        held = draft.issues if kind == "issues" else draft.changes
        oldest = min((item.updated_at for item in held.values()), default=None)
        since = oldest if parse.more(connection) else draft.since
        draft.extents[name] = Extent(since, _some(kind, thrift))
    else:
        draft.extents[name] = Extent(draft.since)


def _some(kind: Kind, why: Phrase) -> Phrase:
    if kind == "issues":
        return say("Only the last updated issues are here. {why}", why=why)
    return say("Only the last updated merge requests are here. {why}", why=why)


def _lacks_open(draft: Draft, kind: Kind) -> bool:
    """Whether there are open ones that were not touched for so long that they did not come."""
    repository = draft.repository
    if kind == "issues":
        return repository.issues_enabled and (repository.open_issues or 0) > draft.open_held(kind)
    there = repository.open_change_requests
    return there is None or there > draft.open_held(kind)
