"""A GitLab small enough to read: the types and arguments of GitLab's reference, its prices and its limits.

Its GraphQL runs on graphql-core over the schema below, so that a field or argument that GitLab does
not have is refused here as well.
"""

import json
import re
from collections.abc import AsyncIterator, Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import graphql
import httpx
import pytest
from graphql.language import FieldNode, FragmentSpreadNode, SelectionSetNode

from civitop.config.settings import Forge
from civitop.config.sources import Source
from civitop.model import Repository
from civitop.polling.collector import Budget, Collected, Failure, Known, Pulse
from collectors.gitlab.collector import GitLabCollector

NOW = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)

SCHEMA = graphql.build_schema("""
scalar Time
enum IssueSort { UPDATED_DESC }
enum MergeRequestSort { UPDATED_DESC }
enum ReleaseSort { RELEASED_AT_DESC }
enum IssuableState { opened closed all }
enum MergeRequestState { opened closed merged locked all }
enum NotesFilterType { ALL_NOTES ONLY_ACTIVITY ONLY_COMMENTS }
enum PipelineStatusEnum { SUCCESS FAILED RUNNING CANCELED }
type Query {
  projects(ids: [ID!], fullPaths: [String!], first: Int, after: String): ProjectConnection
  project(fullPath: ID!): Project
  group(fullPath: ID!): Group
  users(usernames: [String!], first: Int): UserConnection
}
type PageInfo { hasNextPage: Boolean! endCursor: String }
type Group { projects(includeSubgroups: Boolean, first: Int, after: String): ProjectConnection }
type ProjectConnection { nodes: [Project] pageInfo: PageInfo! }
type Project {
  id: ID! fullPath: ID! description: String archived: Boolean createdAt: Time lastActivityAt: Time
  updatedAt: Time starCount: Int! forksCount: Int! openIssuesCount: Int openMergeRequestsCount: Int
  issuesEnabled: Boolean mergeRequestsEnabled: Boolean
  isForked: Boolean! topics: [String!] languages: [Language!] repository: Repository
  issues(first: Int, after: String, sort: IssueSort, state: IssuableState, updatedAfter: Time,
         updatedBefore: Time): IssueConnection
  mergeRequests(first: Int, after: String, sort: MergeRequestSort, state: MergeRequestState,
         updatedAfter: Time, updatedBefore: Time): MergeRequestConnection
  releases(first: Int, after: String, sort: ReleaseSort): ReleaseConnection
  issue(iid: String!): Issue mergeRequest(iid: String!): MergeRequest
}
type Language { name: String! share: Float }
type Repository {
  empty: Boolean! rootRef: String tree(path: String, ref: String): Tree
  blobs(paths: [String!]!, ref: String, first: Int): BlobConnection
}
type Tree { lastCommit: Commit blobs(first: Int): EntryConnection trees(first: Int): EntryConnection }
type EntryConnection { nodes: [Entry] }
type Entry { name: String! }
type BlobConnection { nodes: [Blob] }
type Blob { path: String! rawBlob: String }
type Commit { sha: String! authoredDate: Time committedDate: Time pipelines(first: Int): PipelineConnection }
type PipelineConnection { nodes: [Pipeline] }
type Pipeline { status: PipelineStatusEnum! }
type ReleaseConnection { nodes: [Release] pageInfo: PageInfo! }
type Release { tagName: String name: String releasedAt: Time upcomingRelease: Boolean author: User }
type User { username: String! name: String! bot: Boolean! organization: String }
type UserConnection { nodes: [User] }
type IssueConnection { nodes: [Issue] pageInfo: PageInfo! }
type Issue {
  iid: ID! title: String! state: String! createdAt: Time! updatedAt: Time! closedAt: Time
  userNotesCount: Int! author: User notes(first: Int, filter: NotesFilterType): NoteConnection!
}
type MergeRequestConnection { nodes: [MergeRequest] pageInfo: PageInfo! }
type MergeRequest {
  iid: String! title: String! state: String! draft: Boolean! createdAt: Time! updatedAt: Time!
  closedAt: Time mergedAt: Time userNotesCount: Int author: User mergeUser: User sourceProject: Project
  approvedBy(first: Int): UserConnection notes(first: Int, filter: NotesFilterType): NoteConnection!
}
type NoteConnection { nodes: [Note] }
type Note { system: Boolean! createdAt: Time! author: User systemNoteMetadata: SystemNoteMetadata }
type SystemNoteMetadata { action: String }
""")

RESOLVERS = {"projects", "project", "group", "users", "issues", "mergeRequests", "releases", "notes"}
RESOLVERS |= {"pipelines", "isForked", "userNotesCount", "blobs", "tree", "root", "issue", "mergeRequest"}
GITALY = {"forksCount", "languages", "empty", "rootRef", "rawBlob", "tree"}
CONSTANT = {"lastCommit": 10, "mergedAt": 5, "closedAt": 5}
LISTS = {"projects", "users", "issues", "mergeRequests", "releases", "notes", "pipelines"}


def complexity(text: str) -> int:
    """Price a query by the rules of GitLab's `BaseField` and `BaseResolver`."""
    document = graphql.parse(text)
    fragments = {part.name.value: part for part in document.definitions if hasattr(part, "type_condition")}

    def inside(selections: SelectionSetNode | None, parent: str) -> int:
        total = 0
        for item in selections.selections if selections else ():
            if isinstance(item, FragmentSpreadNode):
                total += inside(fragments[item.name.value].selection_set, parent)
            elif isinstance(item, FieldNode):
                total += field(item, parent)
        return total

    def field(node: FieldNode, parent: str) -> int:
        name = node.name.value
        child = inside(node.selection_set, name)
        if name in CONSTANT:
            return CONSTANT[name] + child
        gitaly = name in GITALY or (name == "blobs" and parent == "repository")
        if name not in RESOLVERS or (name == "blobs" and parent != "repository"):
            return 1 + gitaly + child
        arguments = {argument.name.value: argument.value for argument in node.arguments or ()}
        cost = child + 1 + ("sort" in arguments or name == "releases") + gitaly
        if name in LISTS or name == "blobs":
            first = int(arguments["first"].value) if "first" in arguments else 100
            cost += cost * first * 0.01
        return int(cost)

    return sum(inside(part.selection_set, "") for part in document.definitions if hasattr(part, "operation"))


class FakeGitLab:
    """The forge: fill `projects`, then read `requests`."""

    def __init__(self) -> None:
        self.projects: dict[str, dict[str, Any]] = {}
        self.commits: dict[int, list[dict[str, Any]]] = {}
        self.tags: dict[int, list[dict[str, Any]]] = {}
        self.users: dict[str, dict[str, Any]] = {}
        self.moved: dict[str, str] = {}
        self.requests: list[tuple[str, str]] = []
        self.prices: list[int] = []
        self.answers: list[Callable[[httpx.Request], httpx.Response | None]] = []
        """Asked first for each request; one that answers None is passed over."""
        self.hourly: int | None = None
        self.timeout_over: int = 10_000
        """Projects in one request that are too many for 30 seconds."""
        self.tokens: set[str] = {"right"}
        self.schema = SCHEMA

    def add(self, path: str, **more: Any) -> dict[str, Any]:
        """Add a project with nothing in it but what `more` says."""
        number = len(self.projects) + 1
        project = {
            "id": f"gid://gitlab/Project/{number}", "fullPath": path, "description": f"About {path}",
            "archived": False, "createdAt": "2020-01-01T00:00:00Z", "lastActivityAt": at(1),
            "updatedAt": at(1), "starCount": 3, "forksCount": 2, "issuesEnabled": True,
            "mergeRequestsEnabled": True, "isForked": False,
            "languages": [{"name": "Python", "share": 60.0}, {"name": "CSS", "share": 40.0}],
            "topics": ["civic"],
            "issues": [], "mergeRequests": [], "releases": [], "files": ["README.md"], "texts": {},
            "head": "c" * 40, "ci": "SUCCESS", **more,
        }  # fmt: skip
        self.projects[path] = project
        return project

    async def __call__(self, request: httpx.Request) -> httpx.Response:
        self.requests.append((request.method, request.url.raw_path.decode()))
        for answer in self.answers:
            if (answered := answer(request)) is not None:
                return answered
        bearer = request.headers.get("authorization", "").removeprefix("Bearer ")
        if bearer and bearer not in self.tokens:
            return httpx.Response(401, json={"message": "401 Unauthorized"})
        headers = {}
        if self.hourly is not None:
            left = self.hourly - len(self.requests)
            headers = {"RateLimit-Limit": str(self.hourly), "RateLimit-Remaining": str(max(0, left))}
            headers["RateLimit-Reset"] = str(int(NOW.timestamp()) + 1800)
            if left < 0:
                return httpx.Response(429, headers={**headers, "Retry-After": "1800"})
        if request.url.path.endswith("/api/graphql"):
            response = self._graphql(json.loads(request.content)["query"], bool(bearer))
        else:
            response = self._rest(request)
        response.headers.update(headers)
        return response

    # ------------------------------------------------------------ GraphQL

    def _graphql(self, query: str, authenticated: bool) -> httpx.Response:
        document = graphql.parse(query)
        if errors := graphql.validate(self.schema, document):
            return httpx.Response(200, json={"errors": [{"message": error.message} for error in errors]})
        price, limit = complexity(query), 250 if authenticated else 200
        self.prices.append(price)
        if price > limit or len(query) > 10_000:
            said = f"Query has complexity of {price}, which exceeds max complexity of {limit}"
            return httpx.Response(200, json={"errors": [{"message": said}]})
        if (ids := re.search(r"ids: \[(.*?)\]", query)) and len(ids[1].split(",")) > self.timeout_over:
            return httpx.Response(502, text="upstream")
        root = {
            "projects": self._projects, "project": self._project, "group": self._group, "users": self._users
        }  # fmt: skip
        result = graphql.graphql_sync(self.schema, query, root)
        assert not result.errors, result.errors
        return httpx.Response(200, json={"data": result.data})

    def _projects(
        self,
        _: Any,
        ids: Sequence[str] = (),
        fullPaths: Sequence[str] = (),  # noqa: N803
        first: int = 100,
    ) -> dict[str, Any]:
        assert len(ids) <= 100
        assert len(fullPaths) <= 50
        named = {path.casefold() for path in fullPaths}
        held = [p for p in self.projects.values() if p["id"] in ids or p["fullPath"].casefold() in named]
        return {"nodes": [view(project) for project in held][:first]}

    def _project(self, _: Any, fullPath: str) -> dict[str, Any] | None:  # noqa: N803
        named = (p for path, p in self.projects.items() if path.casefold() == fullPath.casefold())
        return next((view(project) for project in named), None)

    def _group(self, _: Any, fullPath: str) -> dict[str, Any] | None:  # noqa: N803
        held = [project for path, project in self.projects.items() if path.startswith(f"{fullPath}/")]
        if not held or fullPath in self.users:
            return None
        return {
            "projects": lambda _, includeSubgroups=False, **page: page_of(  # noqa: N803
                [view(item) for item in held], **page
            )
        }

    def _users(self, _: Any, usernames: list[str], first: int = 100) -> dict[str, Any]:
        return {"nodes": [self.users[name] for name in usernames if name in self.users][:first]}

    # ------------------------------------------------------------ REST

    def _rest(self, request: httpx.Request) -> httpx.Response:
        path = request.url.raw_path.decode().partition("?")[0].partition("/api/v4/")[2].split("/")
        query = {key: values[0] for key, values in parse_qs(urlsplit(str(request.url)).query).items()}
        if path[0] == "users":
            if path[1] not in self.users:
                return httpx.Response(404, json={"message": "404 User Not Found"})
            held = [
                {"id": number(item)}
                for item in self.projects.values()
                if item["fullPath"].startswith(path[1])
            ]
            return self._listed(request, held, query)
        if not path[1].isdigit():
            name = unquote(path[1])
            if name in self.moved:
                found = number(self.projects[self.moved[name]])
                return httpx.Response(
                    301, headers={"Location": str(request.url.copy_with(path=f"/api/v4/projects/{found}"))}
                )
            return httpx.Response(404, json={"message": "404 Project Not Found"})
        found = int(path[1])
        if len(path) == 2:
            return httpx.Response(200, json={"id": found})
        if path[3] == "tags":
            return self._listed(request, self.tags.get(found, []), query)
        return self._history(request, self.commits.get(found, []), query)

    def _history(
        self, request: httpx.Request, held: list[dict[str, Any]], query: dict[str, str]
    ) -> httpx.Response:
        base, dots, _ = query["ref_name"].partition("..")
        if dots:
            known = [index for index, commit in enumerate(held) if commit["id"] == base]
            if not known and base != "f" * 40:
                return httpx.Response(404, json={"message": "404 Commit Not Found"})
            held = held[: known[0]] if known else held
        if "since" in query:
            held = [item for item in held if item["committed_date"] >= query["since"]]
        return self._listed(request, held, query)

    def _listed(self, request: httpx.Request, items: list[Any], query: dict[str, str]) -> httpx.Response:
        size, page = int(query["per_page"]), int(query.get("page", 1))
        headers = {}
        if len(items) > page * size:
            headers["Link"] = f'<{request.url.copy_set_param("page", page + 1)}>; rel="next"'
        return httpx.Response(200, json=items[(page - 1) * size : page * size], headers=headers)


def number(project: dict[str, Any]) -> int:
    return int(project["id"].rpartition("/")[2])


def at(days: float, base: datetime = NOW) -> str:
    """So many days ago, as GitLab writes it."""
    return (base - timedelta(days=days)).strftime("%Y-%m-%dT%H:%M:%SZ")


def page_of(items: list[Any], first: int = 100, after: str | None = None, **_: Any) -> dict[str, Any]:
    start = int(after or 0)
    end = start + first
    return {"nodes": items[start:end], "pageInfo": {"hasNextPage": end < len(items), "endCursor": str(end)}}


def numbered(items: list[dict[str, Any]], iid: str) -> dict[str, Any] | None:
    return next((item for item in items if item["iid"] == iid), None)


def view(project: dict[str, Any]) -> dict[str, Any]:
    """The project as GraphQL shows it: lists filtered, sorted and paged."""

    def listed(items: list[dict[str, Any]]) -> Callable[..., dict[str, Any]]:
        def resolve(
            _: Any,
            sort: str = "",
            state: str = "all",
            updatedAfter: str = "",  # noqa: N803
            updatedBefore: str = "9",  # noqa: N803
            **page: Any,
        ) -> dict[str, Any]:
            after, before = updatedAfter[:19], updatedBefore[:19]
            found = [
                item for item in items if after < item["updatedAt"][:19] and item["updatedAt"][:19] < before
            ]
            found = [item for item in found if state in {"all", item["state"]}]
            return page_of(sorted(found, key=lambda item: item["updatedAt"], reverse=True), **page)

        return resolve

    def tree(_: Any, path: str = "") -> dict[str, Any] | None:
        if not project["head"]:
            return None
        prefix = f"{path}/" if path else ""
        inner = [name.removeprefix(prefix) for name in project["files"] if name.startswith(prefix)]
        last = {"sha": project["head"], "authoredDate": at(3), "committedDate": at(2)}
        runs = {"nodes": [{"status": project["ci"]}] if project["ci"] else []}
        return {
            "lastCommit": {**last, "pipelines": lambda _, first: runs},
            "blobs": lambda _, first: {"nodes": [{"name": name} for name in inner if "/" not in name]},
            "trees": lambda _, first: {
                "nodes": [
                    {"name": name}
                    for name in sorted({name.partition("/")[0] for name in inner if "/" in name})
                ]
            },
        }

    def blobs(_: Any, paths: list[str], first: int) -> dict[str, Any]:
        texts = project["texts"]
        return {"nodes": [{"path": path, "rawBlob": texts[path]} for path in paths if path in texts]}

    enabled = project["issuesEnabled"]
    return {
        **project,
        "issues": listed(project["issues"]) if enabled else None,
        "mergeRequests": listed(project["mergeRequests"]),
        "issue": lambda _, iid: numbered(project["issues"], iid),
        "mergeRequest": lambda _, iid: numbered(project["mergeRequests"], iid),
        "releases": lambda _, sort="", **page: page_of(project["releases"], **page),
        "openIssuesCount": sum(item["state"] == "opened" for item in project["issues"]) if enabled else None,
        "openMergeRequestsCount": sum(item["state"] == "opened" for item in project["mergeRequests"]),
        "repository": {
            "empty": not project["head"], "rootRef": "main" if project["head"] else None,
            "tree": tree, "blobs": blobs,
        },
    }  # fmt: skip


def user(name: str, *, bot: bool = False) -> dict[str, Any]:
    return {"username": name.lower(), "name": name, "bot": bot, "organization": None}


def comments(notes: Sequence[tuple[str, float, bool | str]]) -> Callable[..., dict[str, Any]]:
    """Notes as (who, days ago, by the system, or what the system notes: `approved`)."""
    held = [
        {
            "author": user(name), "createdAt": at(days), "system": bool(system),
            "systemNoteMetadata": {"action": system} if isinstance(system, str) else None,
        }
        for name, days, system in notes
    ]  # fmt: skip

    def resolve(_: Any, first: int, filter: str = "ALL_NOTES") -> dict[str, Any]:
        shown = [note for note in held if filter == "ALL_NOTES" or not note["system"]]
        return {"nodes": shown[:first]}

    return resolve


def issue(
    iid: int,
    *,
    opened: float = 10,
    updated: float = 5,
    closed: float | None = None,
    author: str = "Ada",
    notes: Sequence[tuple[str, float, bool | str]] = (),
) -> dict[str, Any]:
    return {
        "iid": str(iid), "title": f"Issue {iid}", "state": "opened" if closed is None else "closed",
        "createdAt": at(opened), "updatedAt": at(updated), "closedAt": None if closed is None else at(closed),
        "userNotesCount": sum(not system for *_, system in notes), "author": user(author),
        "notes": comments(notes),
    }  # fmt: skip


def merge_request(
    iid: int,
    *,
    merged: float | None = None,
    approved: tuple[str, ...] = (),
    source: str | None = None,
    state: str = "",
    **more: Any,
) -> dict[str, Any]:
    made = issue(iid, **more)
    return {
        **made, "state": state or ("opened" if merged is None else "merged"), "draft": False,
        "mergedAt": None if merged is None else at(merged),
        "mergeUser": None if merged is None else user("Grace"),
        "approvedBy": lambda _, first: {"nodes": [user(name) for name in approved]},
        "sourceProject": {"fullPath": source} if source else None,
    }  # fmt: skip


def commit(
    oid: str,
    days: float,
    *,
    email: str = "ada@town.example",
    parents: tuple[str, ...] = ("p",),
    message: str = "Work",
) -> dict[str, Any]:
    return {
        "id": oid, "message": message, "author_name": "Ada", "author_email": email,
        "authored_date": at(days), "committed_date": at(days), "parent_ids": list(parents),
    }  # fmt: skip


@pytest.fixture
def gitlab() -> FakeGitLab:
    return FakeGitLab()


class Clock:
    """Stands still but for sleeping."""

    def __init__(self) -> None:
        self.now = NOW
        self.slept: list[float] = []

    def __call__(self) -> datetime:
        return self.now

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += timedelta(seconds=seconds)


class Bench:
    """A collector on the fake, and short ways to use it."""

    def __init__(self, gitlab: FakeGitLab, url: str, history: str, *tokens: str) -> None:
        self.clock = Clock()
        self.said: list[Budget] = []
        self.forge = Forge(name="gl", kind="gitlab", url=url, history=history)
        self.collector = GitLabCollector(
            self.forge,
            tokens,
            self.said.append,
            self.clock,
            self.clock.sleep,
            http=httpx.MockTransport(gitlab),
        )

    async def discover(self, path: str, *, forks: bool = False) -> list[Repository | Failure]:
        return [item async for item in self.collector.discover(Source("gl", path, forks))]

    async def known(self, path: str) -> list[Known]:
        return [Known(item) for item in await self.discover(path) if isinstance(item, Repository)]

    async def pulse(self, known: list[Known]) -> list[Pulse | Failure]:
        return [item async for item in self.collector.pulse(known)]

    async def collect(self, known: list[Known]) -> dict[str, Collected | Failure]:
        found = [item async for item in self.collector.collect(known, self.clock.now)]
        return {item.id if isinstance(item, Failure) else item.facts.repository.name: item for item in found}


@pytest.fixture
async def bench(gitlab: FakeGitLab) -> AsyncIterator[Callable[..., Bench]]:
    made: list[Bench] = []

    def make(*tokens: str, url: str = "https://gitlab.example", history: str = "api") -> Bench:
        made.append(Bench(gitlab, url, history, *tokens))
        return made[-1]

    yield make
    for item in made:
        await item.collector.aclose()


@pytest.fixture
def make() -> Any:
    """The builders, for tests cannot import a conftest."""
    import types

    return types.SimpleNamespace(
        at=at,
        issue=issue,
        merge_request=merge_request,
        commit=commit,
        user=user,
        complexity=complexity,
        now=NOW,
    )
