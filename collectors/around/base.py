"""What a collector around another one hands on."""

from collections.abc import AsyncIterator, Sequence

from civitop.config.sources import Source
from civitop.model import Profile, Repository
from civitop.polling.collector import Check, Collector, Cost, Failure, Known, Pulse


class Around:
    """Fulfils all of `civitop.polling.collector.Collector` but `collect`, which a subclass adds to."""

    def __init__(self, inner: Collector) -> None:
        self._inner = inner

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
        """Estimate a round of the forge: what a subclass adds costs none of its budget."""
        return self._inner.plan(first, unchanged, changed)

    async def check(self) -> Check:
        """Ask the forge."""
        return await self._inner.check()

    async def aclose(self) -> None:
        """Close what the forge's collector holds."""
        await self._inner.aclose()
