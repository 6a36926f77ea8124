"""A GitLab's two APIs as coroutines: GraphQL in one request, REST by python-gitlab in worker threads.

python-gitlab has no asynchronous REST client, so its synchronous one runs in threads of its own pool
(a wait of an hour must not take the loop's default threads from everybody else), and only the
waiting happens there: the request itself goes over the loop (`collectors.gitlab.bridge`).
"""

import asyncio
import re
from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import CancelledError, Future, ThreadPoolExecutor
from datetime import datetime
from typing import Any, TypeVar

import gitlab
import gitlab.v4.objects  # python-gitlab imports it at the first client, which would hold the loop
import httpx
import msgspec
from gitlab.exceptions import GitlabError, GitlabHttpError
from gql.transport.exceptions import TransportConnectionFailed, TransportError, TransportQueryError
from msgspec import Struct

from civitop.collector import Budget, Check, Notify
from civitop.errors import NotFound, Unreachable
from civitop.phrase import say
from civitop.settings import Forge
from civitop.text import plain
from collectors.answers import Reply, TooHeavy
from collectors.checks import check
from collectors.gitlab.bridge import HEAVY, GraphQL, GraphQLThrough, RestThrough, read_whole
from collectors.transport import Transport

POOL = "rest"
"""GitLab counts REST and GraphQL together."""
TIMEOUT = 60.0
"""Seconds; GitLab itself gives up on a GraphQL query after 30."""

TOO_LARGE = frozenset({413, 422})
"""How GitLab refuses a query of more than 10,000 characters."""

T = TypeVar("T")


class Answer(Struct, frozen=True):
    """What a GraphQL query gave: data as far as there is any, and what went wrong in words."""

    data: dict[str, msgspec.Raw]
    """By field or alias, not yet decoded."""
    errors: tuple[str, ...] = ()

    def get(self, name: str) -> Any:
        """Return a field, decoded; `None` where the forge gave none."""
        return msgspec.json.decode(self.data[name]) if name in self.data else None


class Refused(Exception):
    """The forge did not run the query at all: it is too complex, too long, or of a later GitLab."""

    def __init__(self, errors: Sequence[str]) -> None:
        super().__init__("; ".join(errors))
        self.errors = tuple(errors)

    @property
    def complexity(self) -> bool:
        """Whether a smaller query would run."""
        return bool(re.search(r"complexity|too large|too long|depth", str(self), re.IGNORECASE))


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
    ) -> None:
        self.forge = forge
        self._transport = Transport(
            forge, forge.url, tokens, notify, clock, sleep=sleep, http=http, timeout=TIMEOUT
        )
        self._graphql = GraphQL(forge.url, GraphQLThrough(self._ask))
        self._rest = gitlab.Gitlab(forge.url, keep_base_url=True, backend=RestThrough, fetch=self._fetch)
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

    async def graphql(self, document: str, *, heavy: bool = True) -> Answer:
        """Run a query and return its data with its errors.

        Raises `Refused` when the forge did not run it; `TooHeavy` (only with `heavy`) when it ran
        out of time or gave only a part; `CollectError` when the forge cannot be asked.
        """
        try:
            data = await self._graphql.execute(document, extra_args={"extensions": {HEAVY: heavy}})
        except TransportQueryError as error:
            messages = tuple(plain(str(item.get("message"))) for item in error.errors or [])
            if not error.data:
                raise Refused(messages) from error
            if heavy:
                raise TooHeavy from error  # some part timed out or failed: smaller pieces show which
            return Answer(error.data, messages)
        except TransportError as error:
            # gql wraps whatever its httpx client raises; ours raises `CollectError` and `TooHeavy`.
            if isinstance(error, TransportConnectionFailed) and error.__cause__:
                raise error.__cause__ from None
            raise self._no_gitlab(error) from error
        except GitlabHttpError as error:
            if error.response_code in TOO_LARGE:
                raise Refused(("Query too large",)) from error
            raise self._no_gitlab(error) from error
        return Answer(data)

    async def rest(self, work: Callable[[gitlab.Gitlab], T]) -> T:
        """Run `work`, which uses python-gitlab's REST client, in a thread.

        Raises `NotFound` for 403 and 404 and other `CollectError`s; `work` must not touch the loop.
        """
        self._loop = asyncio.get_running_loop()
        try:
            return await self._loop.run_in_executor(self._threads, work, self._rest)
        except GitlabError as error:
            if error.response_code in {403, 404}:
                msg = say("{host} has no such thing, or the token may not see it.", host=self.forge.host)
                raise NotFound(msg) from error
            raise self._no_gitlab(error) from error

    async def check(self) -> Check:
        """Ask for the version, or for one public project where there is no token."""
        place = "version" if self.authenticated else "projects?per_page=1&simple=true"
        url = f"{self.forge.url}/api/v4/{place}"
        missing = "no token: no commits, and 60 requests an hour on gitlab.com; set GITLAB_TOKEN"
        return await check(self._transport, url, POOL, self._transport.gate.now(), missing)

    async def aclose(self) -> None:
        """Close connections and let the threads end; safe to call twice."""
        self._closed = True
        for future in tuple(self._under_way):
            future.cancel()
        self._threads.shutdown(wait=False, cancel_futures=True)
        await self._transport.aclose()

    # ------------------------------------------------------------ behind python-gitlab

    async def _ask(self, url: str, body: bytes, heavy: bool) -> Reply:
        return await self._transport.request(
            "POST",
            url,
            pool=POOL,
            content=body,
            headers={"Content-Type": "application/json"},
            read=read_whole,
            heavy=heavy,
        )

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

    def _no_gitlab(self, error: Exception) -> Unreachable:
        code = getattr(error, "response_code", None)
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
