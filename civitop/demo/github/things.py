"""GitHub's GraphQL types of what happens in a repository: commits, issues, pull requests, releases."""

from collections.abc import Mapping, Sequence
from typing import Any

from civitop.demo.github.repository import request_state
from civitop.demo.graphql.execute import Run
from civitop.demo.graphql.schema import Args, ConnectionPage, Type, connection, given, leaf, one, page, paged
from civitop.demo.server.git_view import history
from civitop.demo.server.render import message, moment, node_id
from civitop.demo.world.contents import fork_of
from civitop.demo.world.model import Account, Commit, Signature
from civitop.demo.world.owners import owner


def _history(commit: Any, run: Run, args: Args) -> ConnectionPage:
    contents = run.world.contents(commit.project.key)
    return page(history(contents, commit, args.get("since"), args.get("until")), args, tail=True)


def _rollup(commit: Any, run: Run, args: Args) -> str | None:
    contents = run.world.contents(commit.project.key)
    return contents.project.ci if commit.oid == contents.head else None


class _Parents(Sequence[Commit]):
    """A commit's parents, looked up only when somebody wants more than their number."""

    def __init__(self, commit: Any, run: Run) -> None:
        self._commit = commit
        self._run = run

    def __len__(self) -> int:
        return int(self._commit.parents)

    def __getitem__(self, place: Any) -> Any:
        commits = self._run.world.contents(self._commit.project.key).commits
        here = next(i for i, c in enumerate(commits) if c.oid == self._commit.oid)
        return commits[here + 1 : here + 1 + len(self)][place]


def _signatures(commit: Any) -> list[tuple[Signature, int]]:
    return [(commit.author, commit.authored), *((s, commit.authored) for s in commit.coauthors)]


def association(thing: Any) -> str:
    """Return GitHub's word for what an author is to the repository."""
    team = {m.account.login for m in thing.project.team}
    return (
        "MEMBER"
        if thing.author and thing.author.login in team
        else "CONTRIBUTOR"
        if thing.number % 3
        else "NONE"
    )


def _home(thing: Any, run: Run, args: Args) -> Any:
    return run.world.contents(thing.project.key)


def _source(request: Any, run: Run, args: Args) -> Any:
    """Who owns the fork (or the repository itself) that a change request comes from."""
    login = request.source_owner or request.project.owner
    return owner(run.world, login) or run.world.accounts.get(login.casefold())


def _head(request: Any, run: Run, args: Args) -> Any:
    home = run.world.contents(request.project.key)
    return fork_of(home, request.source_owner) if request.source_owner else home


def _decision(request: Any) -> str | None:
    states = {review.state for review in request.reviews}
    if "CHANGES_REQUESTED" in states:
        return "CHANGES_REQUESTED"
    return "APPROVED" if "APPROVED" in states else None


def _comments(thing: Any, run: Run, args: Args) -> ConnectionPage:
    comments = thing.comments
    if (args.get("orderBy") or {}).get("direction") == "DESC":
        comments = sorted(comments, key=lambda c: -c.at)
    return page(comments, args)


def _actor(thing: Any, run: Run, args: Args) -> Account | None:
    account: Account | None = thing.author
    return account


def _reviews(request: Any, run: Run, args: Args) -> ConnectionPage:
    wanted = args.get("states")
    return page([r for r in request.reviews if not wanted or r.state in wanted], args)


_THREAD = {
    "databaseId": leaf(lambda t: t.project.number * 100_000 + t.number),
    "number": leaf(lambda t: t.number),
    "title": leaf(lambda t: t.title),
    "body": leaf(lambda t: ""),
    "bodyText": leaf(lambda t: ""),
    "url": leaf(lambda t: f"https://github.example/{t.project.path}/issues/{t.number}"),
    "closed": leaf(lambda t: t.closed is not None),
    "locked": leaf(lambda t: False),
    "createdAt": leaf(lambda t: moment(t.created)),
    "updatedAt": leaf(lambda t: moment(t.updated)),
    "closedAt": leaf(lambda t: moment(t.closed)),
    "author": one("Actor", _actor),
    "authorAssociation": leaf(association),
    "comments": paged("IssueCommentConnection", _comments, "orderBy"),
    "labels": paged("LabelConnection", lambda t, run, args: page(t.labels, args)),
    "repository": one("Repository", _home),
}
_ISSUE = {
    "id": leaf(lambda t: node_id("I", t.project.number, t.number)),
    "state": leaf(lambda t: "CLOSED" if t.closed else "OPEN"),
    "stateReason": given(lambda t, run, args: "COMPLETED" if t.closed else None, "enableDuplicate"),
    **_THREAD,
}
_REQUEST = {
    "id": leaf(lambda t: node_id("PR", t.project.number, t.number)),
    "state": leaf(request_state),
    "merged": leaf(lambda t: t.merged is not None),
    "mergedAt": leaf(lambda t: moment(t.merged)),
    "mergedBy": one("Actor", lambda t, run, args: t.merged_by),
    "isDraft": leaf(lambda t: t.draft),
    "isCrossRepository": leaf(lambda t: bool(t.source_owner)),
    "headRepositoryOwner": one("RepositoryOwner", _source),
    "headRepository": one("Repository", _head),
    "reviewDecision": leaf(_decision),
    "reviews": paged("PullRequestReviewConnection", _reviews, "states"),
    "additions": leaf(lambda t: t.number % 200),
    "deletions": leaf(lambda t: t.number % 90),
    "changedFiles": leaf(lambda t: t.number % 7 + 1),
    "totalCommentsCount": leaf(lambda t: len(t.comments)),
    **_THREAD,
}

THING_TYPES: Mapping[str, Type] = {
    "Commit": Type("Commit", {
        "id": leaf(lambda c: node_id("C", c.project.number, c.oid)),
        "oid": leaf(lambda c: c.oid),
        "abbreviatedOid": leaf(lambda c: c.oid[:7]),
        "committedDate": leaf(lambda c: moment(c.at)),
        "authoredDate": leaf(lambda c: moment(c.authored)),
        "messageHeadline": leaf(lambda c: c.headline),
        "message": leaf(message),
        "additions": leaf(lambda c: c.additions),
        "deletions": leaf(lambda c: c.deletions),
        "changedFilesIfAvailable": leaf(lambda c: 1 + c.additions // 30),
        "url": leaf(lambda c: f"https://github.example/{c.project.path}/commit/{c.oid}"),
        "parents": paged("CommitConnection", lambda c, run, args: page(_Parents(c, run), args)),
        "author": one("GitActor", lambda c, run, args: (c.author, c.authored)),
        "committer": one("GitActor", lambda c, run, args: (c.author, c.at)),
        "authors": paged("GitActorConnection", lambda c, run, args: page(_signatures(c), args)),
        "history": paged("CommitHistoryConnection", _history, "since", "until"),
        "statusCheckRollup": one("StatusCheckRollup", _rollup),
        "repository": one("Repository", _home),
    }),
    **connection("CommitConnection", "Commit", ("totalCount",)),
    **connection("CommitHistoryConnection", "Commit", ("totalCount",)),
    "StatusCheckRollup": Type("StatusCheckRollup", {
        "state": leaf(lambda state: state), "id": leaf(lambda state: node_id("SCR", state)),
    }),
    "GitActor": Type("GitActor", {
        "name": leaf(lambda a: a[0].name),
        "email": leaf(lambda a: a[0].email),
        "date": leaf(lambda a: moment(a[1])),
        "user": one("User", lambda a, run, args: a[0].account),
    }),
    **connection("GitActorConnection", "GitActor", ("totalCount",)),
    "Issue": Type("Issue", _ISSUE),
    **connection("IssueConnection", "Issue", ("totalCount",)),
    "PullRequest": Type("PullRequest", _REQUEST),
    **connection("PullRequestConnection", "PullRequest", ("totalCount",)),
    "IssueComment": Type("IssueComment", {
        "id": leaf(lambda c: node_id("IC", c.number)),
        "databaseId": leaf(lambda c: c.number),
        "author": one("Actor", _actor),
        "body": leaf(lambda c: ""),
        "createdAt": leaf(lambda c: moment(c.at)),
        "updatedAt": leaf(lambda c: moment(c.at)),
    }),
    **connection("IssueCommentConnection", "IssueComment", ("totalCount",)),
    "PullRequestReview": Type("PullRequestReview", {
        "id": leaf(lambda r: node_id("PRR", r.number)),
        "databaseId": leaf(lambda r: r.number),
        "author": one("Actor", _actor),
        "createdAt": leaf(lambda r: moment(r.at)),
        "submittedAt": leaf(lambda r: moment(r.at)),
        "updatedAt": leaf(lambda r: moment(r.at)),
        "state": leaf(lambda r: r.state),
        "body": leaf(lambda r: ""),
    }),
    **connection("PullRequestReviewConnection", "PullRequestReview", ("totalCount",)),
    "Label": Type("Label", {"name": leaf(lambda name: name), "color": leaf(lambda name: "ededed")}),
    **connection("LabelConnection", "Label", ("totalCount",)),
    "Release": Type("Release", {
        "id": leaf(lambda r: node_id("RE", r.project.number, r.number)),
        "databaseId": leaf(lambda r: r.project.number * 100_000 + r.number),
        "tagName": leaf(lambda r: r.tag),
        "name": leaf(lambda r: r.name),
        "createdAt": leaf(lambda r: moment(r.created)),
        "publishedAt": leaf(lambda r: moment(r.published)),
        "isDraft": leaf(lambda r: r.draft),
        "isPrerelease": leaf(lambda r: r.prerelease),
        "url": leaf(lambda r: f"https://github.example/{r.project.path}/releases/tag/{r.tag}"),
        "author": one("User", lambda r, run, args: r.author),
    }),
    **connection("ReleaseConnection", "Release", ("totalCount",)),
}  # fmt: skip
