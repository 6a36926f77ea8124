"""`GitCollector`: any clone, local or at an address, as a forge without issues."""

import contextlib
import re
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal, TypeVar

import msgspec

from civitop.config.settings import Forge
from civitop.config.sources import Source, named
from civitop.errors import CollectError, NotARepository, NotFound, Unauthorised, Unreachable
from civitop.i18n.language import _
from civitop.i18n.message import say
from civitop.model import Extent, FactKind, Facts, Profile, Repository
from civitop.polling.collector import Budget, Check, Collected, Cost, Failure, Known, Notify, Pulse, Spent
from collectors.concurrency import several
from collectors.failures import nothing_committed
from collectors.git import clone as clones
from collectors.git import contents, history
from collectors.git.address import Place, place, web_address
from collectors.git.command import Git, GitFailed, short
from collectors.git.kept_clones import Clones, discard
from collectors.turns import Turns

Answer = TypeVar("Answer")
FailureKind = Literal["not-found", "unauthorised", "unreachable", "not-a-repository", "internal"]

_ABSENT: dict[FactKind, Extent] = {
    "issues": Extent.absent(
        say("A clone holds no issues; watch the repository through its forge to have them.")
    ),
    "change_requests": Extent.absent(
        say("A clone holds no change requests; watch the repository through its forge to have them.")
    ),
    "releases": Extent.absent(say("A clone holds no releases, only tags.")),
}
_OF_A_HISTORY: tuple[FactKind, ...] = ("commits", "tags", "files")


class GitCollector:
    """Fulfils `civitop.polling.collector.Collector` by the git command.

    A source's path is a local path (working tree, bare, linked worktree) or an address (`https`, `http`,
    `ssh`, `git`, `file`), of which a bare partial clone is kept in `cache`. Where the forge has an `url`,
    a path without a scheme is a path on it.
    """

    def __init__(
        self,
        forge: Forge,
        cache: Path,
        *,
        environment: Mapping[str, str],
        notify: Notify = lambda budget: None,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        program: str = "git",
        turns: Turns | None = None,
    ) -> None:
        """`environment` is that of the process; tokens are left to git's own credential helpers."""
        self._forge = forge
        self._cache = cache
        self._notify = notify
        self._now = now
        self._git = Git(environment, program)
        self._clones = Clones(self._git, cache)
        self._turns = turns or Turns()
        self._requests = 0

    async def discover(self, source: Source) -> AsyncIterator[Repository | Failure]:
        """Yield the one repository of a source; addresses are not asked before `pulse` or `collect`."""
        try:
            where = place(source.path, self._forge.url)
            if where.remote:
                yield self._remote(f"{self._forge.name}:{source.path.strip()}", where, None, None)
                return
            folder = await clones.top(self._git, where)
            state = await clones.look(self._git, folder, where.branch)
            yield await self._local(folder, where, state)
        except CollectError as error:
            yield _failure(re.sub(r"//[^/@]*@", "//", str(source)), error)
        except Exception as error:  # of every kind: other sources go on
            yield _unforeseen(re.sub(r"//[^/@]*@", "//", str(source)), error)

    async def pulse(self, known: Sequence[Known]) -> AsyncIterator[Pulse | Failure]:
        """Yield head and tags of each repository: nothing is fetched, an address costs one request."""
        async with contextlib.aclosing(self._each(known, self._pulse)) as answers:
            async for answer in answers:
                yield answer

    async def collect(self, known: Sequence[Known], asof: datetime) -> AsyncIterator[Collected | Failure]:
        """Yield the facts of each repository; only what is new where the head follows the stored one."""
        async with contextlib.aclosing(self._each(known, self._collect)) as answers:
            async for answer in answers:
                yield answer

    async def profiles(self, logins: Sequence[str]) -> AsyncIterator[Profile | Failure]:
        """Yield nothing: a clone has no accounts."""
        nobody: tuple[Profile, ...] = ()
        for profile in nobody:
            yield profile

    def plan(self, first: int, unchanged: int, changed: int) -> Cost:
        """Estimate a round: asking, fetching and each of three files that may lack, and trying a new one."""
        return Cost(
            requests=6 * first + 5 * changed + unchanged,
            points=0,
            note=_("for addresses; local clones cost no request"),
        )

    async def check(self) -> Check:
        """Say whether there is a git, and which."""
        try:
            said = await self._git.output("version")
        except CollectError as error:
            return Check(self._forge.name, ok=False, text=str(error.phrase))
        return Check(self._forge.name, ok=True, text=said.strip())

    async def aclose(self) -> None:
        """End all git processes."""
        await self._git.kill()

    # ------------------------------------------------------------ one repository

    async def _pulse(self, known: Known) -> Pulse:
        where = self._place(known)
        if where.remote:
            state = await self._ask(where)
            return Pulse(self._remote(known.repository.id, where, state, state.head), state.fingerprint)
        try:
            state = await clones.look(self._git, where.address, where.branch)
        except GitFailed:
            await clones.top(self._git, where)  # says what is wrong with the path, if that is what is wrong
            raise
        seen = msgspec.structs.replace(known.repository, default_branch=state.branch, head=state.head)
        return Pulse(seen, state.fingerprint)

    async def _collect(self, known: Known) -> Collected:
        where, asked = self._place(known), self._now()
        if not where.remote:
            folder = await clones.top(self._git, where)
            state = await clones.look(self._git, folder, where.branch)
            return await self._read(known, await self._local(folder, where, state), state, folder, asked)
        async with self._clones.of(where.address):
            state = await self._ask(where)
            folder, head = "", None
            if state.head:
                folder = await self._clones.fetch(where, state)
                self._spend()
                head = await self._clones.head(folder)
            repository = self._remote(known.repository.id, where, state, head)
            try:
                return await self._read(known, repository, state, folder, asked, remote=True)
            except GitFailed:
                await discard(folder)
                raise

    async def _read(
        self,
        known: Known,
        repository: Repository,
        state: clones.State,
        folder: str,
        asked: datetime,
        *,
        remote: bool = False,
    ) -> Collected:
        head = repository.head
        if head is None:
            extents = {**_ABSENT, **dict.fromkeys(_OF_A_HISTORY, nothing_committed())}
            return Collected(self._facts(repository, asked, extents=extents), state.fingerprint)
        base = await self._base(known, folder, head)
        commits = await history.commits(self._git, folder, head, base)
        extent = Extent()
        if await clones.is_shallow(self._git, folder):
            commits, extent = await history.boundary(self._git, folder, commits)
        extent = msgspec.structs.replace(extent, note=state.note)
        tree = await contents.contents(self._git, folder, head, remote=remote)
        tags = await contents.tags(self._git, folder)
        facts = self._facts(
            repository,
            asked,
            base=base,
            commits=commits,
            tags=tags,
            files=tree.files,
            documents=tree.documents,
            mailmap=tree.mailmap,
            extents={**_ABSENT, "commits": extent, "tags": Extent(), "files": tree.extent},
        )
        return Collected(facts, state.fingerprint)

    async def _base(self, known: Known, folder: str, head: str) -> str | None:
        """Return the stored head, if facts can be added to it."""
        stored = known.facts() if known.fingerprint else None
        if stored is None or stored.repository.head is None:
            return None
        # The edge of a shallow clone moves with every fetch: only the whole tells where it is.
        if stored.extent("commits") != Extent() or await clones.is_shallow(self._git, folder):
            return None
        old = stored.repository.head
        return old if await clones.is_ancestor(self._git, folder, old, head) else None

    def _facts(self, repository: Repository, asked: datetime, **more: Any) -> Facts:
        return Facts(repository=repository, collected_at=asked, source="git/log", **more)

    # ------------------------------------------------------------ descriptions

    def _place(self, known: Known) -> Place:
        return place(known.repository.id.removeprefix(f"{self._forge.name}:"), self._forge.url)

    async def _local(self, folder: str, where: Place, state: clones.State) -> Repository:
        address = await clones.origin(self._git, folder)
        url, branch = web_address(address), where.branch
        named_by = (
            Place(address, remote=True, branch=branch) if url else Place(folder, remote=False, branch=branch)
        )
        return Repository(
            id=named(f"{self._forge.name}:{folder}", branch),
            forge=self._forge.name,
            name=named_by.name,
            url=url,
            branch=branch,
            default_branch=state.branch,
            head=state.head,
        )

    def _remote(
        self, identifier: str, where: Place, state: clones.State | None, head: str | None
    ) -> Repository:
        return Repository(
            id=identifier,
            forge=self._forge.name,
            name=where.name,
            url=web_address(where.address),
            branch=where.branch,
            default_branch=state.branch if state else None,
            head=head,
        )

    # ------------------------------------------------------------ many repositories

    async def _ask(self, where: Place) -> clones.State:
        await self._git.check_version()
        state = await clones.ask(self._git, where.address, where.branch)
        self._spend()
        return state

    def _spend(self) -> None:
        self._requests += 1
        self._notify(Budget(forge=self._forge.name, pool="git", spent=Spent(requests=self._requests)))

    def _each(
        self, known: Sequence[Known], work: Callable[[Known], Awaitable[Answer]]
    ) -> AsyncGenerator[Answer | Failure, None]:
        async def safely(one: Known) -> Answer | Failure:
            try:
                where = self._place(one)
                async with self._turns.one(where.host):
                    return await work(one)
            except CollectError as error:
                return _failure(one.repository.id, error)
            except Exception as error:  # whatever one repository brings about must not end the others
                return _unforeseen(one.repository.id, error)

        return several(known, safely, max(1, self._forge.concurrency))


def _unforeseen(identifier: str, error: Exception) -> Failure:
    what = say(
        "{name} could not be read ({why}); please report this.", name=identifier, why=type(error).__name__
    )
    return Failure(identifier, what, "internal")


def _failure(identifier: str, error: CollectError) -> Failure:
    if isinstance(error, GitFailed):
        sentence = say(
            "{name} cannot be read (git {command}: {why}); try git fsck in it.",
            name=identifier,
            command=error.command,
            why=short(error),
        )
        return Failure(identifier, sentence, "not-a-repository")
    kind = next((kind for type_, kind in _KINDS.items() if isinstance(error, type_)), _OTHER)
    return Failure(identifier, error.phrase, kind, final=kind in ("not-found", "not-a-repository"))


_OTHER: FailureKind = "internal"
_KINDS: dict[type[CollectError], FailureKind] = {
    NotFound: "not-found",
    NotARepository: "not-a-repository",
    Unauthorised: "unauthorised",
    Unreachable: "unreachable",
}
