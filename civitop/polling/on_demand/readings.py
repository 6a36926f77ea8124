"""Whole histories that a person asked for: each is read beside the rounds, and can be given up."""

import asyncio
import logging
from collections.abc import Callable

from civitop.errors import CivitopError
from civitop.i18n.message import Phrase, say
from civitop.model import Facts
from civitop.polling import events as ev
from civitop.polling.collector import Collector, ReadsDepth
from civitop.polling.depth.progress import Steps
from civitop.polling.ingest import Keeper
from civitop.polling.validation import Unfit
from civitop.store import Store

log = logging.getLogger(__name__)


class Readings:
    """The readings that are under way, at most one of each repository."""

    def __init__(
        self,
        store: Store,
        keeper: Callable[[], Keeper],
        collector: Callable[[str], Collector],
        tell: Callable[[ev.Event], None],
    ) -> None:
        """`keeper` returns the one in force; `collector` that of a forge, called in a thread; `tell` gets events."""
        self._store = store
        self._keeper = keeper
        self._collector = collector
        self._tell = tell
        self._under_way: dict[str, asyncio.Task[None]] = {}

    def begin(self, *repositories: str) -> None:
        """Start the reading of each repository, unless it is under way."""
        for repository in repositories:
            if repository not in self._under_way:
                task = self._under_way[repository] = asyncio.create_task(self._reading(repository))
                task.add_done_callback(lambda _, done=repository: self._under_way.pop(done))  # type: ignore[misc]

    def stop(self, repository: str) -> bool:
        """Give up the reading of a repository; return whether there was one."""
        task = self._under_way.get(repository)
        if task is not None:
            _cancel(task)
        return task is not None

    async def close(self) -> tuple[str, ...]:
        """Give up all, and return of which repositories they were once nothing of them runs any more."""
        given_up = dict(self._under_way)
        for task in given_up.values():
            _cancel(task)
        await asyncio.gather(*given_up.values(), return_exceptions=True)
        return tuple(given_up)

    async def _reading(self, repository: str) -> None:
        """Read one to its end; that it is over is told whatever happens."""
        steps = Steps(repository, lambda progress: self._tell(ev.Deepening(progress)))
        name = repository.partition(":")[2]
        why: Phrase | None = None
        try:
            steps.at("asking")
            why = await self._read(repository, name, steps)
        except CivitopError as error:
            why = error.phrase
        except Unfit as error:
            why = error.about(name)
        except Exception as error:  # of every kind: whoever asked for it is told, and everything else goes on
            log.exception("the whole history of %s could not be read", repository)
            why = say(
                "{name} could not be read ({why}); please report this.", name=name, why=type(error).__name__
            )
        finally:
            steps.over(why)

    async def _read(self, repository: str, name: str, steps: Steps) -> Phrase | None:
        """Read, keep and measure; return why there is no history."""
        collector = await asyncio.to_thread(self._collector, repository.partition(":")[0])
        facts = await asyncio.to_thread(self._store.facts, repository)
        if facts is None or not isinstance(collector, ReadsDepth):
            return say("Nothing is held of {name} yet; wait for its first figures.", name=name)
        read = await collector.deepen(facts)
        steps.at("working-out")
        keeping = asyncio.create_task(self._keep(read))
        try:
            await asyncio.shield(keeping)
        except asyncio.CancelledError:
            await asyncio.wait({keeping})  # what is being kept is kept whole, and told
            raise
        return read.deep.missing if read.deep else None

    async def _keep(self, read: Facts) -> None:
        event = await asyncio.to_thread(self._keeper().deepen, read)
        if event is not None:
            self._tell(event)


def _cancel(task: asyncio.Task[None]) -> None:
    """Cancel a task once: a second time would disturb it while it ends what it started."""
    if not task.cancelling():
        task.cancel()
