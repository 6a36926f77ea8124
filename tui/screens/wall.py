"""The wall: a network's figures and its worst projects, large, one after the other; nobody need press a key."""

from collections.abc import Sequence
from itertools import zip_longest
from typing import Any, ClassVar, Literal, NamedTuple

from textual.app import ComposeResult
from textual.widget import Widget

from civitop.health import Health
from civitop.i18n.language import _, number
from civitop.reading.telling_names import telling_names
from civitop.signals import SIGNALS
from civitop.signals.base import LEVELS, Definition, Level
from tui.action_registry import bindings
from tui.actions.action import Place
from tui.drawing.big_text import big, size_for
from tui.drawing.glyphs import UNICODE, Glyphs
from tui.drawing.labels import level_word
from tui.drawing.text import Line, Span, hanging, length, line, pad, span, spread
from tui.panels.base import measured
from tui.screens.base import CivitopScreen, Presentation
from tui.session.session import Session
from tui.session.view import View
from tui.widgets.drawn import Drawn
from tui.widgets.header import sign

PageKind = Literal["figures", "worst"]
PROJECT_ROWS = 6
"""Rows that a project of the worst ones needs at least: its name, why, and air."""
BIG_LABEL = 16
"""Rows of a figure from which what it counts is written large too."""
MOST_PROJECTS = 4
"""More of them could not be read while they are shown."""


class WallPage(NamedTuple):
    """What is shown for a while."""

    network: str
    kind: PageKind


class Figure(NamedTuple):
    """One large figure with what it counts."""

    value: int | None
    what: str
    """A message."""
    role: str
    definition: Definition[Any]


def pages(view: View) -> tuple[WallPage, ...]:
    """Return what there is to show: for each network its figures, and its worst projects where it has some."""
    found = []
    for network in view.networks:
        found.append(WallPage(network.id, "figures"))
        if worst(tuple(view.healths[id] for id in network.repositories if id in view.healths)):
            found.append(WallPage(network.id, "worst"))
    return tuple(found)


def worst(projects: Sequence[Health]) -> list[Health]:
    """Return the projects that need somebody, those with most bad signals first."""

    def rank(health: Health) -> tuple[int, int, str]:
        bad = sum(signal.level == "bad" for signal in health.glance.values())
        return LEVELS.index(health.worst[0]), -bad, health.name

    needy = [each for each in projects if not each.archived and each.worst[0] in ("bad", "watch")]
    return sorted(needy, key=rank)


def figures(projects: Sequence[Health]) -> tuple[Figure, ...]:
    """Return the figures of a network, one for each signal that has a headline."""
    active = [each for each in projects if not each.archived]
    found = []
    for definition in SIGNALS:
        if definition.headline is not None:
            number = definition.headline.count([definition.of(each.signals) for each in active])
            role = _role(number) if definition.headline.alarming else "strong"
            found.append(Figure(number, definition.headline.words, role, definition))
    return tuple(found)


def _role(number: int | None) -> str:
    return "muted" if number is None else "bad-strong" if number else "good-strong"


def _stands(projects: Sequence[Health], definition: Definition[Any]) -> list[tuple[Level, str, int]]:
    """Return level, word and number: how the projects stand by a signal, or those that its figure does not count."""
    signals = [signal for _, signal in measured(projects, definition)]
    if definition.headline and definition.headline.others:
        return [(role, _(word), count) for role, word, count in definition.headline.others(signals)]
    levels = [signal.level for signal in signals]
    return [(level, level_word(level), levels.count(level)) for level in LEVELS]


def _levels(projects: Sequence[Health], definition: Definition[Any], glyphs: Glyphs, width: int) -> Line:
    """Return how many projects stand how by a signal, as many words as fit whole."""
    spans: list[Span] = []
    for level, word, count in _stands(projects, definition):
        if count:
            words = _("{n} {level}").format(n=number(count), level=word)
            part = [Span(f"{glyphs.level(level)} ", level), Span(f"{words}  ", "muted")]
            if length((*spans, *part)) <= width + 2:
                spans += part
    of = Span(_("projects:") + " ", "muted")
    return (of, *spans) if length((of, *spans)) <= width + 2 else tuple(spans)


class Wall(Drawn):
    """The page that is shown."""

    DEFAULT_CSS: ClassVar[str] = "Wall { width: 1fr; height: 1fr; padding: 1 2; }"

    def __init__(self, glyphs: Glyphs = UNICODE) -> None:
        super().__init__(glyphs, id="wall")
        self._view = View()
        self._page: WallPage | None = None

    def show(self, view: View, page: WallPage | None) -> None:
        """Show a page of this state."""
        self._view, self._page = view, page
        self.refresh()

    def draw(self, width: int, height: int) -> Sequence[Line]:
        """Return the network's name in large letters, and the figures or the worst projects."""
        page = self._page
        network = next((n for n in self._view.networks if page and n.id == page.network), None)
        if page is None or network is None:
            words = _("No network is configured.") if self._view.loaded else _("Loading the stored figures")
            return [line(Span(words, "muted"))]
        projects = [self._view.healths[id] for id in network.repositories if id in self._view.healths]
        title = big(network.name, width, max(1, height // 6), self.glyphs)
        lines = [line(span(each, "title")) for each in title]
        if page.kind == "worst":
            lines.append(line(Span(_("These projects need somebody"), "muted")))
        lines.append(())
        body = self._figures if page.kind == "figures" else self._worst
        return [*lines, *body(projects, width, height - len(lines))]

    def _figures(self, projects: Sequence[Health], width: int, height: int) -> list[Line]:
        """Return the figures, two beside two."""
        found = figures(projects)
        room, rows = (width - 4) // 2, max(1, height // ((len(found) + 1) // 2))
        large = rows >= BIG_LABEL and all(size_for(_(each.what), room, 3, self.glyphs) for each in found)
        tiles = [self._tile(each, projects, room, rows, large=large) for each in found]
        lines: list[Line] = []
        nothing: list[Line] = [()] * rows
        for left, right in zip_longest(tiles[::2], tiles[1::2], fillvalue=nothing):
            beside = zip(left, right, strict=True)
            lines += [(*pad(one, room), Span(" " * 4), *pad(other, room)) for one, other in beside]
        return lines

    def _tile(
        self, figure: Figure, projects: Sequence[Health], width: int, height: int, *, large: bool
    ) -> list[Line]:
        """Return a figure, what it counts (in large letters where all of them have the room), and the levels."""
        text = "–" if figure.value is None else number(figure.value)
        label = big(_(figure.what), width, 3, self.glyphs) if large else [_(figure.what)]
        air: list[Line] = [()] if large else []
        room = height - len(label) - len(air) - 2
        lines = [line(Span(each, figure.role)) for each in big(text, width, room, self.glyphs)]
        lines += [*air, *(line(Span(each, "muted" if air else "strong")) for each in label)]
        lines.append(_levels(projects, figure.definition, self.glyphs, width))
        return [*lines, *[()] * (height - len(lines))][:height]

    def _worst(self, projects: Sequence[Health], width: int, height: int) -> list[Line]:
        """Return the worst projects, each with its name in large letters and why it is among them."""
        found = worst(projects)[: max(1, min(MOST_PROJECTS, height // PROJECT_ROWS))]
        rows = height // max(1, len(found))
        called = telling_names((each.id, each.name) for each in projects)
        names = [called[health.id].name for health in found]
        sizes = [size_for(name, width, max(1, rows - 3), self.glyphs) for name in names]
        size = min(filter(None, sizes), default=None)  # one size for all, but for a name that fits none
        lines: list[Line] = []
        for health, name in zip(found, names, strict=True):
            level, cause = health.worst
            letters = big(name, width, max(1, rows - 3), self.glyphs, size)
            block = [line(span(each, f"{level}-strong")) for each in letters]
            signal = health.signals.get(cause or "")
            why = str(health.error or (signal.reason if signal else ""))
            word = f"{self.glyphs.level(level)} {level_word(level)}  "
            apart = called[health.id].apart
            left = (*([span(f"{apart}  ", "muted")] if apart else []), Span(word, level))
            block += hanging(left, why, "strong", width)
            lines += [*block, *[()] * (rows - len(block))][:rows]
        return lines


class Below(Drawn):
    """The last line: which page, how to go on, and that nothing moves while it is paused."""

    DEFAULT_CSS: ClassVar[str] = "Below { height: 1; dock: bottom; background: $surface; }"

    def __init__(self, glyphs: Glyphs) -> None:
        super().__init__(glyphs, id="below")
        self._left: Line = ()
        self._right: Line = ()

    def say(self, left: Line, right: Line) -> None:
        """Show this."""
        if (left, right) != (self._left, self._right):
            self._left, self._right = left, right
            self.refresh()

    def draw(self, width: int, height: int) -> Sequence[Line]:
        """Return the line."""
        left = self._left
        while left and length(left) + length(self._right) + 1 > width:
            left = left[:-2]  # a key and what it does
        return [spread(left, self._right, width)] if left else [pad(self._right, width)]


class WallScreen(CivitopScreen):
    """Rotates through the networks by itself; `p` stands still, space goes on, Esc shows the dashboard."""

    BINDINGS = bindings("wall")
    PLACE: ClassVar[Place] = "wall"

    def __init__(self, session: Session, presentation: Presentation, seconds: float) -> None:
        """Make it; each page stands for so many seconds."""
        super().__init__(session, presentation)
        self._seconds = seconds
        self._at = 0
        self._view = View()

    def compose(self) -> ComposeResult:
        """Lay out the page and the line under it."""
        yield Wall(self.glyphs)
        yield Below(self.glyphs)

    def on_mount(self) -> None:
        """Start the rotation."""
        self.show(self.session.shown)
        self.set_interval(self._seconds, self._rotate)

    @property
    def ready(self) -> bool:
        """Return whether its parts are there."""
        return self.is_mounted and bool(self.query(Below))

    def target(self) -> Widget | None:
        """Return nothing: there is nothing to move."""
        return None

    def show(self, view: View) -> None:
        """Draw this state of the page that is on."""
        self._view = view
        found = pages(view)
        self._at = self._at % len(found) if found else 0
        self.query_one(Wall).show(view, found[self._at] if found else None)
        self.show_counters(self.session.counters)

    def show_counters(self, view: View) -> None:
        """Draw the line under the page."""
        session = self.session
        now, glyphs = session.now(), self.glyphs
        state = sign(view, now, paused=session.paused, offline=session.offline, glyphs=glyphs)
        count = len(pages(self._view))
        spans = [
            part
            for key, words in self._keys()
            for part in (Span(f" {key}", "key"), Span(f" {words} ", "muted"))
        ]
        page = _("{part} of {all}").format(part=self._at + 1, all=count)
        where = Span(f" {page}  " if count else " ", "muted")
        clock = Span(f"{now.astimezone(self.presentation.zone):%H:%M}  ", "strong")
        self.query_one(Below).say((where, *spans), (clock, *state))

    def _keys(self) -> list[tuple[str, str]]:
        """Return the keys of the line, and what each does."""
        words = {"quit": _("quit"), "pause": _("pause"), "wall.next": _("next"), "back": _("dashboard")}
        keys = {action.id: action.key for action in self.presentation.actions}
        return [(keys[id], what) for id, what in words.items()]

    def _rotate(self) -> None:
        if not self.session.paused:
            self._turn(1)

    def action_wall_next(self) -> None:
        """Show the next page."""
        self._turn(1)

    def action_wall_previous(self) -> None:
        """Show the page before."""
        self._turn(-1)

    def _turn(self, by: int) -> None:
        count = len(pages(self._view))
        if count:
            self._at = (self._at + by) % count
            self.show(self._view)
