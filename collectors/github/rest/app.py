"""A GitHub App in place of a person: its installation's token, asked for with PyGithub and renewed in time.

The App signs a short-lived statement (JWT) with its private key and gets a token of one hour for one
installation. Neither key nor token nor statement leaves this module but as a return value.
"""

import asyncio
import logging
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx

from civitop.config.settings import App, Forge
from civitop.errors import CollectError, Unauthorised, Unreachable
from civitop.i18n.message import say
from civitop.sanitise import plain
from collectors.github.rest.backend import Through
from collectors.http.replies import Garbled, Unusable, decode

MARGIN = timedelta(minutes=5)
"""A token is renewed so long before it ends: a large query under way must not lose it."""
TIMEOUT = 30


class Installation:
    """One installation of a GitHub App; fulfils `collectors.http.transport.Renewed`."""

    def __init__(self, forge: Forge, app: App, key: str, rest: str, clock: Callable[[], datetime]) -> None:
        """`key` is the App's private key (PEM), `rest` the address of the forge's REST."""
        self.name = app.name
        self._forge = forge
        self._app = app
        self._key = key
        self._rest = rest
        self._clock = clock
        self._held: tuple[str, datetime] | None = None
        self._one_at_a_time = asyncio.Lock()

    async def token(self) -> str:
        """Return a token that is good for some minutes yet.

        Raises `Unauthorised` where the forge does not know the App, its key or its installation,
        `ConnectionError` where it does not answer.
        """
        async with self._one_at_a_time:
            if self._held is None or self._clock() >= self._held[1] - MARGIN:
                self._held = await asyncio.to_thread(self._ask)
            return self._held[0]

    def refused(self, token: str) -> None:
        """Take note that a token was not accepted: the next one will be another."""
        if self._held and self._held[0] == token:
            self._held = None

    def _ask(self) -> tuple[str, datetime]:
        """Ask for a token, in a thread; return it with the moment at which it ends."""
        # a third of a second to import, so only where there is an App
        from github import Auth, GithubIntegration

        logging.getLogger("github.Requester").setLevel(logging.INFO)  # it would log the answer, token and all
        try:
            auth = Auth.AppAuth(self._app.id, self._key)
            auth.create_jwt()
        except Exception:  # every kind: what a library says of a key may quote it
            sentence = say(
                "The private key of {app} is no key: put the PEM file there that GitHub gave out.",
                app=self.name,
            )
            raise Unauthorised(sentence) from None
        hub = GithubIntegration(
            auth=auth,
            base_url=self._rest,
            user_agent="civitop",
            retry=None,
            seconds_between_requests=None,
            seconds_between_writes=None,
            timeout=TIMEOUT,
        )
        through: Any = Through(self._rest)
        place = f"/app/installations/{self._app.installation}/access_tokens"
        try:
            status, _, body = hub.requester.requestJson("POST", place, input={}, cnx=through)
        finally:
            hub.close()
        return self._made(status, body)

    def _made(self, status: int, body: str) -> tuple[str, datetime]:
        """Return what an answer gives out; raises what `token` raises, and `Unusable`."""
        try:
            data = decode(body.encode("utf-8", "surrogateescape"))
            if status == httpx.codes.CREATED:
                return str(data["token"]), datetime.fromisoformat(data["expires_at"]).astimezone(UTC)
        except Garbled:
            data = None
        except (KeyError, TypeError, ValueError, OverflowError):
            raise Unusable(say("it has another form than such answers have")) from None
        raise self._problem(status, data) from None

    def _problem(self, status: int, data: object) -> CollectError | ConnectionError:
        host = self._forge.host
        if status >= 500:
            return ConnectionError(f"status {status}")  # the transport tries again
        if status == 401:
            what = say(
                "{host} refuses {app}: check its id and private key, and this machine's clock.",
                host=host,
                app=self.name,
            )
            return Unauthorised(what)
        if status in (403, 404):
            said = plain(str(data.get("message") or "")) if isinstance(data, dict) else ""
            what = say(
                "{host} gives no token for {app} ({why}): check that it is installed there.",
                host=host,
                app=self.name,
                why=said or str(status),
            )
            return Unauthorised(what)
        return Unreachable(
            say(
                "{host} answered {status} when asked for a token for {app}.",
                host=host,
                status=str(status),
                app=self.name,
            )
        )
