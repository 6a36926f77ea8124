"""GitHub's GraphQL types of a repository: what it is, what lies in it, its branches and tags."""

import re
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from typing import Any

from msgspec import Struct

from demo.graphql import Run
from demo.model import Commit, Tag
from demo.owners import owner
from demo.render import moment, node_id
from demo.schema import Args, Fault, Page, Type, connection, leaf, many, one, page, paged
from demo.world import Contents, World

BRANCH = "main"


class Ref(Struct, frozen=True):
    """A branch or a tag."""

    prefix: str
    name: str
    target: Any
    contents: Contents


class Tip:
    """The newest commit, whose object id is known without making the history."""

    graphql = "Commit"

    def __init__(self, contents: Contents) -> None:
        self.contents = contents
        self.project = contents.project
        self.oid = contents.head

    def __getattr__(self, name: str) -> Any:
        return getattr(self.contents.commits[0], name)


class TagObject(Struct, frozen=True):
    """An annotated tag."""

    tag: Tag
    graphql: str = "Tag"


class Blob(Struct, frozen=True):
    """A file."""

    path: str
    text: str
    graphql: str = "Blob"


class Tree(Struct, frozen=True):
    """A folder; `path` ends in `/`, except the root's, which is empty."""

    contents: Contents
    path: str
    graphql: str = "Tree"


class Entry(Struct, frozen=True):
    """One line of a folder."""

    path: str
    type: str
    text: str


def entries(contents: Contents, folder: str) -> list[Entry]:
    """Return what lies in a folder: files and folders by name."""
    found: dict[str, Entry] = {}
    for path, text in contents.files.items():
        if path.startswith(folder):
            name, deeper, _ = path[len(folder) :].partition("/")
            found.setdefault(name, Entry(folder + name, "tree" if deeper else "blob", text))
    return [found[name] for name in sorted(found)]


def at_path(contents: Contents, path: str) -> Tree | Blob | None:
    """Return the file or folder at a path; `None` where there is none (or no commit at all)."""
    if not contents.count:
        return None
    path = path.strip("/")
    if path in contents.files:
        return Blob(path, contents.files[path])
    folder = path + "/" if path else ""
    return Tree(contents, folder) if not folder or any(p.startswith(folder) for p in contents.files) else None


def _object(contents: Contents, run: Run, args: Args) -> Any:
    if args.get("oid"):
        return Tip(contents) if args["oid"] == contents.head else contents.commit(args["oid"])
    revision, colon, path = (args.get("expression") or "").partition(":")
    if revision not in ("HEAD", BRANCH, f"refs/heads/{BRANCH}", contents.head) or not contents.count:
        return None
    return at_path(contents, path) if colon else Tip(contents)


def default_ref(contents: Contents) -> Ref | None:
    """Return the default branch, or `None` in an empty repository."""
    return Ref("refs/heads/", BRANCH, Tip(contents), contents) if contents.count else None


def tag_ref(contents: Contents, tag: Tag) -> Ref:
    """Return a tag as a ref: to a tag object where it is annotated, else to the commit itself."""
    return Ref("refs/tags/", tag.name, TagObject(tag) if tag.annotated else tag.commit, contents)


def _refs(contents: Contents, run: Run, args: Args) -> Page:
    if args["refPrefix"] == "refs/tags/":
        tags = sorted(contents.tags, key=lambda t: t.at if t.annotated else t.commit.at)
        order = args.get("orderBy") or {"field": "ALPHABETICAL", "direction": "ASC"}
        if order["field"] == "ALPHABETICAL":
            tags.sort(key=lambda t: t.name)
        if order["direction"] == "DESC":
            tags.reverse()
        return page([tag_ref(contents, t) for t in tags], args, tail=order["direction"] == "DESC")
    branch = default_ref(contents)
    return page([branch] if branch else [], args)


def _ref(contents: Contents, run: Run, args: Args) -> Ref | None:
    name = args["qualifiedName"]
    if name in (BRANCH, f"refs/heads/{BRANCH}"):
        return default_ref(contents)
    return next((tag_ref(contents, t) for t in contents.tags if name == f"refs/tags/{t.name}"), None)


def _threads(things: Sequence[Any], states: Sequence[str] | None, args: Args, states_of: Any) -> Page:
    """A page of issues or change requests, filtered and in the order asked for."""
    found = list(things)
    if states:
        found = [t for t in found if states_of(t) in states]
    since = (args.get("filterBy") or {}).get("since")
    if since:
        found = [t for t in found if moment(t.updated) >= since[:19] + "Z"]  # type: ignore[operator]
    labels = args.get("labels") or (args.get("filterBy") or {}).get("labels")
    if labels:
        found = [t for t in found if set(labels) & set(t.labels)]
    order = args.get("orderBy") or {"field": "CREATED_AT", "direction": "ASC"}
    keys = {"UPDATED_AT": lambda t: (t.updated, t.number), "COMMENTS": lambda t: (len(t.comments), t.number)}
    found.sort(key=keys.get(order["field"], lambda t: (t.created, t.number)))
    if order["direction"] == "DESC":
        found.reverse()
    return page(found, args, tail=order["direction"] == "DESC")


def _issues(contents: Contents, run: Run, args: Args) -> Page:
    states = args.get("states") or (args.get("filterBy") or {}).get("states")
    only_count = "first" not in args and "last" not in args
    if only_count and list(states or ()) == ["OPEN"] and not args.get("filterBy") and not args.get("labels"):
        return page(range(contents.open_issues), args)
    return _threads(contents.issues, states, args, lambda t: "CLOSED" if t.closed else "OPEN")


def _requests(contents: Contents, run: Run, args: Args) -> Page:
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


def _releases(contents: Contents, run: Run, args: Args) -> Page:
    order = args.get("orderBy") or {"field": "CREATED_AT", "direction": "ASC"}
    down = order["direction"] == "DESC"
    key = (lambda r: r.tag) if order["field"] == "NAME" else (lambda r: r.created)
    return page(sorted(contents.releases, key=key, reverse=down), args, tail=down)


def latest_release(contents: Contents) -> Any:
    """Return the newest release that is neither draft nor prerelease."""
    full = [r for r in contents.releases if not r.draft and not r.prerelease]
    return max(full, key=lambda r: r.created, default=None)


def _forbidden(value: Any, run: Run, args: Args) -> Any:
    raise Fault("Resource not accessible by personal access token", "FORBIDDEN")


def search_issues(world: World, kind: str, query: str) -> list[Any]:
    """Return what a search for repositories or issues finds: `org:`, `user:`, `repo:`, `is:`, `updated:`, `pushed:`."""
    words = dict.fromkeys(re.findall(r"(\w+):(\S+)", query))
    wanted = {v.casefold() for k, v in words if k in ("org", "user")}
    named = {v.casefold() for k, v in words if k == "repo"}
    after = {k: v.lstrip(">=")[:19] for k, v in words if k in ("updated", "pushed", "created")}
    states = [v for k, v in words if k in ("is", "state")]
    found: list[Any] = []
    for project in world.projects:
        if project.forge != "github" or project.key in world.deleted | world.forbidden:
            continue
        if (
            (wanted or named)
            and project.owner.casefold() not in wanted
            and project.path.casefold() not in named
        ):
            continue
        contents = world.contents(project.key)
        if kind == "REPOSITORY":
            if (moment(contents.pushed) or "") >= after.get("pushed", ""):
                found.append(contents)
            continue
        for thing in (*contents.issues, *contents.change_requests):
            kind_of = "issue" if thing in contents.issues else "pr"
            if ("issue" in states and kind_of == "pr") or ("pr" in states and kind_of == "issue"):
                continue
            if ("open" in states and thing.closed) or ("closed" in states and not thing.closed):
                continue
            if (moment(thing.updated) or "") >= after.get("updated", ""):
                found.append(thing)
    return found if kind == "REPOSITORY" else sorted(found, key=lambda t: -t.updated)


def history(contents: Contents, commit: Any, since: str | None, until: str | None) -> Sequence[Commit]:
    """Return the commits reachable from `commit` in a window of committer dates, newest first."""
    commits = contents.commits
    start = (
        0 if commit.oid == contents.head else next(i for i, c in enumerate(commits) if c.oid == commit.oid)
    )
    end = len(commits)
    if since:
        limit = since.replace("+00:00", "Z")[:19]
        end = bisect_left(commits, True, key=lambda c: (moment(c.at) or "")[:19] < limit)
    if until:
        limit = until.replace("+00:00", "Z")[:19]
        start = max(start, bisect_left(commits, True, key=lambda c: (moment(c.at) or "")[:19] <= limit))
    return commits[start:end] if start or end < len(commits) else commits


def _owner_of(contents: Contents, run: Run, args: Args) -> Any:
    return owner(run.world, contents.project.owner)


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
    "pullRequests": paged("PullRequestConnection", _requests, "states", "orderBy", "labels", "baseRefName", "headRefName"),
    "releases": paged("ReleaseConnection", _releases, "orderBy"),
    "latestRelease": one("Release", lambda c, run, args: latest_release(c)),
    "refs": paged("RefConnection", _refs, "refPrefix", "orderBy", "direction", "query"),
    "ref": one("Ref", _ref, "qualifiedName"),
    "defaultBranchRef": one("Ref", lambda c, run, args: default_ref(c)),
    "object": one("GitObject", _object, "expression", "oid"),
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
    "GitObject": Type("GitObject", {"oid": leaf(lambda g: ""), "id": leaf(lambda g: "")}, ("Commit", "Tag", "Tree", "Blob")),
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
