"""Figures as persons read them, for the exports that speak the language in use."""

from collections.abc import Iterator
from datetime import date, datetime, time
from typing import Any

from civitop.health import Network
from civitop.i18n.language import number
from civitop.reading.totals import TOTALS, worth_telling
from civitop.signals.base import Definition, Signal
from civitop.signals.parts.units import unit_of
from civitop.signals.parts.windows import day_before


def spoken(moment: datetime) -> tuple[date, str]:
    """Return a moment as its day and time (UTC): the midnight that ends a day is that day's 24:00."""
    midnight = moment.time() == time()
    return day_before(moment) if midnight else moment.date(), "24:00" if midnight else f"{moment:%H:%M}"


def figure(value: float) -> str:
    """Return a figure as screens show it, in the language in use: below ten with one decimal, else whole."""
    exact = isinstance(value, float) and not value.is_integer() and abs(value) < 10
    return number(value, 1) if exact else number(round(value))


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
    known = [shown.sentence(figure) for shown in definition.figures.of(detail) if shown.told]
    if known:
        yield ", ".join(known)
    for text, _verdict in definition.figures.lists(detail):
        yield text


def said_totals(network: Network) -> str:
    """Return the totals in words; a snapshot's repositories are counted where it has no totals."""
    held = network.totals or {"repositories": len(network.repositories)}
    known = {name: value for name, value in held.items() if value is not None}
    return ", ".join(str(TOTALS[name](value)) for name, value in known.items() if worth_telling(name, value))
