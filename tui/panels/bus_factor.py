"""Bus factor of a network: how many projects hang on nobody, one, two, three or more people, and which."""

from bisect import bisect_right
from collections.abc import Callable, Sequence
from typing import ClassVar, NamedTuple, TypeVar

from rich.cells import cell_len

from civitop.health import Health
from civitop.i18n.language import N_, _, number, pgettext
from civitop.reading.telling_names import TellingNames
from civitop.signals.base import Level, Signal
from civitop.signals.bus_factor import BUS_FACTOR, BusFactor
from civitop.signals.stewardship import STEWARDSHIP
from civitop.signals.stewardship.detail import ROLES
from tui.drawing.glyphs import Glyphs
from tui.drawing.labels import fitting, level_word
from tui.drawing.plots import bar
from tui.drawing.text import Line, Span, crop, fit, length, line, span, wrap
from tui.panels.base import FigurePanel, measured

T = TypeVar("T")
Group = tuple[str, str, Level, list[Health]]
"""Words for much and for little room, the level that most of the group has, the projects."""


LEAST_BAR = 12
"""Cells of sign, count and bar from which the groups' whole words stand before them."""
STEWARD_LINES = 2
"""Lines that the narrowest roles take at least: a heading, and names."""


class Listed(NamedTuple):
    """Names as lines."""

    shown: int
    """How many of them."""
    lines: list[Line]


def groups(projects: Sequence[Health]) -> list[Group]:
    """Return the projects by the number of people who hold half of the work, smallest number first."""
    found: list[tuple[Health, Signal[BusFactor]]] = measured(projects, BUS_FACTOR)
    bands: list[tuple[str, str, Level, float, float]] = [
        (_("nobody active"), _("nobody"), "bad", 0, 0),
        (_("one person"), pgettext("people", "one"), "bad", 1, 1),
        (_("two people"), pgettext("people", "two"), "watch", 2, 2),
        (_("three or more"), _("3 or more"), "good", 3, float("inf")),
    ]
    result: list[Group] = []
    for words, short, usual, low, high in bands:
        inside = [(h, s) for h, s in found if s.value is not None and low <= s.value <= high]
        inside.sort(key=lambda item: (-(item[1].detail.commits_365d or 0), item[0].name))
        level = inside[0][1].level if inside else usual
        result.append((words, short, level, [h for h, _ in inside]))
    known = {h.id for h, s in found if s.value is not None}
    rest = [h for h in projects if not h.archived and h.id not in known]
    if rest:
        result.append((level_word("unknown"), level_word("unknown"), "unknown", rest))
    return result


def picture(
    spread: Sequence[Group], called: TellingNames, width: int, height: int, glyphs: Glyphs
) -> list[Line]:
    """Return bars of the spread, and below them the projects that hang on one person, busiest first."""
    found = list(spread)
    if height == 1:
        return [one_line(found, width, glyphs)]
    if height < len(found):
        found = [each for each in found if each[3]] or found
    if height < len(found):
        found = [each for each in found if each[2] != "unknown"][:height]
    most = max((len(each[3]) for each in found), default=0)
    words = max((cell_len(each[0]) for each in spread), default=0)
    whole = words + LEAST_BAR <= width
    if not whole:
        words = min(max((cell_len(each[1]) for each in spread), default=0), max(9, width - 6))
    room = max(0, width - 2 - words - 1 - 4)
    lines: list[Line] = []
    for long, short, level, inside in found:
        lines.append(
            line(
                Span(fit(glyphs.level(level), 2), level),
                span(long if whole else short, "" if inside else "muted", words),
                span(str(len(inside)), "strong" if inside else "muted", 4, "right"),
                Span(" "),
                Span(bar(len(inside), most, room, glyphs), level),
            )
        )
    return lines + names(spread, called, width, height - len(lines), glyphs)


def one_line(spread: Sequence[Group], width: int, glyphs: Glyphs) -> Line:
    """Return sign, number and short word of each group that is not empty, as many as fit."""
    spans: list[Span] = []
    for _words, short, level, inside in spread:
        sign, count = Span(f"{glyphs.level(level)} ", level), Span(str(len(inside)), "strong")
        part = [*([Span("  ")] if spans else []), sign, count, Span(f" {short}", "muted")]
        if inside and length((*spans, *part)) <= width:
            spans += part
    return tuple(spans)


def names(
    found: Sequence[Group], called: TellingNames, width: int, height: int, glyphs: Glyphs
) -> list[Line]:
    """Return the names of the projects that hang on nobody, on one person or on two, as many as fit.

    Blank lines part the groups where all of them fit with these.
    """
    narrow = [each for each in found if each[2] in ("bad", "watch") and each[3]]
    blocks: list[list[Line]] = []
    left = height
    for words, _short, level, inside in narrow:
        if left < 2:
            break
        listed = _listed(inside, lambda each: called[each.id].text, width - 2, left - 1).lines
        if not listed:
            break
        blocks.append([(Span(f"{glyphs.level(level)} {words}", f"{level}-strong"),), *listed])
        left -= len(blocks[-1])
    gap: list[Line] = [()] if len(blocks) == len(narrow) <= left else []
    return [line for block in blocks for line in [*gap, *block]]


def _listed(ids: Sequence[T], named: Callable[[T], str], width: int, height: int) -> Listed:
    """Return names in at most `height` indented lines, and at their end how many there is no room for.

    Nothing where there is no room for one.
    """
    # A name takes two cells at least, its comma with it: more of them than this cannot stand here.
    names = [named(each) for each in ids[: (height + 1) * width // 2]]

    def block(shown: int) -> list[Line]:
        if shown == len(ids):
            return wrap(", ".join(names[:shown]), width)
        more = _("+{n} more").format(n=number(len(ids) - shown))
        return _ended(wrap(", ".join([*names[:shown], more]), width), more)

    whole = bisect_right(range(1, len(names) + 1), height, key=lambda shown: len(block(shown)))
    return Listed(whole, [(Span("  "), *each) for each in block(whole)] if whole else [])


def _ended(lines: list[Line], words: str) -> list[Line]:
    """Return lines that end with `words`, these in one line where they were broken in two."""
    *before, last = ("".join(span.text for span in spans) for spans in lines)
    if not before or last == words or not words.endswith(last):
        return lines
    start = before[-1].removesuffix(words.removesuffix(last).rstrip()).rstrip()
    return [*lines[:-2], (Span(start),), (Span(words),)]


class Spread(NamedTuple):
    """What the panel draws."""

    groups: list[Group]
    stewards: list[tuple[str, str]]
    """Projects that hang on one person although more write, and for what: `merges`."""


def narrow(projects: Sequence[Health]) -> list[tuple[str, str]]:
    """Return the projects with one steward and a higher bus factor, and the role that hangs on one person."""
    found = []
    for health, signal in measured(projects, STEWARDSHIP):
        bus, role = BUS_FACTOR.of(health.signals), signal.detail.narrowest
        if signal.value == 1 and role and bus is not None and bus.value is not None and bus.value > 1:
            found.append((health.id, _(ROLES[role])))
    return sorted(found)


def steward_lines(
    stewards: Sequence[tuple[str, str]], called: TellingNames, width: int, height: int, glyphs: Glyphs
) -> list[Line]:
    """Return a heading and the projects, as many as fit, with what one person alone does unless that hides some."""
    if not stewards or height < STEWARD_LINES:
        return []
    forms = (_("one person alone, though several write"), _("one person alone"))
    heading = fitting([(Span(f"{glyphs.bad} {words}", "bad-strong"),) for words in forms], width)
    named: list[Callable[[tuple[str, str]], str]] = [
        lambda each: f"{called[each[0]].text} ({each[1]})",
        lambda each: called[each[0]].text,
    ]
    # Of as many names the first, which say more.
    lines = max(
        (_listed(stewards, each, width - 2, height - 1) for each in named), key=lambda each: each.shown
    ).lines
    return [crop(heading, width), *lines] if lines else []


class BusFactorPanel(FigurePanel):
    """The spread of the bus factor over the network's projects."""

    TITLE: ClassVar[str] = N_("Bus factor, in projects")
    SHORT: ClassVar[str] = N_("Bus factor")
    LABEL: ClassVar[str] = N_("bus factor")
    HELP: ClassVar[str] = N_("Enlarge the bus factor spread, or make it small again")

    ABOUT = BUS_FACTOR
    LACKING: ClassVar[str] = N_("No commits are known: git on this machine, or a token, brings them.")
    UNEVEN: ClassVar[bool] = True

    def lacks(self, figures: Spread) -> bool:
        """Return whether the bus factor of no project is known."""
        return not any(inside for _words, _short, level, inside in figures.groups if level != "unknown")

    def figures(self, projects: tuple[Health, ...]) -> Spread:
        """Return the groups, and who hangs on one person although several write."""
        return Spread(groups(projects), narrow(projects))

    def picture(self, figures: Spread, width: int, height: int) -> Sequence[Line]:
        """Return the spread, and below it the narrowest roles where there is room."""
        kept = STEWARD_LINES if figures.stewards and height >= len(figures.groups) + STEWARD_LINES else 0
        lines = picture(figures.groups, self.names, width, height - kept, self.glyphs)
        alone = steward_lines(figures.stewards, self.names, width, height - len(lines), self.glyphs)
        gap: list[Line] = [()] if () in lines and len(lines) + len(alone) < height else []
        return [*lines, *(gap if alone else []), *alone]
