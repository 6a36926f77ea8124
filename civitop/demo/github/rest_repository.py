"""What GitHub's REST API answers about things inside one repository."""

import base64
from collections import Counter
from collections.abc import Sequence
from typing import Any

from civitop.demo.github.repository import latest_release
from civitop.demo.github.rest_owners import licence
from civitop.demo.github.rest_shapes import Shapes
from civitop.demo.graphql.lazy_list import Listed
from civitop.demo.server.access_control import reply
from civitop.demo.server.git_view import Blob, Tree, at_path, entries, history
from civitop.demo.server.http import Request, Response
from civitop.demo.server.render import moment_number
from civitop.demo.world.contents import Contents
from civitop.demo.world.model import ChangeRequest, Commit, Thread

EMPTY = {
    "message": "Git Repository is empty.",
    "documentation_url": "https://docs.github.com/rest",
    "status": "409",
}
GONE = {
    "message": "Issues are disabled for this repo",
    "documentation_url": "https://docs.github.com/rest",
    "status": "410",
}


def inside(request: Request, shapes: Shapes, contents: Contents, rest: list[str]) -> Any:
    """Return the answer for a path below a repository; `None` for a path that is not known."""
    if rest[0] in ("issues", "pulls"):
        return _discussed(request.query, shapes, contents, rest)
    if rest[0] in ("commits", "contents", "readme", "branches", "tags"):
        return _in_git(request.query, shapes, contents, rest)
    return _described(shapes, contents, rest)


def _discussed(query: dict[str, str], shapes: Shapes, contents: Contents, rest: list[str]) -> Any:
    match rest:
        case ["issues", *_] if not contents.project.issues_enabled:
            return reply(410, GONE)
        case ["issues"]:
            return Listed(_threads(contents, query, both=True), shapes.issue)
        case [_, "comments", _, "reactions"] | ["issues", _, "reactions"]:
            return []
        case ["issues", number, *more]:
            return _issue(shapes, _numbered([*contents.issues, *contents.change_requests], number), more)
        case ["pulls"]:
            found = _threads(contents, query, both=False)
            return Listed(found, lambda t: shapes.pull(t, contents))
        case ["pulls", number, *more]:
            return _pull(shapes, contents, _numbered(contents.change_requests, number), more)
    return None


def _in_git(query: dict[str, str], shapes: Shapes, contents: Contents, rest: list[str]) -> Any:
    match rest:
        case ["commits", *more]:
            return _commits(shapes, contents, query, more)
        case ["contents", *path]:
            return _contents(shapes, contents, "/".join(path))
        case ["readme"]:
            return _contents(shapes, contents, "README.md")
        case ["tags"]:
            return [shapes.tag(t, contents.project) for t in contents.tags]
        case ["branches"]:
            return [_branch(shapes, contents)] if contents.count else []
        case ["branches", "main"]:
            return _branch(shapes, contents) if contents.count else None
        case ["branches", "stable"]:
            return _branch(shapes, contents, "stable", tip.oid) if (tip := contents.stable) else None
    return None


def _described(shapes: Shapes, contents: Contents, rest: list[str]) -> Any:
    match rest:
        case ["releases"]:
            return [shapes.release(r, contents) for r in contents.releases]
        case ["releases", "latest"]:
            latest = latest_release(contents)
            return shapes.release(latest, contents) if latest else None
        case ["contributors"]:
            return _contributors(shapes, contents)
        case ["languages"]:
            return {contents.project.language: 10_000} if contents.project.language else {}
        case ["topics"]:
            return {"names": list(contents.project.topics)}
        case ["license"]:
            found = licence(contents.project)
            return {**(_contents(shapes, contents, "LICENSE") or {}), "license": found} if found else None
    return None


def _threads(contents: Contents, query: dict[str, str], *, both: bool) -> list[Any]:
    """Return issues and pull requests together, or the latter only, filtered and sorted as asked."""
    found: list[Thread] = (
        [*contents.issues, *contents.change_requests] if both else [*contents.change_requests]
    )
    state = query.get("state", "open")
    if state != "all":
        found = [t for t in found if (t.closed is None) == (state == "open")]
    if both and (since := query.get("since")):
        limit = moment_number(since)
        found = [t for t in found if t.updated >= limit]
    by = query.get("sort", "created")
    found.sort(key=lambda t: (t.updated if by == "updated" else t.created, t.number))
    if query.get("direction", "desc") == "desc":
        found.reverse()
    return found


def _numbered(things: Sequence[Any], number: str) -> Any:
    return next((t for t in things if str(t.number) == number), None)


def _issue(shapes: Shapes, thread: Thread | None, more: list[str]) -> Any:
    if thread is None:
        return None
    match more:
        case []:
            return shapes.issue(thread)
        case ["comments"]:
            return [shapes.comment(thread, c) for c in thread.comments]
        case ["events" | "timeline" | "labels"]:
            return []
    return None


def _pull(shapes: Shapes, contents: Contents, request: ChangeRequest | None, more: list[str]) -> Any:
    if request is None:
        return None
    match more:
        case []:
            return shapes.full_pull(request, contents)
        case ["reviews"]:
            return [shapes.review(request, r) for r in request.reviews]
        case ["comments" | "files"]:
            return []
        case ["commits"]:
            return [shapes.commit(c, ()) for c in contents.commits[:1]]
        case ["requested_reviewers"]:
            return {"users": [], "teams": []}
    return None


def _commits(shapes: Shapes, contents: Contents, query: dict[str, str], more: list[str]) -> Any:
    if not contents.count:
        return reply(409, EMPTY)
    commits = contents.commits
    if more:
        place = (
            0
            if more[0] in ("HEAD", "main")
            else next((i for i, c in enumerate(commits) if c.oid == more[0]), None)
        )
        if place is None:
            return reply(422, {"message": f"No commit found for SHA: {more[0]}"})
        if more[1:] in (["status"], ["check-runs"]):
            return _status(shapes, contents, commits[place], more[1])
        return _full_commit(shapes, commits, place) if not more[1:] else []
    window = history(contents, commits[0], query.get("since"), query.get("until"))
    # a history never leaves gaps, so a commit's parents are the next older ones
    first = commits.index(window[0]) if window else 0
    return Listed(range(len(window)), lambda i: shapes.commit(window[i], _parents(commits, first + i)))


def _parents(commits: Sequence[Commit], place: int) -> Sequence[Commit]:
    return commits[place + 1 : place + 1 + commits[place].parents]


def _full_commit(shapes: Shapes, commits: Sequence[Commit], place: int) -> dict[str, Any]:
    commit = commits[place]
    stats = {
        "additions": commit.additions,
        "deletions": commit.deletions,
        "total": commit.additions + commit.deletions,
    }
    return {**shapes.commit(commit, _parents(commits, place)), "stats": stats, "files": []}


def _status(shapes: Shapes, contents: Contents, commit: Commit, form: str) -> Any:
    state = contents.project.ci if commit.oid == contents.head else None
    if form == "check-runs":
        return {"total_count": 0, "check_runs": []}
    return {
        "state": (state or "PENDING").lower(), "statuses": [], "sha": commit.oid,
        "total_count": 1 if state else 0,
        "repository": shapes.small_repository(contents),
        "commit_url": f"{shapes.api}/repos/{contents.project.path}/commits/{commit.oid}",
        "url": f"{shapes.api}/repos/{contents.project.path}/commits/{commit.oid}/status",
    }  # fmt: skip


def _contents(shapes: Shapes, contents: Contents, path: str) -> Any:
    found = at_path(contents, path)
    if isinstance(found, Tree):
        return [_entry(shapes, contents, e.path, e.type, e.text) for e in entries(contents, found.path)]
    if isinstance(found, Blob):
        text = base64.encodebytes(found.text.encode()).decode()
        return {
            **_entry(shapes, contents, found.path, "blob", found.text),
            "content": text,
            "encoding": "base64",
        }
    return None


def _entry(shapes: Shapes, contents: Contents, path: str, kind: str, text: str) -> dict[str, Any]:
    url = f"{shapes.api}/repos/{contents.project.path}/contents/{path}?ref=main"
    git = f"{shapes.api}/repos/{contents.project.path}/git/{kind}s/{'0' * 40}"
    html = f"{shapes.web}/{contents.project.path}/{kind}/main/{path}"
    raw = f"{shapes.web}/raw/{contents.project.path}/main/{path}" if kind == "blob" else None
    return {
        "type": "file" if kind == "blob" else "dir", "size": len(text.encode()) if kind == "blob" else 0,
        "name": path.rpartition("/")[2], "path": path, "sha": "0" * 40, "url": url, "git_url": git,
        "html_url": html,
        "download_url": raw, "_links": {"git": git, "self": url, "html": html},
    }  # fmt: skip


def _contributors(shapes: Shapes, contents: Contents) -> Any:
    if not contents.count:
        return Response(204)
    counted = Counter(c.author.account for c in contents.commits if c.author.account)
    return [{**(shapes.account(a) or {}), "contributions": n} for a, n in counted.most_common(500)]


def _branch(shapes: Shapes, contents: Contents, name: str = "main", oid: str | None = None) -> dict[str, Any]:
    url = f"{shapes.api}/repos/{contents.project.path}"
    oid = oid or contents.head
    commit = {"sha": oid, "url": f"{url}/commits/{oid}"}
    return {
        "name": name,
        "commit": commit,
        "protected": False,
        "protection_url": f"{url}/branches/{name}/protection",
    }
