"""A shelf as a kind of forge: every path on it is a repository with one tag."""

from collections.abc import AsyncIterator, Sequence
from datetime import datetime

from civitop.config.settings import Forge
from civitop.config.sources import Source
from civitop.model import Extent, Facts, Profile, Repository, Tag
from civitop.polling.collector import Check, Collected, Collector, Cost, Failure, Known, Pulse
from collectors.kind import Kind, Means


class ShelfCollector:
    """Collects from a shelf."""

    def __init__(self, name: str) -> None:
        self._name = name

    async def discover(self, source: Source) -> AsyncIterator[Repository | Failure]:
        """Yield the one repository of a path."""
        yield Repository(id=f"{self._name}:{source.path}", forge=self._name, name=source.path, url="")

    async def pulse(self, known: Sequence[Known]) -> AsyncIterator[Pulse | Failure]:
        """Yield the same fingerprint for ever."""
        for each in known:
            yield Pulse(each.repository, "dust")

    async def collect(self, known: Sequence[Known], asof: datetime) -> AsyncIterator[Collected | Failure]:
        """Yield facts with one tag."""
        for each in known:
            tag = Tag("v1.0.0", asof)
            yield Collected(
                Facts(
                    repository=each.repository,
                    collected_at=asof,
                    source="shelf",
                    tags=(tag,),
                    extents={"tags": Extent()},
                ),
                "dust",
            )

    async def profiles(self, logins: Sequence[str]) -> AsyncIterator[Profile | Failure]:
        """Yield nothing."""
        for _ in ():
            yield _

    def plan(self, first: int, unchanged: int, changed: int) -> Cost:
        """Return nothing: a shelf is free."""
        return Cost(0, 0)

    async def check(self) -> Check:
        """Say that it stands."""
        return Check("shelf", ok=True, text="It stands.")

    async def aclose(self) -> None:
        """Close nothing."""


def _make(forge: Forge, _means: Means) -> Collector:
    return ShelfCollector(forge.name)


SHELF = Kind(name="shelf", concurrency=1, make=_make)
