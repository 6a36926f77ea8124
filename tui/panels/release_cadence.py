"""Releases of a network over the last 12 months: one line per project, one dot per release, overdue ones marked."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import ClassVar, NamedTuple

from rich.cells import cell_len

from civitop.health import Health
from civitop.i18n.language import N_, _
from civitop.reading.telling_names import TellingNames
from civitop.signals.base import Level, Signal
from civitop.signals.parts.windows import day_before
from civitop.signals.release_cadence import RELEASE_CADENCE
from civitop.signals.release_cadence.detail import ReleaseCadence
from civitop.signals.release_cadence.words import NEVER, standing
from tui.drawing.glyphs import Glyphs
from tui.drawing.labels import name_within
from tui.drawing.plots import month_axis, position, timeline
from tui.drawing.text import Line, Span, fit, length, line, span, spread
from tui.panels.base import HIGHEST, FigurePanel, measured, unknown_note
from tui.session.view import View

CadenceRow = tuple[Health, Signal[ReleaseCadence]]
SHOWN_DAYS = 365
LEAST_RAIL = 6
"""Cells of a project's timeline that its name leaves,"""
SHORT_RAIL = 4
"""or that it leaves where every name is whole with so few."""
WORDED = 30
"""Cells of the panel from which its last column is called in full."""


def ranked(projects: Sequence[Health]) -> list[CadenceRow]:
    """Return the projects with releases, the most overdue by level first; never released ones at the end."""
    order = {"bad": 0, "watch": 1, "good": 2, "unknown": 3}
    return sorted(
        measured(projects, RELEASE_CADENCE),
        key=lambda row: (
            row[1].detail.last_at is None,
            order[row[1].level],
            -(row[1].detail.days_since_last or 0)
            if row[1].level != "good"
            else row[1].detail.days_since_last or 0,
            row[0].name,
        ),
    )


def summary(rows: Sequence[CadenceRow]) -> list[tuple[Level, str, int]]:
    """Return role, message and count of: late, on time, never released."""
    stand = [standing(signal) for _, signal in rows]
    late = [signal for _, signal in rows if standing(signal) == "late"]
    worst: Level = "bad" if any(signal.level == "bad" for signal in late) else "watch"
    return [
        (worst, N_("late"), len(late)),
        ("good", N_("on time"), stand.count("on time")),
        ("bad", NEVER, stand.count("never")),
    ]


class Timeline(NamedTuple):
    """What the panel draws."""

    rows: Sequence[CadenceRow]
    """The first `HIGHEST` projects: as many as a screen can show."""
    total: int
    known: int
    """Projects whose releases are known."""
    counts: Sequence[tuple[Level, str, int]]
    rest: str
    """How many projects it says nothing about, in words."""


def figures(projects: Sequence[Health]) -> Timeline:
    """Return the projects by how late they are, and the counts."""
    rows = ranked(projects)
    known = sum(row[1].level != "unknown" for row in rows)
    return Timeline(rows[:HIGHEST], len(rows), known, summary(rows), unknown_note(projects, known))


def picture(
    made: Timeline, today: date, names: TellingNames, width: int, height: int, glyphs: Glyphs
) -> list[Line]:
    """Return the counts and, where there is room, the timeline."""
    counts = made.counts
    if 1 < height < 5:
        room = max(9, min(max(cell_len(_(words)) for _role, words, _count in counts), width - 6))
        return [
            line(
                Span(fit(glyphs.level(role), 2), role if count else "quiet"),
                span(_(words), "" if count else "muted", room),
                span(str(count), "strong" if count else "muted", 4, "right"),
            )
            for role, words, count in counts
        ][:height]
    head: list[Span] = []
    parts = [
        [Span(f"{glyphs.level(role)} ", role), Span(str(count), "strong"), Span(f" {_(words)}", "muted")]
        for role, words, count in counts
        if count or words != NEVER
    ]
    if made.rest:
        parts.append([Span(made.rest, "muted")])
    for part in parts:
        gap = [Span("  ")] if head else []
        if length((*head, *gap, *part)) <= width:
            head += [*gap, *part]
    if height == 1:
        return [tuple(head)]
    released, due = _("a release"), _("when the next one is due")
    signs = (
        Span(f"{glyphs.dot} ", "series"),
        Span(f"{released}  ", "quiet"),
        Span(f"{glyphs.due} {due}", "quiet"),
    )
    if length((*head, *signs)) + 2 <= width:
        head = [*spread(tuple(head), signs, width)]
    return [tuple(head), *lines(made, today, names, width, height - 1, glyphs)]


def lines(
    made: Timeline, today: date, names: TellingNames, width: int, height: int, glyphs: Glyphs
) -> list[Line]:
    """Return a timeline of `height` lines with its axis; what does not fit is counted in the last line."""
    start = today - timedelta(days=SHOWN_DAYS)
    shown = made.rows[: height - 1]
    hidden = made.total - len(shown)
    more = _("+{n} more").format(n=hidden) if hidden else ""
    days = _("days ago") if width >= WORDED else _("days")
    ages = max((cell_len(age(signal)) for _health, signal in shown), default=0)
    since = 1 + max(cell_len(days), ages)
    longest = max(cell_len(each) for each in (more, *(names[health.id].text for health, _signal in shown)))
    name = max(0, min(longest, width - 1 - LEAST_RAIL - since))
    if name < longest <= width - 1 - SHORT_RAIL - max(cell_len(days), 1 + ages):
        name, since = longest, max(cell_len(days), 1 + ages)
    called = [fit(name_within(names[health.id], name), name).rstrip() for health, _signal in shown]
    name = max(
        cell_len(each) for each in (more, *called)
    )  # a name that is cut leaves its rest to the timeline
    room = max(0, width - name - 1 - since)
    result: list[Line] = []
    for words, (_health, signal) in zip(called, shown, strict=True):
        result.append(
            line(
                span(words, "" if signal.level != "good" else "muted", name),
                Span(" "),
                *track(signal, start, today, room, glyphs),
                span(age(signal), signal.level if signal.level != "good" else "muted", since, "right"),
            )
        )
    head = span(more, "quiet", name)
    axis = Span(f" {month_axis(start, today, room)}", "quiet")
    return [*result, (head, axis, Span(fit(days, since, "right"), "quiet"))]


def age(signal: Signal[ReleaseCadence]) -> str:
    """Return the days since the last release."""
    days = signal.detail.days_since_last
    return _(NEVER) if days is None and signal.level != "unknown" else "–" if days is None else str(days)


def track(signal: Signal[ReleaseCadence], start: date, today: date, width: int, glyphs: Glyphs) -> list[Span]:
    """Return the rail of one project: dots, and the stretch since the last release in its level's colour."""
    if signal.detail.last_at is None:
        return [Span(glyphs.rail * width, "quiet")]
    text = timeline(signal.detail.days, start, today, width, glyphs)
    last = position(signal.detail.last_at.date(), start, today, width)
    cut = 0 if last is None else last + 1
    spans = [
        Span(each, "quiet" if each == glyphs.rail else "series") for each in runs(text[:cut], glyphs.rail)
    ]
    if signal.level in ("watch", "bad"):
        tail = glyphs.rail * max(0, width - cut - 1) + glyphs.level(signal.level) * (1 if width > cut else 0)
        return [*spans, Span(tail, signal.level)]
    due = signal.detail.next_due
    rest = list(text[cut:])
    at = position(due, start, today, width) if due else None
    if at is not None and at >= cut:
        rest[at - cut] = glyphs.due
    return [*spans, Span("".join(rest), "quiet")]


def runs(text: str, rail: str) -> list[str]:
    """Return the text cut where rail and dots change, so that each piece has one role."""
    pieces: list[str] = []
    for character in text:
        if pieces and (pieces[-1][-1] == rail) == (character == rail):
            pieces[-1] += character
        else:
            pieces.append(character)
    return pieces


class ReleaseCadencePanel(FigurePanel):
    """The release timeline of the network."""

    TITLE: ClassVar[str] = N_("Releases")
    LABEL: ClassVar[str] = N_("releases")
    HELP: ClassVar[str] = N_("Enlarge the release timeline, or make it small again")
    ABOUT = RELEASE_CADENCE
    LACKING: ClassVar[str] = N_("No releases are known: git on this machine, or a token, brings them.")
    today: date = date.min

    def lacks(self, figures: Timeline) -> bool:
        """Return whether the releases of no project are known."""
        return not figures.known

    def show_view(self, view: View, now: datetime) -> None:
        """Take the day that the timeline ends with."""
        super().show_view(view, now)
        self.today = day_before(view.asof or now)

    def figures(self, projects: tuple[Health, ...]) -> Timeline:
        """Return the projects by how late they are."""
        return figures(projects)

    def picture(self, figures: Timeline, width: int, height: int) -> Sequence[Line]:
        """Return the timeline."""
        return picture(figures, self.today, self.names, width, height, self.glyphs)
