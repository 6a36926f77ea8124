"""Which repositories a source means: those of an owner, or the one that is named."""

from collections.abc import AsyncIterator
from functools import partial
from typing import Any

from civitop.config.settings import Forge
from civitop.config.sources import Source
from civitop.errors import NotFound
from civitop.i18n.message import say
from civitop.model import Repository
from civitop.polling.collector import Failure
from civitop.sanitise import plain
from collectors.concurrency import Gathering
from collectors.failures import MOST_PAGES, endless, of_source
from collectors.github import parse
from collectors.github.documents import Item
from collectors.github.failures import failure, guarded
from collectors.github.graph import Graph, ItemAnswer
from collectors.github.parse import Reader


class Listing:
    """Asks GraphQL what sources mean, many of them in one request where they are asked for together."""

    def __init__(self, graph: Graph, reader: Reader, forge: Forge) -> None:
        self._forge = forge
        self._reader = reader
        self._gathering: Gathering[Item, ItemAnswer] = Gathering(graph.ask)

    def discover(self, source: Source) -> AsyncIterator[Repository | Failure]:
        """Yield the repositories of a source; raises `CollectError`."""
        return self._named(source) if "/" in source.path else self._owned(source)

    async def _named(self, source: Source) -> AsyncIterator[Repository | Failure]:
        owner, _slash, name = source.path.partition("/")
        unseen = of_source(source)
        answer = await self._gathering.ask(Item("repository", variables=(("owner", owner), ("name", name))))
        if answer.problem:
            yield failure(unseen, answer.problem, self._forge)
        else:
            yield guarded(unseen, self._forge, partial(self._reader.repository, answer.data))

    async def _owned(self, source: Source) -> AsyncIterator[Repository | Failure]:
        after = None
        cursors: set[str | None] = {None}
        unseen = of_source(source)
        while True:
            variables: tuple[tuple[str, Any], ...] = (("login", source.path), ("after", after))
            if not source.forks:
                variables += (("fork", False),)
            answer = await self._gathering.ask(Item("owner", variables=variables))
            if answer.problem:
                name, host = plain(source.path), self._forge.host
                if answer.problem.type == "NOT_FOUND":
                    raise NotFound(
                        say("{host} knows no owner named {name}: check the name.", host=host, name=name)
                    )
                why = answer.problem.message
                raise NotFound(say("{host} does not show {name}: {why}", host=host, name=name, why=why))
            connection = answer.data.get("repositories")
            for node in parse.nodes(connection):
                yield guarded(unseen, self._forge, partial(self._reader.repository, node))
            if not connection or not parse.more(connection):
                return
            after = connection["pageInfo"].get("endCursor")
            if after in cursors or len(cursors) >= MOST_PAGES:
                raise endless(self._forge, source.path)
            cursors.add(after)
