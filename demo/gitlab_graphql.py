"""GitLab's GraphQL types, as far as the demo speaks them (names as in GitLab 18)."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
from msgspec import Struct

from demo.github_repository import BRANCH, Entry, entries
from demo.gitlab_words import CI, gid, moment_number, project_by_gid, text_id
from demo.graphql import Run
from demo.model import Account, Commit, Project
from demo.render import message, moment
from demo.schema import PAGE_INFO, Args, Page, Schema, Type, connection, leaf, many, one, page, paged
from demo.world import Contents, World

BASE = "https://gitlab.example"


class Group(Struct, frozen=True):
    """A group or subgroup, by its full path."""

    path: str


class Tree(Struct, frozen=True):
    """A folder at the head."""

    contents: Contents
    folder: str


def group(world: World, path: str) -> Group | None:
    """Return a group by its path: one that holds projects, itself or in its subgroups."""
    for forge, owner in world.owners:
        parts = owner.split("/")
        for depth in range(1, len(parts) + 1):
            if forge == "gitlab" and "/".join(parts[:depth]).casefold() == path.strip("/").casefold():
                return Group("/".join(parts[:depth]))
    return None


def _visible(world: World, project: Project | None) -> Contents | None:
    """GitLab does not tell what is missing from what is forbidden: both are null."""
    if project is None or project.key in world.forbidden:
        return None
    return world.contents(project.key)


def _project(value: Any, run: Run, args: Args) -> Contents | None:
    return _visible(run.world, run.world.find("gitlab", args["fullPath"]))


def _projects(value: Any, run: Run, args: Args) -> Page:
    world = run.world
    found = [p for p in world.projects if p.forge == "gitlab" and p.key not in world.deleted]
    if (ids := args.get("ids")) is not None:
        wanted = {project_by_gid(i) for i in ids}
        found = [p for p in found if p.number in wanted]
    if (paths := args.get("fullPaths")) is not None:
        named = {path.casefold() for path in paths}
        found = [p for p in found if p.path.casefold() in named]
    if args.get("membership"):
        found = []
    found.sort(key=lambda p: -p.number)
    return page([c for p in found if (c := _visible(world, p))], args)


def _group_projects(value: Group, run: Run, args: Args) -> Page:
    found = run.world.owned("gitlab", value.path, below=bool(args.get("includeSubgroups")))
    return page([c for p in sorted(found, key=lambda p: -p.number) if (c := _visible(run.world, p))], args)


def _users(value: Any, run: Run, args: Args) -> Page:
    names = [name.casefold() for name in args.get("usernames") or ()]
    return page([a for n in names if (a := run.world.accounts.get(n))], args)


def in_window(things: Sequence[Any], args: Args) -> list[Any]:
    """Return the issues or merge requests that GitLab's filters leave."""
    found = list(things)
    state = args.get("state")
    if state not in (None, "all"):
        found = [t for t in found if state_of(t) == state]
    for name, attribute in (("updated", "updated"), ("created", "created")):
        if after := args.get(name + "After"):
            limit = moment_number(after)
            found = [t for t in found if getattr(t, attribute) >= limit]
        if before := args.get(name + "Before"):
            limit = moment_number(before)
            found = [t for t in found if getattr(t, attribute) <= limit]
    if (iids := args.get("iids")) is not None:
        found = [t for t in found if str(t.number) in iids]
    return found


def _threads(things: Sequence[Any], args: Args) -> Page:
    found = in_window(things, args)
    by, _, way = (args.get("sort") or "CREATED_DESC").lower().rpartition("_")
    found.sort(key=lambda t: (t.updated if by == "updated" else t.created, t.number), reverse=way == "desc")
    return page(found, args, tail=way == "desc")


def state_of(thing: Any) -> str:
    """Return GitLab's state of an issue or merge request."""
    if getattr(thing, "merged", None):
        return "merged"
    return "closed" if thing.closed else "opened"


def _notes(thing: Any, run: Run, args: Args) -> Page:
    wanted = args.get("filter")
    if wanted == "ONLY_COMMENTS":
        return page([c for c in thing.comments if not c.system], args)
    if wanted == "ONLY_ACTIVITY":
        return page([c for c in thing.comments if c.system], args)
    return page(thing.comments, args)


def approvers(request: Any) -> list[Account]:
    """Return who approved a merge request."""
    return [r.author for r in request.reviews if r.state == "APPROVED" and r.author]


def _source(request: Any, run: Run, args: Args) -> Contents:
    """The project a merge request comes from: itself, or a fork that the demo does not serve."""
    project = request.project
    if not request.source_owner:
        return run.world.contents(project.key)
    fork = msgspec.structs.replace(
        project,
        owner=request.source_owner,
        number=project.number + 500_000,
        last_commit=None,
        commits=0,
        fork=True,
    )
    return Contents(run.world.seed, fork, run.world.now)


def _blobs(contents: Contents, run: Run, args: Args) -> Page:
    return page(
        [(p, contents.files[p]) for p in args["paths"] if contents.count and p in contents.files], args
    )


def _tree(contents: Contents, run: Run, args: Args) -> Tree | None:
    folder = (args.get("path") or "").strip("/")
    return Tree(contents, folder + "/" if folder else "") if contents.count else None


def _last_commit(tree: Tree, run: Run, args: Args) -> Commit | None:
    return tree.contents.commits[0] if not tree.folder or entries(tree.contents, tree.folder) else None


def _entries(kind: str) -> Any:
    def get(tree: Tree, run: Run, args: Args) -> Page:
        return page([(tree, e) for e in entries(tree.contents, tree.folder) if e.type == kind], args)

    return get


def _pipelines(contents: Contents, run: Run, args: Args) -> Page:
    return page([contents] if contents.project.ci and contents.count else [], args)


def _commit_pipelines(commit: Commit, run: Run, args: Args) -> Page:
    contents = run.world.contents(commit.project.key)
    return _pipelines(contents, run, args) if commit.oid == contents.head else page([], args)


def _releases(contents: Contents, run: Run, args: Args) -> Page:
    down = (args.get("sort") or "RELEASED_AT_DESC").upper().endswith("DESC")
    found = [r for r in contents.releases if not r.draft]
    return page(sorted(found, key=lambda r: r.published or 0, reverse=down), args, tail=down)


def _entry(pair: tuple[Tree, Entry]) -> Entry:
    return pair[1]


_THREAD = {
    "iid": leaf(lambda t: str(t.number)),
    "title": leaf(lambda t: t.title),
    "state": leaf(state_of),
    "createdAt": leaf(lambda t: moment(t.created)),
    "updatedAt": leaf(lambda t: moment(t.updated)),
    "closedAt": leaf(lambda t: None if getattr(t, "merged", None) else moment(t.closed)),
    "author": one("UserCore", lambda t, run, args: t.author or GHOST),
    "userNotesCount": leaf(lambda t: sum(not c.system for c in t.comments)),
    "notes": paged("NoteConnection", _notes, "filter"),
    "labels": paged("LabelConnection", lambda t, run, args: page(t.labels, args)),
    "webUrl": leaf(lambda t: f"{BASE}/{t.project.path}/-/{'issues'}/{t.number}"),
}
GHOST = Account(1, "ghost", "Ghost User", "ghost@noreply.example")
"""Who stands at GitLab for deleted accounts."""
_WINDOW = ("state", "sort", "updatedAfter", "updatedBefore", "createdAfter", "createdBefore", "iids")
_USER = {
    "id": leaf(lambda a: gid("User", a.number)),
    "username": leaf(lambda a: a.login),
    "name": leaf(lambda a: a.name),
    "bot": leaf(lambda a: a.bot),
    "publicEmail": leaf(lambda a: None),
    "organization": leaf(lambda a: a.company or None),
    "jobTitle": leaf(lambda a: None),
    "state": leaf(lambda a: "active"),
    "webUrl": leaf(lambda a: f"{BASE}/{a.login}"),
}
_PROJECT = {
    "id": leaf(lambda c: gid("Project", c.project.number)),
    "fullPath": leaf(lambda c: c.project.path),
    "path": leaf(lambda c: c.project.name),
    "name": leaf(lambda c: c.project.title or c.project.name),
    "nameWithNamespace": leaf(lambda c: c.project.path.replace("/", " / ")),
    "webUrl": leaf(lambda c: f"{BASE}/{c.project.path}"),
    "description": leaf(lambda c: c.project.description or None),
    "archived": leaf(lambda c: c.project.archived),
    "visibility": leaf(lambda c: "public"),
    "createdAt": leaf(lambda c: moment(c.project.created)),
    "updatedAt": leaf(lambda c: moment(c.updated)),
    "lastActivityAt": leaf(lambda c: moment(c.updated)),
    "starCount": leaf(lambda c: c.project.stars),
    "forksCount": leaf(lambda c: c.project.forks),
    "isForked": leaf(lambda c: c.project.fork),
    "openIssuesCount": leaf(lambda c: c.open_issues),
    "openMergeRequestsCount": leaf(lambda c: c.open_change_requests),
    "issuesEnabled": leaf(lambda c: c.project.issues_enabled),
    "mergeRequestsEnabled": leaf(lambda c: True),
    "topics": leaf(lambda c: list(c.project.topics)),
    "languages": many("RepositoryLanguage", lambda c, run, args: [c.project.language] if c.project.language else []),
    "group": one("Group", lambda c, run, args: Group(c.project.owner)),
    "namespace": one("Namespace", lambda c, run, args: Group(c.project.owner)),
    "repository": one("Repository", lambda c, run, args: c),
    "releases": paged("ReleaseConnection", _releases, "sort"),
    "issues": paged("IssueConnection", lambda c, run, args: _threads(c.issues, args), *_WINDOW),
    "mergeRequests": paged("MergeRequestConnection", lambda c, run, args: _threads(c.change_requests, args), *_WINDOW),
    "pipelines": paged("PipelineConnection", _pipelines, "ref", "status"),
}  # fmt: skip
_TREE_ENTRY = {
    "id": leaf(lambda p: text_id("Entry", _entry(p).path)),
    "name": leaf(lambda p: _entry(p).path.rpartition("/")[2]),
    "path": leaf(lambda p: _entry(p).path),
    "flatPath": leaf(lambda p: _entry(p).path),
    "type": leaf(lambda p: _entry(p).type),
}

TYPES: Mapping[str, Type] = {
    "Query": Type("Query", {
        "currentUser": one("UserCore", lambda v, run, args: run.viewer),
        "project": one("Project", _project, "fullPath"),
        "projects": paged("ProjectConnection", _projects, "ids", "fullPaths", "membership", "search", "sort"),
        "group": one("Group", lambda v, run, args: group(run.world, args["fullPath"]), "fullPath"),
        "user": one("UserCore", lambda v, run, args: run.world.accounts.get(args["username"].casefold()), "username"),
        "users": paged("UserCoreConnection", _users, "usernames"),
        "metadata": one("Metadata", lambda v, run, args: "18.5.1-ee"),
        "queryComplexity": one("QueryComplexity", lambda v, run, args: run.rate),
    }),
    "Metadata": Type("Metadata", {"version": leaf(lambda v: v), "revision": leaf(lambda v: "de7a0c0ffee")}),
    "QueryComplexity": Type("QueryComplexity", {"score": leaf(lambda r: r[0]), "limit": leaf(lambda r: r[1])}),
    "PageInfo": PAGE_INFO,
    "Group": Type("Group", {
        "id": leaf(lambda g: text_id("Group", g.path)),
        "fullPath": leaf(lambda g: g.path),
        "name": leaf(lambda g: g.path.rpartition("/")[2]),
        "webUrl": leaf(lambda g: f"{BASE}/groups/{g.path}"),
        "projects": paged("ProjectConnection", _group_projects, "includeSubgroups", "sort", "search"),
    }),
    "Namespace": Type("Namespace", {"fullPath": leaf(lambda g: g.path), "id": leaf(lambda g: text_id("Group", g.path))}),
    "Project": Type("Project", _PROJECT),
    **connection("ProjectConnection", "Project", ("count",)),
    "UserCore": Type("UserCore", _USER),
    **connection("UserCoreConnection", "UserCore", ("count",)),
    "RepositoryLanguage": Type("RepositoryLanguage", {
        "name": leaf(lambda name: name), "share": leaf(lambda name: 100.0), "color": leaf(lambda name: None),
    }),
    "Repository": Type("Repository", {
        "empty": leaf(lambda c: not c.count),
        "exists": leaf(lambda c: True),
        "rootRef": leaf(lambda c: BRANCH if c.count else None),
        "tree": one("Tree", _tree, "path", "ref", "recursive"),
        "blobs": paged("RepositoryBlobConnection", _blobs, "paths", "ref"),
    }),
    "Tree": Type("Tree", {
        "lastCommit": one("Commit", _last_commit),
        "blobs": paged("BlobConnection", _entries("blob")),
        "trees": paged("TreeEntryConnection", _entries("tree")),
    }),
    "Blob": Type("Blob", _TREE_ENTRY),
    "TreeEntry": Type("TreeEntry", _TREE_ENTRY),
    **connection("BlobConnection", "Blob", ()),
    **connection("TreeEntryConnection", "TreeEntry", ()),
    "RepositoryBlob": Type("RepositoryBlob", {
        "id": leaf(lambda b: text_id("Blob", b[0])),
        "path": leaf(lambda b: b[0]),
        "name": leaf(lambda b: b[0].rpartition("/")[2]),
        "rawTextBlob": leaf(lambda b: b[1]),
        "rawBlob": leaf(lambda b: b[1]),
        "rawSize": leaf(lambda b: len(b[1].encode())),
        "size": leaf(lambda b: len(b[1].encode())),
    }),
    **connection("RepositoryBlobConnection", "RepositoryBlob", ()),
    "Commit": Type("Commit", {
        "id": leaf(lambda c: text_id("Commit", c.oid)),
        "sha": leaf(lambda c: c.oid),
        "shortId": leaf(lambda c: c.oid[:8]),
        "title": leaf(lambda c: c.headline),
        "message": leaf(message),
        "authoredDate": leaf(lambda c: moment(c.authored)),
        "committedDate": leaf(lambda c: moment(c.at)),
        "authorName": leaf(lambda c: c.author.name),
        "authorEmail": leaf(lambda c: c.author.email),
        "author": one("UserCore", lambda c, run, args: c.author.account),
        "pipelines": paged("PipelineConnection", _commit_pipelines, "ref", "status"),
    }),
    "Release": Type("Release", {
        "id": leaf(lambda r: gid("Release", r.project.number * 100_000 + r.number)),
        "tagName": leaf(lambda r: r.tag),
        "name": leaf(lambda r: r.name),
        "createdAt": leaf(lambda r: moment(r.created)),
        "releasedAt": leaf(lambda r: moment(r.published)),
        "upcomingRelease": leaf(lambda r: False),
    }),
    **connection("ReleaseConnection", "Release", ("count",)),
    "Issue": Type("Issue", {
        "id": leaf(lambda t: gid("Issue", t.project.number * 100_000 + t.number)), **_THREAD,
    }),
    **connection("IssueConnection", "Issue", ("count",)),
    "MergeRequest": Type("MergeRequest", {
        "id": leaf(lambda t: gid("MergeRequest", t.project.number * 100_000 + t.number)),
        "mergedAt": leaf(lambda t: moment(t.merged)),
        "draft": leaf(lambda t: t.draft),
        "approved": leaf(lambda t: bool(approvers(t))),
        "approvedBy": paged("UserCoreConnection", lambda t, run, args: page(approvers(t), args)),
        "sourceProject": one("Project", _source),
        "mergeUser": one("UserCore", lambda t, run, args: t.merged_by),
        **_THREAD,
    }),
    **connection("MergeRequestConnection", "MergeRequest", ("count",)),
    "Note": Type("Note", {
        "id": leaf(lambda n: gid("Note", n.number)),
        "system": leaf(lambda n: n.system),
        "createdAt": leaf(lambda n: moment(n.at)),
        "updatedAt": leaf(lambda n: moment(n.at)),
        "body": leaf(lambda n: "changed the description" if n.system else "…"),
        "author": one("UserCore", lambda n, run, args: n.author or GHOST),
    }),
    **connection("NoteConnection", "Note", ()),
    "Label": Type("Label", {"title": leaf(lambda name: name)}),
    **connection("LabelConnection", "Label", ("count",)),
    "Pipeline": Type("Pipeline", {
        "id": leaf(lambda c: gid("Ci::Pipeline", c.project.number)),
        "status": leaf(lambda c: CI[c.project.ci]),
        "createdAt": leaf(lambda c: moment(c.pushed)),
    }),
    **connection("PipelineConnection", "Pipeline", ("count",)),
}  # fmt: skip


def schema() -> Schema:
    """Return GitLab's schema as far as the demo speaks it; it has no interfaces that matter here."""
    return Schema(TYPES, lambda value: re.sub("Contents", "Project", type(value).__name__))
