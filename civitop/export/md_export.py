"""The snapshot as Markdown, for a report, an issue or a wiki; in the language in use.

One table per network, what would help it most, and a section per project: as much of it as an issue takes, and what
is left out is said at the top.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct

from civitop.export.md.escaping import is_address, link, text
from civitop.export.md.fitting import LONGEST, all_that_fit, first_that_fit
from civitop.export.md.projects import DEPTHS, Depth, by_need, row, section, table_head
from civitop.export.wording import remarks, said_expected, said_totals, spoken, task_line
from civitop.health import Health, Network, Snapshot
from civitop.i18n.language import _
from civitop.i18n.message import Phrase, say, say_n
from civitop.reading.feed import ProjectReport
from civitop.reading.telling_names import told_apart
from civitop.reading.todo import with_todo
from civitop.signals.base import LEVEL_NAMES, SIGNS, Level
from civitop.tasks import Task

_LEGEND: tuple[Level, ...] = ("good", "watch", "bad", "unknown")
_ROOM = 800
"""Characters for the sentences that say what was left out, in whatever language."""
_MOST_SOURCES = 20
"""Sources of a network that could not be read, before the rest is counted."""


class _Part(Struct, frozen=True):
    """A network, in pieces."""

    before: str
    """Heading, totals and the head of the table."""
    members: tuple[Health, ...]
    after: str
    """What would help most, and what could not be read."""


class _Sections(Struct, frozen=True):
    """What is said of projects below the tables."""

    depth: Depth
    written: Mapping[str, str]
    """By repository id."""
    remarks: str = ""
    """What is to be said of the figures once, where they are told."""
    left: int = 0
    """Projects of which there is something to say, and no room."""


def write(snapshot: Snapshot) -> str:
    """Return the snapshot as Markdown of at most `LONGEST` characters.

    Where not everything fits, the figures behind the signals are left out first, then signals that need nothing,
    then the sections of projects that need least, then rows of the tables.
    """
    snapshot = with_todo(snapshot)
    head, foot = _head(snapshot), f"\n{_legend()}\n"
    healths = told_apart(snapshot.repositories)
    parts = [_part(network, healths) for network in snapshot.networks]
    room = LONGEST - len(head) - len(foot) - _ROOM
    shown = parts[: first_that_fit((part.before + part.after for part in parts), room)]
    room -= sum(len(part.before) + len(part.after) for part in shown)
    times = Counter(health.id for part in shown for health in part.members)
    members = sorted((healths[id] for id in times), key=by_need)
    rows = {health.id: row(health) for health in members}
    told = members[: first_that_fit((rows[health.id] * times[health.id] for health in members), room)]
    room -= sum(len(rows[health.id]) * times[health.id] for health in told)
    sections = _sections(members, room) if len(told) == len(members) else None
    missing = tuple(_left_out(sections, len(members) - len(told), len(parts) - len(shown)))
    note = f"\n{' '.join(map(str, missing))}\n" if missing else ""
    rows = {health.id: rows[health.id] for health in told}
    body = "".join(_network(shown, rows, sections.written if sections else {}))
    return f"{head}{note}{body}{sections.remarks if sections else ''}{foot}"


def _head(snapshot: Snapshot) -> str:
    day, time = spoken(snapshot.asof)
    title = say("Public code on {day:date}", day=day)
    asof = say(
        "As of {day:date} {time} UTC, civitop {version}.", day=day, time=time, version=snapshot.civitop
    )
    return f"# {title}\n\n{asof}\n"


def _legend() -> str:
    return f"{', '.join(f'{SIGNS[level]} {_(LEVEL_NAMES[level])}' for level in _LEGEND)}."


def _part(network: Network, healths: Mapping[str, Health]) -> _Part:
    heading = f"\n## {text(network.name)}\n\n"
    after = "".join(_after(network, healths))
    if not network.repositories:
        none = _("No repositories.")
        return _Part(f"{heading}{none}\n", (), after)
    before = f"{heading}{text(said_totals(network))}.\n\n{table_head()}"
    return _Part(before, tuple(healths[id] for id in network.repositories), after)


def _after(network: Network, healths: Mapping[str, Health]) -> Iterator[str]:
    if network.todo:
        heading = _("What would help most")
        yield f"\n### {heading}\n\n"
        for task in network.todo:
            health = healths[task.repository]
            yield f"- {link(health.name, health.url)}: {text(task_line(task))}\n"
    failed = list(network.failed_sources.items())
    for source, error in failed[:_MOST_SOURCES]:
        sentence = say("Could not be read: {source}: {why}", source=text(source), why=text(str(error)))
        yield f"\n{sentence}\n"
    if (more := len(failed) - _MOST_SOURCES) > 0:
        sentence = say_n("{n} more source could not be read.", "{n} more sources could not be read.", more)
        yield f"\n{sentence}\n"


def _sections(members: Sequence[Health], room: int) -> _Sections:
    """Return the sections of projects, in the order of need, as deep as all of them have room for."""
    for depth in DEPTHS:
        said = _remarks() if members and depth == "figures" else ""
        made = all_that_fit((section(health, depth) for health in members), room - len(said))
        if made is not None:
            written = {health.id: each for health, each in zip(members, made, strict=True)}
            return _Sections(depth, written, said)
    needs = {health.id: each for health in members if (each := section(health, "needs"))}
    fit = first_that_fit(needs.values(), room)
    return _Sections("needs", dict(list(needs.items())[:fit]), left=len(needs) - fit)


def _remarks() -> str:
    return "".join(
        f"\n### {title}\n\n" + "".join(f"- {text(sentence)}\n" for sentence in sentences)
        for title, sentences in remarks()
    )


def _left_out(sections: _Sections | None, projects: int, networks: int) -> Iterator[Phrase]:
    """Yield the sentences that say what had no room: nothing disappears silently."""
    if networks:
        yield say_n("{n} network is left out.", "{n} networks are left out.", networks)
    if sections is None:
        yield say_n(
            "To fit an issue or a wiki page, this has the tables alone, without the {n} project that needs least.",
            "To fit an issue or a wiki page, this has the tables alone, without the {n} projects that need least.",
            projects,
        )
    elif sections.left:
        yield say_n(
            "To fit an issue or a wiki page, this tells only signals that need attention, and leaves out those of {n} "
            "project that needs least.",
            "To fit an issue or a wiki page, this tells only signals that need attention, and leaves out those of {n} "
            "projects that need least.",
            sections.left,
        )
    elif sections.depth == "needs":
        yield say(
            "To fit an issue or a wiki page, this leaves out signals that are good or not known, and the figures "
            "behind the others."
        )
    elif sections.depth == "signals":
        yield say("To fit an issue or a wiki page, this leaves out the figures behind the signals.")
    else:
        return
    yield say("The form html has everything.")


def _network(shown: Sequence[_Part], rows: Mapping[str, str], sections: Mapping[str, str]) -> Iterator[str]:
    """Yield the networks; a project of several has its section in the first."""
    said: set[str] = set()
    for part in shown:
        yield part.before
        yield from (rows.get(health.id, "") for health in part.members)
        yield part.after
        new = [health.id for health in part.members if health.id not in said]
        yield from (sections.get(id, "") for id in new)
        said.update(new)


def report_text(report: ProjectReport) -> str:
    """Return one repository in depth as Markdown: what is to be done, then its signals; as much as an issue takes."""
    health = report.health
    heading = _("To do, most urgent first")
    expected = "".join(f"{text(line)}\n" for line in said_expected(health))
    head = f"# {link(health.name, health.url)}\n\n{expected}\n## {heading}\n\n"
    room = LONGEST - len(head) - _ROOM
    sections = _sections([health], room)
    details = sections.written.get(health.id, "") + sections.remarks
    items = [_item(task) for task in report.todo]
    fit = first_that_fit(items, room - len(details))
    todo = "".join(items[:fit]) if items else _("Nothing waits to be done.") + "\n"
    left = (
        [say_n("{n} more is left out.", "{n} more are left out.", len(items) - fit)]
        if fit < len(items)
        else []
    )
    missing = [*left, *_left_out(sections, 0, 0)]
    note = f"\n{' '.join(map(str, missing))}\n" if missing else ""
    return f"{head}{todo}{note}{details}"


def _item(task: Task) -> str:
    said, opens = text(task_line(task)), _("open")
    return f"- {said} [{opens}]({task.url})\n" if is_address(task.url) else f"- {said}\n"
