"""Asking a GitLab for many projects at once: pieces that shrink when they are too heavy, and grow again."""

import asyncio
from collections import deque
from collections.abc import AsyncGenerator, Callable, Coroutine, Iterable, Iterator, Mapping, Sequence
from contextlib import aclosing
from functools import partial
from typing import Any, Literal, Protocol, TypeVar

import msgspec
from msgspec import Struct

from civitop.errors import CollectError, Unreachable
from civitop.i18n.message import say
from collectors.gitlab.client import Answer, Client, Refused
from collectors.gitlab.documents import (
    BATCH,
    GROUPS,
    LIMIT_ANONYMOUS,
    LIMIT_AUTHENTICATED,
    PAGE_ANONYMOUS,
    PAGE_AUTHENTICATED,
    SMALLEST_PAGE,
    Conversation,
    Documents,
    Page,
    ReleasePage,
    Wanted,
    Window,
    lacking,
    packed,
    page_beside,
)
from collectors.gitlab.parse import Json
from collectors.http.replies import Garbled, TooHeavy, Unusable, decode
from collectors.http.transport import NoConnection

LISTS = "lists"
"""The kind of query that has pages; the others only have projects."""

T = TypeVar("T")


class ByIds(Protocol):
    """Makes a query over projects."""

    def __call__(self, documents: Documents, /, ids: Sequence[str]) -> str:
        """Return the document."""


class Asker:
    """Runs the documents against one forge and remembers what it bears: fields, pieces, pages.

    They are about one `branch` of projects or (empty) their default ones.
    """

    def __init__(self, client: Client, branch: str = "") -> None:
        self.client = client
        self.branch = branch
        self.documents = Documents(branch=branch)
        self._size: dict[str, int] = {}
        """Projects in one request, by the kind of query."""
        self.page = PAGE_AUTHENTICATED if client.authenticated else PAGE_ANONYMOUS
        """Issues and merge requests of each project in one request."""
        self._largest_page = self.page
        self._limit = LIMIT_AUTHENTICATED if client.authenticated else LIMIT_ANONYMOUS
        self._apart = False
        """Whether this forge refused details and lists in one request."""

    async def run(self, build: Callable[[Documents], str], *, heavy: bool = False) -> Answer:
        """Run the query that `build` makes, without the optional fields that the forge does not know.

        Raises `Refused`, `TooHeavy` (with `heavy`), `CollectError`.
        """
        while True:
            asked = self.documents
            try:
                return await self.client.graphql(build(asked), heavy=heavy)
            except Refused as refused:
                lacks = lacking(refused.errors)
                if lacks <= asked.lacks:
                    raise
                self.documents = Documents(
                    self.documents.lacks | lacks, self.branch
                )  # others may have found more

    async def together(
        self, ids: Sequence[str], window: Window, smallest: int
    ) -> Mapping[str, msgspec.Raw | CollectError] | None:
        """Return the details of a few projects with the first pages of their lists, in one request.

        `None` where that is too much: fewer than `smallest` items of a list would fit, or the forge gave
        up or refused. They are to be asked for apart then. Raises `CollectError`.
        """
        page = page_beside(len(ids), self._limit)
        if self._apart or page < min(smallest, self._largest_page):
            return None
        try:
            answer = await self.run(lambda documents: documents.together(ids, page, window), heavy=True)
        except TooHeavy:
            return None
        except Refused:
            self._apart = True
            return None
        if len(ids) > 1:
            self.page = self._largest_page  # it only shrank for a project that was too heavy alone
        try:
            return self._of(ids, answer)
        except (Garbled, Unusable):
            return None

    async def projects(
        self, kind: str, ids: Sequence[str], build: ByIds, by: Literal["id", "fullPath"] = "id"
    ) -> Mapping[str, msgspec.Raw | CollectError]:
        """Return the projects that there are, by id and not yet decoded, or why one could not be had.

        With `by` as `fullPath` they are asked for by their paths, and found under those that they have.

        Whoever is missing is not there or not to be seen. Raises `CollectError` when the forge
        cannot be asked at all.
        """
        found: dict[str, msgspec.Raw | CollectError] = {}
        rest = deque([tuple(ids)])
        while rest:
            piece = rest.popleft()
            size = self._size.get(kind, BATCH)
            if len(piece) > size:
                rest.extendleft([piece[size:], piece[:size]])
                continue
            pages = kind == LISTS and self.page > SMALLEST_PAGE
            try:
                answer = await self.run(partial(build, ids=piece), heavy=len(piece) > 1 or pages)
                of = self._of(piece, answer, by)
            except (TooHeavy, Garbled, Unusable):
                self._lighten(kind, len(piece))
                rest.appendleft(piece)
            except Refused as refused:
                self._make_room(kind, len(piece), refused)
                rest.appendleft(piece)
            except Unreachable as error:
                if len(piece) > 1 or isinstance(error, NoConnection):
                    raise
                found[piece[0]] = error  # too heavy even alone: its neighbours go on
            else:
                self._grow(kind, len(piece))
                found.update(of)
                if answer.errors:
                    found.update(dict.fromkeys(piece, self._faulty(answer)))
        return found

    async def members(self, paths: Sequence[str]) -> Mapping[str, Sequence[str] | None]:
        """Return the ids of each group's first projects, one more than `BATCH`; `None`: no group has that path.

        A group whose answer cannot be read is left out. Raises `CollectError`.
        """
        found: dict[str, Sequence[str] | None] = {}
        rest = deque(paths[start : start + GROUPS] for start in range(0, len(paths), GROUPS))
        while rest:
            piece = rest.popleft()
            alone = len(piece) == 1
            try:
                answer = await self.run(partial(Documents.members, paths=piece), heavy=not alone)
            except (TooHeavy, Refused) as error:
                if alone and isinstance(error, Refused):
                    raise self.nonsense(error) from error
                half = len(piece) // 2
                rest.extendleft([piece[half:], piece[:half]])
                continue
            for number, path in enumerate(piece):
                try:
                    group = decode(answer.data.get(f"g{number}", b"null"), _Group | None)
                except (Garbled, Unusable):
                    continue
                found[path] = [each.id for each in group.projects.nodes] if group else None
        return found

    def _of(
        self, ids: Sequence[str], answer: Answer, by: Literal["id", "fullPath"] = "id"
    ) -> Mapping[str, msgspec.Raw | CollectError]:
        """Return the projects of an answer by id.

        One whose id cannot be read may be any of several that were asked for: raises `Unusable` or
        `Garbled` then, so that they are asked for in halves, and nobody is said to be gone.
        """
        try:
            return {getattr(decode(node, _Identified), by): node for node in _nodes(answer)}
        except (Garbled, Unusable):
            if len(ids) > 1:
                raise
            return {ids[0]: self._unreadable}

    @property
    def _unreadable(self) -> Unreachable:
        return Unreachable(
            say(
                "{host} gave an answer about this project that cannot be read: "
                "civitop asks again in the next round.",
                host=self.client.forge.host,
            )
        )

    def _lighten(self, kind: str, size: int) -> None:
        if size > 1:
            self._size[kind] = size // 2
        else:
            self.page = max(SMALLEST_PAGE, self.page // 2)

    def _grow(self, kind: str, size: int) -> None:
        self._size[kind] = min(BATCH, max(self._size.get(kind, BATCH), size + 1))
        if kind == LISTS and size > 1:
            self.page = self._largest_page  # it only shrank for a project that was too heavy alone

    def _make_room(self, kind: str, size: int, refused: Refused) -> None:
        """Make a refused query smaller for good, or give up with what the forge said."""
        if refused.complexity and kind == LISTS and self.page > SMALLEST_PAGE:
            self.page = self._largest_page = max(SMALLEST_PAGE, self.page // 2)
        elif refused.complexity and size > 1:
            self._size[kind] = size // 2
        else:
            raise self.nonsense(refused) from refused

    def _faulty(self, answer: Answer) -> Unreachable:
        return Unreachable(
            say(
                "{host} could not answer all of the question ({why}): civitop asks again in the next round.",
                host=self.client.forge.host,
                why=str(answer.errors[0]),
            )
        )

    def nonsense(self, refused: Refused) -> Unreachable:
        """Return the error for a query that this forge cannot answer."""
        said = str(refused.errors[0]) if refused.errors else say("no reason given")
        return Unreachable(
            say(
                "{host} does not understand civitop's question ({why}): "
                "its GitLab is too old, or this is no GitLab.",
                host=self.client.forge.host,
                why=said,
            )
        )

    async def pages(self, pages: Sequence[Wanted]) -> AsyncGenerator[tuple[Wanted, Json | CollectError]]:
        """Yield each page or conversation with what came, or why it could not be had, as they come.

        Raises `CollectError` when the forge cannot be asked at all.
        """
        packs = packed(pages, self._limit)
        async with aclosing(as_ready(self._pack(pack) for pack in packs)) as answers:
            async for answered in answers:
                for page in answered:
                    yield page

    async def _pack(self, pack: Sequence[Wanted]) -> list[tuple[Wanted, Json | CollectError]]:
        alone = len(pack) == 1
        try:
            answer = await self.run(
                lambda documents: documents.pages(pack, PAGE_AUTHENTICATED), heavy=not alone
            )
        except (TooHeavy, Refused) as error:
            if alone and isinstance(error, Refused):
                raise self.nonsense(error) from error
            half = len(pack) // 2
            return await self._pack(pack[:half]) + await self._pack(pack[half:])
        except Unreachable as error:
            if not alone or isinstance(error, NoConnection):
                raise
            return [(pack[0], error)]
        return [(page, self._page(answer, number, page)) for number, page in enumerate(pack)]

    def _page(
        self, answer: Answer, number: int, page: Page | Conversation | ReleasePage
    ) -> Json | CollectError:
        try:
            held = answer.get(f"p{number}")
        except (Garbled, Unusable):
            return self._unreadable
        connection = held.get(page.kind) if isinstance(held, dict) else None
        return connection if isinstance(connection, dict) else self._lost

    @property
    def _lost(self) -> Unreachable:
        return Unreachable(
            say(
                "{host} lost a page of a long list: civitop asks again in the next round.",
                host=self.client.forge.host,
            )
        )


class _Identified(Struct, frozen=True):
    id: str
    fullPath: str = ""  # noqa: N815 - GitLab's name


class _Members(Struct, frozen=True):
    nodes: list[_Identified]


class _Group(Struct, frozen=True):
    projects: _Members


class _Projects(Struct, frozen=True):
    nodes: list[msgspec.Raw] | None = None


def _nodes(answer: Answer) -> Iterator[msgspec.Raw]:
    """Yield the projects of an answer, not yet decoded; raises `Garbled` and `Unusable`."""
    if "projects" in answer.data:
        held = decode(answer.data["projects"], _Projects | None)
        nodes = (held and held.nodes) or []
    else:
        nodes = list(answer.data.values())  # each under an alias of its own
    yield from (node for node in nodes if bytes(node) != b"null")


async def as_ready(work: Iterable[Coroutine[Any, Any, T]]) -> AsyncGenerator[T]:
    """Run everything at once and yield the results as they come; whoever stops listening ends the rest.

    The first error ends the rest too, and is raised.
    """
    tasks = [asyncio.ensure_future(piece) for piece in work]
    try:
        for task in asyncio.as_completed(tasks):
            yield await task
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
