"""What a network watches: one entry of its `watch` list."""

import re

from msgspec import Struct

_BRANCH = re.compile(r"[^\x00-\x20\x7f-\x9f~^:?*\[\\\ud800-\udfff]+")
"""The characters that git allows in the name of a branch (git-check-ref-format), as far as they are UTF-8."""


class Source(Struct, frozen=True):
    """One entry of a network's `watch` list: `forge:path`."""

    forge: str
    path: str
    """An owner, a group, a group with subgroups, a repository (`owner/name`, and `owner/name@branch` for another
    branch than its default one), an address or a local path."""
    forks: bool = False
    """Whether forks among an owner's repositories are taken too."""

    def __str__(self) -> str:
        """Return it as it stands in the configuration."""
        return f"{self.forge}:{self.path}"


def branch_of(path: str) -> tuple[str, str]:
    """Return a path at a forge without the branch that it names, and that branch, empty where it names none.

    Neither GitHub nor GitLab has `@` in the path of a repository.
    """
    place, _, branch = path.partition("@")
    return place, branch


def named(path: str, branch: str) -> str:
    """Return a path, a name or an id with the branch that is meant; as it is for the default branch."""
    return f"{path}@{branch}" if branch else path


def is_branch(name: str) -> bool:
    """Return whether git takes `name` for that of a branch."""
    parts = name.split("/")
    return bool(_BRANCH.fullmatch(name)) and not (
        name == "@"
        or name.startswith("-")
        or name.endswith(".")
        or ".." in name
        or "@{" in name
        or any(not part or part.startswith(".") or part.endswith(".lock") for part in parts)
    )


def is_branch_right(path: str) -> bool:
    """Return whether a path at a forge names no branch, or a possible one of one repository."""
    place, branch = branch_of(path)
    return "@" not in path or ("/" in place and is_branch(branch))


def owner_and_name(name: str) -> tuple[str, str]:
    """Return the name of a repository in two parts, its branch with the second: it may hold `/` itself."""
    place, branch = branch_of(name)
    owner, _, last = place.rpartition("/")
    return owner, named(last, branch)
