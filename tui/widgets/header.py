"""The two lines on top: networks as tabs; what is polled now, how far, what it may cost, when next."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import ClassVar

from textual import events
from textual.message import Message

from civitop.i18n.language import N_, _, ngettext, number
from civitop.polling.collector import Budget
from tui.actions.action import Action
from tui.actions.watching import WATCHING
from tui.drawing.glyphs import UNICODE, Glyphs
from tui.drawing.labels import filled
from tui.drawing.plots import bar
from tui.drawing.text import Line, Span, crop, fit, length, span, spread
from tui.drawing.time_format import ago, long_day, until
from tui.session.view import Activity, View, activity
from tui.widgets.drawn import Drawn

NAME = " civitop "
NARROW = 60
"""Columns below which signs stand without their words and the next round is not announced."""
WORDS: dict[Activity, tuple[str, str]] = {
    "loading": (N_("loading"), "muted"),
    "live": (N_("live"), "good"),
    "polling": (N_("live"), "good"),
    "paused": (N_("paused"), "watch"),
    "waiting": (N_("waiting"), "watch"),
    "offline": (N_("offline"), "muted"),
    "broken": (N_("stopped"), "bad"),
}


def tabs(view: View, width: int, glyphs: Glyphs) -> list[tuple[str, Span]]:
    """Return the networks as tabs, with the id each stands for; the shown one is always among them."""
    networks = list(view.networks)
    at = next((i for i, each in enumerate(networks) if each.id == view.network), 0)
    labels = [
        (each.id, span(f"{glyphs.tab}{each.name} ", "here"))
        if each.id == view.network
        else (each.id, span(f" {each.name} ", "muted"))
        for each in networks
    ]
    first = 0
    while first < at and length(tuple(s for _, s in labels[first : at + 1])) > width - 3:
        first += 1
    shown: list[tuple[str, Span]] = []
    used = 0
    for id, label in labels[first:]:
        size = length((label,))
        if used + size > width:
            if not shown:
                shown.append((id, Span(fit(label.text, width), label.role)))
            break
        shown.append((id, label))
        used += size
    return shown


def sign(view: View, now: datetime, *, paused: bool, offline: bool, glyphs: Glyphs, width: int = 80) -> Line:
    """Return what civitop is doing and when the next round comes: sign, word, time; or which day is shown."""
    words = ngettext("{n} alert", "{n} alerts", view.alerts) if width >= NARROW else "{n}"
    alerts = words.format(n=number(view.alerts))
    bells = (Span(f"{glyphs.watch} {alerts}  ", "watch"),) if view.alerts else ()
    if view.past or view.wanted:
        past = _("PAST {day}").format(day=long_day(view.past or view.wanted))
        return (*bells, Span(f" {past} ", "past"))
    state = "offline" if offline and view.loaded else activity(view, paused=paused)
    word, role = WORDS[state]
    mark = {"paused": glyphs.pause, "offline": glyphs.offline, "loading": glyphs.offline}.get(
        state, glyphs.live
    )
    if state == "broken":
        mark = glyphs.bad
    if view.follows and state in ("live", "polling"):
        word = N_("following")
    spans = [*bells, Span(f"{mark} {_(word)}", f"{role}-strong" if role != "muted" else role)]
    if state == "live" and view.round.next_at and width >= NARROW:
        when = until(view.round.next_at, now)
        begins = when == until(now, now)
        coming = _("the next round begins") if begins else _("next round {when}").format(when=when)
        spans.append(Span(f"  {coming}", "muted"))
    return (*spans, Span(" "))


def progress(
    view: View, now: datetime, width: int, glyphs: Glyphs, actions: Sequence[Action] = WATCHING
) -> Line:
    """Return how far the round is, or how old the figures are; `actions` have the keys that walk the days."""
    if view.problem:
        return crop((span(str(view.problem), "bad"),), width)
    if view.past or view.wanted:
        return _past(view, width, {action.id: action.key for action in actions})
    if view.notice:
        return crop((Span(f"{glyphs.bad} ", "bad"), span(notice(str(view.notice)), "bad")), width)
    if not view.loaded:
        return (Span(_("Reading the store"), "muted"),)
    waiting = next((b for b in view.budgets.values() if b.waiting_until), None)
    if waiting is not None and waiting.waiting_until is not None:
        words = _("Waiting for {forge}, {when}")
        text = words.format(forge=waiting.forge, when=until(waiting.waiting_until, now))
        return crop(
            (Span(text, "watch"), span(f": {waiting.reason}" if waiting.reason else "", "muted")), width
        )
    state = view.round
    if state.running:
        return _running(view, width, glyphs)
    if state.finished_at is None:
        stored = _("Stored figures of {when}").format(when=ago(view.asof, now)) if view.asof else ""
        return (Span(stored, "muted"),)
    return _resting(view, state.finished_at, now, width, glyphs)


def _resting(view: View, finished_at: datetime, now: datetime, width: int, glyphs: Glyphs) -> Line:
    """Return what goes on between rounds, else what the last one brought."""
    if (deep := _deepening(view)) is not None:
        return crop(deep, width)
    state = view.round
    parts = [Span(_("Updated {when}").format(when=ago(finished_at, now)), "")]
    if view.follows:
        why = _("read only: another civitop polls") if width >= NARROW else _("read only")
        parts.append(Span(f", {why}", "muted"))
    if state.failed:
        words = ngettext("{n} project failed", "{n} projects failed", len(state.failed))
        parts.append(Span(f"  {glyphs.failed} {words.format(n=number(len(state.failed)))}", "bad"))
    if state.unchanged:
        words = ngettext("{n} project unchanged", "{n} projects unchanged", state.unchanged)
        parts.append(Span(f"  {words.format(n=number(state.unchanged))}", "muted"))
    while len(parts) > 1 and length(tuple(parts)) > width:
        parts.pop()  # whole words or none
    return tuple(parts)


def _deepening(view: View) -> Line | None:
    """Return which whole history is being read and how far; `None` where none is."""
    under_way = [each for each in view.deepening.values() if each.phase]
    if not under_way:
        return None
    first, more = under_way[0], len(under_way) - 1
    words = _("Whole history of {name}: {what}")
    text = words.format(name=view.path(first.repository), what=first.phrase)
    others = _(", and {n} more").format(n=number(more)) if more else ""
    return (span(text, "lead"), Span(others, "muted"))


def _past(view: View, width: int, key: Mapping[str, str]) -> Line:
    """Return how the days are walked, or which one is being read."""
    if view.wanted and view.wanted != view.past:
        return (Span(_("Reading {day}").format(day=long_day(view.wanted)), "lead"),)
    further = (key["day.month"], _("a month back")), (key["day.now"], _("now"))
    days = (key["day.back"], _("a day back")), (key["day.forward"], _("a day on"))
    spans: tuple[Span, ...] = (Span(_("As it was at the end of that day"), ""),)
    keys = _hints((*days, *further))
    if length((*spans, *keys)) > width:
        keys = _hints(((f"{key['day.back']} {key['day.forward']}", _("a day")), *further))
    for at in range(0, len(keys), 2):
        if length((*spans, *keys[at : at + 2])) <= width:
            spans = (*spans, *keys[at : at + 2])
    return spans


def _hints(walks: Sequence[tuple[str, str]]) -> list[Span]:
    """Return keys with what they do, each as two spans."""
    return [part for name, what in walks for part in (Span(f"  {name}", "key"), Span(f" {what}", "muted"))]


def notice(problem: str) -> str:
    """Return what is wrong with the configuration in short: the file without its folders, line, what."""
    path, colon, rest = problem.partition(":")
    name = path.replace("\\", "/").rpartition("/")[2]
    words = _("The changed configuration does not hold: {problem}")
    return words.format(problem=f"{name}{colon}{rest}")


def _running(view: View, width: int, glyphs: Glyphs) -> Line:
    state = view.round
    if not state.total:
        return (Span(_("Looking for repositories"), "lead"),)
    words = _("Polling {part} of {all}")
    count = f"{words.format(part=number(state.done), all=number(state.total))} "
    room = 10 if width < 60 else 20
    filled = bar(state.done, state.total, room, glyphs)
    rail = filled.rstrip(" ")
    spans = [
        Span(count, "lead"),
        Span(rail, "lead"),
        Span(glyphs.rail * (room - len(rail)), "quiet"),
    ]
    if state.failed:
        spans.append(Span(f" {glyphs.failed} {len(state.failed)}", "bad"))
    left = width - length(tuple(spans)) - 1
    if state.current and left >= 12:
        name = state.current.partition(":")[2] or state.current
        spans.append(span(f" {fit(name, min(left - 1, len(name)))}", "muted"))
    return tuple(spans)


def budget(budgets: Sequence[Budget], width: int) -> Line:
    """Return what each forge still allows, the scarcest first: requests in words, or as many figures as fit."""
    known = [b for b in budgets if b.remaining is not None and b.limit]
    known.sort(key=lambda b: ((b.remaining or 0) / (b.limit or 1), b.forge, b.pool))
    worded = _budgets(known, _("{forge}: {n} of {limit} requests left"))
    if sum(map(length, worded)) <= width * 3 // 4:  # what stands at the left comes before whole words
        return tuple(piece for each in worded for piece in each)
    spans: Line = ()
    for each in _budgets(known, _("{forge} {n} of {limit} left")):
        if length(spans) + length(each) > width:
            break
        spans = (*spans, *each)
    return spans


def _budgets(known: Sequence[Budget], words: str) -> list[Line]:
    """Return each budget in these words, in the colour of how much of it is left."""
    lines = []
    for each in known:
        share = (each.remaining or 0) / (each.limit or 1)
        role = "bad" if share < 0.2 else "watch" if share < 0.4 else "muted"
        left = filled(
            words,
            "muted",
            forge=span(each.forge, "muted"),
            n=Span(number(each.remaining or 0), role),
            limit=Span(number(each.limit or 0), "muted"),
        )
        lines.append((*left, Span("  ", "muted")))
    return lines


class Header(Drawn):
    """Networks, state and progress; a click on a tab shows that network."""

    DEFAULT_CSS: ClassVar[str] = "Header { height: 2; dock: top; }"

    class Chosen(Message):
        """A network's tab was clicked."""

        def __init__(self, network: str) -> None:
            self.network = network
            super().__init__()

    def __init__(self, glyphs: Glyphs = UNICODE, actions: Sequence[Action] = WATCHING) -> None:
        """Make it; `actions` have the configured keys."""
        super().__init__(glyphs)
        self._actions = actions
        self._view = View()
        self._now: datetime | None = None
        self._paused = self._offline = False
        self._tabs: list[tuple[int, int, str]] = []
        self._shown: list[Line] = []
        self._sign = self._bells = 0
        """Where the sign at the right begins, and how wide the number of alerts in it is."""

    def show(self, view: View, now: datetime, *, paused: bool, offline: bool) -> None:
        """Draw this state; nothing is repainted when the text stays the same."""
        self._view, self._now, self._paused, self._offline = view, now, paused, offline
        before = self._shown
        if self.size.width and self.draw(self.size.width, 2) != before:
            self.refresh()

    def draw(self, width: int, height: int) -> Sequence[Line]:
        """Return the two lines."""
        if self._now is None:
            return [(Span(NAME, "title"),)]
        right = sign(
            self._view, self._now, paused=self._paused, offline=self._offline, glyphs=self.glyphs, width=width
        )
        self._sign = width - length(right)
        self._bells = length(right[:1]) if self._view.alerts else 0
        shown = tabs(self._view, width - len(NAME) - length(right) - 2, self.glyphs)
        self._tabs = []
        x = len(NAME) + 1
        for id, label in shown:
            size = length((label,))
            self._tabs.append((x, x + size, id))
            x += size
        first = spread((Span(NAME, "title"), Span(" "), *(label for _, label in shown)), right, width)
        money = budget(list(self._view.budgets.values()), max(0, width // 2))
        left = progress(self._view, self._now, width - length(money) - 3, self.glyphs, self._actions)
        self._shown = [first, spread((Span(" "), *left), money or (Span(" "),), width)]
        return self._shown

    async def on_click(self, event: events.Click) -> None:
        """Show the network whose tab was clicked, or the alerts where their number was."""
        if event.y == 0 and self._view.alerts and 0 <= event.x - self._sign < self._bells:
            await self.run_action("app.alerts")
        for start, end, id in self._tabs:
            if event.y == 0 and start <= event.x < end:
                self.post_message(self.Chosen(id))
