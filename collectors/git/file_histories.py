"""Who created and who changed each file, over the whole history: `git log --name-status`, streamed and counted.

Commits are read parents first, merges left out and renames followed, as Avelino et al. do. A file is a number
that its paths lead to. A path that was deleted or renamed away still leads to its file, since a branch that
knew nothing of it may go on to change it, until another file is added there. Memory holds every path that ever
was and every author once, and a number for each author of each file.
"""

from array import array
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from civitop.errors import CollectError
from civitop.model import FileAuthor, FileHistory, Identity, identity
from civitop.sanitise import decoded, plain
from collectors.git.command import Git
from collectors.git.history import moment

HEADER = b"\x01"
LONGEST_PATH = 4096
"""Characters kept of a path: no system allows longer ones."""
RENAME_LIMIT = 1000
"""Files of one commit, squared, that git compares to find renamed ones; git's own limit, whatever the clone says."""
_MANY = 1 << 24
"""More authors than any history has: file and author together are one number."""
_CHANGED, _ADDED, _DELETED = range(3)
_KINDS = {
    status: kind
    for letters, kind in ((b"M", _CHANGED), (b"T", _CHANGED), (b"A", _ADDED), (b"D", _DELETED))
    for status in (letters, b"\n" + letters)  # the first of a commit stands behind an empty line
}
_NOBODY = -1


class FileHistories:
    """What is counted of a history; begins with nothing, or with what an earlier head had."""

    def __init__(self, authors: Sequence[FileAuthor] = (), files: Sequence[FileHistory] = ()) -> None:
        self.commits = 0
        """Commits that were read."""
        self.continued = bool(authors)
        """Whether an earlier reading is in it."""
        self._places: dict[bytes, int] = {}
        """The author of a commit by its header's name and address."""
        self._authors = {author.who: place for place, author in enumerate(authors)}
        self._made = [author.commits for author in authors]
        self._last = [author.last for author in authors]
        self._files: dict[bytes, int] = {}
        """By path; the complement of the number where the path was deleted or renamed away."""
        self._creators = array("i")
        self._changes: dict[int, int] = Counter()
        """How often an author changed a file, by file * _MANY + author."""
        self._unknown: set[int] = set()
        """Files that were changed before they were added."""
        self._left: list[bytes] = []
        self._author = _NOBODY
        for file in files:
            number = self._new(file.path.encode("utf-8"), _NOBODY if file.creator is None else file.creator)
            self._changes.update({number * _MANY + author: times for author, times in file.changes})

    def take(self, records: list[bytes]) -> None:
        """Count some of the records that git prints; what is incomplete waits for the next."""
        records = self._left + records
        kinds, files, changes, author = _KINDS.get, self._files, self._changes, self._author
        at, end = 0, len(records)
        while at < end:
            record = records[at]
            kind = kinds(record)
            if kind is None and record.startswith(HEADER):
                author = self._read_header(record)
                at += 1
                continue
            needed = 3 if kind is None else 2
            if at + needed > end:
                break
            path = records[at + needed - 1]
            source = path if kind is not None else records[at + 1]
            at += needed
            number = files.get(source)
            if kind == _DELETED:
                if number is not None and number >= 0:
                    files[path] = ~number
                continue
            if kind == _ADDED and (number is None or number < 0):
                self._new(path, author)
                continue
            if number is None:
                number = self._new(source, _NOBODY)
                self._unknown.add(number)
            number = max(number, ~number)
            if source is not path:
                files[source] = ~number
            files[path] = number
            changes[number * _MANY + author] += 1
        self._left = records[at:]
        self._author = author

    def authors(self) -> tuple[FileAuthor, ...]:
        """Return everybody who authored a commit; their places are those of the histories."""
        people = zip(self._authors, self._made, self._last, strict=True)
        return tuple(FileAuthor(who, made, last) for who, made, last in people)

    def histories(self, paths: Sequence[bytes]) -> tuple[FileHistory, ...]:
        """Return the histories of these files, by path; of one that no commit names nobody is known."""
        known = (self._number(path) for path in paths)
        changes: dict[int, list[tuple[int, int]]] = {number: [] for number in known if number is not None}
        same: dict[tuple[int, int], tuple[int, int]] = {}
        for key, times in self._changes.items():
            number, author = divmod(key, _MANY)
            if number in changes:
                change = author, times
                changes[number].append(same.setdefault(change, change))
        found = [self._history(path, changes) for path in paths]
        return tuple(sorted(found, key=lambda file: file.path))

    def beginnings_known(self, paths: Sequence[bytes]) -> bool:
        """Return whether each of these files is known from its beginning, as far as the history tells."""
        numbers = [self._number(path) for path in paths]
        return all(number is not None and number not in self._unknown for number in numbers)

    def _history(self, path: bytes, changes: Mapping[int, list[tuple[int, int]]]) -> FileHistory:
        text = plain(decoded(path), LONGEST_PATH)
        number = self._number(path)
        if number is None:
            return FileHistory(text, None)
        creator = self._creators[number]
        return FileHistory(text, None if creator == _NOBODY else creator, tuple(sorted(changes[number])))

    def _number(self, path: bytes) -> int | None:
        number = self._files.get(path)
        return None if number is None else max(number, ~number)

    def _new(self, path: bytes, creator: int) -> int:
        number = len(self._creators)
        self._creators.append(creator)
        self._files[path] = number
        return number

    def _read_header(self, record: bytes) -> int:
        """Count a commit; return the place of its author."""
        who, _, seconds = record[1:].rpartition(b"\n")
        place = self._places.get(who)
        if place is None:
            place = self._places[who] = self._place(who)
        at = moment(seconds)
        self.commits += 1
        self._made[place] += 1
        if at > self._last[place]:
            self._last[place] = at
        return place

    def _place(self, header: bytes) -> int:
        name, _, email = header.partition(b"\n")
        author: Identity = identity(decoded(name), decoded(email))
        place = self._authors.setdefault(author, len(self._authors))
        if place == len(self._made):
            self._made.append(0)
            self._last.append(_LONG_AGO)
        return place


_LONG_AGO: datetime = moment(b"0")


async def read(
    git: Git,
    clone: str,
    head: str,
    histories: FileHistories,
    *,
    base: str | None = None,
    exact: bool = False,
    told: Callable[[int], None] = lambda commits: None,
) -> None:
    """Count the commits that lead to `head`, without those that lead to `base`.

    With `exact` only renames that change nothing are followed: no content of files is looked at. `told` is given
    the commits that were counted so far, as they come. Raises `GitFailed` where the clone lacks what is needed.
    """
    log = (
        *("-C", clone, "log", "-z", "--name-status", "--no-merges"),
        *("--topo-order", "--reverse", "--no-show-signature", "--no-relative", "--no-ext-diff"),
        *("--find-renames=100%" if exact else "--find-renames", f"-l{RENAME_LIMIT}", "--encoding=UTF-8"),
        "--format=tformat:%x01%an%n%ae%n%ct",
    )
    async for records in git.records(*log, *_span(head, base), "--"):
        histories.take(records)
        told(histories.commits)


async def total(git: Git, clone: str, head: str, base: str | None) -> int | None:
    """Return how many commits `read` counts; `None` where git cannot tell now."""
    try:
        counted = await git.output(
            "-C", clone, "rev-list", "--count", "--no-merges", *_span(head, base), "--"
        )
    except CollectError:
        return None  # what stands in its way stands in that of `read`, which says it
    return int(counted)


def _span(head: str, base: str | None) -> tuple[str, ...]:
    return (head, f"^{base}") if base else (head,)
