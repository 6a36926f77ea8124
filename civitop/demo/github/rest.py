"""GitHub's REST API, as far as the collectors, PyGithub scripts and perceval ask for it."""

import hashlib
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode, urlsplit

import msgspec

from civitop.demo.github.rest_repository import inside
from civitop.demo.github.rest_shapes import Shapes
from civitop.demo.graphql.lazy_list import Listed
from civitop.demo.server.access_control import JSON, reply
from civitop.demo.server.http import Request, Response
from civitop.demo.world.model import Account, Project
from civitop.demo.world.owners import owner
from civitop.demo.world.world import World

PER_PAGE = 30
MAX_PER_PAGE = 100
NOT_FOUND = {"message": "Not Found", "documentation_url": "https://docs.github.com/rest", "status": "404"}

Answer = Response | Sequence[Any] | dict[str, Any] | None


class Rest:
    """Answers REST requests that passed the door."""

    def __init__(self, world: World) -> None:
        self.world = world

    def answer(self, request: Request, viewer: Account | None) -> Response:
        """Return the answer, with an ETag; 304 when the client already holds it."""
        if request.method not in ("GET", "HEAD"):
            return reply(404, NOT_FOUND)
        shapes = Shapes(f"{request.base}/api/v3", request.base)
        found = self._route(request, shapes, viewer)
        if found is None:
            return reply(404, NOT_FOUND)
        if isinstance(found, Response):
            return found
        headers: list[tuple[str, str]] = []
        if not isinstance(found, dict):
            found, headers = paginate(request, found)
        body = msgspec.json.encode(found)
        etag = f'W/"{hashlib.sha256(body).hexdigest()}"'
        headers += [("ETag", etag), ("Cache-Control", "private, max-age=60, s-maxage=60")]
        if request.headers.get("if-none-match") == etag:
            return Response(304, b"", headers)
        return Response(200, body, [JSON, *headers])

    def _route(self, request: Request, shapes: Shapes, viewer: Account | None) -> Answer:
        parts = request.parts[2:]
        match parts:
            case []:
                return {
                    "current_user_url": f"{shapes.api}/user",
                    "rate_limit_url": f"{shapes.api}/rate_limit",
                }
            case ["meta"]:
                return {"verifiable_password_authentication": False, "installed_version": "3.18.0"}
            case ["user"]:
                return (
                    shapes.user(viewer, self.world)
                    if viewer
                    else reply(401, {"message": "Requires authentication"})
                )
            case ["orgs", login]:
                return shapes.organisation(found) if (found := owner(self.world, login)) else None
            case ["orgs" | "users", login, "repos"]:
                return self._repositories(request, shapes, login, parts[0])
            case ["users", login, "orgs"]:
                account = self.world.accounts.get(login.casefold())
                owners = [owner(self.world, m) for m in account.memberships] if account else []
                return [shapes.small_organisation(o) for o in owners if o] if account else None
            case ["users", login]:
                return self._user(shapes, login)
            case ["repositories", number, *rest] if number.isdigit():
                project = self.world.numbered("github", int(number))
                return self._in_repository(request, shapes, project, rest)
            case ["repos", login, name, *rest]:
                project = self.world.find("github", f"{login}/{name}")
                if project is None and (moved := self.world.find_moved("github", f"{login}/{name}")):
                    return _moved(shapes, moved, rest, request)
                return self._in_repository(request, shapes, project, rest)
            case ["search", kind]:
                return shapes.found(self.world, kind, request.query)
        return None

    def _user(self, shapes: Shapes, login: str) -> Answer:
        if account := self.world.accounts.get(login.casefold()):
            return shapes.user(account, self.world)
        organisation = owner(self.world, login)
        return shapes.organisation(organisation) if organisation else None

    def _repositories(self, request: Request, shapes: Shapes, login: str, kind: str) -> Answer:
        if owner(self.world, login) is None:
            return [] if kind == "users" and login.casefold() in self.world.accounts else None
        projects = [p for p in self.world.owned("github", login) if p.key not in self.world.forbidden]
        query = request.query
        if query.get("type") == "sources":
            projects = [p for p in projects if not p.fork]
        elif query.get("type") == "forks":
            projects = [p for p in projects if p.fork]
        by = query.get("sort", "created")
        if by == "full_name":
            projects.sort(key=lambda p: p.path)
        elif by == "created":
            projects.sort(key=lambda p: p.created)
        else:
            projects.sort(key=lambda p: self.world.contents(p.key).pushed or 0)
        if query.get("direction", "asc" if by == "full_name" else "desc") == "desc":
            projects.reverse()
        return Listed(projects, lambda p: shapes.small_repository(self.world.contents(p.key)))

    def _in_repository(
        self, request: Request, shapes: Shapes, project: Project | None, rest: list[str]
    ) -> Answer:
        if project is None or project.key in self.world.forbidden:
            return None
        contents = self.world.contents(project.key)
        if not rest:
            return shapes.repository(contents)
        answer: Answer = inside(request, shapes, contents, rest)
        return answer


def paginate(request: Request, items: Sequence[Any]) -> tuple[list[Any], list[tuple[str, str]]]:
    """Return the page that was asked for and its `Link` header."""
    query = request.query
    size = min(MAX_PER_PAGE, max(1, _number(query.get("per_page"), PER_PAGE)))
    page = max(1, _number(query.get("page"), 1))
    last = max(1, -(-len(items) // size))
    path = request.base + urlsplit(request.target).path

    def link(number: int, rel: str) -> str:
        return f'<{path}?{urlencode({**query, "page": number})}>; rel="{rel}"'

    links = []
    if page > 1:
        links += [link(page - 1, "prev")]
    if page < last:
        links += [link(page + 1, "next"), link(last, "last")]
    if page > 1:
        links += [link(1, "first")]
    return list(items[(page - 1) * size : page * size]), [("Link", ", ".join(links))] if links else []


def _number(text: str | None, default: int) -> int:
    return int(text) if text and text.isdigit() else default


def _moved(shapes: Shapes, project: Project, rest: list[str], request: Request) -> Response:
    to = "/".join([f"{shapes.api}/repositories/{project.number}", *rest])
    query = urlsplit(request.target).query
    to += f"?{query}" if query else ""
    body = {"message": "Moved Permanently", "url": to, "documentation_url": "https://docs.github.com/rest"}
    return reply(301, body, [("Location", to)])
