"""What a person may type for one repository: a path, an address, or `forge:owner/name`."""

from collections.abc import Mapping
from pathlib import Path

from civitop.addresses import parts_of
from civitop.config.settings import Forge
from civitop.config.sources import Source, branch_of, is_branch_right, named
from civitop.errors import UsageError
from civitop.i18n.message import say
from civitop.redact import without_secret
from civitop.sanitise import plain
from collectors.forges import KINDS
from collectors.git.address import is_utf8, local_branch, not_utf8


def source_of(target: str, forges: Mapping[str, Forge]) -> Source:
    """Return the source that `target` names; raises `UsageError` with what would be right.

    An existing path wins, also one with `@branch` behind it; an address on a configured forge is asked
    through that forge's API, any other address through git.
    """
    path, branch = local_branch(target) or (target, "")
    if found := _existing(path):
        place = str(found.resolve())
        if not is_utf8(place):
            raise UsageError(not_utf8(place))
        return Source(_git(forges), named(place, branch))
    if shown := without_secret(target.removeprefix(f"{_git(forges)}:")):
        raise UsageError(
            say(
                "The address of {address} holds a password or token; "
                "leave it out and use a git credential helper.",
                address=shown,
            )
        )
    parts = parts_of(target)
    if parts is None or not is_utf8(target):
        raise UsageError(say("{address} is no address that can be followed.", address=_short(target)))
    if parts.scheme in ("http", "https", "ssh", "git", "file") and (parts.netloc or parts.scheme == "file"):
        return _address(target, parts.hostname, parts.path, forges)
    if target.startswith("git@") and ":" in target:
        host, _, place = target.removeprefix("git@").partition(":")
        return _address(target, host, place, forges)
    forge, colon, place = target.partition(":")
    if colon and forge in forges:
        place = place.strip("/") if forges[forge].addressed else place
        return _named(target, forge, place, forges)
    if colon and not target.startswith((".", "/", "~")):
        raise UsageError(
            say(
                "There is no forge {forge} in the configuration; known are {names}.",
                forge=repr(forge),
                names=", ".join(forges),
            )
        )
    raise UsageError(
        say(
            "There is no path {path}; write a path, an address (https://…), github:owner/name or "
            "gitlab:group/name.",
            path=_short(target),
        )
    )


def _existing(target: str) -> Path | None:
    """Return the path that `target` is; what no file system takes for a name is none."""
    try:
        path = Path(target).expanduser()
        return path if path.exists() else None
    except (OSError, ValueError, RuntimeError):
        return None


def _address(target: str, host: str | None, path: str, forges: Mapping[str, Forge]) -> Source:
    for name, forge in forges.items():
        if forge.addressed and forge.host == host:
            # Of a page of the repository (its issues, a file) what leads to the repository.
            place, branch = branch_of(path.strip("/").partition("/-/")[0])
            place = "/".join(place.split("/")[: KINDS[forge.kind].levels])
            return _named(target, name, named(place.removesuffix(".git"), branch), forges)
    return Source(_git(forges), target)


def _named(target: str, forge: str, place: str, forges: Mapping[str, Forge]) -> Source:
    """Return a source; raises `UsageError` where nothing is named at the forge."""
    if not place.strip():
        if not forges[forge].addressed:
            raise UsageError(say("A git source is empty; write a path or an address behind `git:`."))
        raise UsageError(
            say("{text} names no owner; write for example {forge}:OS2mo.", text=_short(target), forge=forge)
        )
    if forges[forge].addressed and not is_branch_right(place):
        raise UsageError(
            say(
                "{value} names no branch of a repository; write {forge}:owner/name@branch.",
                value=_short(target),
                forge=forge,
            )
        )
    return Source(forge, place)


def _short(target: str) -> str:
    return plain(target, 200)


def _git(forges: Mapping[str, Forge]) -> str:
    return next((name for name, forge in forges.items() if not forge.addressed), "git")
