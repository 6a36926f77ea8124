"""A GitHub App of the demo: signed statements in, tokens of an installation out.

Its key is made when somebody first asks for it; only tests and the schema check do.
"""

import secrets
from collections.abc import Callable
from datetime import UTC, datetime
from functools import cached_property
from typing import Any

from civitop.demo.server.access_control import reply
from civitop.demo.server.http import Request, Response

LIFE = 3600
"""Seconds that a token of an installation lives."""
LONGEST_STATEMENT = 600
"""Seconds that a statement may be good for, at most."""
SLACK = 60
"""Seconds by which clocks may differ."""


class App:
    """One App with one installation."""

    id = 424_242
    installation = 7_654_321

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._issued: dict[str, float] = {}

    @cached_property
    def key(self) -> str:
        """The private key (PEM)."""
        from cryptography.hazmat.primitives import serialization

        written: bytes = self._pair.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.TraditionalOpenSSL,
            serialization.NoEncryption(),
        )
        return written.decode()

    @cached_property
    def _pair(self) -> Any:
        from cryptography.hazmat.primitives.asymmetric import rsa

        return rsa.generate_private_key(public_exponent=65537, key_size=2048)

    @property
    def issued(self) -> int:
        """How many tokens were given out."""
        return len(self._issued)

    def holds(self, token: str) -> bool:
        """Return whether a token was given out and has not ended."""
        return self._issued.get(token, 0.0) > self._clock()

    def end(self) -> None:
        """End all tokens before their time, as somebody does who renews the App's secrets."""
        self._issued = dict.fromkeys(self._issued, 0.0)

    def answer(self, request: Request) -> Response:
        """Answer `POST /app/installations/{id}/access_tokens`."""
        problem = self._wrong(request.headers.get("authorization", "").removeprefix("Bearer "))
        if problem:
            return reply(401, {"message": problem, "documentation_url": "https://docs.github.com/rest"})
        if request.method != "POST" or request.parts[2:] != _path(self.installation):
            return reply(404, {"message": "Not Found", "documentation_url": "https://docs.github.com/rest"})
        ends = self._clock() + LIFE
        token = f"ghs_{secrets.token_hex(18)}"
        self._issued[token] = ends
        made = {
            "token": token,
            "expires_at": datetime.fromtimestamp(ends, UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
            "permissions": {
                "contents": "read",
                "issues": "read",
                "metadata": "read",
                "pull_requests": "read",
            },
            "repository_selection": "all",
        }
        return reply(201, made)

    def _wrong(self, statement: str) -> str | None:
        """Say what is wrong with a statement, in GitHub's words."""
        import jwt

        try:
            said = jwt.decode(
                statement,
                self._pair.public_key(),
                algorithms=["RS256"],
                options={"verify_exp": False, "verify_iat": False, "verify_iss": False, "verify_sub": False},
            )
        except jwt.InvalidTokenError:
            return "A JSON web token could not be decoded"
        now = self._clock()
        if str(said.get("iss")) != str(self.id):
            return "Integration not found"
        if not said["iat"] <= now + SLACK:
            return "'Issued at' claim ('iat') must be an Integer representing a time in the past"
        if not now - SLACK <= said["exp"] <= now + LONGEST_STATEMENT + SLACK:
            return "'Expiration time' claim ('exp') is too far in the future or past"
        return None


def _path(installation: int) -> list[str]:
    return ["app", "installations", str(installation), "access_tokens"]
