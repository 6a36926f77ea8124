"""GitHub's GraphQL types of a repository: what it is, its lists, and what git knows of it."""

from collections.abc import Mapping, Sequence
from typing import Any

from civitop.demo.graphql.execute import Run
from civitop.demo.graphql.schema import (
    Args,
    ConnectionPage,
    Fault,
    Type,
    connection,
    leaf,
    many,
    one,
    page,
    paged,
)
from civitop.demo.server.git_view import default_ref, entries, git_object, ref, refs
from civitop.demo.server.render import moment, moment_number, node_id
from civitop.demo.world.contents import Contents
from civitop.demo.world.owners import owner


def _threads(
    things: Sequence[Any], states: Sequence[str] | None, args: Args, states_of: Any
) -> ConnectionPage:
    """Return a page of issues or change requests, filtered and in the order asked for."""
    found = list(things)
    if states:
        found = [t for t in found if states_of(t) in states]
    since = (args.get("filterBy") or {}).get("since")
    if since:
        limit = moment_number(since)
        found = [t for t in found if t.updated >= limit]
    labels = args.get("labels") or (args.get("filterBy") or {}).get("labels")
    if labels:
        found = [t for t in found if set(labels) & set(t.labels)]
    order = args.get("orderBy") or {"field": "CREATED_AT", "direction": "ASC"}
    keys = {"UPDATED_AT": lambda t: (t.updated, t.number), "COMMENTS": lambda t: (len(t.comments), t.number)}
    found.sort(key=keys.get(order["field"], lambda t: (t.created, t.number)))
    if order["direction"] == "DESC":
        found.reverse()
    return page(found, args, tail=order["direction"] == "DESC")


def _issues(contents: Contents, run: Run, args: Args) -> ConnectionPage:
    states = args.get("states") or (args.get("filterBy") or {}).get("states")
    only_count = "first" not in args and "last" not in args
    if only_count and list(states or ()) == ["OPEN"] and not args.get("filterBy") and not args.get("labels"):
        return page(range(contents.open_issues), args)
    return _threads(contents.issues, states, args, lambda t: "CLOSED" if t.closed else "OPEN")


def _requests(contents: Contents, run: Run, args: Args) -> ConnectionPage:
    states = args.get("states")
    if (
        "first" not in args
        and "last" not in args
        and list(states or ()) == ["OPEN"]
        and not args.get("labels")
    ):
        return page(range(contents.open_change_requests), args)
    return _threads(contents.change_requests, states, args, request_state)


def request_state(request: Any) -> str:
    """Return GitHub's state of a pull request."""
    return "MERGED" if request.merged else "CLOSED" if request.closed else "OPEN"


def _releases(contents: Contents, run: Run, args: Args) -> ConnectionPage:
    order = args.get("orderBy") or {"field": "CREATED_AT", "direction": "ASC"}
    down = order["direction"] == "DESC"
    key = (lambda r: r.tag) if order["field"] == "NAME" else (lambda r: r.created)
    return page(sorted(contents.releases, key=key, reverse=down), args, tail=down)


def latest_release(contents: Contents) -> Any:
    """Return the newest release that is neither draft nor prerelease."""
    full = [r for r in contents.releases if not r.draft and not r.prerelease]
    return max(full, key=lambda r: r.created, default=None)


def _forbidden(value: Any, run: Run, args: Args) -> Any:
    msg = "Resource not accessible by personal access token"
    raise Fault(msg, "FORBIDDEN")


def _owner_of(contents: Contents, run: Run, args: Args) -> Any:
    login = contents.project.owner
    return owner(run.world, login) or run.world.accounts.get(login.casefold())


_REPOSITORY = {
    "id": leaf(lambda c: node_id("R", c.project.number)),
    "databaseId": leaf(lambda c: c.project.number),
    "name": leaf(lambda c: c.project.name),
    "nameWithOwner": leaf(lambda c: c.project.path),
    "owner": one("RepositoryOwner", _owner_of),
    "url": leaf(lambda c: f"https://github.example/{c.project.path}"),
    "resourcePath": leaf(lambda c: f"/{c.project.path}"),
    "homepageUrl": leaf(lambda c: None),
    "description": leaf(lambda c: c.project.description or None),
    "isArchived": leaf(lambda c: c.project.archived),
    "archivedAt": leaf(lambda c: moment(c.project.last_commit) if c.project.archived else None),
    "isFork": leaf(lambda c: c.project.fork),
    "isEmpty": leaf(lambda c: not c.count),
    "isDisabled": leaf(lambda c: False),
    "isPrivate": leaf(lambda c: False),
    "isLocked": leaf(lambda c: False),
    "isMirror": leaf(lambda c: False),
    "isTemplate": leaf(lambda c: False),
    "isInOrganization": leaf(lambda c: True),
    "visibility": leaf(lambda c: "PUBLIC"),
    "createdAt": leaf(lambda c: moment(c.project.created)),
    "pushedAt": leaf(lambda c: moment(c.pushed)),
    "updatedAt": leaf(lambda c: moment(c.updated)),
    "stargazerCount": leaf(lambda c: c.project.stars),
    "forkCount": leaf(lambda c: c.project.forks),
    "diskUsage": leaf(lambda c: c.count * 3),
    "licenseInfo": one("License", lambda c, run, args: c.project.licence),
    "primaryLanguage": one("Language", lambda c, run, args: c.project.language or None),
    "repositoryTopics": paged("RepositoryTopicConnection", lambda c, run, args: page(c.project.topics, args)),
    "hasIssuesEnabled": leaf(lambda c: c.project.issues_enabled),
    "hasWikiEnabled": leaf(lambda c: False),
    "hasDiscussionsEnabled": leaf(lambda c: False),
    "issues": paged("IssueConnection", _issues, "states", "orderBy", "filterBy", "labels"),
    "pullRequests": paged("PullRequestConnection", _requests, "states", "orderBy", "labels", ),
    "releases": paged("ReleaseConnection", _releases, "orderBy"),
    "latestRelease": one("Release", lambda c, run, args: latest_release(c)),
    "refs": paged("RefConnection", refs, "refPrefix", "orderBy"),
    "ref": one("Ref", ref, "qualifiedName"),
    "defaultBranchRef": one("Ref", lambda c, run, args: default_ref(c)),
    "object": one("GitObject", git_object, "expression", "oid"),
    "parent": one("Repository", lambda c, run, args: None),
    "collaborators": paged("CollaboratorConnection", _forbidden),
    "vulnerabilityAlerts": paged("VulnerabilityConnection", _forbidden),
}  # fmt: skip

REPOSITORY_TYPES: Mapping[str, Type] = {
    "Repository": Type("Repository", _REPOSITORY),
    "License": Type("License", {
        "spdxId": leaf(lambda key: key), "key": leaf(lambda key: key.lower()), "name": leaf(lambda key: key),
    }),
    "Language": Type("Language", {"name": leaf(lambda name: name), "color": leaf(lambda name: None)}),
    "Topic": Type("Topic", {"name": leaf(lambda name: name)}),
    "RepositoryTopic": Type("RepositoryTopic", {"topic": one("Topic", lambda name, run, args: name)}),
    **connection("RepositoryTopicConnection", "RepositoryTopic", ("totalCount",)),
    "CollaboratorConnection": Type("CollaboratorConnection", {"totalCount": leaf(lambda p: 0)}),
    "VulnerabilityConnection": Type("VulnerabilityConnection", {"totalCount": leaf(lambda p: 0)}),
    "Ref": Type("Ref", {
        "id": leaf(lambda r: node_id("REF", r.contents.project.number, r.prefix, r.name)),
        "name": leaf(lambda r: r.name),
        "prefix": leaf(lambda r: r.prefix),
        "target": one("GitObject", lambda r, run, args: r.target),
        "repository": one("Repository", lambda r, run, args: r.contents),
    }),
    **connection("RefConnection", "Ref", ("totalCount",)),
    "GitObject": Type("GitObject", {"oid": leaf(lambda g: ""), "id": leaf(lambda g: "")}, ("Commit", "Tag",
    "Tree", "Blob")),
    "Tag": Type("Tag", {
        "id": leaf(lambda t: node_id("TAG", t.tag.name)),
        "oid": leaf(lambda t: t.tag.commit.oid[::-1]),
        "name": leaf(lambda t: t.tag.name),
        "message": leaf(lambda t: t.tag.name),
        "tagger": one("GitActor", lambda t, run, args: (t.tag.commit.author, t.tag.at)),
        "target": one("GitObject", lambda t, run, args: t.tag.commit),
    }),
    "Tree": Type("Tree", {
        "id": leaf(lambda t: node_id("T", t.contents.project.number, t.path)),
        "oid": leaf(lambda t: t.contents.head[::-1]),
        "entries": many("TreeEntry", lambda t, run, args: entries(t.contents, t.path)),
    }),
    "TreeEntry": Type("TreeEntry", {
        "name": leaf(lambda e: e.path.rpartition("/")[2]),
        "path": leaf(lambda e: e.path),
        "type": leaf(lambda e: e.type),
        "mode": leaf(lambda e: 0o040000 if e.type == "tree" else 0o100644),
        "size": leaf(lambda e: 0 if e.type == "tree" else len(e.text.encode())),
    }),
    "Blob": Type("Blob", {
        "id": leaf(lambda b: node_id("B", b.path)),
        "oid": leaf(lambda b: f"{abs(hash(b.text)):040x}"[:40]),
        "text": leaf(lambda b: b.text),
        "byteSize": leaf(lambda b: len(b.text.encode())),
        "isBinary": leaf(lambda b: False),
        "isTruncated": leaf(lambda b: False),
    }),
}  # fmt: skip
