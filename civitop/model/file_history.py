"""Who changed which file, over a whole history: facts that a clone gives when it is read in depth.

Counts and no commits: memory and store hold each path and each author once, whatever the number of commits.
"""

from collections.abc import Mapping
from datetime import datetime

from msgspec import Struct

from civitop.i18n.message import Phrase


class FileHistory(Struct, frozen=True, gc=False, array_like=True):
    """What happened to one file of the head; authors by their place in `Facts.file_authors`."""

    path: str
    creator: int | None
    """Who added it; `None` where no commit says so: it came with a merge, or the history begins with it."""
    changes: tuple[tuple[int, int], ...] = ()
    """Who changed or renamed it, and in how many commits; by author, ascending. Adding it is no change."""


class DeepReading(Struct, frozen=True, gc=False, kw_only=True):
    """How a whole history was read; its result stands in `Facts.file_histories` and `Facts.file_authors`."""

    head: str | None = None
    """The commit that the file list is of; `None`: the history was never read."""
    read_at: datetime | None = None
    commits: int = 0
    """Commits that were counted: those of the history that have one parent or none."""
    left_out: Mapping[str, int] = {}
    """Files of the head that do not count, by reason: `vendored`, `generated`, `links`."""
    rules: str = ""
    """A hash of what decided which files count."""
    exact: bool = False
    """Whether only renames that changed nothing were followed, since the clone holds no content of files."""
    missing: Phrase | None = None
    """Why the history was not read this time, as a sentence; what is held is then of an earlier reading."""
