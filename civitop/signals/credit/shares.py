"""Commits shared among those who take part in them, so that all shares together are one.

A commit is one commit, however many wrote it. Where organisations are known behind its authors and co-authors,
it is theirs in equal parts; only where none is known at all it counts as unknown, or an individual's. Issues,
change requests and reviews have one author each and need no sharing.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from itertools import groupby
from typing import NamedTuple, TypeVar

from msgspec import Struct

from civitop.people.affiliation.base import Kind, Organisation
from civitop.signals.base import Project
from civitop.signals.credit.contributions import Contribution, Contributions

Sharer = TypeVar("Sharer", str, Kind)
WHOLE = 2520
"""Parts of a commit: up to ten sharers get whole numbers of them, so that nothing is lost in rounding."""


class Shares(Struct, frozen=True, gc=False):
    """Commits of a window, shared."""

    commits: int
    organisations: dict[str, int]
    """Parts by `Organisation.id`; `WHOLE` make a commit."""
    taken_part: dict[str, int]
    """Commits in which somebody of it took part, by `Organisation.id`; each one whole."""
    kinds: dict[Kind, int]
    """Parts by kind of affiliation."""
    named: dict[str, Organisation]
    """The organisations, by their id."""

    @property
    def known(self) -> int:
        """Parts with a known organisation."""
        return sum(self.organisations.values())


class _Behind(NamedTuple):
    """Who stands behind a commit: organisations, or where none is known the kinds of its authors."""

    organisations: tuple[str, ...]
    kinds: tuple[Kind, ...]


class SharedCommits:
    """The commits of `Contributions`, each with who stands behind it; for `Project.once`."""

    def __init__(self, project: Project, asof: datetime) -> None:
        made = (each for each in project.once(Contributions, asof).all if each.what == "commit")
        self._named: dict[str, Organisation] = {}
        self._times: list[datetime] = []
        self._behind: list[_Behind] = []
        alone: dict[int, _Behind] = {}
        for (at, _), authors in groupby(made, key=lambda each: (each.at, each.which)):
            first, *others = authors
            self._times.append(at)
            if others:
                self._behind.append(self._of((first, *others)))
                continue
            # Nearly all commits have one author, and the affiliations that are alive are few.
            key = id(first.affiliation)
            if key not in alone:
                alone[key] = self._of((first,))
            self._behind.append(alone[key])

    def _of(self, authors: Sequence[Contribution]) -> _Behind:
        known = {o.id: o for made in authors if (o := made.affiliation.organisation) is not None}
        self._named.update(known)
        kinds = () if known else sorted({made.affiliation.kind for made in authors})
        return _Behind(tuple(sorted(known)), tuple(kinds))

    def within(self, start: datetime, end: datetime) -> Shares:
        """Return the shares of the commits of `[start, end)`."""
        window = self._behind[bisect_left(self._times, start) : bisect_left(self._times, end)]
        found = Shares(len(window), {}, {}, {}, self._named)
        for behind, commits in Counter(window).items():
            for id, parts in _equal(behind.organisations):
                kind = self._named[id].kind
                found.organisations[id] = found.organisations.get(id, 0) + parts * commits
                found.taken_part[id] = found.taken_part.get(id, 0) + commits
                found.kinds[kind] = found.kinds.get(kind, 0) + parts * commits
            for kind, parts in _equal(behind.kinds):
                found.kinds[kind] = found.kinds.get(kind, 0) + parts * commits
        return found


def in_commits(parts: int) -> int | float:
    """Return a number of parts in commits: whole where it is."""
    return parts / WHOLE if parts % WHOLE else parts // WHOLE


def _equal(sharers: Sequence[Sharer]) -> list[tuple[Sharer, int]]:
    """Give each an equal number of parts; of more than ten, the first get what is left over."""
    if not sharers:
        return []
    each, rest = divmod(WHOLE, len(sharers))
    return [(sharer, each + (place < rest)) for place, sharer in enumerate(sharers)]
