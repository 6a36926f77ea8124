"""One repository in depth, for the person who stands in it: people, what waits, files, weeks."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime, timedelta

from civitop.affiliation.base import UNKNOWN
from civitop.feed import PersonRow, ProjectReport, WaitingItem
from civitop.health import Health
from civitop.model import ChangeRequest, Facts, Identity, Issue
from civitop.people import Person
from civitop.signals.base import Project

WAITING_LIMIT = 100
"""Rows in the list of what waits; the figures in the signals count all of them."""

COMMUNITY: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("README", ("readme",)),
    ("LICENSE", ("license", "licence", "copying", "licenses/")),
    ("CONTRIBUTING", ("contributing",)),
    ("CODE_OF_CONDUCT", ("code_of_conduct", "code-of-conduct")),
    ("SECURITY", ("security",)),
    ("GOVERNANCE", ("governance",)),
    ("CHANGELOG", ("changelog", "changes", "history", "news")),
    ("publiccode.yml", ("publiccode",)),
    ("CI", (".github/workflows/", ".gitlab-ci", ".travis", "jenkinsfile", ".circleci/", "azure-pipelines")),
)
"""What the Standard for Public Code expects to find, and how files that hold it are called."""


def report_of(project: Project, health: Health, asof: datetime) -> ProjectReport:
    """Return the repository in depth at `asof`; pure."""
    facts = project.facts
    return ProjectReport(
        health=health,
        people=people_rows(project, asof),
        waiting=waiting(project, asof),
        releases=tuple(r for r in facts.releases if r.published_at < asof),
        tags=tuple(t for t in facts.tags if t.at < asof),
        community=tuple((title, _file(facts.files, stems)) for title, stems in COMMUNITY),
        weekly_commits=weekly_commits(project, asof),
    )


def people_rows(project: Project, asof: datetime) -> tuple[PersonRow, ...]:
    """Return who wrote in the 365 days before `asof`, by commits, descending."""
    since = asof - timedelta(days=365)
    commits: Counter[str] = Counter()
    dates: dict[str, list[datetime]] = {}
    who: dict[str, Person] = {}
    latest: dict[str, Identity] = {}
    for commit in project.facts.commits:
        person = project.people.of.get(commit.author)
        if person is None or commit.parents > 1 or not since <= commit.committed_at < asof:
            continue
        commits[person.key] += 1
        dates.setdefault(person.key, []).append(commit.committed_at)
        who[person.key] = person
        latest.setdefault(person.key, commit.author)
    total = commits.total()
    rows = []
    for key, count in sorted(commits.items(), key=lambda item: (-item[1], item[0])):
        when = dates[key]
        told = [project.affiliator.affiliate(i, max(when)) for i in (latest[key], *who[key].identities)]
        rows.append(
            PersonRow(
                name=who[key].name,
                login=who[key].login,
                commits=count,
                share=count / total,
                first=min(when),
                last=max(when),
                affiliation=next((a for a in told if a.organisation), told[0] if told else UNKNOWN),
            )
        )
    return tuple(rows)


def waiting(project: Project, asof: datetime) -> tuple[WaitingItem, ...]:
    """Return open issues and change requests that nobody else has answered, oldest first."""
    facts = project.facts
    rows = [
        *_unanswered(project, facts.issues, "issue", "unanswered", asof),
        *_unanswered(project, facts.change_requests, "change request", "needs review", asof),
    ]
    return tuple(sorted(rows, key=lambda row: (row.opened_at, row.number))[:WAITING_LIMIT])


def _unanswered(
    project: Project, items: Iterable[Issue | ChangeRequest], kind: str, why: str, asof: datetime
) -> Iterable[WaitingItem]:
    for item in items:
        is_open = item.opened_at < asof and (item.closed_at is None or item.closed_at >= asof)
        if is_open and not _answered(project, item, asof):
            yield WaitingItem(item.number, item.title, _url(project.facts, item), item.opened_at, kind, why)


def _answered(project: Project, item: Issue | ChangeRequest, asof: datetime) -> bool:
    if item.responses is None:
        return bool(item.comments)
    author = project.people.of.get(item.author) if item.author else None
    for response in item.responses:
        if response.at >= asof or response.author is None:
            continue
        person = project.people.of.get(response.author)
        if person is not None and (author is None or person.key != author.key):
            return True
    return False


def _url(facts: Facts, item: Issue | ChangeRequest) -> str:
    if not facts.repository.url:
        return ""
    gitlab = facts.source.startswith("gitlab")
    if isinstance(item, Issue):
        place = "-/issues" if gitlab else "issues"
    else:
        place = "-/merge_requests" if gitlab else "pull"
    return f"{facts.repository.url}/{place}/{item.number}"


def _file(files: Iterable[str], stems: tuple[str, ...]) -> str | None:
    """Return the first file that begins like one of `stems`, at the root, in .github, .gitlab or docs."""
    for path in files:
        low = path.lower()
        names = (low, low.removeprefix(".github/"), low.removeprefix(".gitlab/"), low.removeprefix("docs/"))
        if any(name.startswith(stem) for name in names for stem in stems):
            return path
    return None


def weekly_commits(project: Project, asof: datetime) -> tuple[int, ...]:
    """Return the commits in each of the 52 weeks before `asof`, oldest first; bots and merges left out."""
    weeks = [0] * 52
    for commit in project.facts.commits:
        age = (asof - commit.committed_at) // timedelta(weeks=1)
        if 0 <= age < 52 and commit.committed_at < asof and commit.parents <= 1 and commit.author in project.people.of:
            weeks[51 - age] += 1
    return tuple(weeks)
