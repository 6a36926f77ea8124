"""A whole history, read on demand: which files count, and who created and changed each (truck factor).

A local clone is read where it is. Of an address a clone of our own is kept: bare, and without the content of
files (`--filter=blob:none`), which lists of changed names do not need; only renames that changed the file as well
cannot be followed there. A later reading adds the commits since the earlier one, unless the history was
rewritten, other files count, or a file turns up whose beginning the earlier one did not count.
"""

import asyncio
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path

from msgspec.structs import replace

from civitop.errors import CollectError
from civitop.i18n.message import Phrase, say
from civitop.model import DeepReading, Facts
from civitop.polling.depth.progress import Steps, Tell, nobody
from collectors.git import clone as clones
from collectors.git.address import Place
from collectors.git.command import Git, GitFailed, short
from collectors.git.counted_files import CountedFiles, counted_files
from collectors.git.file_histories import FileHistories, read, total
from collectors.git.kept_clones import Clones, discard
from collectors.turns import Turns


class DeepHistories:
    """Reads whole histories by git."""

    def __init__(
        self,
        cache: Path,
        environment: Mapping[str, str],
        program: str = "git",
        *,
        helpers: bool = False,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        turns: Turns | None = None,
        tell: Tell = nobody,
    ) -> None:
        """`cache` is the folder of our clones; `environment` is that of the process.

        `helpers` says whether the user's credential helpers may be asked for a password; `tell` is told how far
        each reading is.
        """
        self._git = Git(environment, program, helpers=helpers)
        self._clones = Clones(self._git, cache)
        self._clock = clock
        self._turns = turns or Turns()
        self._tell = tell

    async def complete(self, facts: Facts, where: Place, held: Facts | None) -> Facts:
        """Return the facts with the whole history at their head, added to what is `held` where that fits.

        Raises `CollectError` where git cannot read it now. Whoever cancels it has what was held before, and the
        next reading begins there; what it began to clone is taken away.
        """
        steps = Steps(facts.repository.id, self._tell)
        try:
            return await self._complete(facts, where, held, steps)
        finally:
            steps.over()

    async def _complete(self, facts: Facts, where: Place, held: Facts | None, steps: Steps) -> Facts:
        if not where.remote:
            async with self._turns.one(where.host):
                return await self._read(facts, where.address, held, steps, remote=False)
        async with self._turns.one(where.host), self._clones.of(where.address):
            steps.at("asking")
            await self._git.check_version()
            state = await clones.ask(self._git, where.address, where.branch)
            if not state.head:
                return unread(facts, held, EMPTY)
            folder = await self._clones.fetch(where, state, heard=steps.at)
            try:
                return await self._read(facts, folder, held, steps, remote=True)
            except GitFailed as error:
                await discard(folder)
                raise CollectError(_why(error)) from error

    async def aclose(self) -> None:
        """End all git processes."""
        await self._git.kill()

    async def _read(
        self, facts: Facts, folder: str, held: Facts | None, steps: Steps, *, remote: bool
    ) -> Facts:
        head = facts.repository.head
        if remote and not (head and await self._has(folder, head)):
            head = await self._clones.head(folder)  # it has moved on since the forge was asked
        if head is None:
            return unread(facts, held, EMPTY)
        if await clones.is_shallow(self._git, folder):
            return unread(facts, held, SHALLOW)
        steps.at("commits", 0)
        exact = await self._lacks_content(folder)
        try:
            counted = await counted_files(self._git, folder, head, remote=remote)
            try:
                histories = await self._histories(folder, head, counted, exact, held, steps)
            except GitFailed:
                if exact:
                    raise
                exact = True  # a clone that lost the content of a file, or never had it, still has the names
                histories = await self._histories(folder, head, counted, exact, held, steps)
        except GitFailed as error:
            if remote:
                raise
            return unread(facts, held, _why(error))
        steps.at("working-out")
        files = await asyncio.to_thread(histories.histories, counted.paths)
        before = held.deep if held and held.deep and histories.continued else None
        deep = DeepReading(
            head=head,
            read_at=self._clock(),
            commits=histories.commits + (before.commits if before else 0),
            left_out=counted.left_out,
            rules=counted.rules,
            exact=exact,
        )
        return replace(facts, deep=deep, file_authors=histories.authors(), file_histories=files)

    async def _histories(
        self,
        folder: str,
        head: str,
        counted: CountedFiles,
        exact: bool,
        held: Facts | None,
        steps: Steps,
    ) -> FileHistories:
        """Return what is counted up to `head`, by adding to what is held where that fits."""
        deep = held.deep if held else None
        fits = deep and deep.head and (deep.rules, deep.exact) == (counted.rules, exact)
        if held and deep and deep.head and fits:
            base = deep.head
            if base == head or await clones.is_ancestor(self._git, folder, base, head):
                histories = FileHistories(held.file_authors, held.file_histories)
                await self._count(folder, head, histories, steps, base=base, exact=exact)
                if histories.beginnings_known(counted.paths):
                    return histories
        histories = FileHistories()
        await self._count(folder, head, histories, steps, base=None, exact=exact)
        return histories

    async def _count(
        self, folder: str, head: str, histories: FileHistories, steps: Steps, *, base: str | None, exact: bool
    ) -> None:
        """Count the commits, and tell of how many; git counts them all while it prepares to list them."""
        whole = asyncio.create_task(total(self._git, folder, head, base))

        def told(commits: int) -> None:
            steps.at("commits", commits, whole.result() if whole.done() else None)

        try:
            await read(self._git, folder, head, histories, base=base, exact=exact, told=told)
            steps.at("commits", histories.commits, histories.commits)
            await whole
        finally:
            whole.cancel()
            await asyncio.gather(whole, return_exceptions=True)

    async def _has(self, folder: str, commit: str) -> bool:
        """Whether a clone holds a commit."""
        try:
            await self._git.output("-C", folder, "cat-file", "-e", f"{commit}^{{commit}}")
        except GitFailed:
            return False
        return True

    async def _lacks_content(self, folder: str) -> bool:
        """Whether a clone was made without the content of files."""
        promisors = ("config", "--local", "--get-regexp", r"^remote\..*\.promisor$")
        return await clones.optional(self._git, "-C", folder, *promisors) is not None


EMPTY = say("The repository is empty: nothing was ever committed.")
SHALLOW = say("This is a shallow clone: its whole history is not in it; run git fetch --unshallow.")


def _why(error: GitFailed) -> Phrase:
    return say(
        "The whole history cannot be read (git {command}: {why}).", command=error.command, why=short(error)
    )


def unread(facts: Facts, held: Facts | None, why: Phrase) -> Facts:
    """Return the facts with what is held of an earlier reading, and why there is none of today."""
    before = held.deep if held and held.deep else DeepReading()
    return replace(
        facts,
        deep=replace(before, missing=why),
        file_authors=held.file_authors if held else (),
        file_histories=held.file_histories if held else (),
    )
