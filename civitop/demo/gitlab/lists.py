"""How GitLab's GraphQL finds things: projects, groups, lists and their filters."""

from collections.abc import Callable, Sequence
from typing import Any

from msgspec import Struct

from civitop.demo.gitlab.words import project_by_gid
from civitop.demo.graphql.execute import Run
from civitop.demo.graphql.schema import Args, ConnectionPage, page
from civitop.demo.server.git_view import BRANCH, STABLE, TreeEntry, entries
from civitop.demo.server.render import moment_number
from civitop.demo.world.contents import Contents, fork_of
from civitop.demo.world.model import Account, Comment, Commit, Part, Project
from civitop.demo.world.world import World

GHOST = Account(1, "ghost", "Ghost User", "ghost@noreply.example")
"""Who stands at GitLab for deleted accounts."""


FIRST_GROUP = 900
"""Number of the first group."""


class Group(Struct, frozen=True):
    """A group or subgroup."""

    path: str
    number: int


class Tree(Struct, frozen=True):
    """A folder at the head, or of an older commit, which holds no files."""

    contents: Contents
    folder: str
    recursive: bool = False
    older: Commit | None = None

    @property
    def entries(self) -> list[TreeEntry]:
        """Return what lies in it."""
        return [] if self.older else entries(self.contents, self.folder, recursive=self.recursive)


def older(contents: Contents, ref: str | None) -> tuple[Commit | None, bool]:
    """Return the older commit that a branch leads to (`None`: it leads to the head), and whether there is one."""
    if ref in (None, "HEAD", BRANCH):
        return None, bool(contents.count)
    tip = contents.stable if ref == STABLE else None
    return (tip if tip and tip.oid != contents.head else None), tip is not None


def groups(world: World) -> list[Group]:
    """Return all groups: those that hold projects, and those above them."""
    found: dict[str, Group] = {}
    for forge, owner in world.owners:
        parts = owner.split("/") if forge == "gitlab" else []
        for depth in range(1, len(parts) + 1):
            path = "/".join(parts[:depth])
            found.setdefault(path, Group(path, FIRST_GROUP + len(found)))
    return list(found.values())


def group(world: World, name: str) -> Group | None:
    """Return a group by its path, in any case, or by its number."""
    wanted = name.strip("/").casefold()
    return next((g for g in groups(world) if wanted in (g.path.casefold(), str(g.number))), None)


def visible(world: World, project: Project | None) -> Contents | None:
    """GitLab does not tell what is missing from what is forbidden: both are null."""
    if project is None or project.key in world.forbidden:
        return None
    return world.contents(project.key)


def project_asked(value: Any, run: Run, args: Args) -> Contents | None:
    """Answer `project`: by its present path."""
    return visible(run.world, run.world.find("gitlab", args["fullPath"]))


def projects_asked(value: Any, run: Run, args: Args) -> ConnectionPage:
    """Answer `projects`: those of the ids or paths asked for, the newest first."""
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
    return page([c for p in found if (c := visible(world, p))], args)


def group_projects(value: Group, run: Run, args: Args) -> ConnectionPage:
    """Answer a group's `projects`, with those of its subgroups where that is asked for."""
    found = run.world.owned("gitlab", value.path, below=bool(args.get("includeSubgroups")))
    return page([c for p in sorted(found, key=lambda p: -p.number) if (c := visible(run.world, p))], args)


def users_asked(value: Any, run: Run, args: Args) -> ConnectionPage:
    """Answer `users` by their names."""
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


def threads(things: Sequence[Any], args: Args) -> ConnectionPage:
    """Answer `issues` or `mergeRequests`: filtered and in the order asked for."""
    found = in_window(things, args)
    by, _, way = (args.get("sort") or "CREATED_DESC").lower().rpartition("_")
    found.sort(key=lambda t: (t.updated if by == "updated" else t.created, t.number), reverse=way == "desc")
    return page(found, args, tail=way == "desc")


def state_of(thing: Any) -> str:
    """Return GitLab's state of an issue or merge request."""
    if getattr(thing, "merged", None):
        return "merged"
    return "closed" if thing.closed else "opened"


ACTIONS = {"APPROVED": "approved", "CHANGES_REQUESTED": "requested_changes"}
"""GitHub's state of a review → the action of GitLab's system note; any other review is a comment there."""


def said(thing: Any) -> list[Comment]:
    """Return everything that stands under an issue or merge request, reviews as GitLab's own notes, by time."""
    reviews = [
        Comment(r.number, r.author, r.at, system=r.state in ACTIONS, action=ACTIONS.get(r.state, ""))
        for r in getattr(thing, "reviews", ())
    ]
    return sorted([*thing.comments, *reviews], key=lambda comment: comment.at)


def notes(thing: Any, run: Run, args: Args) -> ConnectionPage:
    """Answer `notes`: comments, GitLab's own notes, or both."""
    wanted = args.get("filter")
    system = {"ONLY_COMMENTS": (False,), "ONLY_ACTIVITY": (True,)}.get(wanted or "", (False, True))
    return page([comment for comment in said(thing) if comment.system in system], args)


def thread_asked(things: Sequence[Any], args: Args) -> Any:
    """Answer `issue` or `mergeRequest`: the one of that number."""
    return next((thing for thing in things if str(thing.number) == args["iid"]), None)


def approvers(request: Any) -> list[Account]:
    """Return who approved a merge request."""
    return [r.author for r in request.reviews if r.state == "APPROVED" and r.author]


def source_project(request: Any, run: Run, args: Args) -> Contents:
    """Return the project a merge request comes from: itself, or a fork that the demo does not serve."""
    home = run.world.contents(request.project.key)
    return fork_of(home, request.source_owner) if request.source_owner else home


def blobs(contents: Contents, run: Run, args: Args) -> ConnectionPage:
    """Answer `blobs`: path and text of the files asked for that exist."""
    commit, there = older(contents, args.get("ref"))
    files = contents.files if there and not commit else {}
    return page([(p, files[p]) for p in args["paths"] if p in files], args)


def tree(contents: Contents, run: Run, args: Args) -> Tree | None:
    """Answer `tree`: a folder at the head, or of another branch."""
    folder = (args.get("path") or "").strip("/")
    recursive = bool(args.get("recursive"))
    commit, there = older(contents, args.get("ref"))
    return Tree(contents, folder + "/" if folder else "", recursive, commit) if there else None


def last_commit(tree: Tree, run: Run, args: Args) -> Commit | None:
    """Answer a folder's `lastCommit`."""
    return (tree.older or tree.contents.commits[0]) if not tree.folder or tree.entries else None


def entries_of(kind: str) -> Any:
    """Return what answers a folder's `blobs` or `trees`."""

    def get(tree: Tree, run: Run, args: Args) -> ConnectionPage:
        return page([(tree, e) for e in tree.entries if e.type == kind], args)

    return get


def unless(part: Part, answer: Callable[[Contents, Run, Args], Any]) -> Callable[[Contents, Run, Args], Any]:
    """Return what answers null where this part of a project is closed, and as `answer` does elsewhere."""
    return lambda contents, run, args: (
        None if part in contents.project.closed else answer(contents, run, args)
    )


def pipelines(contents: Contents, run: Run, args: Args) -> ConnectionPage | None:
    """Answer a project's `pipelines`: the newest one."""
    if "builds" in contents.project.closed:
        return None
    wanted = args.get("ref") in (None, "HEAD", BRANCH) and contents.project.ci and contents.count
    return page([contents] if wanted else [], args)


def commit_pipelines(commit: Commit, run: Run, args: Args) -> ConnectionPage | None:
    """Answer a commit's `pipelines`: only the head has one."""
    contents = run.world.contents(commit.project.key)
    return pipelines(contents, run, args) if commit.oid == contents.head else page([], args)


def releases(contents: Contents, run: Run, args: Args) -> ConnectionPage:
    """Answer `releases`: drafts are unknown to GitLab."""
    down = (args.get("sort") or "RELEASED_AT_DESC").upper().endswith("DESC")
    found = [r for r in contents.releases if not r.draft]
    return page(sorted(found, key=lambda r: r.published or 0, reverse=down), args, tail=down)


def entry_of(pair: tuple[Tree, TreeEntry]) -> TreeEntry:
    """Return the line of a folder that stands behind a tree entry."""
    return pair[1]


def group_of(contents: Contents, run: Run, args: Args) -> Group | None:
    """Answer a project's `group` and `namespace`."""
    return group(run.world, contents.project.owner)
