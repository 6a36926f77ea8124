"""What Markdown says of a project: a row of its network's table, and a section as deep as there is room for."""

from collections.abc import Iterator
from typing import Final, Literal

from civitop.export.md.escaping import link, text
from civitop.export.wording import detail_lines, figure, said_value
from civitop.health import STATUS_NAMES, Health
from civitop.i18n.language import _
from civitop.signals import SIGNALS
from civitop.signals.base import LEVELS, SIGNS

Depth = Literal["figures", "signals", "needs"]
"""All signals with the figures behind them, all signals, or those alone that are bad or to be watched."""
DEPTHS: Final[tuple[Depth, ...]] = ("figures", "signals", "needs")
"""From the one that says most."""


def by_need(health: Health) -> tuple[bool, int, int, int, str]:
    """Return what projects are sorted by: the one to look at first, archived ones last.

    One that could not be polled at all is looked at with the bad ones: its row says why.
    """
    levels = [signal.level for signal in health.glance.values()]
    worst = "bad" if health.status == "failed" else health.worst[0]
    return health.archived, LEVELS.index(worst), -levels.count("bad"), -levels.count("watch"), health.id


def table_head() -> str:
    """Return the two lines that begin the table of a network."""
    leading = [signal for signal in SIGNALS if signal.leading]
    heads = [_("Project"), *(f"{_(s.title)} ({_(s.unit)})" for s in leading), _("Worst because")]
    return f"| {' | '.join(heads)} |\n|---|{'---:|' * len(leading)}---|\n"


def row(health: Health) -> str:
    """Return the row of a project in the table of its network."""
    cells = []
    for definition in SIGNALS:
        if not definition.leading:
            continue
        signal = definition.of(health.signals)
        value = "–" if signal is None or signal.value is None else figure(signal.value)
        cells.append(f"{SIGNS[signal.level if signal else 'unknown']} {value}")
    level, why = health.worst
    reason = health.error or (health.signals[why].reason if why else "")
    if level == "good" and not health.error:
        reason = ""
    finished = [_("finished on purpose")] if health.finished else []
    status = [] if health.status == "fresh" else [_(STATUS_NAMES[health.status])]
    note = "".join(f" ({each})" for each in (*finished, *status))
    name = link(health.name, health.url)
    return f"| {name}{note} | {' | '.join(cells)} | {text(str(reason))} |\n"


def section(health: Health, depth: Depth) -> str:
    """Return the section of a project; empty where there is nothing to say at that depth."""
    lines = list(_signals(health, depth))
    return "\n".join(["", f"### {text(health.name)}", "", *lines, ""]) if lines else ""


def _signals(health: Health, depth: Depth) -> Iterator[str]:
    """Yield the signals as list items, the figures behind each below it."""
    for definition in SIGNALS:
        signal = definition.of(health.signals)
        if signal is None or (depth == "needs" and signal.level not in ("bad", "watch")):
            continue
        value = said_value(definition, signal)
        yield f"- {SIGNS[signal.level]} **{_(definition.title)}**: {value}. {text(str(signal.reason))}"
        if depth == "figures":
            yield from (f"  - {text(line)}" for line in detail_lines(definition, signal.detail))
