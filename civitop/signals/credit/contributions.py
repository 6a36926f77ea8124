"""What people contributed, each piece with the organisation it was made for.

A contribution is a commit that somebody authored or co-authored, an issue or a change request that
somebody opened, or a review; merges, what bots and agents wrote, and what is dated after `asof` are left out.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Literal

from msgspec import Struct

from civitop.model import ChangeRequest, Identity, Issue
from civitop.people.affiliation.base import UNKNOWN, Affiliation
from civitop.people.identities import Person
from civitop.signals.base import Project
from civitop.signals.parts.windows import MONTH, YEAR

What = Literal["commit", "issue", "change request", "review"]
REACH: timedelta = YEAR + MONTH
"""How far back contributions are looked at: the 365 days, and those of 30 days before."""


class Contribution(Struct, frozen=True, gc=False):
    """One thing that one person did."""

    at: datetime
    what: What
    which: str
    """The commit's id, or the number: two co-authors share it."""
    person: Person | None
    """`None`: the account was deleted."""
    affiliation: Affiliation
    leads: bool = True
    """`False` for co-authors: a commit has one author."""


class Contributions:
    """The contributions of the 395 days before `asof`, in the order of time."""

    def __init__(self, project: Project, asof: datetime) -> None:
        # not the project itself: it keeps what is made here, and a circle would outlive the round
        self._facts, self._people, self._affiliator = project.facts, project.people, project.affiliator
        self._asof = asof
        self._start = asof - REACH
        self._bots: Counter[datetime] = Counter()
        self._agents: Counter[datetime] = Counter()
        found = [*self._commits(), *self._issues(), *self._change_requests()]
        found.sort(key=_order)
        self.all: Sequence[Contribution] = found
        self._times = [contribution.at for contribution in found]

    def within(self, start: datetime, end: datetime) -> Sequence[Contribution]:
        """Return the contributions of `[start, end)`."""
        return self.all[bisect_left(self._times, start) : bisect_left(self._times, end)]

    def left_out(self, start: datetime, end: datetime) -> dict[str, int]:
        """Return how many contributions of `[start, end)` do not count because a bot or an AI agent made them."""
        kinds = {"agents": self._agents, "bots": self._bots}
        counts = {
            kind: sum(number for at, number in made.items() if start <= at < end)
            for kind, made in kinds.items()
        }
        return {kind: number for kind, number in counts.items() if number}

    def _held(self, at: datetime) -> bool:
        return self._start <= at < self._asof

    def _commits(self) -> Iterator[Contribution]:
        for commit in self._facts.commits:
            if commit.parents > 1 or not self._held(commit.committed_at):
                continue
            made = self._made(commit.committed_at, "commit", commit.oid, commit.author)
            if made is None:
                continue  # a bot's or an agent's, and no commit for any other signal either
            yield made
            seen = {made.person.key} if made.person else set()
            for who in commit.coauthors:
                also = self._made(commit.committed_at, "commit", commit.oid, who, leads=False)
                if also and also.person and also.person.key not in seen:
                    seen.add(also.person.key)
                    yield also

    def _issues(self) -> Iterator[Contribution]:
        for issue in self._facts.issues:
            if self._held(issue.opened_at):
                yield from self._opened(issue, "issue", None)

    def _change_requests(self) -> Iterator[Contribution]:
        for request in self._facts.change_requests:
            if self._held(request.opened_at):
                yield from self._opened(request, "change request", request.source_owner)
            yield from self._reviews(request)

    def _reviews(self, request: ChangeRequest) -> Iterator[Contribution]:
        """Yield the first review of each person other than the author."""
        wrote = self._people.of.get(request.author) if request.author else None
        seen = {wrote.key} if wrote else set()
        for review in sorted(request.reviews or (), key=lambda review: review.at):
            if review.author is not None and self._held(review.at):
                made = self._made(review.at, "review", str(request.number), review.author)
                if made and made.person and made.person.key not in seen:
                    seen.add(made.person.key)
                    yield made

    def _opened(self, item: Issue | ChangeRequest, what: What, owner: str | None) -> Iterator[Contribution]:
        if item.author is None:
            yield Contribution(item.opened_at, what, str(item.number), None, UNKNOWN)
        elif made := self._made(item.opened_at, what, str(item.number), item.author, owner):
            yield made

    def _made(
        self,
        at: datetime,
        what: What,
        which: str,
        who: Identity,
        owner: str | None = None,
        *,
        leads: bool = True,
    ) -> Contribution | None:
        person = self._people.of.get(who)
        if person is None:
            (self._agents if who in self._people.agents else self._bots)[at] += 1
            return None
        proper = self._people.proper(who)
        affiliate = self._affiliator.affiliate
        whose = affiliate(who, at, owner, proper=proper, accounts=person.accounts)
        return Contribution(at, what, which, person, whose, leads)


def _order(contribution: Contribution) -> tuple[datetime, str, str, bool, str]:
    person = contribution.person
    return (
        contribution.at,
        contribution.what,
        contribution.which,
        not contribution.leads,
        person.key if person else "",
    )
