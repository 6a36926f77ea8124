"""Asking a GitLab for many projects at once: pieces that shrink when they are too heavy, and grow again."""

import asyncio
from collections import deque
from collections.abc import AsyncGenerator, Callable, Coroutine, Iterable, Mapping, Sequence
from contextlib import aclosing
from functools import partial
from typing import Any, Protocol, TypeVar

from civitop.errors import Unreachable
from collectors.answers import TooHeavy
from collectors.gitlab.client import Answer, Client, Refused
from collectors.gitlab.parse import Json, nodes
from collectors.gitlab.queries import (
    BATCH,
    LIMIT_ANONYMOUS,
    LIMIT_AUTHENTICATED,
    PAGE_ANONYMOUS,
    PAGE_AUTHENTICATED,
    SMALLEST_PAGE,
    Documents,
    Page,
    lacking,
    packed,
)

T = TypeVar("T")


class ByIds(Protocol):
    """Makes a query over projects."""

    def __call__(self, documents: Documents, /, ids: Sequence[str]) -> str:
        """Return the document."""


class Asker:
    """Runs the documents against one forge and remembers what it bears: fields, pieces, pages."""

    def __init__(self, client: Client) -> None:
        self.client = client
        self.documents = Documents()
        self._size: dict[str, int] = {}
        """Projects in one request, by the kind of query."""
        self.page = PAGE_AUTHENTICATED if client.authenticated else PAGE_ANONYMOUS
        self._limit = LIMIT_AUTHENTICATED if client.authenticated else LIMIT_ANONYMOUS

    async def run(self, build: Callable[[Documents], str], *, heavy: bool = False) -> Answer:
        """Run the query that `build` makes, without the optional fields that the forge does not know.

        Raises `Refused`, `TooHeavy` (with `heavy`), `CollectError`.
        """
        while True:
            try:
                return await self.client.graphql(build(self.documents), heavy=heavy)
            except Refused as refused:
                lacks = self.documents.lacks | lacking(refused.errors)
                if lacks == self.documents.lacks:
                    raise
                self.documents = Documents(lacks)

    async def projects(self, kind: str, ids: Sequence[str], build: ByIds) -> Mapping[str, Json]:
        """Return the projects that there are, by id; whoever is missing is not there or not to be seen.

        Raises `CollectError`.
        """
        found: dict[str, Json] = {}
        rest = deque([tuple(ids)])
        while rest:
            piece = rest.popleft()
            size = self._size.get(kind, BATCH)
            if len(piece) > size:
                rest.extendleft([piece[size:], piece[:size]])
                continue
            try:
                answer = await self.run(partial(build, ids=piece), heavy=len(piece) > 1)
            except TooHeavy:
                self._shrink(kind, len(piece))
                rest.appendleft(piece)
            except Refused as refused:
                self._make_room(kind, len(piece), refused)
                rest.appendleft(piece)
            else:
                self._size[kind] = min(BATCH, max(size, len(piece) + 1))
                found.update((str(node.get("id")), node) for node in nodes(answer.data.get("projects")))
        return found

    def _shrink(self, kind: str, size: int) -> None:
        self._size[kind] = max(1, size // 2)

    def _make_room(self, kind: str, size: int, refused: Refused) -> None:
        """Make a refused query smaller, or give up with what the forge said."""
        if not refused.complexity or (size == 1 and self.page <= SMALLEST_PAGE):
            raise self.nonsense(refused) from refused
        if self.page > SMALLEST_PAGE and kind == "lists":
            self.page = max(SMALLEST_PAGE, self.page // 2)
        elif size > 1:
            self._shrink(kind, size)
        else:
            raise self.nonsense(refused) from refused

    def nonsense(self, refused: Refused) -> Unreachable:
        """Return the error for a query that this forge cannot answer."""
        said = refused.errors[0] if refused.errors else "no reason given"
        return Unreachable(
            f"{self.client.forge.host} does not understand civitop's question ({said}): "
            "its GitLab is too old, or this is no GitLab."
        )

    async def pages(self, pages: Sequence[Page]) -> AsyncGenerator[tuple[Page, Json]]:
        """Yield each page with its connection, as they come. Raises `CollectError`."""

        async def ask(pack: Sequence[Page], *, heavy: bool) -> list[tuple[Page, Json]]:
            try:
                answer = await self.run(
                    lambda documents: documents.pages(pack, PAGE_AUTHENTICATED), heavy=heavy
                )
            except (TooHeavy, Refused) as error:
                if len(pack) == 1:
                    if isinstance(error, Refused):
                        raise self.nonsense(error) from error
                    return await ask(pack, heavy=False)
                half = len(pack) // 2
                return await ask(pack[:half], heavy=True) + await ask(pack[half:], heavy=True)
            found = [(page, answer.data.get(f"p{number}")) for number, page in enumerate(pack)]
            return [
                (page, project[page.kind]) for page, project in found if project and project.get(page.kind)
            ]

        async with aclosing(
            as_ready(ask(pack, heavy=True) for pack in packed(pages, self._limit))
        ) as answers:
            async for answered in answers:
                for page in answered:
                    yield page


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
