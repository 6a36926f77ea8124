"""GitLab at its own address: REST under `/api/v4`, GraphQL under `/api/graphql`."""

from collections.abc import Mapping
from typing import Any

import msgspec

from civitop.demo.gitlab.graphql import schema
from civitop.demo.gitlab.rest import Rest
from civitop.demo.graphql.compile import Compiler
from civitop.demo.graphql.execute import Plan, Refused, ResultEntry, Run, encode
from civitop.demo.graphql.schema import Fault
from civitop.demo.server.access_control import JSON, Desk, reply
from civitop.demo.server.budget import Pool
from civitop.demo.server.http import Request, Response
from civitop.demo.world.world import World

MAX_CHARACTERS = 10_000
"""`GitlabSchema` / `GraphqlController::MAX_QUERY_SIZE`."""
MAX_COMPLEXITY_ANONYMOUS = 200
MAX_COMPLEXITY = 250
MAX_PAGE = 100
MINUTE = 60.0
GITALY = frozenset({"tree", "lastCommit", "blobs", "rootRef", "empty", "exists"})
"""Fields of a repository that ask the git server: one more each."""
PLAIN_LISTS = frozenset(
    {
        ("Tree", "blobs"),
        ("Tree", "trees"),
        ("MergeRequest", "approvedBy"),
        ("Issue", "labels"),
        ("MergeRequest", "labels"),
    }
)
"""Lists without a resolver of their own: they do not multiply."""


class GitLab(Desk):
    """The GitLab side of the demo."""

    name = "gitlab"

    def __init__(self, world: World, tokens: tuple[str, ...], **rest: Any) -> None:
        super().__init__(world, tokens, **rest)
        self._compiler = Compiler(schema())
        self._rest = Rest(world)

    def too_fast(self, pause: int) -> Response:
        """Return GitLab's 429."""
        return Response(429, b"Retry later\n", [("Content-Type", "text/plain"), ("Retry-After", str(pause))])

    def answer(self, request: Request) -> tuple[Response, int]:
        """Return the answer; GitLab counts no points."""
        holder = self.holder(request)
        graphql = request.parts[:2] == ["api", "graphql"]
        if holder is None:
            wrong = {"errors": [{"message": "Invalid token"}]} if graphql else {"message": "401 Unauthorized"}
            return reply(401, wrong), 0
        pool = self._pool(holder)
        headers: list[tuple[str, str]] = []
        if pool is not None:
            if pool.empty:
                self.used_up(pool)
                return self._refused(pool), 0
            pool.used += 1
            headers = _limits(pool)
        if graphql:
            response = self._graphql(request, holder)
        elif request.parts[:2] == ["api", "v4"]:
            response = self._rest.answer(request, self._viewer(holder))
        else:
            response = reply(404, {"error": "404 Not Found"})
        response.headers = [*response.headers, *headers]
        return response, 0

    def resource(self, request: Request) -> str:
        """Return the kind of pool that a request counts for: one for both APIs."""
        return "minute" if self.holder(request) else "anonymous"

    def _pool(self, holder: str) -> Pool | None:
        if holder:
            each = self.faults.per_minute
            return self.pool(holder, "minute", each, MINUTE) if each is not None else None
        limit = self.faults.gitlab_anonymous_requests
        return self.pool("", "anonymous", limit) if limit is not None else None

    def _refused(self, pool: Pool) -> Response:
        response = self.too_fast(max(1, round(pool.resets - self.clock())))
        response.headers = [*response.headers, *_limits(pool)]
        return response

    def _viewer(self, holder: str) -> Any:
        accounts = list(self.world.accounts.values())
        return accounts[self.tokens.index(holder) % len(accounts)] if holder else None

    def _graphql(self, request: Request, holder: str) -> Response:
        try:
            asked = request.json()
            text, variables = asked["query"], asked.get("variables") or {}
        except (msgspec.DecodeError, KeyError, TypeError):
            return reply(422, {"errors": [{"message": "Unexpected end of document", "locations": []}]})
        if len(text) + len(encode(variables)) > MAX_CHARACTERS:
            return reply(422, {"errors": [{"message": "Query too large"}]})
        try:
            operation = self._compiler.compile(text, variables, asked.get("operationName"))
            variables = {**operation.defaults, **variables}
            score = complexity(operation.plan, variables)
            limit = MAX_COMPLEXITY if holder else MAX_COMPLEXITY_ANONYMOUS
            if score > limit:
                sentence = f"Query has complexity of {score}, which exceeds max complexity of {limit}"
                raise Refused(sentence)
            run = Run(self._compiler.schema, variables, self.world, self._viewer(holder), None)
            run.page_limit = MAX_PAGE
            run.rate = score, limit
            body: dict[str, Any] = {"data": operation.plan.render(None, run)}
        except Refused as refused:
            body = {"errors": refused.errors}
        except Fault as fault:
            body = {"errors": [{"message": str(fault)}]}
        return Response(200, encode(body), [JSON])


def complexity(plan: Plan, variables: Mapping[str, Any]) -> int:
    """Return a query's complexity, roughly as GitLab counts it (`app/graphql/types/base_field.rb`).

    A field is 1 and what is below it; a list is its content and 1 (one more when sorted), times
    1 + 0.01 × page size, where the page is 100 if nobody says otherwise.
    """
    return sum(_complexity(plan.type, entry, variables) for entry in plan.entries)


def _complexity(parent: str, entry: ResultEntry, variables: Mapping[str, Any]) -> int:
    below = sum(complexity(plan, variables) for plan in entry.below.values())
    own = 1 + (entry.name in GITALY) + below
    if not entry.field.paged or (parent, entry.name) in PLAIN_LISTS:
        return own
    args = entry.args(variables)
    sizes = [args[name] for name in ("first", "last") if args.get(name) is not None]
    own += bool(args.get("sort"))
    return int(own * (1 + 0.01 * min([*sizes, MAX_PAGE])))


def _limits(pool: Pool) -> list[tuple[str, str]]:
    return [
        ("RateLimit-Limit", str(pool.limit)),
        ("RateLimit-Observed", str(pool.used)),
        ("RateLimit-Remaining", str(pool.remaining)),
        ("RateLimit-Reset", str(pool.reset_at)),
        ("RateLimit-Name", "throttle_authenticated_api"),
    ]
