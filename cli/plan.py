"""`--plan`: what a round will cost, before it is spent."""

from civitop.watch import Watch


def plan_text(watch: Watch) -> str:
    """Return a line for each forge: how many repositories, requests and points a round needs."""
    lines = []
    for forge, work, cost in watch.plan():
        points = f", {cost.points} points" if cost.points else ""
        note = f" ({cost.note})" if cost.note else ""
        lines.append(
            f"{forge}: {work.first} new, {work.known} known repositories, {work.unlisted} sources not listed yet: "
            f"at most {cost.requests} requests{points}{note}"
        )
    return "\n".join(lines) + "\n"
