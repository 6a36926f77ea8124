"""What GitHub's APIs know of git: branches, tags, folders, files and histories."""

from bisect import bisect_left
from collections.abc import Sequence
from typing import Any

from msgspec import Struct

from civitop.demo.graphql.execute import Run
from civitop.demo.graphql.schema import Args, ConnectionPage, page
from civitop.demo.server.render import moment_number
from civitop.demo.world.contents import Contents
from civitop.demo.world.model import Commit, Tag

BRANCH = "main"
STABLE = "stable"


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


class TreeEntry(Struct, frozen=True):
    """One line of a folder."""

    path: str
    type: str
    text: str


def entries(contents: Contents, folder: str, *, recursive: bool = False) -> list[TreeEntry]:
    """Return what lies in a folder: files and folders by name, `recursive` with all below them."""
    found: dict[str, TreeEntry] = {}
    for path, text in contents.files.items():
        if path.startswith(folder):
            name, deeper, _ = path[len(folder) :].partition("/")
            found.setdefault(name, TreeEntry(folder + name, "tree" if deeper else "blob", text))
            if recursive and deeper:
                inner = entries(contents, f"{folder}{name}/", recursive=True)
                found.update({entry.path[len(folder) :]: entry for entry in inner})
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


def git_object(contents: Contents, run: Run, args: Args) -> Any:
    """Answer `object`: the commit, folder or file behind an expression or an object id."""
    if args.get("oid"):
        return Tip(contents) if args["oid"] == contents.head else contents.commit(args["oid"])
    revision, colon, path = (args.get("expression") or "").partition(":")
    if revision in (STABLE, f"refs/heads/{STABLE}") and (tip := contents.stable) and tip.oid != contents.head:
        return None if colon else tip
    if revision not in ("HEAD", BRANCH, f"refs/heads/{BRANCH}", contents.head) or not contents.count:
        return None
    return at_path(contents, path) if colon else Tip(contents)


def default_ref(contents: Contents) -> Ref | None:
    """Return the default branch, or `None` in an empty repository."""
    return Ref("refs/heads/", BRANCH, Tip(contents), contents) if contents.count else None


def tag_ref(contents: Contents, tag: Tag) -> Ref:
    """Return a tag as a ref: to a tag object where it is annotated, else to the commit itself."""
    return Ref("refs/tags/", tag.name, TagObject(tag) if tag.annotated else tag.commit, contents)


def refs(contents: Contents, run: Run, args: Args) -> ConnectionPage:
    """Answer `refs`: the branch, or the tags in the order asked for."""
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


def ref(contents: Contents, run: Run, args: Args) -> Ref | None:
    """Answer `ref`: one branch or tag by its full name."""
    name = args["qualifiedName"]
    if name in (BRANCH, f"refs/heads/{BRANCH}"):
        return default_ref(contents)
    if name in (STABLE, f"refs/heads/{STABLE}") and (tip := contents.stable):
        return Ref("refs/heads/", STABLE, tip, contents)
    return next((tag_ref(contents, t) for t in contents.tags if name == f"refs/tags/{t.name}"), None)


def history(contents: Contents, commit: Any, since: str | None, until: str | None) -> Sequence[Commit]:
    """Return the commits reachable from `commit` in a window of committer dates, newest first."""
    commits = contents.commits
    start = (
        0 if commit.oid == contents.head else next(i for i, c in enumerate(commits) if c.oid == commit.oid)
    )
    end = len(commits)
    if since:
        limit = moment_number(since)
        end = bisect_left(commits, True, key=lambda c: c.at < limit)
    if until:
        limit = moment_number(until)
        start = max(start, bisect_left(commits, True, key=lambda c: c.at <= limit))
    return commits[start:end] if start or end < len(commits) else commits
