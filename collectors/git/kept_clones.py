"""Our own clones of addresses, in the cache folder: made, brought up to date, and removed when nobody uses them.

They are bare and hold the default branch and the tags, and of the content of files only what was asked for.
"""

import asyncio
import errno
import hashlib
import os
import re
import shutil
from collections import defaultdict
from collections.abc import AsyncGenerator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from urllib.parse import urlsplit

from msgspec import Struct

from civitop.config.sources import named
from civitop.errors import CollectError
from civitop.files import private_folder, reason
from civitop.i18n.message import say
from civitop.sanitise import plain
from collectors.child import unheard
from collectors.git.address import Place
from collectors.git.clone import HEAD_REF, LIST_SECONDS, State, fetched, optional
from collectors.git.command import Git, GitFailed
from collectors.git.fetch_progress import FetchProgress
from collectors.git.fetch_progress import Heard as StepHeard
from collectors.git.remote_errors import is_ours_damaged, remote_error

FETCH_SECONDS = 3600
LARGEST = 2 * 1024**3
"""Bytes that our clones may have together; those that were not used for longest go first."""
OLDEST = 60 * 24 * 3600.0
"""Seconds after which a clone that was not used goes."""
IN_USE = 2 * 3600.0
"""Seconds for which a clone counts as in use, whichever process used it: longer than a fetch may take."""
_FULL = re.compile(r"No space left on device|Disk quota exceeded|File too large")
_NO_SUCH = re.compile(r"couldn't find remote ref")
MARK = "civitop-fetched"
"""In a clone: the fingerprint of what was fetched, and by its time when the clone was last used."""


class Clones:
    """The clones in one folder, for one git; what servers refuse is remembered by host."""

    def __init__(self, git: Git, folder: Path, *, forges: bool = False) -> None:
        """With `forges` all addresses are those of forges, which exchange packets; else each host is tried."""
        self._forges = forges
        self._git = git
        self._folder = folder
        self._busy: dict[str, asyncio.Lock] = {}
        self._refused: defaultdict[str, set[str]] = defaultdict(set)
        self._talks: set[str] = set()
        """Hosts that exchange packets, and so can make a thin clone."""
        self._cleaned = False

    @asynccontextmanager
    async def of(self, address: str) -> AsyncGenerator[None, None]:
        """Keep others from using the clone of an address at the same time."""
        if not self._cleaned:
            self._cleaned = True
            await asyncio.to_thread(clean, self._folder)
        async with self._busy.setdefault(address, asyncio.Lock()):
            yield

    async def first(self, where: Place, branch: str, *, content: str) -> tuple[str, State] | None:
        """Make the clone of an address of which there is none, without asking before where its server stands.

        That saves a tenth of a second at least for every repository of a network that is met for the first time.
        `branch` is its default branch as the forge tells; `content` as for `fetch`. Return the folder and the
        state that it is at; `None` where a clone was begun before, or where the server's `HEAD` leads nowhere:
        `clones.ask` then tells what there is. Raises `CollectError`.
        """
        folder = self._of(where)
        try:
            await asyncio.to_thread(_private, self._folder)
            if await asyncio.to_thread(folder.exists):
                return None
        except OSError as error:
            raise _unusable(self._folder, error) from error
        try:
            await self._fill(where.address, folder, content, "HEAD")
        except (GitFailed, TimeoutError) as error:
            if isinstance(error, GitFailed) and _NO_SUCH.search(error.said):
                return None
            raise await self._failure(where.address, folder, error) from error
        try:
            state = await fetched(self._git, str(folder), branch)
        except GitFailed as error:
            raise await _damaged(where.address, folder) from error
        await self._mark(folder, state)
        return str(folder), state

    async def fetch(
        self, where: Place, state: State, *, content: str = "blob:none", heard: StepHeard | None = None
    ) -> str:
        """Bring the clone of an address to `state`, making it first where need be; return its folder.

        One that names a branch has a clone of its own.

        Content of files comes only where it is asked for; with `content` as `tree:0` that of folders too. Where
        the clone is at `state` already, nothing is asked of the server. A fetch that was interrupted is simply
        done again: git moves the references last. `heard` is told how far it is. Raises `CollectError`.
        """
        folder = self._of(where)
        try:
            await asyncio.to_thread(_private, self._folder)
            held = await asyncio.to_thread(_is_at, folder, state.fingerprint)
        except OSError as error:
            raise _unusable(self._folder, error) from error
        if held and await self._is_sound(str(folder), state):
            return str(folder)
        reference = f"refs/heads/{state.instead}" if state.instead else "HEAD"
        try:
            await self._fill(where.address, folder, content, reference, heard)
        except (GitFailed, TimeoutError) as error:
            raise await self._failure(where.address, folder, error) from error
        await self._mark(folder, state)
        return str(folder)

    def _of(self, where: Place) -> Path:
        """Return the folder of an address's clone."""
        key = named(where.address, where.branch)
        readable = re.sub(r"[^A-Za-z0-9]+", "-", where.name).strip("-").lower()[:60]
        return self._folder / f"{readable}-{hashlib.sha256(key.encode()).hexdigest()[:16]}.git"

    async def _fill(
        self, address: str, folder: Path, content: str, reference: str, heard: StepHeard | None = None
    ) -> None:
        """Fetch a reference and all tags of an address; raises `GitFailed` and `TimeoutError`, see `_failure`.

        One that is given up leaves nothing behind: no clone where there was none, else the clone as it was.
        """
        begun = await asyncio.to_thread(_unfinished, folder)
        try:
            await self._filled(address, folder, content, reference, heard)
        except asyncio.CancelledError:
            await asyncio.to_thread(_tidy, folder, begun)
            raise

    async def _filled(
        self, address: str, folder: Path, content: str, reference: str, heard: StepHeard | None
    ) -> None:
        clone = str(folder)
        if not await asyncio.to_thread((folder / MARK).exists):
            await self._git.output("init", "--quiet", "--bare", "--template=", "--", clone)
            await self._git.output("-C", clone, "config", "remote.origin.url", address)
        thin = await self._can_filter(address, folder)
        filters = _filters(content) if thin else ("--no-filter",)
        refs = (f"+{reference}:{HEAD_REF}", "+refs/tags/*:refs/tags/*")
        await self._get(address, clone, filters, refs, heard)

    async def _failure(self, address: str, folder: Path, error: GitFailed | TimeoutError) -> CollectError:
        """Return what is said of a fetch that failed; a clone of ours that is damaged is removed."""
        if isinstance(error, GitFailed) and _FULL.search(error.said):
            return _unusable(self._folder, OSError(errno.ENOSPC, os.strerror(errno.ENOSPC)))
        if isinstance(error, GitFailed) and is_ours_damaged(error):
            return await _damaged(address, folder)
        return remote_error(address, error)

    async def _mark(self, folder: Path, state: State) -> None:
        """Note at which state a clone is; raises `CollectError`."""
        try:
            await asyncio.to_thread((folder / MARK).write_text, state.fingerprint, "ascii")
        except OSError as error:
            raise _unusable(self._folder, error) from error

    async def head(self, clone: str) -> str:
        """Return the tip of the default branch as the clone has it."""
        return (
            await self._git.output("-C", clone, "rev-parse", "--verify", f"{HEAD_REF}^{{commit}}")
        ).strip()

    async def _is_sound(self, clone: str, state: State) -> bool:
        """Return whether the clone has the head that its mark says it has."""
        try:
            return await self.head(clone) == state.head
        except GitFailed:
            return False

    async def _get(
        self,
        address: str,
        clone: str,
        filters: tuple[str, ...],
        refs: tuple[str, ...],
        heard: StepHeard | None,
    ) -> None:
        """Fetch with the first of `filters` that the host does not refuse (`uploadpackfilter.<filter>.allow`)."""
        refused = self._refused[_host(address)]
        for thin in filters:
            if thin in refused:
                continue
            try:
                await self._git.output(
                    *("-C", clone, "fetch", "--progress" if heard else "--quiet", thin),
                    *("--force", "--prune", "--no-tags"),
                    *("--refmap=", "origin", *refs),  # `--no-write-fetch-head` is unknown to git before 2.29
                    remote=True,
                    seconds=FETCH_SECONDS,
                    heard=FetchProgress(heard) if heard else unheard,
                )
            except GitFailed as error:
                if thin == filters[-1] or not re.search(r"filter '[^']*' not supported", error.said):
                    raise
                refused.add(thin)
            else:
                return

    async def _can_filter(self, address: str, folder: Path) -> bool:
        """Whether a server may be asked for a thin clone.

        A plain file server (`dumb http`, which cgit is too) cannot make one, and asking it all the same sets git
        before 2.45 off to fetch what is missing by starting itself without end. Such a server is known by
        its not exchanging packets.
        """
        if self._forges or not address.startswith(("http:", "https:")) or _host(address) in self._talks:
            return True
        promisor = ("config", "--local", "--get", "remote.origin.promisor")
        if await optional(self._git, "-C", str(folder), *promisor):
            return True
        packets = folder / "civitop-packets"
        try:
            ask = ("ls-remote", "--quiet", "--", address, "HEAD")
            await self._git.output(*ask, remote=True, seconds=LIST_SECONDS, packets=str(packets.absolute()))
            talks = await asyncio.to_thread(lambda: packets.exists() and packets.stat().st_size > 0)
        finally:
            await asyncio.to_thread(packets.unlink, missing_ok=True)
        if talks:
            self._talks.add(_host(address))
        return talks


def _unfinished(folder: Path) -> frozenset[Path]:
    """Return what lies in a clone while git works in it: half a pack, locks."""
    return frozenset((*folder.glob("objects/pack/tmp_*"), *folder.rglob("*.lock")))


def _tidy(folder: Path, before: frozenset[Path]) -> None:
    """Take away what a fetch left that was killed: a whole clone that never was one, or what is new since `before`."""
    if not (folder / MARK).exists():
        shutil.rmtree(folder, ignore_errors=True)
        return
    for each in _unfinished(folder) - before:
        each.unlink(missing_ok=True)


async def discard(clone: str) -> None:
    """Remove a clone of our own, so that the next round makes it anew."""
    await asyncio.to_thread(shutil.rmtree, clone, ignore_errors=True)


async def _damaged(address: str, folder: Path) -> CollectError:
    """Remove a clone of our own that cannot be used, and return what to say."""
    await discard(str(folder))
    return CollectError(
        say(
            "The cached clone of {address} was damaged; it is made anew in the next round.",
            address=plain(address),
        )
    )


def _host(address: str) -> str:
    return urlsplit(address).netloc.rpartition("@")[2]


def _filters(content: str) -> tuple[str, ...]:
    """Return the ways to ask for a thin clone, from the thinnest that is wanted to the whole."""
    thin = tuple(dict.fromkeys((content, "blob:none")))
    return (*(f"--filter={each}" for each in thin), "--no-filter")


def _private(cache: Path) -> None:
    """Make the folder of our clones, and let nobody else look into one that is there; raises `OSError`."""
    private_folder(cache)
    if cache.stat().st_mode & 0o077:
        cache.chmod(0o700)


def _is_at(folder: Path, fingerprint: str) -> bool:
    """Return whether a clone holds what its server has, and note that it is used; raises `OSError`."""
    mark = folder / MARK
    try:
        os.utime(mark)
        return mark.read_text("ascii", "replace") == fingerprint
    except FileNotFoundError:
        return False


def _unusable(folder: Path, error: OSError) -> CollectError:
    return CollectError(
        say("The cache folder {path} cannot be used: {why}.", path=plain(str(folder)), why=reason(error))
    )


# ---------------------------------------------------------------- what nobody uses


class _Kept(Struct, frozen=True):
    folder: Path
    used: float
    size: int


def clean(folder: Path, largest: int = LARGEST, oldest: float = OLDEST, now: float | None = None) -> None:
    """Remove the clones in a folder that were not used for long, and the least used of more than `largest` bytes.

    None that is in use is removed; what cannot be removed stays. `now` is in seconds since 1970.
    """
    import time

    now = time.time() if now is None else now
    kept = sorted(_kept(folder), key=lambda each: each.used)
    size = sum(each.size for each in kept)
    for each in kept:
        idle = now - each.used
        if idle <= IN_USE or (idle <= oldest and size <= largest):
            continue
        # Out of the way first: whoever comes for it meanwhile finds none, and not half of one.
        away = each.folder.with_suffix(".removed")
        try:
            each.folder.rename(away)
        except OSError:
            continue
        shutil.rmtree(away, ignore_errors=True)
        size -= each.size


def _kept(folder: Path) -> Iterator[_Kept]:
    try:
        found = list(folder.iterdir())
    except OSError:
        return
    for clone in found:
        if clone.suffix == ".removed":
            shutil.rmtree(clone, ignore_errors=True)  # a removal that was interrupted
        elif clone.suffix == ".git":
            mark = clone / MARK
            try:
                used = (mark if mark.exists() else clone).stat().st_mtime
                size = sum(each.stat().st_size for each in clone.rglob("*") if not each.is_symlink())
            except OSError:
                continue  # somebody removes it
            yield _Kept(clone, used, size)
