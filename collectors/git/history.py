"""The history of a clone → commits, streamed: memory holds the facts and never the text."""

import asyncio
from datetime import UTC, datetime
from itertools import groupby

from civitop.errors import CollectError
from civitop.i18n.message import say
from civitop.model import Commit, Extent, Identity, identity
from civitop.sanitise import decoded
from collectors.coauthors import of_values
from collectors.git.command import Git

FORMAT = "tformat:%H%n%ct%n%P%n%an%n%ae%n%(trailers:key=Co-authored-by,valueonly,unfold,separator=%x0a)"
"""A record: newlines cannot occur in what stands between them."""
FIELDS = 5
"""Lines of a record behind its id: each is there, empty or not."""
HEADER_CAP = 32 * 1024

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_LAST_SECOND = 253402300799  # the end of the year 9999, where Python's calendar ends


def moment(seconds: bytes | str) -> datetime:
    """Return a time of git's (seconds since 1970); a damaged one is the beginning of 1970, and counts for nothing."""
    try:
        value = int(seconds)
    except ValueError:
        return _EPOCH
    return datetime.fromtimestamp(value, UTC) if 0 <= value <= _LAST_SECOND else _EPOCH


class DamagedLog(CollectError):
    """git printed something that is no commit."""

    def __init__(self) -> None:
        super().__init__(say("What git says of the history is damaged; run git fsck in the clone."))


class People:
    """Makes each identity once, however many commits it has."""

    def __init__(self) -> None:
        self._known: dict[bytes, Identity] = {}

    def of(self, name: bytes, email: bytes) -> Identity:
        """Return the identity for a name and an address as they stand in a commit."""
        key = name + b"\n" + email
        known = self._known.get(key)
        if known is None:
            known = self._known[key] = identity(decoded(name), decoded(email))
        return known


async def commits(git: Git, clone: str, head: str, base: str | None = None) -> tuple[Commit, ...]:
    """Return the commits that lead to `head`, without those that lead to `base`, newest first."""
    people = People()
    found: list[Commit] = []
    span = (head, f"^{base}") if base else (head,)
    arguments = ("-C", clone, "log", "-z", "--no-show-signature", "--encoding=UTF-8", f"--format={FORMAT}")
    async for records in git.records(*arguments, *span, "--"):
        found.extend(read_record(record, people) for record in records)
    return await asyncio.to_thread(newest_first, found)


def newest_first(found: list[Commit]) -> tuple[Commit, ...]:
    """Return commits by committer date, newest first, those of one second by their ids.

    git gives them almost in that order, so that sorting by date alone costs little; sorting by id, which
    is random and would hold every other thread up, is left to the few that share a second.
    """
    found.sort(key=lambda commit: commit.committed_at, reverse=True)
    ordered: list[Commit] = []
    for _, group in groupby(found, key=lambda commit: commit.committed_at):
        same = list(group)
        ordered.extend(same if len(same) == 1 else sorted(same, key=lambda commit: commit.oid))
    return tuple(ordered)


def read_record(record: bytes, people: People) -> Commit:
    """Return the commit that a record of `FORMAT` tells of; raises `DamagedLog` where it tells of none."""
    oid, *rest = record.split(b"\n")
    if len(rest) < FIELDS or not oid.isalnum() or not oid.isascii():
        raise DamagedLog
    seconds, parents, name, email, *trailers = rest
    author = people.of(name, email)
    return Commit(
        oid.decode("ascii"),
        moment(seconds),
        author,
        _coauthors(trailers, author, people) if trailers[0] else (),
        parents.count(b" ") + 1 if parents else 0,
    )


def _coauthors(trailers: list[bytes], author: Identity, people: People) -> tuple[Identity, ...]:
    """Read the values of `Co-authored-by` that git found."""

    def make(name: str, email: str) -> Identity:
        return people.of(name.encode("utf-8", "surrogateescape"), email.encode("utf-8", "surrogateescape"))

    return of_values((value.decode("utf-8", "surrogateescape") for value in trailers), author, make)


async def boundary(git: Git, clone: str, commits: tuple[Commit, ...]) -> tuple[tuple[Commit, ...], Extent]:
    """Mend what a shallow clone says of its oldest commits, and tell from when on its history is whole.

    At the edge git reports commits without their parents, so that a merge looks like a contribution:
    the commits themselves know better.
    """
    edge = [commit for commit in commits if commit.parents == 0]
    true: dict[str, int] = {}
    async for found in git.objects(clone, (commit.oid for commit in edge), HEADER_CAP):
        true[found.oid] = found.data.partition(b"\n\n")[0].count(b"\nparent ")
    cut = [commit for commit in edge if true.get(commit.oid)]
    if not cut:
        return commits, Extent()
    since = max(commit.committed_at for commit in cut)
    mended = tuple(
        Commit(c.oid, c.committed_at, c.author, c.coauthors, true[c.oid]) if true.get(c.oid) else c
        for c in commits
    )
    why = say(
        "This is a shallow clone: its history is whole only from {day:date} on; run git fetch --unshallow.",
        day=since,
    )
    return mended, Extent(since, why)
