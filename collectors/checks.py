"""What `civitop doctor` asks of a forge: one question, answered in a sentence about token, limit and clock."""

from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime

from civitop.collector import Check
from civitop.errors import CollectError
from collectors.answers import Reply
from collectors.transport import Transport

SKEW = timedelta(minutes=5)
"""A clock that is further off makes limits and windows wrong."""


async def check(transport: Transport, url: str, pool: str, now: datetime, without_token: str) -> Check:
    """Get `url` and say what the answer tells; `without_token` says what is missing without one."""
    name = transport.forge.name
    try:
        reply = await transport.get(url, pool)
    except CollectError as error:
        return Check(name, ok=False, text=str(error))
    if reply.status >= 400:
        return Check(name, ok=False, text=f"{transport.forge.host} answers {reply.status} to {url}.")
    found = [f"{transport.forge.host} answers"]
    ok: bool | None = True
    found += [f"{name} accepted" for name in transport.renewed]
    number = len(transport.tokens) - len(transport.renewed)
    if number:
        found.append(f"{number} token{'s' if number > 1 else ''} accepted")
    elif not transport.renewed:
        ok = None
        found.append(without_token)
    budget = transport.budget(pool)
    if budget.limit is not None and budget.remaining is not None:
        found.append(f"{budget.remaining:,} of {budget.limit:,} requests left")
    if (skew := clock_skew(reply, now)) is not None and abs(skew) > SKEW:
        ok = None
        minutes = round(abs(skew) / timedelta(minutes=1))
        found.append(
            f"this machine's clock is {minutes} minutes {'behind' if skew > timedelta(0) else 'ahead'}"
        )
    return Check(name, ok, ", ".join(found) + ".")


def clock_skew(reply: Reply, now: datetime) -> timedelta | None:
    """Return the forge's time minus ours, by its Date header; `None` where it has none."""
    try:
        return parsedate_to_datetime(reply.headers.get("date", "")) - now
    except (TypeError, ValueError):
        return None
