"""The history of a repository by git, for forges whose interface does not give it.

Anyone may clone public code: it needs no token and counts against no interface's limit. Our clones are bare
and treeless (`--filter=tree:0`): commits and tags, some megabytes for ten thousand commits; the newest
folders and the files that signals read are fetched when they are asked for.
"""

import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

from msgspec.structs import replace

from civitop.errors import NotFound, Unauthorised, Unreachable
from civitop.i18n.message import Phrase, say
from civitop.model import COMMIT_WINDOW_DAYS, Commit, Extent, Facts
from collectors.failures import nothing_committed
from collectors.git import clone as clones
from collectors.git import contents, history
from collectors.git.address import Place, place
from collectors.git.command import Git, GitFailed, short
from collectors.git.kept_clones import Clones, discard
from collectors.turns import Turns

WINDOW = timedelta(days=COMMIT_WINDOW_DAYS)
TREELESS = "tree:0"
REST = timedelta(minutes=10)
"""How long a host is left alone that answers 429 or 503; git does not tell what it asked for."""
DETOUR = timedelta(minutes=4)
"""The same for one that git cannot reach: every repository would wait for it in vain. Less than a usual round."""
_NO_WAY = re.compile(
    r"Could not resolve|Failed to connect|Couldn't connect|CONNECT tunnel|[Pp]roxy|Connection (?:refused|timed out)"
)
_BUSY = re.compile(r"returned error: (?:429|503)\b")


class Histories:
    """Completes facts by what git tells of a repository."""

    def __init__(
        self,
        cache: Path,
        environment: Mapping[str, str],
        program: str = "git",
        *,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        turns: Turns | None = None,
    ) -> None:
        """`cache` is the folder of our clones; `environment` is that of the process.

        Helpers that know passwords are not asked: what is not public is the interface's.
        """
        self._clock = clock
        self._rest: tuple[datetime, Phrase] | None = None
        """Until when the host is left alone, and why."""
        self._git = Git(environment, program, helpers=False)
        self._clones = Clones(self._git, cache, forges=True)
        self._turns = turns or Turns()

    async def complete(self, facts: Facts, asof: datetime) -> Facts:
        """Return the facts with commits, tags, files and documents as git tells them.

        Commits are those of the 400 days before `asof`, as an interface is asked for them. Raises
        `CollectError` where git cannot read the repository.
        """
        where = replace(place(f"{facts.repository.url}.git"), branch=facts.repository.branch)
        address = where.address
        async with self._turns.one(where.host), self._clones.of(address):
            if self._rest and self._clock() < self._rest[0]:
                raise Unreachable(self._rest[1])
            try:
                await self._git.check_version()
                folder, state = await self._up_to_date(where, facts.repository.default_branch)
                if folder is None:
                    return _empty(facts)
            except clones.NoBranch:
                raise
            except Unreachable as error:
                raise self._left_alone(facts, error) from error
            except (NotFound, Unauthorised) as error:
                raise _not_public(facts) from error
            try:
                return await self._read(facts, folder, state, asof)
            except GitFailed as error:
                await discard(folder)
                sentence = say(
                    "The history of {name} cannot be read by git ({why}); it is cloned anew in the next round.",
                    name=facts.repository.name,
                    why=short(error),
                )
                raise Unreachable(sentence) from error

    async def _up_to_date(self, where: Place, branch: str | None) -> tuple[str | None, clones.State]:
        """Return the folder of a clone as its server has it now and its state; no folder where nothing is there.

        `branch` is the forge's word for the default branch.
        """
        if (
            branch
            and not where.branch
            and (made := await self._clones.first(where, branch, content=TREELESS))
        ):
            return made
        state = await clones.ask(self._git, where.address, where.branch)
        if not state.head:
            return None, state
        return await self._clones.fetch(where, state, content=TREELESS), state

    async def _read(self, facts: Facts, folder: str, state: clones.State, asof: datetime) -> Facts:
        head = await self._clones.head(folder)
        commits = await history.commits(self._git, folder, head)
        since = asof - WINDOW
        held: tuple[Commit, ...] = tuple(commit for commit in commits if commit.committed_at >= since)
        extent = Extent(None if len(held) == len(commits) else since)
        if await clones.is_shallow(self._git, folder):  # the server's own clone is shallow
            held, extent = await history.boundary(self._git, folder, held)
        tree = await contents.contents(self._git, folder, head, remote=True)
        extents = {
            **facts.extents,
            "commits": replace(extent, note=state.note),
            "tags": Extent(),
            "files": tree.extent,
        }
        return replace(
            facts,
            repository=replace(facts.repository, head=head, default_branch=state.branch),
            source=_and_git(facts.source),
            commits=held,
            tags=await contents.tags(self._git, folder),
            files=tree.files,
            documents=tree.documents,
            mailmap=tree.mailmap,
            extents=extents,
        )

    def _left_alone(self, facts: Facts, error: Unreachable) -> Unreachable:
        """Return the error; where it is the whole host's, that is left alone for a while, and the others not asked."""
        host = urlsplit(facts.repository.url).hostname or facts.repository.forge
        cause = error.__cause__
        if isinstance(cause, GitFailed) and _BUSY.search(cause.said):
            until = self._clock() + REST
            at = f"{until.astimezone():%H:%M}"
            why = say("{host} asks for fewer clones; git asks it again at {until}.", host=host, until=at)
        elif isinstance(cause, GitFailed) and _NO_WAY.search(cause.said):
            until = self._clock() + DETOUR
            why = say(
                "git finds no way to {host} ({why}); check whether a proxy or firewall lets git through.",
                host=host,
                why=short(cause),
            )
        else:
            return error
        self._rest = until, why
        return Unreachable(why)

    async def aclose(self) -> None:
        """End all git processes."""
        await self._git.kill()


def _not_public(facts: Facts) -> NotFound:
    return NotFound(
        say(
            "git is not shown the history of {name}: it is private, or gone; "
            "only the interface can tell it, with a token that may see it.",
            name=facts.repository.name,
        )
    )


def _and_git(source: str) -> str:
    """Return how facts came of which the history is git's."""
    return "+".join(filter(None, (source.removesuffix("git").removesuffix("+"), "git")))


def _empty(facts: Facts) -> Facts:
    """Return the facts of a repository in which nothing was ever committed."""
    nothing = dict.fromkeys(("commits", "tags", "files"), nothing_committed())
    return replace(facts, source=_and_git(facts.source), extents={**facts.extents, **nothing})
