"""Sources that name a branch (`owner/name@branch`), for forges whose interface describes one branch at a time.

Two branches of a repository are two projects: the branch stands behind `@` in the id, the name and the lasting id
of each. A forge's collector knows nothing of that. There is one for each branch that is named, all of them over
the same connections, and this one hands each what is its own, without the branch.
"""

from collections.abc import AsyncIterator, Sequence
from datetime import datetime
from typing import Protocol

from msgspec.structs import replace

from civitop.config.sources import Source, branch_of, named
from civitop.model import Facts, Repository
from civitop.polling.collector import Collected, Collector, Failure, Known, Pulse
from collectors.around.base import Around


class Branching(Collector, Protocol):
    """A forge's collector that can be turned to another branch."""

    def on(self, branch: str) -> Collector:
        """Return one that reads this branch in place of each repository's default one, over the same connections."""


class WithBranches(Around):
    """Fulfils `civitop.polling.collector.Collector` by a forge's collector and its likes on other branches.

    Profiles are of no branch, and what is asked of one costs what it does of the default one.
    """

    def __init__(self, inner: Branching) -> None:
        super().__init__(inner)
        self._turned = inner.on
        self._on: dict[str, Collector] = {"": inner}

    def _of(self, branch: str) -> Collector:
        if branch not in self._on:
            self._on[branch] = self._turned(branch)
        return self._on[branch]

    async def discover(self, source: Source) -> AsyncIterator[Repository | Failure]:
        """Yield what the forge lists, or the one repository whose branch is named."""
        path, branch = branch_of(source.path)
        async for answer in self._of(branch).discover(replace(source, path=path)):
            yield (
                replace(answer, id=named(answer.id, branch))
                if isinstance(answer, Failure)
                else _with(answer, branch)
            )

    async def pulse(self, known: Sequence[Known]) -> AsyncIterator[Pulse | Failure]:
        """Yield what the forge tells of change, branch by branch."""
        for branch, group in _grouped(known).items():
            async for answer in self._of(branch).pulse([_without(each) for each in group]):
                if isinstance(answer, Failure):
                    yield replace(answer, id=named(answer.id, branch))
                else:
                    yield replace(answer, repository=_with(answer.repository, branch))

    async def collect(self, known: Sequence[Known], asof: datetime) -> AsyncIterator[Collected | Failure]:
        """Yield facts as they arrive, branch by branch."""
        for branch, group in _grouped(known).items():
            answers = self._of(branch).collect([_without(each) for each in group], asof)
            async for answer in answers:
                if isinstance(answer, Failure):
                    yield replace(answer, id=named(answer.id, branch))
                else:
                    repository = _with(answer.facts.repository, branch)
                    yield replace(answer, facts=replace(answer.facts, repository=repository))


def _grouped(known: Sequence[Known]) -> dict[str, list[Known]]:
    """Return what is known by branch, the default ones first."""
    groups: dict[str, list[Known]] = {}
    for each in sorted(known, key=lambda each: each.repository.branch):
        groups.setdefault(each.repository.branch, []).append(each)
    return groups


def _with(repository: Repository, branch: str) -> Repository:
    if not branch:
        return repository
    return replace(
        repository,
        id=named(repository.id, branch),
        name=named(repository.name, branch),
        node_id=repository.node_id and named(repository.node_id, branch),
        branch=branch,
    )


def _without(known: Known) -> Known:
    """Return what is known of a repository as the forge's own collector knows it."""
    branch = known.repository.branch
    if not branch:
        return known

    def facts() -> Facts | None:
        held = known.facts()
        return held and replace(held, repository=_plain(held.repository, branch))

    return replace(known, repository=_plain(known.repository, branch), facts=facts)


def _plain(repository: Repository, branch: str) -> Repository:
    behind = named("", branch)
    return replace(
        repository,
        id=repository.id.removesuffix(behind),
        name=repository.name.removesuffix(behind),
        node_id=repository.node_id and repository.node_id.removesuffix(behind),
        branch="",
    )
