"""The snapshot as Markdown, for a report, an issue or a wiki; in the language in use.

One table per network, and below it one list per repository with all its signals and the figures behind them.
"""

import re
from collections.abc import Iterator, Mapping

from civitop.export.wording import (
    detail_lines,
    figure,
    said_expected,
    said_totals,
    said_value,
    spoken,
    task_line,
)
from civitop.health import STATUS_NAMES, Health, Network, Snapshot
from civitop.i18n.language import _
from civitop.i18n.message import say
from civitop.reading.feed import ProjectReport
from civitop.reading.telling_names import told_apart
from civitop.reading.todo import most_help, network_tasks
from civitop.signals import SIGNALS
from civitop.signals.base import LEVEL_NAMES, SIGNS, Level
from civitop.tasks import Task

_LEGEND: tuple[Level, ...] = ("good", "watch", "bad", "unknown")
_ADDRESS = re.compile(r"https://[\w./~:-]+")
_SIGNS = "\\`*_{}[]()#+!|~<>@-"
"""What Markdown reads as more than text; the backslash first, because the others get one."""
_BARE = re.compile(r"(?i)\b(https?|ftp|www)([:.])")


def write(snapshot: Snapshot) -> str:
    """Return the snapshot as Markdown."""
    by_id = told_apart(snapshot.repositories)
    return "\n".join(_lines(snapshot, by_id)) + "\n"


def text(value: str) -> str:
    """Return text from outside as Markdown that shows it and does nothing else."""
    escaped = value.replace("&", "&amp;")
    for sign in _SIGNS:
        if sign in escaped:
            escaped = escaped.replace(sign, f"\\{sign}")
    # A bare address would be made a link by many renderers; a look by itself is ten times as quick as the expression.
    lower = escaped.lower()
    if "http" in lower or "ftp" in lower or "www" in lower:
        return _BARE.sub("\\1\u2060\\2", escaped)
    return escaped


def _lines(snapshot: Snapshot, healths: Mapping[str, Health]) -> Iterator[str]:
    day, time = spoken(snapshot.asof)
    title = say("Public code on {day:date}", day=day)
    yield f"# {title}"
    yield ""
    yield str(
        say(
            "As of {day:date} {time} UTC, civitop {version}.",
            day=day,
            time=time,
            version=snapshot.civitop,
        )
    )
    for network in snapshot.networks:
        yield ""
        yield f"## {text(network.name)}"
        yield ""
        yield from _network(network, healths)
    yield ""
    yield f"{', '.join(f'{SIGNS[level]} {_(LEVEL_NAMES[level])}' for level in _LEGEND)}."


def _network(network: Network, healths: Mapping[str, Health]) -> Iterator[str]:
    if not network.repositories:
        yield _("No repositories.")
    else:
        yield f"{text(said_totals(network))}."
        yield ""
        leading = [signal for signal in SIGNALS if signal.leading]
        heads = [_("Project"), *(f"{_(s.title)} ({_(s.unit)})" for s in leading), _("Worst because")]
        yield f"| {' | '.join(heads)} |"
        yield "|---|" + "---:|" * len(leading) + "---|"
        for id in network.repositories:
            yield _row(healths[id])
        if help_most := most_help(network_tasks(network, healths)):
            heading = _("What would help most")
            yield from ("", f"### {heading}", "")
            yield from (
                f"- {_linked(healths[task.repository])}: {text(task_line(task))}" for task in help_most
            )
        for id in network.repositories:
            yield from _details(healths[id])
    for source, error in network.failed_sources.items():
        yield ""
        yield str(say("Could not be read: {source}: {why}", source=text(source), why=text(str(error))))


def _details(health: Health) -> Iterator[str]:
    """Yield every signal of a repository as a list item, the figures behind it below."""
    if not health.signals:
        return
    yield from ("", f"### {text(health.name)}", "")
    for definition in SIGNALS:
        signal = definition.of(health.signals)
        if signal is None:
            continue
        value = said_value(definition, signal)
        yield f"- {SIGNS[signal.level]} **{_(definition.title)}**: {value}. {text(str(signal.reason))}"
        yield from (f"  - {text(line)}" for line in detail_lines(definition, signal.detail))


def _linked(health: Health) -> str:
    return f"[{text(health.name)}]({health.url})" if _ADDRESS.fullmatch(health.url) else text(health.name)


def report_text(report: ProjectReport) -> str:
    """Return one repository in depth as Markdown: what is to be done, then its signals."""
    health = report.health
    lines = [f"# {_linked(health)}", "", *(text(line) for line in said_expected(health))]
    heading = _("To do, most urgent first")
    lines += ["", f"## {heading}", ""]
    lines += [_item(task) for task in report.todo] or [_("Nothing waits to be done.")]
    return "\n".join([*lines, *_details(health)]) + "\n"


def _item(task: Task) -> str:
    said, link = text(task_line(task)), _("open")
    return f"- {said} [{link}]({task.url})" if _ADDRESS.fullmatch(task.url) else f"- {said}"


def _row(health: Health) -> str:
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
    name = _linked(health)
    finished = [_("finished on purpose")] if health.finished else []
    status = [] if health.status == "fresh" else [_(STATUS_NAMES[health.status])]
    note = "".join(f" ({each})" for each in (*finished, *status))
    return f"| {name}{note} | " + " | ".join(cells) + f" | {text(str(reason))} |"
