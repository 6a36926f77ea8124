"""A GitLab's two APIs as coroutines: GraphQL, the one list that every project needs, and python-gitlab.

python-gitlab has no asynchronous REST client, so its synchronous one runs in threads of its own pool
(a wait of an hour must not take the loop's default threads from everybody else), and only the
waiting happens there: the request itself goes over the loop (`collectors.gitlab.rest_backend`). GraphQL and
commits go straight to the transport: they stand before the figures of every project, and loading
python-gitlab takes longer than the first figures do. It serves what only some need: accounts, projects
that moved, tags.
"""

import asyncio
import re
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping, Sequence
from concurrent.futures import CancelledError, Future, ThreadPoolExecutor
from datetime import datetime
from threading import Lock
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import urlencode, urlsplit

import httpx
import msgspec
from msgspec import Struct

from civitop.config.settings import Forge
from civitop.errors import CollectError, NotFound, Unreachable
from civitop.i18n.message import say
from civitop.polling.collector import Budget, Check, Notify
from civitop.sanitise import plain
from collectors.failures import MOST_PAGES
from collectors.forge_checks import check
from collectors.http.rate_limits import Allowance
from collectors.http.replies import Garbled, Reply, TooHeavy, Unusable, decode, is_page
from collectors.http.transport import Transport
from collectors.waits import Waits

if TYPE_CHECKING:
    import gitlab

POOL = "rest"
"""GitLab counts REST and GraphQL together."""
TIMEOUT = 60.0
"""Seconds; GitLab itself gives up on a GraphQL query after 30."""

TOO_LARGE = frozenset({413, 422})
"""How GitLab refuses a query of more than 10,000 characters."""

NEXT = re.compile(r'<(?P<url>[^<>]*)>; *rel="next"')
"""In a `Link` header, where the next page of a list is."""

Json = Mapping[str, Any]
T = TypeVar("T")


class _Body(Struct, frozen=True):
    """The body of a GraphQL answer; what stands below the first level is decoded when it is used.

    An answer over 50 projects has megabytes: decoded in one go it would hold the loop too long.
    """

    data: dict[str, msgspec.Raw] | None = None
    errors: list[dict[str, Any]] | None = None


class QueryAnswer(Struct, frozen=True):
    """What a GraphQL query gave: data as far as there is any, and what went wrong in words."""

    data: dict[str, msgspec.Raw]
    """By field or alias, not yet decoded."""
    errors: tuple[str, ...] = ()

    def get(self, name: str) -> Any:
        """Return a field, decoded; `None` where the forge gave none. Raises `Unusable`."""
        return decode(self.data[name]) if name in self.data else None


class Refused(Exception):
    """The forge did not run the query at all: it is too complex, too long, or of a later GitLab."""

    def __init__(self, errors: Sequence[str]) -> None:
        super().__init__("; ".join(errors))
        self.errors = tuple(errors)

    @property
    def complexity(self) -> bool:
        """Whether a smaller query would run."""
        return bool(re.search(r"complexity|too large|too long|depth", str(self), re.IGNORECASE))


class Endless(Exception):
    """The pages of a list lead in a circle, or are more than anybody reads."""


class Client:
    """The way to one GitLab; `aclose` ends it."""

    def __init__(
        self,
        forge: Forge,
        tokens: Sequence[str],
        notify: Notify,
        clock: Callable[[], datetime],
        sleep: Callable[[float], Awaitable[Any]],
        http: httpx.AsyncBaseTransport | None = None,
        waits: Waits | None = None,
    ) -> None:
        self.forge = forge
        self._transport = Transport(
            forge, forge.url, tokens, notify, clock, sleep=sleep, http=http, timeout=TIMEOUT, waits=waits
        )
        self._graphql = f"{forge.url.rstrip('/')}/api/graphql"
        self._rest: gitlab.Gitlab | None = None
        self._loading = Lock()
        self._threads = ThreadPoolExecutor(2 * max(1, forge.concurrency), f"{forge.name}-rest")
        self._loop: asyncio.AbstractEventLoop | None = None
        self._under_way: set[Future[Reply]] = set()
        self._closed = False

    @property
    def authenticated(self) -> bool:
        """Whether there is a token."""
        return bool(self._transport.tokens)

    def budget(self) -> Budget:
        """Return what the forge said is left."""
        return self._transport.budget(POOL)

    async def graphql(self, document: str, *, heavy: bool = True) -> QueryAnswer:
        """Run a query and return its data with its errors.

        Raises `Refused` when the forge did not run it; `TooHeavy` (only with `heavy`) when it ran
        out of time or gave only a part; `CollectError` when the forge cannot be asked.
        """
        reply, body = await self._transport.request(
            "POST",
            self._graphql,
            pool=POOL,
            content=msgspec.json.encode({"query": document}),
            headers={"Content-Type": "application/json"},
            read=read_body,
            heavy=heavy,
        )
        if reply.status in TOO_LARGE:
            raise Refused(("Query too large",))
        if reply.status != httpx.codes.OK:
            raise self._no_gitlab(reply.status)
        if body is None:
            raise self._no_gitlab()
        messages = tuple(plain(str(item.get("message"))) for item in body.errors or ())
        if not body.data:
            raise Refused(messages)
        if messages and heavy:
            raise TooHeavy  # some part timed out or failed: smaller pieces show which
        return QueryAnswer(body.data, messages)

    async def pages(self, path: str, query: Mapping[str, str]) -> AsyncGenerator[Sequence[Json]]:
        """Yield the pages of a list of REST, each decoded; `path` stands below `/api/v4/`.

        Raises `NotFound` for 403 and 404, `Endless` after the last page that is worth having where the
        pages lead in a circle, and other `CollectError`s.
        """
        asked = urlencode(query)
        seen: set[str] = set()
        while asked:
            if asked in seen or len(seen) >= MOST_PAGES:
                raise Endless(path)
            seen.add(asked)
            url = f"{self.forge.url.rstrip('/')}/api/v4/{path}?{asked}"
            reply = await self._transport.request("GET", url, pool=POOL, read=read_whole)
            if reply.status != httpx.codes.OK:
                raise self._not_given(reply.status)
            try:
                page = decode(reply.body, list[dict[str, Any]])
            except (Garbled, Unusable) as error:
                raise self._no_gitlab() from error
            yield page
            following = NEXT.search(reply.headers.get("link", ""))
            # Only what it asks for: the address may be one that the forge has behind its proxy.
            asked = urlsplit(following["url"]).query if following else ""

    async def rest(self, work: Callable[["gitlab.Gitlab"], T]) -> T:
        """Run `work`, which uses python-gitlab's REST client, in a thread.

        Raises `NotFound` for 403 and 404 and other `CollectError`s; `work` must not touch the loop.
        """
        self._loop = asyncio.get_running_loop()
        return await self._loop.run_in_executor(self._threads, self._worked, work)

    async def check(self) -> Check:
        """Ask for the version, or for one public project where there is no token."""
        place = "version" if self.authenticated else "projects?per_page=1&simple=true"
        url = f"{self.forge.url}/api/v4/{place}"
        return await check(self._transport, url, POOL, self._transport.gate.now())

    async def aclose(self) -> None:
        """Close connections and wait for the threads to end; safe to call twice."""
        self._closed = True
        for future in tuple(self._under_way):
            future.cancel()
        await self._transport.aclose()
        # They are soon through: whoever waits for an answer was told that none will come.
        await asyncio.to_thread(self._threads.shutdown, cancel_futures=True)

    # ------------------------------------------------------------ behind python-gitlab

    def _api(self) -> "gitlab.Gitlab":
        """Return python-gitlab's client, made at the first call."""
        with self._loading:
            if self._rest is None:
                from collectors.gitlab.rest_backend import client

                self._rest = client(self.forge.url, self._fetch)
        return self._rest

    def _worked(self, work: Callable[["gitlab.Gitlab"], T]) -> T:
        api = self._api()
        from gitlab.exceptions import GitlabError

        try:
            return work(api)
        except GitlabError as error:
            raise self._not_given(error.response_code) from error

    def _fetch(self, url: str) -> Reply:
        """Make one GET over the loop and wait for it here, in the worker's thread."""
        if self._closed or self._loop is None:
            raise self._closing()
        asked = self._transport.request("GET", url, pool=POOL, read=read_whole)
        future = asyncio.run_coroutine_threadsafe(asked, self._loop)
        self._under_way.add(future)
        try:
            return future.result()
        except CancelledError as error:
            raise self._closing() from error
        finally:
            self._under_way.discard(future)

    def _closing(self) -> Unreachable:
        return Unreachable(
            say("The connection to {host} was closed before it answered.", host=self.forge.host)
        )

    def _not_given(self, code: int | None) -> CollectError:
        """Return the error for an answer of REST that is none."""
        if code in {403, 404}:
            return NotFound(
                say("{host} has no such thing, or the token may not see it.", host=self.forge.host)
            )
        return self._no_gitlab(code)

    def _no_gitlab(self, code: int | None = None) -> Unreachable:
        host, forge = self.forge.host, self.forge.name
        if code:
            return Unreachable(
                say(
                    "{host} does not answer as a GitLab does with status {status}: "
                    "check the address of {forge}.",
                    host=host,
                    status=str(code),
                    forge=forge,
                )
            )
        return Unreachable(
            say(
                "{host} does not answer as a GitLab does: check the address of {forge}.",
                host=host,
                forge=forge,
            )
        )


def read_whole(reply: Reply) -> tuple[Reply, Allowance | None]:
    """See to it that an answer is all there, or else that it is asked for again (`Garbled`)."""
    if reply.status == httpx.codes.OK and not is_page(reply):
        decode(reply.body, msgspec.Raw)
    return reply, None


def read_body(reply: Reply) -> tuple[tuple[Reply, _Body | None], Allowance | None]:
    """Return an answer of GraphQL with its first level; `None` where it is a page for people."""
    if reply.status != httpx.codes.OK or is_page(reply):
        return (reply, None), None
    return (reply, decode(reply.body, _Body)), None
