"""The start screen: what opens when no network is configured and none is named.

One line to type in and one list under it: typing filters the ready-made networks, and what looks like a
source, an address or a path becomes the first row of the list.
"""

import asyncio
from collections.abc import Sequence

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.message import Message
from textual.screen import Screen
from textual.widgets import Input

from civitop.i18n.language import N_, _, current
from civitop.i18n.values import listed
from civitop.sanitise import plain
from tui.actions.action import Action, bindings
from tui.actions.start import START
from tui.drawing.glyphs import Glyphs
from tui.drawing.labels import filled, fitting
from tui.drawing.text import Line, Span, line, span, wrap
from tui.session.choices import Accept, Choice, Choices, FindTokens, TokenNote
from tui.widgets.choice_list import ChoiceList
from tui.widgets.drawn import Drawn
from tui.widgets.key_line import KeyLine

WIDTHS = [(0, "-w-tiny"), (76, "-w-small"), (110, "-w-wide")]
PAGE = 10
"""Rows that a page key moves by."""
HEIGHTS = [(0, "-h-tiny"), (18, "-h-short"), (30, "-h-tall")]
KEYS = ("start.open", "start.up start.down", "start.remember", "start.clear")
LABELS = {"start.up start.down": N_("choose")}
EXAMPLES = N_("type to filter, or name a source: github:owner  https://forge/owner/name  ../clone")


class TokenList(Drawn):
    """Which tokens were found, where, and what is missing without them."""

    def __init__(self, glyphs: Glyphs) -> None:
        super().__init__(glyphs, id="tokens")
        self.border_title = _("Tokens")
        self._notes: tuple[TokenNote, ...] | None = None

    def show(self, notes: tuple[TokenNote, ...]) -> None:
        """Show what was found."""
        self._notes = notes
        self.refresh(layout=True)

    def draw(self, width: int, height: int) -> Sequence[Line]:
        """Return one line per forge, and a sentence for each without a token."""
        if self._notes is None:
            return [(Span(_("Looking for tokens: environment, keyring, gh, glab"), "muted"),)]
        return [each for note in self._notes for each in self._note(note, width)]

    def get_content_height(self, container: object, viewport: object, width: int) -> int:
        """Return the number of lines at this width."""
        return len(self.draw(width, 99))

    def _note(self, note: TokenNote, width: int) -> list[Line]:
        if note.places:
            where = _("token found in {places}").format(places=listed(note.places, current()))
            return [
                line(
                    Span(f"{self.glyphs.good} ", "good"), span(note.forge, "strong", 16), span(where, "muted")
                )
            ]
        words = _("no token. {sentence}").format(sentence=note.without)
        lines = wrap(words, max(20, width - 18), "muted")
        first = line(Span(f"{self.glyphs.watch} ", "watch"), span(note.forge, "strong", 16), *lines[0])
        return [first, *((Span(" " * 18), *each) for each in lines[1:])]


class Remember(Drawn):
    """The tick box: whether the choice is written into the configuration."""

    class Toggled(Message):
        """It was clicked."""

    def __init__(self, choices: Choices, glyphs: Glyphs) -> None:
        super().__init__(glyphs, id="remember")
        self._file = choices.config_file
        self.on = False
        self.possible = True

    def draw(self, width: int, height: int) -> Sequence[Line]:
        """Return the line."""
        if not self.possible:
            forms = (
                _("The demo's network is invented: there is nothing to remember."),
                _("The demo is not remembered."),
            )
            return [fitting([line(Span(f" {words}", "quiet")) for words in forms], width)]
        box = Span(" [x] " if self.on else " [ ] ", "key")
        file = span(self._file, "muted")
        return [(box, *filled(_("Remember the choice in {file}"), file=file))]

    def on_click(self) -> None:
        """Tick it, or take the tick away."""
        self.post_message(self.Toggled())


class Words(Drawn):
    """A line or two of words."""

    def __init__(self, glyphs: Glyphs, id: str, *lines: Line) -> None:
        super().__init__(glyphs, id=id)
        self._lines = lines

    def say(self, *lines: Line) -> None:
        """Show other lines."""
        self._lines = lines
        self.refresh(layout=True)

    def get_content_height(self, container: object, viewport: object, width: int) -> int:
        """Return the number of lines."""
        return len(self._lines)

    def draw(self, width: int, height: int) -> Sequence[Line]:
        """Return the lines."""
        return self._lines


class StartScreen(Screen[Choice]):
    """Pick a network, the demo, this repository, or type what to look at."""

    HORIZONTAL_BREAKPOINTS = WIDTHS
    VERTICAL_BREAKPOINTS = HEIGHTS
    AUTO_FOCUS = "#target"
    BINDINGS = bindings(START, "start")

    def __init__(
        self,
        choices: Choices,
        accept: Accept,
        find_tokens: FindTokens,
        glyphs: Glyphs,
        actions: Sequence[Action] = START,
    ) -> None:
        """Make it; `actions` have the configured keys."""
        super().__init__()
        self._choices, self._accept, self._find_tokens = choices, accept, find_tokens
        self._glyphs, self._actions = glyphs, actions

    def compose(self) -> ComposeResult:
        """Lay out the question, the line to type in, the list, the tokens, the tick box and the keys."""
        glyphs = self._glyphs
        title = (
            Span(" civitop", "title"),
            Span("  " + _("the open source that public bodies govern together"), "muted"),
        )
        yield Words(glyphs, "name", title)
        with Vertical(id="start"):
            yield Words(glyphs, "question", line(Span(" " + _("What do you want to look at?"), "strong")))
            yield Input(placeholder=_(EXAMPLES), id="target", compact=True, select_on_focus=False)
            yield Words(glyphs, "wrong")
            yield ChoiceList(self._choices, glyphs)
            yield TokenList(glyphs)
            yield Remember(self._choices, glyphs)
        yield KeyLine(self._actions, KEYS, glyphs, labels=LABELS, id="keys")

    def on_mount(self) -> None:
        """Offer everything, and look for tokens meanwhile."""
        self.list.filter("")
        self._follow_cursor()
        self.run_worker(self._tokens(), group="tokens", exit_on_error=False)

    async def _tokens(self) -> None:
        self.query_one(TokenList).show(await asyncio.to_thread(self._find_tokens))

    @property
    def list(self) -> ChoiceList:
        """Return the list."""
        return self.query_one(ChoiceList)

    def on_input_changed(self, event: Input.Changed) -> None:
        """Filter while a person types."""
        event.stop()
        self.query_one("#wrong", Words).say()
        self.list.filter(event.value)
        self._follow_cursor()

    def on_line_list_moved(self) -> None:
        """Say whether the choice can be remembered."""
        self._follow_cursor()

    def on_remember_toggled(self) -> None:
        """Tick the box."""
        self.action_start_remember()

    def _follow_cursor(self) -> None:
        box = self.query_one(Remember)
        chosen = self.list.chosen
        possible = chosen is None or chosen.kind != "demo"
        if possible != box.possible:
            box.possible = possible
            box.refresh()

    def action_start_down(self) -> None:
        """Go down a row."""
        self.list.move(1)

    def action_start_up(self) -> None:
        """Go up a row."""
        self.list.move(-1)

    def action_start_page_down(self) -> None:
        """Go down ten rows."""
        self.list.move(PAGE)

    def action_start_page_up(self) -> None:
        """Go up ten rows."""
        self.list.move(-PAGE)

    def action_start_remember(self) -> None:
        """Tick the box, or take the tick away."""
        box = self.query_one(Remember)
        box.on = not box.on
        box.refresh()

    def action_start_clear(self) -> None:
        """Clear what was typed; leave when nothing was."""
        target = self.query_one("#target", Input)
        if target.value:
            target.value = ""
        else:
            self.action_start_leave()

    def action_start_leave(self) -> None:
        """Leave without a choice."""
        self.app.exit(None)

    async def action_start_open(self) -> None:
        """Give back what was chosen; a sentence appears where it cannot be taken."""
        chosen = self.list.chosen
        if chosen is None:
            return
        box = self.query_one(Remember)
        choice = Choice(kind=chosen.kind, target=chosen.target, remember=box.on and box.possible)
        problem = await asyncio.to_thread(self._accept, choice)
        if problem is None:
            self.app.exit(choice)
            return
        room = max(20, self.size.width - 6)
        sign = Span(f" {self._glyphs.bad} ", "bad")
        lines = wrap(plain(str(problem), 500), room, "bad")
        self.query_one("#wrong", Words).say(
            *((sign if n == 0 else Span("   "), *each) for n, each in enumerate(lines))
        )
