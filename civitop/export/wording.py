"""Figures as persons read them, for the exports that speak the language in use."""

from collections.abc import Iterator
from typing import Any

from civitop.i18n.language import number
from civitop.signals.base import Definition, Signal
from civitop.signals.parts.units import unit_of


def figure(value: float) -> str:
    """Return a figure with as many decimals as six digits leave it, as the language in use writes it."""
    plain = f"{value:g}"
    if "e" in plain:
        return number(value)
    return number(value, len(plain.partition(".")[2]))


def figure_with_unit(signal: Signal[Any]) -> str:
    """Return the value of a signal with its unit; `–` where it is unknown."""
    if signal.value is None:
        return "–"
    return f"{figure(signal.value)} {unit_of(signal.value, signal.unit)}"


def detail_lines(definition: Definition[Any], detail: Any) -> Iterator[str]:
    """Yield what stands behind a signal: all its known figures in one line, then one line per list."""
    known = [shown.sentence(_rounded) for shown in definition.figures.of(detail)]
    if known:
        yield ", ".join(known)
    for text, _verdict in definition.figures.lists(detail):
        yield text


def _rounded(value: float) -> str:
    """Return a figure of a detail; a tenth of an hour is exact enough."""
    return figure(round(value, 1))
