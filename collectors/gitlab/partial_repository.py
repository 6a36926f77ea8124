"""The facts of one project while they arrive, and how much of each kind will be held."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from types import MappingProxyType

from msgspec import Struct
from msgspec.structs import replace

from civitop.errors import CollectError, Unreachable
from civitop.i18n.language import N_
from civitop.i18n.message import Phrase
from civitop.model import (
    COMMIT_WINDOW_DAYS,
    ChangeRequest,
    Commit,
    Extent,
    FactKind,
    Facts,
    Issue,
    Repository,
    Tag,
)
from civitop.polling.collector import Known
from collectors.conversations import RESPONSE_DAYS
from collectors.failures import endless_list, nothing_committed, unreadable
from collectors.gitlab import parse
from collectors.gitlab.conversations import read_on
from collectors.gitlab.documents import Kind
from collectors.gitlab.parse import Json

OVERLAP = timedelta(minutes=10)
"""Asked for again in an increment: clocks differ, and GitLab writes some changes late."""


class Plan(Struct, frozen=True):
    """What a call of `collect` may do."""

    asof: datetime
    now: Callable[[], datetime]
    thrift: Callable[[], Phrase | None] = lambda: None
    """Says why nothing may be asked for that costs requests by the project; `None`: it may be. To be
    called once the forge has answered something, and so said what it allows."""
    by_git: bool = False
    """Whether history and tags are left to git."""
    patchy: bool = False
    """Whether facts that are not complete are added to as they are, because completing them is too dear."""


class Draft:
    """The facts of one project while they arrive."""

    def __init__(self, known: Known, since: datetime, base: Facts | None, answers_since: datetime) -> None:
        self.known = known
        self.answers_since = answers_since
        """First answers are told exactly of what was opened after this, and of what is open."""
        self.since = since
        """Issues and merge requests are asked for that were updated after this."""
        self.base = base
        """The stored facts that an increment adds to."""
        self.node: Json = {}
        self.repository: Repository = known.repository
        self.issues: dict[int, Issue] = {}
        self.changes: dict[int, ChangeRequest] = {}
        self.unanswered: dict[tuple[Kind, int], Json] = {}
        """The answers about those whose first comments do not tell when somebody else answered."""
        self.extents: dict[FactKind, Extent] = {}
        self.problem: CollectError | None = None
        """Why the project cannot be told completely; its last known figures are better then."""

    def take(self, kind: Kind, connection: Json | None, host: str) -> None:
        """Take in a page of issues or merge requests; what cannot be read is this project's problem alone."""
        try:
            self._take(kind, connection, host)
        except Exception as error:  # of every kind
            self.problem = Unreachable(unreadable(self.repository, host, error).error)

    def _take(self, kind: Kind, connection: Json | None, host: str) -> None:
        for node in parse.nodes(connection):
            item = self._keep(kind, node, host)
            if item and read_on(node, item, self.answers_since, host):
                self.unanswered[kind, item.number] = node

    def _keep(self, kind: Kind, node: Json, host: str) -> Issue | ChangeRequest | None:
        if kind == "issues":
            if issue := parse.issue(node, host):
                self.issues[issue.number] = issue
            return issue
        if change := parse.change_request(node, host, self.repository.name):
            self.changes[change.number] = change
        return change

    def hear(self, kind: Kind, number: int, thread: Json, host: str) -> None:
        """Take in all the notes of an issue or merge request that nobody answered among the first."""
        try:
            self._keep(kind, {**self.unanswered[kind, number], "notes": thread.get("notes")}, host)
        except Exception as error:  # of every kind
            self.problem = Unreachable(unreadable(self.repository, host, error).error)

    def held(self, kind: Kind) -> int:
        """Return how many have arrived."""
        return len(self.issues if kind == "issues" else self.changes)

    def cut(self, kind: FactKind) -> None:
        """Note that a list does not come to an end: what was read is here."""
        extent = self.extents.get(kind, Extent(self.since))
        self.extents[kind] = replace(extent, missing=endless_list())

    def open_held(self, kind: Kind) -> int:
        """Return how many open ones have arrived."""
        held = self.issues if kind == "issues" else self.changes
        return sum(item.closed_at is None for item in held.values())

    def lost_something(self) -> bool:
        """Whether an issue or merge request of the stored facts is gone: deleted, moved or made confidential.

        GitLab tells no such thing; it shows in the count of the open ones. What that count was off
        by already (GitLab keeps it in a cache, and hides some from some) says nothing, and neither does
        the count of a list that is not held completely.
        """
        base, now = self.base, self.repository
        if base is None:
            return False
        if now.issues_enabled != base.repository.issues_enabled:
            return True
        issues = _off(now.open_issues, base.issues, self.issues)
        changes = _off(now.open_change_requests, base.change_requests, self.changes)
        return (
            not base.extent("issues").missing and issues != _off(base.repository.open_issues, base.issues)
        ) or (
            not base.extent("change_requests").missing
            and changes != _off(base.repository.open_change_requests, base.change_requests)
        )

    def facts(self, commits: tuple[Commit, ...], tags: tuple[Tag, ...], at: datetime, host: str) -> Facts:
        """Put everything together."""
        documents, mailmap = parse.documents(self.node)
        return Facts(
            repository=self.repository,
            collected_at=at,
            source="gitlab/graphql",
            base=self.base.repository.head if self.base else None,
            commits=tuple(sorted(commits, key=lambda commit: commit.committed_at, reverse=True)),
            issues=tuple(self.issues[number] for number in sorted(self.issues)),
            change_requests=tuple(self.changes[number] for number in sorted(self.changes)),
            releases=parse.releases(self.node, at, host),
            tags=tuple(sorted(tags, key=lambda tag: tag.at, reverse=True)),
            files=parse.files(self.node),
            documents=documents,
            mailmap=mailmap,
            extents=self.extents,
        )


def _off(
    said: int | None,
    stored: Sequence[Issue] | Sequence[ChangeRequest],
    new: Mapping[int, Issue] | Mapping[int, ChangeRequest] = MappingProxyType({}),
) -> int:
    """Return how many open ones the forge counts beyond those that are held."""
    kept = sum(item.closed_at is None for item in stored if item.number not in new)
    return (said or 0) - kept - sum(item.closed_at is None for item in new.values())


def start(known: Known, plan: Plan, *, whole: bool = False) -> Draft:
    """Start on a project: an increment where the stored facts are complete, or may stay as they are.

    Else, or with `whole`, everything is asked for.
    """
    answers_since = plan.asof - timedelta(days=RESPONSE_DAYS)
    facts = known.facts() if known.fingerprint and not whole else None
    if facts and facts.repository.head and (complete(facts) or (plan.patchy and facts.extents)):
        return Draft(known, facts.collected_at - OVERLAP, facts, answers_since)
    return Draft(known, plan.asof - timedelta(days=COMMIT_WINDOW_DAYS), None, answers_since)


def complete(facts: Facts) -> bool:
    """Return whether history and lists are all held, as far as the project has them."""
    kinds: list[FactKind] = ["commits", "change_requests"]
    if facts.repository.issues_enabled:
        kinds.append("issues")
    return all(facts.extent(kind).held and not facts.extent(kind).missing for kind in kinds)


def members_only(what: FactKind, host: str) -> Extent:
    """Say that the forge shows a kind of facts to the members of a project only."""
    return Extent.absent(Phrase(_MEMBERS_ONLY[what], None, {"host": host}))


def lacking_history(draft: Draft, what: FactKind, host: str) -> Extent:
    """Say why a project shows no history: nothing was ever committed, or its repository is not for everybody.

    GitLab gives null for a repository that is switched off as well as for one that is the members' alone.
    """
    return members_only(what, host) if draft.node.get("repository") is None else nothing_committed()


_MEMBERS_ONLY: Mapping[FactKind, str] = {
    "commits": N_("{host} shows the commits of this project to members only."),
    "issues": N_("{host} shows the issues of this project to members only."),
    "change_requests": N_("{host} shows the merge requests of this project to members only."),
    "releases": N_("{host} shows the releases of this project to members only."),
    "tags": N_("{host} shows the tags of this project to members only."),
    "files": N_("{host} shows the files of this project to members only."),
}
