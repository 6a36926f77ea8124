"""The snapshot as plain text in sentences and aligned columns: for screen readers, mail and pipes.

It speaks the language in use.
"""

from collections.abc import Collection, Iterator, Sequence

from civitop.export.wording import (
    detail_lines,
    remarks,
    said_expected,
    said_totals,
    said_value,
    spoken,
    task_line,
)
from civitop.health import STATUS_NAMES, Health, Snapshot
from civitop.i18n.language import _, day, percent
from civitop.i18n.message import Phrase, say
from civitop.people.affiliation.base import KIND_NAMES
from civitop.people.identities import NO_NAME
from civitop.reading.feed import LeftOutRow, PersonRow, ProjectReport, WaitingItem
from civitop.reading.gaps import Gap, gaps, titles, told_once
from civitop.reading.telling_names import told_apart
from civitop.reading.todo import with_todo
from civitop.signals import SIGNALS
from civitop.signals.base import LEVEL_NAMES, SIGNS
from civitop.tasks import Task

PEOPLE = 10
WAITING = 10
TASKS = 25
"""Rows of a list before the rest is counted."""


def write(snapshot: Snapshot) -> str:
    """Return the snapshot as text: each network, its repositories with the reason behind every level."""
    snapshot = with_todo(snapshot)
    by_id = told_apart(snapshot.repositories)
    asof, time = spoken(snapshot.asof)
    lines = [str(say("Public code as of {day:date} {time} UTC.", day=asof, time=time))]
    for network in snapshot.networks:
        lines += ["", f"{network.name}: {said_totals(network)}."]
        lines += [
            str(say("Could not be read: {source}: {why}", source=source, why=error))
            for source, error in network.failed_sources.items()
        ]
        if network.todo:
            lines += ["", _("What would help most:")]
            lines += [f"  {by_id[task.repository].name}: {task_line(task)}" for task in network.todo]
        for id in network.repositories:
            lines += ["", *_repository(by_id[id])]
    if snapshot.repositories:
        lines += _remarks()
    return "\n".join(lines) + "\n"


def _remarks() -> Iterator[str]:
    """Yield what is to be said of the figures once."""
    for title, sentences in remarks():
        yield from ("", f"{title}:", *(f"  {sentence}" for sentence in sentences))


def _repository(health: Health, told: Collection[Phrase] = ()) -> Iterator[str]:
    """Yield a repository with its signals; sentences that the page has `told` elsewhere are not repeated."""
    level = health.worst[0]
    marks = [
        _(LEVEL_NAMES[level]),
        *([_("archived")] if health.archived else []),
        *([] if health.status == "fresh" else [_(STATUS_NAMES[health.status])]),
    ]
    yield f"{health.name} ({', '.join(marks)})"
    if health.error:
        why = say("Could not be polled: {why}", why=health.error)
        yield f"  {why}"
    yield from (f"  {line}" for line in said_expected(health))
    for definition in SIGNALS:
        signal = definition.of(health.signals)
        if signal is not None:
            value = said_value(definition, signal)
            reason = "" if signal.reason in told else f" {signal.reason}"
            yield f"  {SIGNS[signal.level]} {_(definition.title)}: {value}.{reason}"
            yield from (f"    {line}" for line in detail_lines(definition, signal.detail))


def _notes(health: Health, told: Collection[Phrase]) -> Iterator[str]:
    """Yield what is to be known of the figures and stands nowhere else: a branch that was read instead."""
    signals = health.signals.values()
    said = {*told, *(signal.reason for signal in signals)}
    for sentence in dict.fromkeys(each for signal in signals for each in signal.coverage.missing):
        if sentence not in said:
            yield f"  {sentence}"


def _gaps(found: Sequence[Gap]) -> Iterator[str]:
    """Yield what is not known, each thing once, with the signals that lack it."""
    if found:
        yield ""
        yield _("Not known here:")
    for gap in found:
        lacking = ", ".join(_(title) for title in titles(gap))
        yield f"  – {gap.why} ({lacking})"


def report_text(report: ProjectReport) -> str:
    """Return one repository in depth as text."""
    found = gaps(report.health.signals)
    lines = [
        *_repository(report.health, told_once(found)),
        *_gaps(found),
        *_notes(report.health, told_once(found)),
        *_todo(report.todo),
        "",
        _("People who wrote in the last 365 days:"),
    ]
    lines += ["  " + row for row in map(_person, report.people[:PEOPLE])] or ["  " + _("nobody")]
    if len(report.people) > PEOPLE:
        more = say("and {n} more", n=len(report.people) - PEOPLE)
        lines.append(f"  {more}")
    for title, rows in (
        (_("Left out as bots:"), [row for row in report.left_out if not row.agent]),
        (_("Left out as AI agents:"), [row for row in report.left_out if row.agent]),
    ):
        if rows:
            lines += ["", title, *(f"  {_left_out(row)}" for row in rows)]
    if report.waiting:
        lines += ["", str(say("Waiting for somebody ({number}):", number=len(report.waiting)))]
        lines += [f"  {_waiting(row)}" for row in report.waiting[:WAITING]]
    lines += ["", _("What a public repository should have:")]
    for title, path in report.community:
        missing = say("{file} is missing", file=title)
        lines.append(f"  ● {title}: {path}" if path else f"  – {missing}")
    return "\n".join([*lines, *_remarks()]) + "\n"


def _todo(tasks: Sequence[Task]) -> Iterator[str]:
    """Yield what is to be done, most urgent first, each with the address to open."""
    yield ""
    if not tasks:
        yield _("Nothing waits to be done.")
        return
    yield str(say("To do, most urgent first ({number}):", number=len(tasks)))
    for task in tasks[:TASKS]:
        yield f"  {task_line(task)}"
        if task.url:
            yield f"      {task.url}"
    if len(tasks) > TASKS:
        more = say("and {n} more", n=len(tasks) - TASKS)
        yield f"  {more}"


def _person(row: PersonRow) -> str:
    who = (
        row.affiliation.organisation.name
        if row.affiliation.organisation
        else _(KIND_NAMES[row.affiliation.kind])
    )
    name = _(NO_NAME) if row.name == NO_NAME else row.name
    return f"{row.commits:>6}  {percent(row.share, brief=True):>4}  {name} ({who})"


def _left_out(row: LeftOutRow) -> str:
    name = f"{row.name} ({row.login})" if row.login else row.name
    return f"{row.commits:>6}  {name}"


def _waiting(row: WaitingItem) -> str:
    opened = day(row.opened_at.date(), "date")
    return f"{opened}  {_(row.kind)} {row.number}: {row.title} ({_(row.why)})"
