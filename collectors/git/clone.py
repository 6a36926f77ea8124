"""Where a repository stands: a clone that somebody else keeps, or the server at an address."""

import asyncio
import hashlib
import os
import re
from collections.abc import Mapping
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from civitop.errors import NotARepository, NotFound
from civitop.i18n.message import Phrase, say
from civitop.sanitise import plain
from collectors.git.address import Place
from collectors.git.command import Git, GitFailed, short
from collectors.git.remote_errors import remote_error
from collectors.git.waiting_files import waiting_file

LIST_SECONDS = 60
HEAD_REF = "refs/civitop/head"
"""In our own clones: the tip of the default branch, whatever its name."""


class NoBranch(NotFound):
    """A source names a branch that the repository does not have."""


class State(Struct, frozen=True):
    """Where a repository stands, cheaply."""

    branch: str | None
    """The default branch; `None` where `HEAD` points straight at a commit."""
    head: str | None
    """`None`: nothing was committed yet."""
    fingerprint: str
    """Of the head and all tags."""
    instead: str | None = None
    """The branch that is read in place of what `HEAD` names: the source names it, or `HEAD` leads nowhere."""
    note: Phrase | None = None
    """Says that `HEAD` leads nowhere."""


def _state(
    branch: str | None, head: str | None, refs: list[str], more: str = "", fallback: str | None = None
) -> State:
    text = "\n".join((branch or "", head or "", more, *sorted(refs)))
    fingerprint = hashlib.sha256(text.encode("utf-8", "surrogateescape")).hexdigest()
    if fallback is None:
        return State(_branch(branch), head, fingerprint)
    return State(plain(fallback), head, fingerprint, fallback, _dangling(branch, fallback))


_BRANCH = re.compile(r"[^\x00-\x20\x7f~^:?*\[\\]+")
"""What git allows in the name of a branch; a server may say anything."""


def _branches(lines: list[str], between: str) -> dict[str, str]:
    """Return the head of each branch out of lines that have an object's name, `between`, and a reference."""
    found = {}
    for line in lines:
        head, _, name = line.partition(f"{between}refs/heads/")
        if _BRANCH.fullmatch(name):
            found[name] = head
    return found


_USUAL = ("main", "master", "trunk", "develop")


def _fallback(branches: Mapping[str, str]) -> str:
    """Return the branch to read where `HEAD` leads nowhere: a usual default, else the first by name."""
    return next((name for name in _USUAL if name in branches), min(branches))


# ---------------------------------------------------------------- clones of others


async def top(git: Git, place: Place) -> str:
    """Return the folder by which a local clone is known; raises `NotFound`, `NotARepository`."""
    if not await asyncio.to_thread(os.path.exists, place.address):
        sentence = say("There is no {path}; correct the path.", path=plain(place.address))
        raise NotFound(sentence)
    if odd := await asyncio.to_thread(waiting_file, Path(place.address)):
        sentence = say(
            "{path} is no git repository that can be read: {file} is no regular file.",
            path=plain(place.address),
            file=plain(str(odd)),
        )
        raise NotARepository(sentence)
    try:
        folder = await git.output("-C", place.address, "rev-parse", "--path-format=absolute", "--git-dir")
        inside = await git.output("-C", place.address, "rev-parse", "--is-inside-work-tree")
        if inside.strip() == "true":
            folder = await git.output("-C", place.address, "rev-parse", "--show-toplevel")
    except GitFailed as error:
        sentence = say(
            "{path} is no git repository ({why}); give the path of a clone.",
            path=plain(place.address),
            why=short(error),
        )
        raise NotARepository(sentence) from error
    folder = folder.removesuffix("\n")
    return os.path.dirname(folder) if os.path.basename(folder) == ".git" else folder


async def look(git: Git, clone: str, named: str = "") -> State:
    """Return where a local clone stands, on its own branch or the one that is `named`; raises `NoBranch`."""
    refs = await git.output(
        "-C", clone, "for-each-ref", "--format=%(objectname) %(refname)", "refs/tags", "refs/heads"
    )
    lines = refs.splitlines()
    shallow = "shallow" if await is_shallow(git, clone) else ""
    tags = [line for line in lines if " refs/tags/" in line]
    if named:
        return _named(clone, named, _branches(lines, " "), tags, shallow)
    branch = await optional(git, "-C", clone, "symbolic-ref", "-q", "HEAD")
    head = await optional(git, "-C", clone, "rev-parse", "-q", "--verify", "HEAD^{commit}")
    branches = _branches(lines, " ")
    fallback = _fallback(branches) if not head and branches else None
    if fallback:
        head = branches[fallback]
    return _state(branch, head, tags, shallow, fallback)


def _named(where: str, branch: str, branches: Mapping[str, str], tags: list[str], more: str = "") -> State:
    """Return where a repository stands on a branch that is named; raises `NoBranch`."""
    if branch not in branches:
        sentence = say(
            "{name} has no branch {branch}; correct the name behind @.",
            name=plain(where),
            branch=plain(branch),
        )
        raise NoBranch(sentence)
    state = _state(branch, branches[branch], tags, more)
    return replace(state, instead=branch)


async def is_shallow(git: Git, clone: str) -> bool:
    """Whether the clone's history was cut off when it was made."""
    return (await git.output("-C", clone, "rev-parse", "--is-shallow-repository")).strip() == "true"


async def origin(git: Git, clone: str) -> str:
    """Return the address a local clone came from, or an empty string."""
    return await optional(git, "-C", clone, "config", "--local", "--get", "remote.origin.url") or ""


async def is_ancestor(git: Git, clone: str, old: str, new: str) -> bool:
    """Whether `old` is still part of the history of `new`, which it is not after a force-push."""
    if not re.fullmatch(r"[0-9a-f]{40,64}", old):
        return False
    try:
        await git.output("-C", clone, "merge-base", "--is-ancestor", old, new)
    except GitFailed:
        # 1: it is not; 128: the clone no longer has it. Either way the whole is read again.
        return False
    return True


async def optional(git: Git, *arguments: str) -> str | None:
    """Return one line of output, or `None` where git says by its exit code 1 that there is none."""
    try:
        return (await git.output(*arguments)).removesuffix("\n") or None
    except GitFailed as error:
        if error.code == 1:
            return None
        raise


# ---------------------------------------------------------------- an address


async def ask(git: Git, address: str, named: str = "") -> State:
    """Return where the repository at an address stands, on its own branch or the one that is `named`; one request.

    Raises `CollectError`, `NoBranch` where there is no such branch.
    """
    if named:
        lines = await _list(git, address, f"refs/heads/{named}", "refs/tags/*")
        tags = [line for line in lines if "\trefs/tags/" in line]
        return _named(address, named, _branches(lines, "\t"), tags)
    lines = await _list(git, address, "HEAD", "refs/tags/*")
    branch = head = None
    tags = []
    for line in lines:
        value, _, name = line.partition("\t")
        if name == "HEAD":
            if value.startswith("ref: "):
                branch = value.removeprefix("ref: ")
            else:
                head = value
        elif name.startswith("refs/tags/"):
            tags.append(line)
    fallback = None
    if not head:
        listed = await _list(git, address, "refs/heads/*")
        branches = _branches(listed, "\t")
        if branches:
            fallback = _fallback(branches)
            head = branches[fallback]
    return _state(branch, head, tags, fallback=fallback)


async def fetched(git: Git, clone: str, branch: str) -> State:
    """Return the state that `ask` would have told when a clone of our own was fetched; `branch` is the server's own.

    Raises `GitFailed`.
    """
    told = await git.output("-C", clone, "show-ref", "--dereference")
    held = {name: head for head, _, name in (line.partition(" ") for line in told.splitlines())}
    tags = [f"{head}\t{name}" for name, head in held.items() if name.startswith("refs/tags/")]
    return _state(f"refs/heads/{branch}", held.get(HEAD_REF), tags)


async def _list(git: Git, address: str, *patterns: str) -> list[str]:
    try:
        answer = await git.output(
            "ls-remote", "--symref", "--quiet", "--", address, *patterns, remote=True, seconds=LIST_SECONDS
        )
    except (GitFailed, TimeoutError) as error:
        raise remote_error(address, error) from error
    return answer.splitlines()


def _dangling(branch: str | None, fallback: str) -> Phrase:
    if branch:
        return say(
            "HEAD points to {branch}, which does not exist; {fallback} is read instead.",
            branch=_branch(branch) or "",
            fallback=plain(fallback),
        )
    return say("HEAD is damaged; {fallback} is read instead.", fallback=plain(fallback))


def _branch(reference: str | None) -> str | None:
    return plain(reference.removeprefix("refs/heads/")) if reference else None
