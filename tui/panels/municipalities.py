"""Municipalities × projects as a heat map: who contributes where, who uses without contributing.

The share of contributions behind which no organisation is known stands with it, or the map would read
as complete.
"""

from collections import Counter
from collections.abc import Sequence
from typing import ClassVar

from rich.cells import cell_len

from civitop.health import Health
from civitop.i18n.language import N_, _, ngettext, percent
from civitop.reading.telling_names import TellingNames
from civitop.signals.base import Signal
from civitop.signals.municipalities import MUNICIPALITIES
from civitop.signals.municipalities.detail import Municipalities
from tui.drawing.glyphs import Glyphs
from tui.drawing.labels import filled, fitting, name_within
from tui.drawing.plots import heat
from tui.drawing.text import Line, Span, fit, length, shortened, span, spread
from tui.organisations.bare_names import bare
from tui.panels.base import FigurePanel, measured

STEPS = 4
HEADINGS, MOST_HEADINGS = 3, 9
"""Lines of the projects' names above their columns; at most, in the panel that is enlarged."""
LEAST_HEADING = 10
"""Cells that a name has there at least: one begins at each column, and as many lines as there are part those that
begin in the same one."""
MOST_CELL = 7
"""Cells of a column beyond which the eye loses its row."""
MOST_COLUMNS = 1_000
"""Projects that have a column: more than a screen has cells."""
MunicipalitiesRow = tuple[Health, Signal[Municipalities]]


class Grid:
    """Contributions by municipality and project; both by how much there is, most first.

    It keeps no cell that no screen shows: freeing those of ten thousand projects would hold the keys up.
    """

    def __init__(self, rows: Sequence[MunicipalitiesRow]) -> None:
        self.names: dict[str, str] = {}
        self.reach: Counter[str] = Counter()
        """To how many projects a municipality contributes."""
        self.totals: Counter[str] = Counter()
        self.most = 0
        self.only_uses = self.may_contribute = False
        """Whether a body uses a project and does not contribute; and whether of one that is not known."""
        found: list[tuple[int, MunicipalitiesRow]] = []
        for row in rows:
            detail = row[1].detail
            weight = 0
            for each in detail.contributing:
                self.names[each.code] = each.name
                self.reach[each.code] += 1
                self.totals[each.code] += each.weight
                self.most = max(self.most, each.weight)
                weight += each.weight
            for user in detail.using:
                self.names.setdefault(user.code, user.name)
                self.totals[user.code] += 0
            self._look_at_users(detail)
            if weight or detail.using:
                found.append((weight, row))
        found.sort(key=lambda each: (-each[0], each[1][0].name))
        self.codes = sorted(self.totals, key=lambda code: (-self.totals[code], self.names[code]))
        self.contributing = [code for code in self.codes if self.totals[code]]
        self.known = any(signal.value is not None for _, signal in rows)
        """Whether it is known of any project which municipalities contribute."""
        self.without = sum(1 for _, signal in rows if signal.value == 0)
        self.longest = max((cell_len(bare(each)) for each in self.names.values()), default=0)
        self.share = unknown_share(rows)
        self._show([row for _, row in found[:MOST_COLUMNS]])

    def _look_at_users(self, detail: Municipalities) -> None:
        if detail.using and unsure(detail):
            self.may_contribute = True
        elif not self.only_uses:
            contributing = {each.code for each in detail.contributing}
            self.only_uses = any(user.code not in contributing for user in detail.using)

    def _show(self, rows: Sequence[MunicipalitiesRow]) -> None:
        """Keep the cells of these projects."""
        self.projects = [health for health, _ in rows]
        self.by_id = {health.id: health for health in self.projects}
        self.weights = {
            (each.code, health.id): each.weight
            for health, signal in rows
            for each in signal.detail.contributing
        }
        self.uses = {(user.code, health.id) for health, signal in rows for user in signal.detail.using}
        self.unsure = {health.id for health, signal in rows if unsure(signal.detail)}
        """Projects of which nobody can say whether those who use them contribute too."""


def unsure(detail: Municipalities) -> bool:
    """Return whether nobody can say whether those who use the project contribute to it too."""
    return detail.using_not_contributing is None


def unknown_share(rows: Sequence[MunicipalitiesRow]) -> float | None:
    """Return the share of the network's contributions that no known organisation stands behind, 0 to 1."""
    total = without = 0.0
    for _health, signal in rows:
        if signal.detail.unknown_share is not None:
            made = signal.coverage.sample or 0
            total += made
            without += made * signal.detail.unknown_share
    return without / total if total else None


def picture(
    grid: Grid,
    called: TellingNames,
    width: int,
    height: int,
    glyphs: Glyphs,
    pointed: str | None = None,
    most: int = HEADINGS,
) -> list[Line]:
    """Return the figures and, where there is room, the map, the `pointed` project's column marked.

    Of `most` lines above the map are for the projects' names.
    """
    share = grid.share
    if height < 5:
        return compact(grid, share, width, glyphs)[:height]
    head = headline(grid, width, glyphs)
    foot = legend(grid, width, glyphs)
    if not grid.codes:
        return [head, (), (Span(_("No municipality contributed in 365 days."), "muted"),), *foot]
    of = Span(_("projects"), "quiet")  # what the figures at the ends of the rows count
    if (health := grid.by_id.get(pointed or "")) is not None:
        name = (Span(f"{glyphs.separator} ", "lead"), span(called[health.id].text, "lead"), Span("  "))
        if length((*head, *name, of)) + 2 <= width:
            head = spread(head, (*name, of), width)
    if length(head) + length((of,)) + 1 <= width:
        head = spread(head, (of,), width)
    return [head, *heat_lines(grid, called, width, height - 1 - len(foot), glyphs, pointed, most), *foot]


def compact(grid: Grid, share: float | None, width: int, glyphs: Glyphs) -> list[Line]:
    """Return three lines: how many contribute, projects without any, and the share that is unknown."""
    count = len(grid.contributing)
    active = filled(ngettext("{n} active", "{n} active", count), n=Span(str(count), "strong"))
    lines = [fitting((_contribute(count), active), width)]
    n = Span(str(grid.without), "bad" if grid.without else "muted")
    without = ngettext("{n} without any", "{n} without any", grid.without), _("{n} without")
    lines.append(fitting([filled(each, "muted", n=n) for each in without], width))
    if share is not None:
        forms = _("{share} by unknown bodies"), _("{share} unknown")
        lines.append(
            fitting([filled(each, "muted", share=Span(percent(share, brief=True))) for each in forms], width)
        )
    return lines


def _contribute(count: int) -> Line:
    return filled(ngettext("{n} contribute", "{n} contribute", count), n=Span(str(count), "strong"))


def headline(grid: Grid, width: int, glyphs: Glyphs) -> Line:
    """Return `9 contribute  ■ 6 projects without any`."""
    spans = _contribute(len(grid.contributing))
    if grid.without:
        forms = (
            ngettext("{n} project without any", "{n} projects without any", grid.without),
            ngettext("{n} without any", "{n} without any", grid.without),
            _("{n} without"),
        )
        n = Span(str(grid.without), "strong")
        tails = [filled(each, "muted", n=n) for each in forms]
        signs = [Span(f"  {glyphs.bad} ", "bad")] * len(tails)
        signs.append(Span(f" {glyphs.bad} ", "bad"))
        whole = zip(signs, (*tails, tails[-1]), strict=True)
        return fitting([*((*spans, sign, *tail) for sign, tail in whole), spans], width)
    return spans


def legend(grid: Grid, width: int, glyphs: Glyphs) -> list[Line]:
    """Return the line under the map: what is unknown, and how the signs that stand in it read."""
    told: list[Line] = []
    share = grid.share
    if share is not None:
        forms = (
            _("{share} of contributions by unknown bodies"),
            _("{share} by unknown bodies"),
            _("{share} unknown"),
        )
        words = forms[0 if width >= 44 else 1 :]
        told = [filled(each, "muted", share=Span(percent(share, brief=True))) for each in words]
    scale = (
        Span(_("few") + " ", "quiet"),
        *(Span(glyphs.heat[step], f"heat{step}") for step in range(1, STEPS + 1)),
        Span(" " + _("many") + "  ", "quiet"),
    )
    only = (
        (Span(glyphs.offline, "watch"), Span(" " + _("only uses") + "  ", "quiet")) if grid.only_uses else ()
    )
    uses: Line = ()
    if grid.may_contribute:
        uses = Span(glyphs.bullet, "lead"), Span(" " + _("uses") + "  ", "quiet")
    # Signs without a word are worse than a share in fewer of them.
    for tail in ((*scale, *only, *uses), scale):
        for spans in told[:-1] or [()]:  # the last form does not say of what
            if (blank := width - length(spans) - length(tail)) >= 2:
                return [(*spans, Span(" " * blank), *tail)]
    return [fitting(told, width)] if told else []


def heat_lines(
    grid: Grid,
    called: TellingNames,
    width: int,
    height: int,
    glyphs: Glyphs,
    pointed: str | None,
    headings_most: int,
) -> list[Line]:
    """Return one line per municipality with one column per project, and the number of projects at the end.

    Where the height allows it, the projects' names stand above their columns.
    """
    most = 13 if width < 40 else 16 if width < 60 else 24
    name = min(most, grid.longest)
    count = 4
    room = width - name - 1 - count
    cell = max(1, min(MOST_CELL, room // max(1, len(grid.projects))))
    shown = grid.projects[: room // cell]
    longest = max((cell_len(called[health.id].text) for health in shown), default=0)
    spare = min(headings_most, height - len(grid.codes))
    rows = min(spare, max(HEADINGS, -(-(longest + 1) // cell)))
    lines: list[Line] = []
    if rows >= HEADINGS and rows * cell - 1 >= LEAST_HEADING:
        lines = headings(shown, called, name + 1, cell, width, pointed, rows)
    left = height - len(lines)
    codes = grid.codes[: left if len(grid.codes) <= left else left - 1]
    for code in codes:
        spans = [span(bare(grid.names[code]), "" if grid.totals[code] else "muted", name), Span(" ")]
        spans += [_square(grid, code, health.id, cell, glyphs, pointed) for health in shown]
        spans.append(Span(" " * (room - cell * len(shown))))
        reach = grid.reach[code]
        spans.append(Span(fit(str(reach), count, "right"), "" if reach else "watch"))
        lines.append(tuple(spans))
    hidden = len(grid.codes) - len(codes)
    if hidden:
        lines.append((Span(fit(_("+{n} more").format(n=hidden), name), "quiet"),))
    return lines


def headings(
    projects: Sequence[Health],
    called: TellingNames,
    margin: int,
    cell: int,
    width: int,
    pointed: str | None,
    rows: int,
) -> list[Line]:
    """Return the projects' names in so many lines above their columns: one begins at each, a line lower each time."""
    lines = []
    for row in range(rows):
        spans = [Span(" " * (margin + row * cell))]
        for health in projects[row::rows]:
            room = min(rows * cell, width - length(tuple(spans)))
            words = shortened(name_within(called[health.id], room - 1), room - 1)
            spans.append(span(words, "lead" if health.id == pointed else "quiet", room))
        lines.append(tuple(spans))
    return lines


def _square(grid: Grid, code: str, project: str, cell: int, glyphs: Glyphs, pointed: str | None) -> Span:
    weight = grid.weights.get((code, project), 0)
    if not weight and (code, project) in grid.uses:
        if project in grid.unsure:
            return Span(fit(glyphs.bullet, cell), "lead")
        return Span(fit(glyphs.offline, cell), "watch")
    step = heat(weight, grid.most, STEPS)
    if not step:
        here = project == pointed
        return Span(fit(glyphs.separator if here else glyphs.heat[0], cell), "lead" if here else "quiet")
    size = max(1, cell - 1)
    return Span(fit(glyphs.heat[step] * size, cell), f"heat{step}")


class MunicipalitiesPanel(FigurePanel):
    """The map of municipalities and projects."""

    TITLE: ClassVar[str] = N_("Municipalities")
    SHORT: ClassVar[str] = N_("Municipality")
    LABEL: ClassVar[str] = N_("municipalities")
    HELP: ClassVar[str] = N_("Enlarge the map of municipalities, or make it small again")

    ABOUT = MUNICIPALITIES
    LACKING: ClassVar[str] = N_("No contributions are known: git on this machine, or a token, brings them.")
    UNEVEN: ClassVar[bool] = True

    def lacks(self, figures: Grid) -> bool:
        """Return whether of no project it is known who contributes or who uses it."""
        return not figures.known and not figures.codes

    def figures(self, projects: tuple[Health, ...]) -> Grid:
        """Return contributions by municipality and project."""
        return Grid(measured(projects, MUNICIPALITIES))

    def picture(self, figures: Grid, width: int, height: int) -> Sequence[Line]:
        """Return the map."""
        most = MOST_HEADINGS if self.has_class("-large") else HEADINGS
        return picture(figures, self.names, width, height, self.glyphs, self.pointed, most)

    def point_at(self, repository: str | None) -> None:
        """Mark the column of a project."""
        if repository != self.pointed:
            super().point_at(repository)
            self.refresh()
