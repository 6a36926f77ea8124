"""Histories by git, conversations by the interface: a collector around a forge's own one.

`auto` completes by git what the interface did not give: everything about the history where there is no token,
and where the interface's budget ends half way; `git` takes histories from git always.
"""

import contextlib
from collections.abc import AsyncIterator, Awaitable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Literal

from msgspec.structs import replace

from civitop.errors import CollectError
from civitop.i18n.message import Phrase, say
from civitop.model import Extent, FactKind, Facts, Profile, Repository
from civitop.polling.collector import Collected, Collector, Failure, Known
from civitop.polling.facts_merge import merge
from civitop.polling.ingest import Clock
from collectors.around.base import Around
from collectors.concurrency import completing
from collectors.failures import nothing_committed
from collectors.git.histories import Histories
from collectors.waits import Waits

KINDS: tuple[FactKind, ...] = ("commits", "tags", "files")
"""The kinds of facts that git gives; releases are the forge's."""
TALKS: tuple[FactKind, ...] = ("issues", "change_requests", "releases")
"""The kinds that only the interface gives."""
UNREAD = ":unread"
"""Stands behind the fingerprint of facts that are not whole, so that the next round asks for all of them."""
LONGEST_WAIT = timedelta(seconds=60)
"""For the interface's limits, while git can tell the history at once."""
_EMPTY = nothing_committed()


class WithHistories(Around):
    """Fulfils `civitop.polling.collector.Collector` by a forge's collector and git."""

    def __init__(
        self,
        inner: Collector,
        histories: Histories,
        history: Literal["auto", "git"],
        waits: Waits,
        clock: Clock,
    ) -> None:
        """`history` as in the forge's settings; `waits` are those of the inner collector."""
        super().__init__(inner)
        self._waits = waits
        self._clock = clock
        self._histories = histories
        self._always = history == "git"

    async def profiles(self, logins: Sequence[str]) -> AsyncIterator[Profile | Failure]:
        """Yield what accounts publish."""
        with self._waits.each_at_most(LONGEST_WAIT):
            async for answer in self._inner.profiles(logins):
                yield answer

    async def collect(self, known: Sequence[Known], asof: datetime) -> AsyncIterator[Collected | Failure]:
        """Yield facts as they arrive, those that lack a history once git has told it."""
        by_id = {each.repository.id: each for each in known}
        # What lacks its history is not added to but asked for as a whole.
        asked = [Known(each.repository, deep=each.deep) if _unread(each) else each for each in known]

        async def by_interface() -> AsyncIterator[Collected | Failure]:
            with self._waits.each_at_most(LONGEST_WAIT):
                async for answer in self._inner.collect(asked, asof):
                    yield answer

        answers = completing(by_interface(), lambda answer: self._for_git(answer, by_id, asof))
        async with contextlib.aclosing(answers):
            async for answer in answers:
                yield answer

    def _for_git(
        self, answer: Collected | Failure, by_id: Mapping[str, Known], asof: datetime
    ) -> Awaitable[Collected | Failure] | None:
        """Return what makes an answer of one that git can complete; `None` where it stays as it is."""
        if isinstance(answer, Failure):
            known = by_id.get(answer.id)
            late = answer.kind == "rate-limited" and known is not None and known.repository.url
            return self._instead(answer, known, asof) if late and known else None
        commits = answer.facts.extent("commits")
        if not answer.facts.repository.url or (not self._always and commits.held) or commits == _EMPTY:
            return None
        return self._completed(answer, by_id.get(answer.facts.repository.id), asof)

    async def _instead(self, late: Failure, known: Known, asof: datetime) -> Collected | Failure:
        """Return the facts of a repository that the interface's budget did not reach, its history from git."""
        try:
            facts = await self._histories.complete(_without_talks(known, late.error, self._clock()), asof)
        except CollectError:
            return late
        except Exception as error:  # of every kind: the others are read
            return Failure(late.id, _stumbled(known.repository, error), "internal")
        note = say("The history came by git. {why}", why=late.error)
        commits = facts.extent("commits")
        extents = {**facts.extents, "commits": replace(commits, note=commits.note or note)}
        fingerprint = (known.fingerprint or "").removesuffix(UNREAD) + UNREAD
        return Collected(replace(facts, extents=extents), fingerprint)

    async def _completed(self, answer: Collected, known: Known | None, asof: datetime) -> Collected:
        """Return the facts with a history; where git cannot read it, with the one that is held, and the reason."""
        if answer.facts.base:
            try:
                answer = Collected(merge(known.facts() if known else None, answer.facts), answer.fingerprint)
            except ValueError:
                return answer  # whoever keeps it says so, and asks for the whole
        try:
            return Collected(await self._histories.complete(answer.facts, asof), answer.fingerprint)
        except CollectError as error:
            why = error.phrase
        except Exception as error:  # of every kind: the others are read
            why = _stumbled(answer.facts.repository, error)
        if answer.facts.extent("commits").held:
            return answer
        held = known.facts() if known and known.fingerprint else None
        return Collected(_without(answer.facts, held, why), answer.fingerprint + UNREAD)

    async def aclose(self) -> None:
        """Close the interface's connections and end all git processes."""
        await super().aclose()
        await self._histories.aclose()


def _stumbled(repository: Repository, error: Exception) -> Phrase:
    return say(
        "{name} could not be read ({why}); please report this.",
        name=repository.name,
        why=type(error).__name__,
    )


def _without_talks(known: Known, why: Phrase, now: datetime) -> Facts:
    """Return what is held of the conversations, or that nothing is; `why` they are not asked for now."""
    held = known.facts() if known.fingerprint else None
    if held is None or held.base:
        extents = dict.fromkeys((*KINDS, *TALKS), Extent.absent(why))
        return Facts(repository=known.repository, collected_at=now, source="", extents=extents)
    late = {kind: replace(held.extent(kind), missing=why) for kind in TALKS}
    return replace(held, collected_at=now, extents={**held.extents, **late})


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
