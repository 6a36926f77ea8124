"""The places that notices go to: a webhook and a command. What secrets they need is read anew each time."""

import asyncio
import hmac
import os
from base64 import b64decode, b64encode
from binascii import Error as BadBase64
from collections.abc import Mapping
from contextlib import suppress
from datetime import timedelta
from hashlib import sha256
from urllib.parse import urlsplit

from civitop import __version__
from civitop.config.notify import is_safe_address
from civitop.config.settings import Config, Notify, TokenSource
from civitop.errors import CivitopError
from civitop.polling.ingest import Clock
from civitop.service.notices import Notice, encode
from civitop.service.outbox import Send, Undelivered

PATIENCE = 10.0
"""Seconds for an answer, and for a command to end."""
PREFIX = "whsec_"
"""What a key begins with that is written in base64, by Standard Webhooks."""
LARGEST_OUTPUT = 64 * 1024
"""Bytes that a command may print; nobody reads them."""


def places(config: Config, clock: Clock, environ: Mapping[str, str] = os.environ) -> dict[str, Send]:
    """Return the places of a configuration by the names that the log calls them."""
    notify, found = config.notify, dict[str, Send]()
    if notify.webhook or notify.webhook_from != TokenSource():

        async def webhook(notice: Notice) -> None:
            await _post(notify, notice, clock, environ)

        found["webhook"] = webhook
    if notify.command:
        own = [notify.webhook_from, notify.secret, *(forge.token for forge in config.forges.values())]
        withheld = frozenset(name for source in own for name in source.env)

        async def command(notice: Notice) -> None:
            await _run(notify.command, notice, {k: v for k, v in environ.items() if k not in withheld})

        found["command"] = command
    return found


async def _post(notify: Notify, notice: Notice, clock: Clock, environ: Mapping[str, str]) -> None:
    """Post a notice as Standard Webhooks has it (standardwebhooks.com): id, moment, a signature by a key."""
    import httpx  # slow to import, and only a notice needs it

    from collectors.http.clients import client_for
    from collectors.tokens import secret_of

    address = notify.webhook or await secret_of(notify.webhook_from, environ)
    if not is_safe_address(address):
        raise Undelivered("its address is not there, or neither https nor on this machine")
    body, moment = encode(notice), str(int(clock().timestamp()))
    headers = {
        "Content-Type": "application/json",
        "User-Agent": f"civitop/{__version__}",
        "webhook-id": notice.id,
        "webhook-timestamp": moment,
    }
    if notify.secret != TokenSource():
        key = await secret_of(notify.secret, environ)
        if not key:
            raise Undelivered("its secret is not there")
        headers["webhook-signature"] = signature(key, notice.id, moment, body)
    try:
        async with (
            asyncio.timeout(PATIENCE),
            client_for(address, environ=environ, timeout=PATIENCE, follow_redirects=False) as client,
            client.stream(
                "POST", address, content=body, headers=headers
            ) as answer,  # what it says is not read
        ):
            status, after = answer.status_code, answer.headers.get("retry-after", "")
    except (httpx.HTTPError, httpx.InvalidURL, OSError, CivitopError) as error:
        raise Undelivered(f"{urlsplit(address).hostname}: {type(error).__name__}") from error
    if not 200 <= status < 300:
        pause = timedelta(seconds=min(int(after), 86400)) if after.isdecimal() else None
        raise Undelivered(f"{urlsplit(address).hostname} answered {status}", pause)


def signature(key: str, id: str, moment: str, body: bytes) -> str:
    """Return what the header `webhook-signature` says: HMAC-SHA256 over id, moment and body (v1)."""
    secret = key.encode()
    if key.startswith(PREFIX):
        with suppress(BadBase64, ValueError):
            secret = b64decode(key[len(PREFIX) :], validate=True)
    signed = b".".join((id.encode(), moment.encode(), body))
    return f"v1,{b64encode(hmac.new(secret, signed, sha256).digest()).decode()}"


async def _run(command: tuple[str, ...], notice: Notice, environ: Mapping[str, str]) -> None:
    """Give a notice to a command on standard input; it is told no token."""
    from collectors.child import Flooded, running
    from collectors.tokens import SECRET

    given = {name: value for name, value in environ.items() if name not in SECRET}
    try:
        async with asyncio.timeout(PATIENCE), running(command[0], command[1:], given, talk=True) as child:
            assert child.process.stdin
            with suppress(BrokenPipeError, ConnectionResetError):  # it need not read
                child.process.stdin.write(encode(notice) + b"\n")
                await child.process.stdin.drain()
                child.process.stdin.close()
            await child.printed(LARGEST_OUTPUT)
            code, _ = await child.ended()
    except TimeoutError as error:
        raise Undelivered(f"it took longer than {PATIENCE:.0f} s") from error
    except Flooded as error:
        raise Undelivered("it prints too much") from error
    except OSError as error:
        raise Undelivered("it cannot be started") from error
    if code:
        raise Undelivered(f"it ended with status {code}")
