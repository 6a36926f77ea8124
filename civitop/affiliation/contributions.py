"""What counts as a contribution, out of the facts of one repository."""

from collections.abc import Iterator
from datetime import datetime
from typing import Literal, NamedTuple

from civitop.model import Facts, Identity


class Contribution(NamedTuple):
    """One thing that one identity did."""

    kind: Literal["commit", "issue", "change request"]
    identity: Identity
    at: datetime
    source_owner: str | None = None
    """`host/owner` of the fork a change request came from."""


def contributions(facts: Facts) -> Iterator[Contribution]:
    """Yield commits (authors and co-authors, merges left out), issues and change requests; bots included."""
    for commit in facts.commits:
        if commit.parents <= 1:
            yield Contribution("commit", commit.author, commit.committed_at)
            for coauthor in commit.coauthors:
                yield Contribution("commit", coauthor, commit.committed_at)
    for issue in facts.issues:
        if issue.author:
            yield Contribution("issue", issue.author, issue.opened_at)
    for request in facts.change_requests:
        if request.author:
            yield Contribution("change request", request.author, request.opened_at, request.source_owner)
