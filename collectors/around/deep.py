"""Whole histories, where they are asked for: a collector around any other one (`Known.deep`).

The fingerprint of facts that were read in depth carries a mark, so that a repository of which that is asked for
the first time counts as changed, and one whose reading failed is tried again in the next round.
"""

import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from datetime import datetime

from msgspec.structs import replace

from civitop.config.settings import Forge
from civitop.errors import CollectError
from civitop.i18n.message import say
from civitop.model import Facts, Repository
from civitop.polling.collector import Collected, Collector, Failure, Known, Pulse
from collectors.around.base import Around
from collectors.concurrency import completing
from collectors.git.address import Place, place
from collectors.git.deep_histories import DeepHistories, unread

MARK = ":deep"
"""Stands behind the fingerprint of facts that hold the whole history."""


class WithDeepHistories(Around):
    """Fulfils `civitop.polling.collector.Collector` by a forge's collector and git."""

    def __init__(self, inner: Collector, histories: DeepHistories, forge: Forge) -> None:
        super().__init__(inner)
        self._histories = histories
        self._forge = forge

    async def pulse(self, known: Sequence[Known]) -> AsyncIterator[Pulse | Failure]:
        """Yield what the forge tells of change; what lacks a history that is wanted has changed."""
        of = _finder(known)
        async for answer in self._inner.pulse([_unmarked(each) for each in known]):
            if isinstance(answer, Pulse):
                each = of(answer.repository)
                if each and (each.deep or _is_marked(each)):
                    answer = replace(answer, fingerprint=answer.fingerprint + MARK)
            yield answer

    async def collect(self, known: Sequence[Known], asof: datetime) -> AsyncIterator[Collected | Failure]:
        """Yield facts as they arrive, those whose whole history is wanted once git has read it."""
        of = _finder(known)

        def work(answer: Collected | Failure) -> Awaitable[Collected | Failure] | None:
            if isinstance(answer, Failure):
                return None
            each = of(answer.facts.repository)
            return self._deepened(answer, each) if each and each.deep else None

        inner = self._inner.collect([_unmarked(each) for each in known], asof)
        async with contextlib.aclosing(completing(inner, work)) as answers:
            async for answer in answers:
                yield answer

    async def deepen(self, facts: Facts) -> Facts:
        """Return what is held of a repository with its whole history; the forge is not asked. Raises `CollectError`."""
        return await self._histories.complete(facts, self._place(facts.repository), facts)

    async def aclose(self) -> None:
        """Close what the forge's collector holds, and end all git processes."""
        await super().aclose()
        await self._histories.aclose()

    async def _deepened(self, answer: Collected, known: Known) -> Collected:
        """Return the facts with the whole history; where git cannot read it now, the reason, to be tried again."""
        facts = answer.facts
        held = known.facts() if known.fingerprint else None
        try:
            facts = await self._histories.complete(facts, self._place(facts.repository), held)
        except CollectError as error:
            return replace(answer, facts=unread(facts, held, error.phrase))
        except Exception as error:  # of every kind: the others are read
            why = say(
                "{name} could not be read ({why}); please report this.",
                name=facts.repository.name,
                why=type(error).__name__,
            )
            return replace(answer, facts=unread(facts, held, why))
        return Collected(facts, answer.fingerprint + MARK)

    def _place(self, repository: Repository) -> Place:
        """Return where the repository is cloned from; raises `NotFound`."""
        if self._forge.addressed:
            return replace(place(f"{repository.url}.git"), branch=repository.branch)
        return place(repository.id.removeprefix(f"{self._forge.name}:"), self._forge.url)


def _finder(known: Sequence[Known]) -> Callable[[Repository], Known | None]:
    """Return what finds a repository among those that are known, also one that was renamed."""
    by_id = {each.repository.id: each for each in known}
    by_node = {each.repository.node_id: each for each in known if each.repository.node_id}
    return lambda seen: by_id.get(seen.id) or by_node.get(seen.node_id or "")


def _is_marked(known: Known) -> bool:
    return (known.fingerprint or "").endswith(MARK)


def _unmarked(known: Known) -> Known:
    return replace(known, fingerprint=known.fingerprint and known.fingerprint.removesuffix(MARK))
