"""Histories by git, conversations by the interface: a collector around a forge's own one.

`auto` completes by git what the interface did not give, which is everything about the history where there is
no token; `git` takes histories from git always.
"""

import asyncio
import contextlib
from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from datetime import datetime
from typing import Literal

from msgspec.structs import replace

from civitop.config.sources import Source
from civitop.errors import CollectError
from civitop.i18n.message import Phrase, say
from civitop.model import Extent, FactKind, Facts, Profile, Repository
from civitop.polling.collector import Check, Collected, Collector, Cost, Failure, Known, Pulse
from collectors.git.histories import Histories

KINDS: tuple[FactKind, ...] = ("commits", "tags", "files")
"""The kinds of facts that git gives; releases are the forge's."""
UNREAD = ":unread"
"""Stands behind the fingerprint of facts whose history git could not read, so that the next round tries again."""


class WithHistories:
    """Fulfils `civitop.polling.collector.Collector` by a forge's collector and git."""

    def __init__(self, inner: Collector, histories: Histories, history: Literal["auto", "git"]) -> None:
        """`history` as in the forge's settings."""
        self._inner = inner
        self._histories = histories
        self._always = history == "git"

    def discover(self, source: Source) -> AsyncIterator[Repository | Failure]:
        """Yield what the forge lists."""
        return self._inner.discover(source)

    def pulse(self, known: Sequence[Known]) -> AsyncIterator[Pulse | Failure]:
        """Yield what the forge tells of change."""
        return self._inner.pulse(known)

    def profiles(self, logins: Sequence[str]) -> AsyncIterator[Profile | Failure]:
        """Yield what accounts publish."""
        return self._inner.profiles(logins)

    def plan(self, first: int, unchanged: int, changed: int) -> Cost:
        """Estimate a round of the interface; git costs none of its budget."""
        return self._inner.plan(first, unchanged, changed)

    async def check(self) -> Check:
        """Ask the interface."""
        return await self._inner.check()

    async def collect(self, known: Sequence[Known], asof: datetime) -> AsyncIterator[Collected | Failure]:
        """Yield facts as they arrive, those that lack a history once git has told it."""
        ready: asyncio.Queue[Collected | Failure | None] = asyncio.Queue()
        at_git: set[asyncio.Task[None]] = set()
        by_id = {each.repository.id: each for each in known}
        # What lacks its history is not added to but asked for as a whole.
        asked = [Known(each.repository) if _unread(each) else each for each in known]

        async def by_git(answer: Collected) -> None:
            await ready.put(await self._completed(answer, by_id.get(answer.facts.repository.id), asof))

        async def by_interface() -> None:
            try:
                async for answer in self._inner.collect(asked, asof):
                    if isinstance(answer, Collected) and self._lacks(answer.facts):
                        at_git.add(asyncio.create_task(by_git(answer)))
                    else:
                        await ready.put(answer)
                await asyncio.gather(*at_git)
            finally:
                await ready.put(None)

        async with contextlib.aclosing(_told(asyncio.create_task(by_interface()), ready)) as answers:
            try:
                async for answer in answers:
                    yield answer
            finally:
                for task in at_git:
                    task.cancel()
                await asyncio.gather(*at_git, return_exceptions=True)

    def _lacks(self, facts: Facts) -> bool:
        whole = facts.base is None and facts.repository.url != ""
        return whole and (self._always or not facts.extent("commits").held)

    async def _completed(self, answer: Collected, known: Known | None, asof: datetime) -> Collected:
        """Return the facts with a history; where git cannot read it, with the one that is held, and the reason."""
        try:
            return Collected(await self._histories.complete(answer.facts, asof), answer.fingerprint)
        except CollectError as error:
            why = error.phrase
        except Exception as error:  # of every kind: the others are read
            why = say(
                "{name} could not be read ({why}); please report this.",
                name=answer.facts.repository.name,
                why=type(error).__name__,
            )
        if answer.facts.extent("commits").held:
            return answer
        held = known.facts() if known and known.fingerprint else None
        return Collected(_without(answer.facts, held, why), answer.fingerprint + UNREAD)

    async def aclose(self) -> None:
        """Close the interface's connections and end all git processes."""
        await self._inner.aclose()
        await self._histories.aclose()


def _unread(known: Known) -> bool:
    return (known.fingerprint or "").endswith(UNREAD)


def _without(facts: Facts, held: Facts | None, why: Phrase) -> Facts:
    """Return facts with the history that is `held` of another day, or with none; `why` git could not read it."""
    if held is None or not held.extent("commits").held:
        lacking = {kind: Extent.absent(why) for kind in KINDS if not facts.extent(kind).held}
        return replace(facts, extents={**facts.extents, **lacking})
    late = {kind: replace(held.extent(kind), missing=why) for kind in KINDS}
    return replace(
        facts,
        repository=replace(facts.repository, head=held.repository.head),
        source=held.source,
        commits=held.commits,
        tags=held.tags,
        files=held.files,
        documents=held.documents,
        mailmap=held.mailmap,
        extents={**facts.extents, **late},
    )


async def _told(
    task: asyncio.Task[None], ready: asyncio.Queue[Collected | Failure | None]
) -> AsyncGenerator[Collected | Failure, None]:
    """Yield what is ready until `None` comes, then raise what the task ended with."""
    try:
        while (answer := await ready.get()) is not None:
            yield answer
        await task
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
