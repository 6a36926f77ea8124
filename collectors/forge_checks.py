"""What `civitop doctor` asks of a forge: one question, answered in a sentence about token, limit and clock."""

from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime

from civitop.errors import CollectError
from civitop.i18n.message import Phrase, say, say_n
from civitop.polling.collector import Check
from collectors.http.replies import Reply
from collectors.http.transport import Transport

SKEW = timedelta(minutes=5)
"""A clock that is further off makes limits and windows wrong."""


async def check(transport: Transport, url: str, pool: str, now: datetime) -> Check:
    """Get `url` and say what the answer tells."""
    name = transport.forge.name
    try:
        reply = await transport.get(url, pool)
    except CollectError as error:
        return Check(name, ok=False, text=str(error.phrase))
    if reply.status >= 400:
        answer = say(
            "{host} answers {status} to {address}.",
            host=transport.forge.host,
            status=str(reply.status),
            address=url,
        )
        return Check(name, ok=False, text=str(answer))
    found: list[Phrase | str] = [say("{host} answers", host=transport.forge.host)]
    ok: bool | None = True
    found += [say("{app} accepted", app=app) for app in transport.renewed]
    number = len(transport.tokens) - len(transport.renewed)
    if number:
        found.append(say_n("{n} token accepted", "{n} tokens accepted", number))
    elif not transport.renewed:
        ok = None
        found.append(say("no token"))
    budget = transport.budget(pool)
    if budget.limit is not None and budget.remaining is not None:
        found.append(say("{left} of {limit} requests left", left=budget.remaining, limit=budget.limit))
    if (skew := clock_skew(reply, now)) is not None and abs(skew) > SKEW:
        ok = None
        found.append(_clock(skew))
    return Check(name, ok, ", ".join(map(str, found)) + ".")


def _clock(skew: timedelta) -> Phrase:
    minutes = round(abs(skew) / timedelta(minutes=1))
    if skew > timedelta(0):
        return say("this machine's clock is {minutes} minutes behind", minutes=minutes)
    return say("this machine's clock is {minutes} minutes ahead", minutes=minutes)


def clock_skew(reply: Reply, now: datetime) -> timedelta | None:
    """Return the forge's time minus ours, by its Date header; `None` where it has none."""
    try:
        return parsedate_to_datetime(reply.headers.get("date", "")) - now
    except (TypeError, ValueError):
        return None
