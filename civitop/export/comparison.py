"""Up to six repositories side by side: every signal a row, what is best and worst of it marked by a sign."""

import csv
import io
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, Literal
from unicodedata import combining, east_asian_width

import msgspec
from msgspec import Struct

from civitop.codec import for_machines
from civitop.export.csv_export import cell as safe_cell
from civitop.export.md.escaping import text as md_text
from civitop.export.wording import said_value, spoken
from civitop.health import Health
from civitop.i18n.language import _
from civitop.i18n.message import Phrase, say
from civitop.reading.telling_names import told_apart
from civitop.signals import SIGNALS
from civitop.signals.base import SIGNS, Definition, Level, Signal, Thresholds

Mark = Literal["best", "worst", ""]
MARKS: Mapping[Mark, str] = {"best": "+", "worst": "-", "": ""}
"""Where values differ: the better end and the other one, told by a sign."""


class Compared(Struct, frozen=True, kw_only=True):
    """One signal of one repository, beside the others."""

    value: float | int | None
    unit: str
    level: Level
    mark: Mark
    reason: Phrase | None
    said: str
    """The value as a person reads it."""


class Row(Struct, frozen=True):
    """One signal of all repositories, in their order."""

    signal: str
    title: str
    cells: tuple[Compared, ...]

    @property
    def differs(self) -> bool:
        """Whether the known values are not all the same."""
        return any(each.mark for each in self.cells)


class Comparison(Struct, frozen=True, kw_only=True):
    """Repositories side by side at one moment."""

    asof: datetime
    repositories: tuple[str, ...]
    rows: tuple[Row, ...]


def compared(healths: Sequence[Health], asof: datetime) -> Comparison:
    """Return the comparison of these repositories, in their order."""
    called = told_apart(healths)
    return Comparison(
        asof=asof,
        repositories=tuple(called[health.id].name for health in healths),
        rows=tuple(
            Row(definition.id, _(definition.title), _cells(definition, healths)) for definition in SIGNALS
        ),
    )


def _cells(definition: Definition[Any], healths: Sequence[Health]) -> tuple[Compared, ...]:
    signals = [definition.of(health.signals) for health in healths]
    known = [signal.value for signal in signals if signal is not None and signal.value is not None]
    judged = definition.defaults != Thresholds() and len(set(known)) > 1
    ends = (max(known), min(known)) if judged else (None, None)
    best, worst = ends if definition.better == "more" else ends[::-1]
    return tuple(_cell(definition, signal, best, worst) for signal in signals)


def _cell(
    definition: Definition[Any], signal: Signal[Any] | None, best: float | None, worst: float | None
) -> Compared:
    if signal is None:
        return Compared(value=None, unit=definition.unit, level="unknown", mark="", reason=None, said="–")
    mark: Mark = ""
    if signal.value is not None:
        mark = "best" if signal.value == best else "worst" if signal.value == worst else ""
    return Compared(
        value=signal.value,
        unit=signal.unit,
        level=signal.level,
        mark=mark,
        reason=signal.reason,
        said=said_value(definition, signal),
    )


def _shown(each: Compared) -> str:
    return f"{SIGNS[each.level]} {each.said} {MARKS[each.mark]}".rstrip()


def _legend() -> str:
    return _("+ is the best and - the worst of a row in which values differ.")


def _title(comparison: Comparison) -> str:
    day, time = spoken(comparison.asof)
    return str(say("As of {day:date} {time} UTC.", day=day, time=time))


def _width(text: str) -> int:
    """Return how many columns of a terminal a text takes."""
    return sum(0 if combining(each) else 2 if east_asian_width(each) in "WF" else 1 for each in text)


def as_txt(comparison: Comparison) -> str:
    """Return aligned columns."""
    table = [["", *comparison.repositories]]
    table += [[row.title, *map(_shown, row.cells)] for row in comparison.rows]
    widths = [max(map(_width, column)) for column in zip(*table, strict=True)]
    lines = [
        "  ".join(
            each + " " * (width - _width(each)) for each, width in zip(row, widths, strict=True)
        ).rstrip()
        for row in table
    ]
    return "\n".join([_title(comparison), "", *lines, "", _legend()]) + "\n"


def as_md(comparison: Comparison) -> str:
    """Return a table."""
    heads = [_("Signal"), *map(md_text, comparison.repositories)]
    lines = [f"| {' | '.join(heads)} |", "|---|" + "---|" * len(comparison.repositories)]
    lines += [
        f"| {' | '.join([md_text(row.title), *(md_text(_shown(each)) for each in row.cells)])} |"
        for row in comparison.rows
    ]
    return "\n".join([_title(comparison), "", *lines, "", md_text(_legend())]) + "\n"


def as_csv(comparison: Comparison) -> str:
    """Return a row for each signal; for each repository its value, level and mark."""
    out = io.StringIO()
    rows = csv.writer(out, lineterminator="\r\n")
    parts = ("", " level", " mark")
    heads = [f"{name}{part}" for name in comparison.repositories for part in parts]
    rows.writerow(["signal", "unit", *map(safe_cell, heads)])
    for row in comparison.rows:
        cells = [
            part
            for each in row.cells
            for part in ("" if each.value is None else each.value, each.level, each.mark)
        ]
        rows.writerow([row.signal, row.cells[0].unit, *cells])
    return out.getvalue()


def as_json(comparison: Comparison) -> str:
    """Return the comparison as JSON; sentences in English."""
    data = msgspec.json.encode(comparison, order="deterministic", enc_hook=for_machines)
    return msgspec.json.format(data, indent=2).decode() + "\n"


WRITERS: Mapping[str, Callable[[Comparison], str]] = {
    "txt": as_txt,
    "md": as_md,
    "csv": as_csv,
    "json": as_json,
}
"""What a comparison can be written as."""
