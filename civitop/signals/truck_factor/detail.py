"""What the truck factor of a repository consists of."""

from datetime import datetime
from typing import ClassVar

from msgspec import Struct

from civitop.i18n.language import N_

UNIT = N_("people")


class FileKnower(Struct, frozen=True, gc=False):
    """A person who knows files."""

    PERSONAL: ClassVar[tuple[str, ...]] = ("name", "login")

    name: str
    login: str | None
    """`host/login`, where one is known."""
    files: int
    """Files that they are an author of; a file may have several."""
    share: float
    """Of all files that people worked on, or of those in a folder, 0 to 1."""
    last: datetime
    """Their last commit."""
    gone: bool
    """Whether that is more than 365 days ago."""


class Folder(Struct, frozen=True, gc=False):
    """A folder with all that is below it."""

    path: str
    """Ends in a slash."""
    files: int
    factor: int
    """Its truck factor."""
    sole: int
    """Files that one person alone knows."""
    orphaned: int
    """Files of which everybody who knew them is gone for 365 days."""
    first: FileKnower | None
    """Who knows most of its files; null where nobody knows one."""


class TruckFactor(Struct, frozen=True, gc=False, kw_only=True):
    """The figures behind the truck factor; null where the whole history is not held."""

    read_at: datetime | None = None
    """When the history was read; the figures are of the files of then."""
    commits: int | None = None
    """Commits of the whole history, merges left out."""
    files: int | None = None
    """Files that people worked on."""
    knowers: int | None = None
    """People who know at least one of them."""
    sole: int | None = None
    """Files that one person alone knows."""
    orphaned: int | None = None
    """Files of which everybody who knew them is gone for 365 days."""
    nobody: int | None = None
    """Files that many changed and nobody knows well enough."""
    unknown: int | None = None
    """Files that no commit of a person names: bots made them, or they came with a merge."""
    people: tuple[FileKnower, ...] = ()
    """By files, descending; ten at most."""
    folders: tuple[Folder, ...] = ()
    """Those nearest to the root first, then by files, descending; a hundred at most."""
