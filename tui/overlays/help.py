"""The help: every key, sign, signal and filter word, searched as one types."""

from collections.abc import Iterator, Sequence
from typing import Any

from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Input

from civitop.filter.grammar import folded, keys
from civitop.i18n.language import N_, _
from civitop.signals.base import Definition
from tui.action_registry import bindings
from tui.actions.action import Action
from tui.actions.key_names import shown
from tui.drawing.glyphs import Glyphs
from tui.drawing.text import Line, Span, line
from tui.organisations.matrix_cells import part_signs
from tui.overlays.explained import Explained, HelpEntry, row
from tui.sections.base import Section

PAGE = 15
"""Lines that a page key scrolls by."""


class HelpScreen(ModalScreen[None]):
    """What one can do and what everything means; made from the same lists that do it."""

    BINDINGS = bindings("help")

    def __init__(
        self,
        actions: Sequence[Action],
        definitions: Sequence[Definition[Any]],
        glyphs: Glyphs,
        about: Explained | None = None,
    ) -> None:
        """Make it; what is said `about` the figures that are looked at stands first."""
        super().__init__()
        self._about = about
        self._actions, self._definitions, self._glyphs = tuple(actions), tuple(definitions), glyphs

    def compose(self) -> ComposeResult:
        """Lay out the search and the text."""
        with Vertical(id="help") as box:
            box.border_title = _("Help")
            box.border_subtitle = _("type to search, Esc closes")
            yield Input(
                placeholder=_("Search keys, signs, signals and filter words"), id="help-search", compact=True
            )
            with VerticalScroll(id="help-scroll", can_focus=False):
                yield Section("", self._glyphs, id="help-text")

    def on_mount(self) -> None:
        """Show everything."""
        self._search("")

    def reword(self) -> None:
        """Take the words of the language in use."""
        box, search = self.query_one("#help"), self.query_one("#help-search", Input)
        box.border_title, box.border_subtitle = _("Help"), _("type to search, Esc closes")
        search.placeholder = _("Search keys, signs, signals and filter words")
        self._search(search.value)

    def on_input_changed(self, event: Input.Changed) -> None:
        """Show what matches."""
        event.stop()
        self._search(event.value)

    def _search(self, query: str) -> None:
        words = folded(query).split()
        self.query_one("#help-text", Section).paint(lambda width: self._text(words, width))
        self.query_one("#help-scroll", VerticalScroll).scroll_home(animate=False)

    def _text(self, words: Sequence[str], width: int) -> list[Line]:
        lines: list[Line] = []
        group = ""
        for name, block, searched in self._entries(width):
            if not all(word in folded(f"{name} {searched}") for word in words):
                continue
            if name != group:
                lines += [(), line(Span(name, "title"))] if lines else [line(Span(name, "title"))]
                group = name
            lines += block
        return lines or [line(Span(_("Nothing in the help has these words."), "muted"))]

    def _entries(self, width: int) -> Iterator[HelpEntry]:
        if self._about is not None:
            yield from self._about.entries(width)
        groups = list(dict.fromkeys(action.group for action in self._actions))
        for group in groups:
            for action in self._actions:
                if action.group == group:
                    names = " ".join(shown(key) for key in action.keys.split(","))
                    what = _(action.help)
                    yield _(group), row(names, what, "key", width), f"{names} {what} {action.id}"
        yield from self._signs(width)
        for definition in self._definitions:
            title = _(definition.title)
            what = _("{question} In {unit}.").format(question=_(definition.question), unit=_(definition.unit))
            yield (
                _("What the columns answer"),
                row(title, what, "strong", width),
                f"{title} {what} {_(definition.short)}",
            )
        for name, help in keys():
            what = _(help)
            yield _("Words of the filter"), row(name, what, "strong", width), f"{name} {what}"
        for example, help in EXAMPLES:
            what = _(help)
            yield _("Filters to try"), row(example, what, "lead", width, 30), f"{example} {what}"

    def _signs(self, width: int) -> Iterator[HelpEntry]:
        glyphs = self._glyphs
        rows = (
            (glyphs.good, "good", _("good: nothing to do")),
            (glyphs.watch, "watch", _("watch: somebody should look at it")),
            (glyphs.bad, "bad", _("bad: this needs somebody now")),
            (
                glyphs.unknown,
                "unknown",
                _("unknown: it could not be measured, and the project says why; never zero"),
            ),
            (
                f"{glyphs.up} {glyphs.down} {glyphs.same}",
                "muted",
                _("more, less or the same as 30 days ago; the colour says whether that is better"),
            ),
            (glyphs.archived, "muted", _("archived on its forge")),
            (glyphs.stale, "muted", _("stale: the figures are older than the last round")),
            (glyphs.failed, "bad", _("failed: it could never be collected")),
            (f"{glyphs.dot} {glyphs.dots}", "series", _("a release, several close together")),
            (glyphs.due, "quiet", _("when the next release is due")),
            (glyphs.heat[1:], "heat3", _("writes: commits of a body's people, few to many")),
            (part_signs(glyphs), "part", _("takes part: issues, change requests and reviews, few to many")),
            (glyphs.bullet, "lead", _("a body that uses a project and contributes to it")),
            (glyphs.offline, "watch", _("a body that uses a project without contributing")),
        )
        for sign, role, what in rows:
            yield _("Signs"), row(sign, what, role, width), what

    def action_help_close(self) -> None:
        """Go back."""
        self.dismiss()

    def action_help_down(self) -> None:
        """Scroll down."""
        self._scroll(1)

    def action_help_up(self) -> None:
        """Scroll up."""
        self._scroll(-1)

    def action_help_page_down(self) -> None:
        """Scroll down a page."""
        self._scroll(PAGE)

    def action_help_page_up(self) -> None:
        """Scroll up a page."""
        self._scroll(-PAGE)

    def _scroll(self, rows: int) -> None:
        self.query_one("#help-scroll", VerticalScroll).scroll_relative(y=rows, animate=False)


EXAMPLES = (
    ("bus<2", N_("projects that hang on one person")),
    ("release>180d", N_("no release for half a year, or never")),
    ("level:bad -is:archived", N_("what needs somebody, without what is archived")),
    ("bus:bad forge:gitlab", N_("a signal's level, on one forge")),
    ('vendor:"Example BV"', N_("a vendor with a space in its name")),
    ("municipalities=0 issues>20", N_("much to do and no municipality that helps")),
)
