"""Figures as persons read them, for the exports that speak the language in use."""

from collections.abc import Iterator
from datetime import date, datetime, time
from typing import Any

from civitop.health import Health, Network
from civitop.i18n.language import _, number
from civitop.i18n.message import marked, say
from civitop.reading.totals import TOTALS, worth_telling
from civitop.signals import SIGNALS
from civitop.signals.base import Definition, Signal
from civitop.signals.parts.units import unit_of
from civitop.signals.parts.windows import day_before
from civitop.tasks import KIND_TITLES, Task

_OF_REPOSITORIES = ("repositories", "archived", "failed", "stale")
"""The totals that say what there is."""


def spoken(moment: datetime) -> tuple[date, str]:
    """Return a moment as its day and time (UTC): the midnight that ends a day is that day's 24:00."""
    midnight = moment.time() == time()
    return day_before(moment) if midnight else moment.date(), "24:00" if midnight else f"{moment:%H:%M}"


def figure(value: float) -> str:
    """Return a figure as screens show it, in the language in use: below ten with one decimal, else whole."""
    if type(value) is int:
        return number(value)
    exact = isinstance(value, float) and not value.is_integer() and abs(value) < 10
    return number(value, 1) if exact else number(round(value))


def exactly(value: float) -> str:
    """Return a figure that decides something with all its decimals: `0.25`."""
    return number(value, len(f"{value:g}".partition(".")[2]))


def said_value(definition: Definition[Any], signal: Signal[Any]) -> str:
    """Return the value of a signal so that it says what it is: `12 of 13 weeks`; `–` where it is unknown."""
    if signal.value is None:
        return "–"
    if definition.said is not None:
        return str(definition.said(signal.value))
    return f"{figure(signal.value)} {unit_of(signal.value, signal.unit)}"


def detail_lines(definition: Definition[Any], detail: Any) -> Iterator[str]:
    """Yield what stands behind a signal: all its known figures in one line, then one line per list.

    Zeros that say nothing are left out.
    """
    if known := ", ".join(definition.figures.sentences(detail, figure)):
        yield known
    for text, _verdict in definition.figures.lists(detail):
        yield text


def remarks() -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield the title of each signal of which something is to be said once, and the sentences."""
    for definition in SIGNALS:
        if definition.figures.remarks:
            yield _(definition.title), tuple(map(str, definition.figures.remarks))


def task_line(task: Task) -> str:
    """Return what is to be done as a line: what it is about, why, what to do, and that it is expected."""
    line = f"{_(KIND_TITLES[task.kind])}: {task.why} {task.do}"
    if not task.expected:
        return line
    expected = say("(expected: {reason})", reason=task.expected)
    return f"{line} {expected}"


def said_expected(health: Health) -> Iterator[str]:
    """Yield what the configuration expects of a project, until when, and why."""
    for each in health.expected:
        if each.only:
            kinds = tuple(marked(KIND_TITLES[kind]) for kind in KIND_TITLES if kind in each.only)
            yield str(
                say(
                    "Expected until {day:date} ({kinds}): {reason}",
                    day=each.until,
                    kinds=kinds,
                    reason=each.reason,
                )
            )
        else:
            yield str(
                say("Finished on purpose, until {day:date}: {reason}", day=each.until, reason=each.reason)
            )


def said_totals(network: Network) -> str:
    """Return the totals in words; a snapshot's repositories are counted where it has no totals."""
    return ", ".join(words for _name, words in _told_totals(network))


def totals_in_sentences(network: Network) -> tuple[str, ...]:
    """Return the totals as sentences: what there is, how it stands, what it adds up to."""
    told = dict(_told_totals(network))
    levels = [words for name, words in told.items() if name.startswith("level_")]
    of_repositories = [words for name, words in told.items() if name in _OF_REPOSITORIES]
    rest = [words for name, words in told.items() if name not in _OF_REPOSITORIES and words not in levels]
    return tuple(f"{', '.join(words)}." for words in (of_repositories, levels, rest) if words)


def _told_totals(network: Network) -> Iterator[tuple[str, str]]:
    """Yield name and words of what is known, in the order of `TOTALS`: a file that was read has another."""
    held = network.totals or {"repositories": len(network.repositories)}
    for name, words in TOTALS.items():
        value = held.get(name)
        if value is not None and worth_telling(name, value):
            yield name, str(words(value))
