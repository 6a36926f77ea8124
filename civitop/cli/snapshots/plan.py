"""`--plan`: what a round will cost, before it is spent."""

from civitop.i18n.message import say, say_n
from civitop.watch import Watch


def plan_text(watch: Watch) -> str:
    """Return a line for each forge: how many repositories, requests and points a round needs."""
    lines = []
    for forge, work, cost in watch.plan():
        planned = say(
            "{forge}: {first} new, {known}, {unlisted} not listed yet: at most {requests}",
            forge=forge,
            first=work.first,
            known=say_n("{n} known repository", "{n} known repositories", work.known),
            unlisted=say_n("{n} source", "{n} sources", work.unlisted),
            requests=say_n("{n} request", "{n} requests", cost.requests),
        )
        points = say_n("{n} point", "{n} points", cost.points)
        note = f" ({cost.note})" if cost.note else ""
        lines.append(f"{planned}, {points}{note}" if cost.points else f"{planned}{note}")
    return "\n".join(lines) + "\n"
