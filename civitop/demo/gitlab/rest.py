"""GitLab's REST API, as far as the collectors and python-gitlab ask for it."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode, urlsplit

import msgspec

from civitop.demo.gitlab.lists import group, groups, in_window, said
from civitop.demo.gitlab.rest_shapes import Shapes
from civitop.demo.graphql.lazy_list import Listed
from civitop.demo.server.access_control import JSON, reply
from civitop.demo.server.git_view import BRANCH, entries
from civitop.demo.server.http import Request, Response
from civitop.demo.server.render import moment_number
from civitop.demo.world.contents import Contents
from civitop.demo.world.model import Account, Project
from civitop.demo.world.world import World

PER_PAGE = 20
MAX_PER_PAGE = 100
VERSION = {"version": "18.5.1-ee", "revision": "de7a0c0ffee", "enterprise": True}


class Rest:
    """Answers REST requests that passed the door."""

    def __init__(self, world: World) -> None:
        self.world = world

    def answer(self, request: Request, viewer: Account | None) -> Response:
        """Return the answer: an object, a page of a list, or the file itself."""
        if request.method not in ("GET", "HEAD"):
            return reply(404, {"error": "404 Not Found"})
        found = self._route(request, Shapes(request.base), viewer)
        if found is None:
            return reply(404, {"message": "404 Not found"})
        if isinstance(found, Response):
            return found
        if isinstance(found, dict):
            return Response(200, msgspec.json.encode(found), [JSON])
        items, headers = paginate(request, found)
        return Response(200, msgspec.json.encode(items), [JSON, *headers])

    def _route(self, request: Request, shapes: Shapes, viewer: Account | None) -> Any:
        match request.parts[2:]:
            case ["version" | "metadata"]:
                return VERSION if viewer else reply(401, {"message": "401 Unauthorized"})
            case ["user"]:
                return shapes.user(viewer) if viewer else reply(401, {"message": "401 Unauthorized"})
            case ["users"]:
                account = self.world.accounts.get(request.query.get("username", "").casefold())
                return [shapes.account(account)] if account else []
            case ["users", _, "projects"]:
                return []
            case ["users", number] if number.isdigit():
                account = self.world.account_numbers.get(int(number))
                return shapes.user(account) if account else None
            case ["groups", path, *rest]:
                return self._group(request, shapes, path, rest)
            case ["projects"]:
                return self._list(shapes, [p for p in self.world.projects if p.forge == "gitlab"], request)
            case ["projects", name, *rest]:
                return self._project(request, shapes, name, rest)
        return None

    def _group(self, request: Request, shapes: Shapes, path: str, rest: list[str]) -> Any:
        found = group(self.world, path)
        if found is None:
            return reply(404, {"message": "404 Group Not Found"})
        match rest:
            case []:
                return shapes.group(found)
            case ["projects"]:
                below = request.query.get("include_subgroups") in ("true", "1", "True")
                return self._list(shapes, list(self.world.owned("gitlab", found.path, below=below)), request)
            case ["subgroups" | "descendant_groups"]:
                return [shapes.group(g) for g in groups(self.world) if g.path.startswith(found.path + "/")]
        return None

    def _list(self, shapes: Shapes, projects: Sequence[Project], request: Request) -> Listed:
        world = self.world
        seen = [p for p in projects if p.key not in world.deleted | world.forbidden]
        if (wanted := request.query.get("archived")) is not None:
            seen = [p for p in seen if p.archived is (wanted.lower() == "true")]
        seen.sort(key=lambda p: p.number, reverse=request.query.get("sort", "desc") == "desc")
        return Listed(seen, lambda p: shapes.project(world.contents(p.key)))

    def _project(self, request: Request, shapes: Shapes, name: str, rest: list[str]) -> Any:
        if name.isdigit():
            project = self.world.numbered("gitlab", int(name))
        else:
            project = self.world.find("gitlab", name)
            if project is None and (moved := self.world.find_moved("gitlab", name)):
                return _moved(request, moved, rest)
        if project is None or project.key in self.world.forbidden:
            return reply(404, {"message": "404 Project Not Found"})
        contents = self.world.contents(project.key)
        return inside(request, shapes, contents, rest) if rest else shapes.project(contents)


def _moved(request: Request, project: Project, rest: list[str]) -> Response:
    to = "/".join([f"{request.base}/api/v4/projects/{project.number}", *rest])
    query = urlsplit(request.target).query
    to += f"?{query}" if query else ""
    return reply(301, {"message": f"301 Moved Permanently: {to}"}, [("Location", to)])


_PARTS = {"pipelines": "builds", "issues_statistics": "issues"}
"""What a path belongs to, where it is not called so."""


def inside(request: Request, shapes: Shapes, contents: Contents, rest: list[str]) -> Any:
    """Return the answer for a path below a project; `None` for a path that is not known."""
    query = request.query
    if _PARTS.get(rest[0], rest[0]) in contents.project.closed:
        return reply(403, {"message": "403 Forbidden"})
    match rest:
        case ["repository", *more]:
            return _repository(shapes, contents, more, query)
        case ["releases"]:
            return [shapes.release(r) for r in contents.releases if not r.draft]
        case ["issues"]:
            return Listed(_threads(contents.issues, query), shapes.issue)
        case ["merge_requests"]:
            return Listed(_threads(contents.change_requests, query), shapes.merge_request)
        case ["issues" | "merge_requests" as kind, number, "notes"]:
            things: Sequence[Any] = contents.issues if kind == "issues" else contents.change_requests
            thing = next((t for t in things if str(t.number) == number), None)
            return [shapes.note(n) for n in said(thing)] if thing else None
        case ["merge_requests", number, "approvals"]:
            request_ = next((t for t in contents.change_requests if str(t.number) == number), None)
            return shapes.approvals(request_) if request_ else None
        case ["issues_statistics"]:
            counts = {"opened": contents.open_issues, "all": len(contents.issues)}
            counts["closed"] = counts["all"] - counts["opened"]
            return {"statistics": {"counts": counts}}
        case ["languages"]:
            return {contents.project.language: 100.0} if contents.project.language else {}
        case ["pipelines"]:
            return [shapes.pipeline(contents)] if contents.project.ci and contents.count else []
    return None


def _repository(shapes: Shapes, contents: Contents, rest: list[str], query: dict[str, str]) -> Any:
    if not contents.count:
        # GitLab answers 404 for the tree of an empty repository and an empty list for its history
        return (
            reply(404, {"message": "404 Tree Not Found"})
            if rest == ["tree"]
            else []
            if len(rest) == 1
            else None
        )
    match rest:
        case ["commits"]:
            return Uncounted(Listed(_window(contents, query), shapes.commit))
        case ["commits", oid]:
            found = contents.commits[0] if oid in ("HEAD", BRANCH) else contents.commit(oid)
            return shapes.commit(found) if found else reply(404, {"message": "404 Commit Not Found"})
        case ["tags"]:
            return [shapes.tag(t) for t in contents.tags]
        case ["tree"]:
            folder = query.get("path", "").strip("/")
            found_entries = entries(contents, folder + "/" if folder else "")
            return [shapes.entry(e) for e in found_entries] or reply(404, {"message": "404 Tree Not Found"})
        case ["files", path, "raw"] if path in contents.files:
            return Response(
                200, contents.files[path].encode(), [("Content-Type", "text/plain; charset=utf-8")]
            )
        case ["files", path] if path in contents.files:
            return shapes.file(contents, path)
        case ["contributors"]:
            return shapes.contributors(contents)
        case ["branches"]:
            return [{"name": BRANCH, "default": True, "commit": shapes.commit(contents.commits[0])}]
    return None


def _window(contents: Contents, query: dict[str, str]) -> Sequence[Any]:
    commits = contents.commits
    reference = query.get("ref_name", BRANCH)
    if reference not in ("HEAD", BRANCH) and (start := contents.commit(reference)):
        commits = commits[commits.index(start) :]
    if since := query.get("since"):
        limit = moment_number(since)
        commits = [c for c in commits if c.at >= limit]
    if until := query.get("until"):
        limit = moment_number(until)
        commits = [c for c in commits if c.at <= limit]
    return commits


def _threads(things: Sequence[Any], query: dict[str, str]) -> list[Any]:
    args = {
        "state": query.get("state"),
        "updatedAfter": query.get("updated_after"), "updatedBefore": query.get("updated_before"),
        "createdAfter": query.get("created_after"), "createdBefore": query.get("created_before"),
    }  # fmt: skip
    found = in_window(things, args)
    by = query.get("order_by", "created_at")
    down = query.get("sort", "desc") == "desc"
    found.sort(key=lambda t: (t.updated if by == "updated_at" else t.created, t.number), reverse=down)
    return found


class Uncounted(Sequence[Any]):
    """A list of which GitLab does not tell the total (commits)."""

    def __init__(self, items: Sequence[Any]) -> None:
        self._items = items

    def __len__(self) -> int:
        return len(self._items)

    def __getitem__(self, place: Any) -> Any:
        return self._items[place]


def paginate(request: Request, items: Sequence[Any]) -> tuple[list[Any], list[tuple[str, str]]]:
    """Return the page that was asked for and its headers: offset pages, or keyset ones by `Link` only."""
    query = request.query
    size = min(MAX_PER_PAGE, max(1, _number(query.get("per_page"), PER_PAGE)))
    path = request.base + urlsplit(request.target).path
    if query.get("pagination") == "keyset":
        start = _number(query.get("cursor"), 0)
        headers = [("X-Per-Page", str(size))]
        if start + size < len(items):
            headers.append(("Link", f'<{path}?{urlencode({**query, "cursor": start + size})}>; rel="next"'))
        return list(items[start : start + size]), headers
    page = max(1, _number(query.get("page"), 1))
    last = max(1, -(-len(items) // size))
    known = not isinstance(items, Uncounted) and len(items) <= 10_000

    def link(number: int, rel: str) -> str:
        return f'<{path}?{urlencode({**query, "page": number, "per_page": size})}>; rel="{rel}"'

    links = [link(page + 1, "next")] if page < last else []
    links += [link(page - 1, "prev")] if page > 1 else []
    links += [link(1, "first"), *([link(last, "last")] if known else [])]
    headers = [
        ("Link", ", ".join(links)), ("X-Page", str(page)), ("X-Per-Page", str(size)),
        ("X-Next-Page", str(page + 1) if page < last else ""), ("X-Prev-Page",
        str(page - 1) if page > 1 else ""),
    ]  # fmt: skip
    if known:
        headers += [("X-Total", str(len(items))), ("X-Total-Pages", str(last))]
    return list(items[(page - 1) * size : page * size]), headers


def _number(text: str | None, default: int) -> int:
    return int(text) if text and text.isdigit() else default
