"""GitHub in Enterprise Server form: REST under `/api/v3`, GraphQL under `/api/graphql`."""

from typing import Any

import msgspec

from civitop.demo.github.app import App
from civitop.demo.github.cost import price
from civitop.demo.github.graphql import Rate, schema
from civitop.demo.github.rest import Rest
from civitop.demo.graphql.compile import Compiler
from civitop.demo.graphql.execute import Refused, Run, encode
from civitop.demo.graphql.schema import Fault
from civitop.demo.server.access_control import JSON, Desk, reply
from civitop.demo.server.budget import Pool
from civitop.demo.server.http import Request, Response
from civitop.demo.world.world import World

DOCS = "https://docs.github.com/rest/overview/rate-limits-for-the-rest-api"
INSTALLATION = "installation"
NO_USER_AGENT = (
    "Request forbidden by administrative rules. Please make sure your request has a User-Agent header."
)


class GitHub(Desk):
    """The GitHub side of the demo."""

    name = "github"

    def __init__(self, world: World, tokens: tuple[str, ...], **rest: Any) -> None:
        super().__init__(world, tokens, **rest)
        self._compiler = Compiler(schema())
        self._rest = Rest(world)
        self.app = App(self.clock)

    def holder(self, request: Request) -> str | None:
        """Return the token, or for a token of the App its installation: a renewed one has no new budget."""
        found = super().holder(request)
        if found is None:
            _, _, sent = request.headers.get("authorization", "").partition(" ")
            return INSTALLATION if self.app.holds(sent.strip()) else None
        return found

    def too_fast(self, pause: int) -> Response:
        """Return GitHub's secondary limit."""
        message = "You have exceeded a secondary rate limit. Please wait a few minutes before you try again."
        return reply(403, {"message": message, "documentation_url": DOCS}, [("Retry-After", str(pause))])

    def answer(self, request: Request) -> tuple[Response, int]:
        """Return the answer and the points it cost."""
        if not request.headers.get("user-agent"):
            return reply(403, {"message": NO_USER_AGENT}), 0
        if request.parts[:3] == ["api", "v3", "app"]:
            return self.app.answer(request), 0
        holder = self.holder(request)
        if holder is None:
            return reply(401, {"message": "Bad credentials",
            "documentation_url": "https://docs.github.com/rest", "status": "401"}), 0  # fmt: skip
        parts = request.parts
        if parts[:2] == ["api", "graphql"]:
            return self._graphql(request, holder)
        if parts[:2] == ["api", "v3"]:
            return self._answer_rest(request, holder), 0
        return reply(404, {"message": "Not Found"}), 0

    def resource(self, request: Request) -> str:
        """Return the kind of pool that a request counts for; asking for the limits is free."""
        if request.parts[2:] == ["rate_limit"]:
            return "free"
        return "graphql" if request.parts[:2] == ["api", "graphql"] else "core"

    def _limits(self, pool: Pool, resource: str) -> list[tuple[str, str]]:
        return [
            ("X-RateLimit-Limit", str(pool.limit)),
            ("X-RateLimit-Remaining", str(pool.remaining)),
            ("X-RateLimit-Used", str(pool.used)),
            ("X-RateLimit-Reset", str(pool.reset_at)),
            ("X-RateLimit-Resource", resource),
        ]

    # ------------------------------------------------------------ GraphQL

    def _graphql(self, request: Request, holder: str) -> tuple[Response, int]:
        if not holder:
            return reply(
                401, {"message": "This endpoint requires you to be authenticated.", "documentation_url": DOCS}
            ), 0
        pool = self.pool(holder, "graphql", self.faults.points)
        if pool.empty:
            self.used_up(pool)
            errors = [
                {
                    "type": "RATE_LIMITED",
                    "message": f"API rate limit exceeded for user ID {self._viewer(holder).number}.",
                }
            ]
            return reply(200, {"errors": errors}, self._limits(pool, "graphql")), 0
        try:
            asked = request.json()
            text, variables = asked["query"], asked.get("variables") or {}
        except (msgspec.DecodeError, KeyError, TypeError) as wrong:
            return reply(400, {"message": f"Problems parsing JSON: {wrong}", "documentation_url": DOCS}), 0
        points = 1
        try:
            operation = self._compiler.compile(text, variables, asked.get("operationName"))
            variables = {**operation.defaults, **variables}
            missing = [(name, kind) for name, kind in operation.required if variables.get(name) is None]
            if missing:
                name, kind = missing[0]
                msg = f"Variable ${name} of type {kind} was provided invalid value"
                raise Refused(msg, extensions={"value": None})
            points, nodes = price(operation, variables)
            run = Run(
                self._compiler.schema, variables, self.world, self._viewer(holder), self.faults.work_limit
            )
            run.heavy_limit = self.faults.max_repositories
            pool.used += points
            run.rate = Rate(pool.limit, points, pool.remaining, pool.used, pool.reset_at, nodes)
            body: dict[str, Any] = {"data": operation.plan.render(None, run)}
            if run.errors:
                body["errors"] = run.errors
        except Refused as refused:
            body = {"errors": refused.errors}
        except Fault as fault:
            body = {"data": None, "errors": [{"type": fault.kind, "message": str(fault), "path": []}]}
        return Response(200, encode(body), [JSON, *self._limits(pool, "graphql")]), points

    def _viewer(self, holder: str) -> Any:
        accounts = list(self.world.accounts.values())
        place = self.tokens.index(holder) if holder in self.tokens else 0
        return accounts[place % len(accounts)]

    # ------------------------------------------------------------ REST

    def _answer_rest(self, request: Request, holder: str) -> Response:
        limit = self.faults.requests if holder else self.faults.anonymous_requests
        pool = self.pool(holder, "core", limit)
        graphql = self.pool(holder, "graphql", self.faults.points if holder else 0)
        if request.parts[2:] == ["rate_limit"]:
            return reply(200, _rate_limit(pool, graphql), self._limits(pool, "core"))
        if pool.empty:
            self.used_up(pool)
            who = f"user ID {self._viewer(holder).number}" if holder else "127.0.0.1"
            message = f"API rate limit exceeded for {who}."
            return reply(403, {"message": message, "documentation_url": DOCS}, self._limits(pool, "core"))
        response = self._rest.answer(request, self._viewer(holder) if holder else None)
        if response.status != 304:
            pool.used += 1
        response.headers = [*response.headers, *self._limits(pool, "core")]
        return response


def _rate_limit(core: Pool, graphql: Pool) -> dict[str, Any]:
    def one(pool: Pool) -> dict[str, int]:
        return {"limit": pool.limit, "used": pool.used, "remaining": pool.remaining, "reset": pool.reset_at}

    search = {"limit": 30, "used": 0, "remaining": 30, "reset": core.reset_at}
    return {"resources": {"core": one(core), "search": search, "graphql": one(graphql)}, "rate": one(core)}
