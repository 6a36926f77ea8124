"""What the tabs of the project screen are made of: a page of figures, and parts that draw from it."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, Literal, NamedTuple

from msgspec import Struct
from msgspec.structs import replace

from civitop.health import Health
from civitop.i18n.language import N_
from civitop.i18n.message import Phrase
from civitop.reading.feed import ProjectReport
from civitop.reading.gaps import Gap, gaps, told_once
from civitop.signals.base import Definition, Signal
from civitop.signals.truck_factor import TRUCK_FACTOR
from civitop.signals.truck_factor.words import NOT_READ
from tui.drawing.glyphs import UNICODE, Glyphs
from tui.drawing.text import Line
from tui.sections.depth import Depth, unread
from tui.sections.signals import gap_lines, signal_lines

Side = Literal["both", "left", "right"]
"""Where a part stands on a wide terminal: over both columns, or in one of them."""


class ProjectPage(Struct, frozen=True, kw_only=True):
    """All that is known of one project at a moment: what every tab draws from."""

    repository: str
    """The id of the project."""
    now: datetime
    glyphs: Glyphs = UNICODE
    health: Health | None = None
    """`None`: it is in none of the networks, or the store is not read yet."""
    report: ProjectReport | None = None
    """`None`: not read yet, or nothing is held."""
    loading: bool = True
    """Whether the report is still being read."""
    found: tuple[Gap, ...] = ()
    """What is not known, which the first tab says once."""
    told: frozenset[Phrase] = frozenset()
    """The sentences of `found`, so that no signal need repeat them."""
    mark_key: str = ""
    """What marks a person on the tab of the knowledge."""
    depth: Depth | None = None
    """How the whole history can be read; `None` on a past day, which has what was read by then."""

    def signal(self, definition: Definition[Any]) -> Signal[Any] | None:
        """Return a signal of the project, where it was measured."""
        return definition.of(self.health.signals) if self.health else None


Painted = Callable[[ProjectPage, int], Sequence[Line]]
"""From a page and a width in cells to lines."""


class Part(NamedTuple):
    """A titled part of a tab."""

    id: str
    title: str
    """A message; empty for a part without a frame."""
    lines: Painted
    side: Side = "left"


def page_of(
    repository: str,
    health: Health | None,
    report: ProjectReport | None,
    now: datetime,
    glyphs: Glyphs,
    *,
    loading: bool,
    depth: Depth | None = None,
    mark_key: str = "",
) -> ProjectPage:
    """Return the page of a project."""
    if health:
        health = _with_keys(health, depth)
    found = gaps(health.signals) if health else ()
    return ProjectPage(
        repository=repository,
        now=now,
        glyphs=glyphs,
        health=health,
        report=report,
        loading=loading,
        found=found,
        told=told_once(found),
        mark_key=mark_key,
        depth=depth,
    )


def _with_keys(health: Health, depth: Depth | None) -> Health:
    """Return a project whose truck factor names the key on screen where text forms name the option."""
    signal = TRUCK_FACTOR.of(health.signals)
    if signal is None or signal.reason != NOT_READ:
        return health
    told = replace(signal, reason=unread(depth))
    return replace(health, signals={**health.signals, TRUCK_FACTOR.id: told})


def signal_part(definition: Definition[Any], side: Side = "left") -> Part:
    """Return the part in which a signal stands with all its figures."""

    def lines(page: ProjectPage, width: int) -> Sequence[Line]:
        signal = page.signal(definition)
        return () if signal is None else signal_lines(definition, signal, width, page.glyphs, page.told)

    return Part(f"signal-{definition.id}", definition.title, lines, side)


def gap_part(parts: Sequence[Part]) -> Part:
    """Return the part that says once what is not known of the signals that stand in `parts`."""
    ids = {part.id.removeprefix("signal-") for part in parts}

    def lines(page: ProjectPage, width: int) -> Sequence[Line]:
        found = [gap for gap in page.found if ids & {*gap.unknown, *gap.partly}]
        return gap_lines(found, width, page.glyphs)

    return Part("not-known", N_("Not known here"), lines, "both")
