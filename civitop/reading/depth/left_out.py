"""Who was left out of a project's people as a bot or an AI agent, by name, so that anybody can object."""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime

from civitop.model import Facts, Identity
from civitop.reading.feed import LeftOutRow
from civitop.sanitise import without_address
from civitop.signals.base import Project
from civitop.signals.parts.windows import YEAR


def left_out_rows(project: Project, asof: datetime) -> tuple[LeftOutRow, ...]:
    """Return bots and agents of the 365 days before `asof`: by commits, then by what else they did, descending.

    Identities of one account are one row, those without an account one row per name; merges are left out.
    """
    people = project.people
    commits: Counter[str] = Counter()
    other: Counter[str] = Counter()
    shown: dict[str, Counter[Identity]] = {}
    for who, at, is_commit in _appearances(project.facts):
        if who in people.bots and asof - YEAR <= at < asof:
            key = who.login or who.name.casefold()
            (commits if is_commit else other)[key] += 1
            shown.setdefault(key, Counter())[who] += 1
    rows = [
        _row(key, identities, people.agents, commits[key], other[key]) for key, identities in shown.items()
    ]
    return tuple(sorted(rows, key=lambda row: (-row.commits, -row.other, row.name, row.login or "")))


def _row(
    key: str, identities: Counter[Identity], agents: frozenset[Identity], commits: int, other: int
) -> LeftOutRow:
    most = min(identities, key=lambda who: (not who.name, -identities[who], who.name, who.address or ""))
    return LeftOutRow(
        name=without_address(most.name) or key,
        login=most.login,
        agent=not agents.isdisjoint(identities),
        commits=commits,
        other=other,
    )


def _appearances(facts: Facts) -> Iterator[tuple[Identity, datetime, bool]]:
    """Yield who did something, when, and whether it was a commit (as author or as co-author)."""
    for commit in facts.commits:
        if commit.parents <= 1:
            for who in (commit.author, *commit.coauthors):
                yield who, commit.committed_at, True
    for issue in facts.issues:
        if issue.author:
            yield issue.author, issue.opened_at, False
        for response in issue.responses or ():
            if response.author:
                yield response.author, response.at, False
    for request in facts.change_requests:
        if request.author:
            yield request.author, request.opened_at, False
        for response in {*(request.responses or ()), *(request.reviews or ())}:
            if response.author:
                yield response.author, response.at, False
