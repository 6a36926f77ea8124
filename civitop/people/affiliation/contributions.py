"""What counts as a contribution, out of the facts of one repository."""

from collections.abc import Iterator
from datetime import datetime
from typing import Literal, NamedTuple

from civitop.model import Facts, Identity
from civitop.people.identities import People


class Contribution(NamedTuple):
    """One thing that one identity did."""

    kind: Literal["commit", "issue", "change request"]
    seen: Identity
    """As it stands in the commit or at the forge: the key into `People.of`."""
    proper: Identity
    """As the repository's mailmap has it: who it was, and for whom where `seen` says nothing."""
    at: datetime
    source_owner: str | None = None
    """`host/owner` of the fork a change request came from."""


def contributions(facts: Facts, people: People) -> Iterator[Contribution]:
    """Yield commits (authors and co-authors, merges left out), issues and change requests; bots included."""
    proper = people.proper
    for commit in facts.commits:
        if commit.parents <= 1:
            for who in (commit.author, *commit.coauthors):
                yield Contribution("commit", who, proper(who), commit.committed_at)
    for issue in facts.issues:
        if issue.author:
            yield Contribution("issue", issue.author, proper(issue.author), issue.opened_at)
    for request in facts.change_requests:
        if request.author:
            at, owner = request.opened_at, request.source_owner
            yield Contribution("change request", request.author, proper(request.author), at, owner)
