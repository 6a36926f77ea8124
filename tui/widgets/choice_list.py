"""What the start screen offers to open: ready-made networks, the demo, a repository, or what was typed."""

from collections.abc import Sequence

from rich.cells import cell_len
from rich.style import Style
from textual import events

from civitop.filter.grammar import folded
from civitop.i18n.language import _, ngettext, number, pgettext
from tui.drawing.glyphs import Glyphs
from tui.drawing.text import Line, Span, fit, line, span
from tui.session.choices import Choice, Choices, Ready
from tui.widgets.line_list import LineList


def looks_like_source(text: str) -> bool:
    """Return whether what was typed is meant as a source, an address or a path, not as a word to filter by."""
    return any(sign in text for sign in ":/") or text.startswith((".", "~"))


def rows(choices: Choices, typed: str) -> list[tuple[Choice, Ready | None]]:
    """Return what the list offers for what was typed; a source that was typed comes first."""
    typed = typed.strip()
    found: list[tuple[Choice, Ready | None]] = []
    if looks_like_source(typed):
        return [(Choice(kind="source", target=typed), None)]
    words = folded(typed).split()
    demo = Choice(kind="demo")
    if _matches(words, " ".join(("demo invented network example", *_words(demo)))):
        found.append((demo, None))
    if choices.here is not None:
        here = Choice(kind="repository", target=choices.here)
        if _matches(words, " ".join((f"this repository here {choices.here}", *_words(here)))):
            found.append((here, None))
    found += [
        (Choice(kind="network", target=each.id), each)
        for each in choices.networks
        if _matches(words, f"{each.name} {each.id} {each.country or ''}")
    ]
    return found


def _matches(words: Sequence[str], text: str) -> bool:
    return all(word in folded(text) for word in words)


class ChoiceList(LineList):
    """What can be opened, one row each."""

    def __init__(self, choices: Choices, glyphs: Glyphs) -> None:
        super().__init__(glyphs, id="choices")
        self.border_title = pgettext("title", "Open")
        self.can_focus = False  # the keys stay in the line above; arrows move this list all the same
        self._choices = choices
        self._rows = rows(choices, "")

    def filter(self, typed: str) -> None:
        """Offer what goes with what was typed."""
        self._rows = rows(self._choices, typed)
        self.cursor = 0
        self.empty = (
            (Span(_("No ready-made network has this in its name."), "strong"),),
            (Span(_("For anything else type its source, for example github:OS2mo"), "muted"),),
        )
        words = ngettext("{n} to choose from", "{n} to choose from", len(self._rows))
        self.border_subtitle = words.format(n=number(len(self._rows))) if self._rows else ""
        self.rows_changed()

    @property
    def count(self) -> int:
        """Return the number of rows."""
        return len(self._rows)

    @property
    def chosen(self) -> Choice | None:
        """Return what the cursor is on."""
        return self._rows[self.cursor][0] if 0 <= self.cursor < self.count else None

    def row(self, index: int) -> Line:
        """Return name, country, number of sources and id; or what else can be opened."""
        choice, network = self._rows[index]
        width = self.size.width - 2
        if network is None:
            name, text = _words(choice)
            room = max(20 if width >= 60 else 17, min(24, cell_len(_("This repository")) + 2))
            return line(span(name, "title", room), span(fit(text, max(0, width - room)), "muted"))
        sources = ngettext("{n} source", "{n} sources", network.sources).format(n=number(network.sources))
        role = "strong"
        if not network.sources:
            sources, role = _("no public code"), "muted"
        part = max(15, min(22, cell_len(_("no public code")) + 1))
        room = max(16, min(34, width - 4 - 1 - part - 22))
        left = width - room - 5 - part
        return line(
            span(network.name, role, room),
            Span(" "),
            span(network.country or "", "lead", 4),
            span(sources, "muted", part),
            span(fit(network.id, left) if left >= 8 else "", "quiet"),
        )

    def _style(self, role: str, ground: str) -> Style:
        """Return the style of a role; the cursor is always strong, because Enter opens what it is on."""
        return super()._style(role, ground and "cursor")

    async def on_click(self, event: events.Click) -> None:  # type: ignore[override]
        """Choose a row; a second click opens it."""
        index = event.get_content_offset_capture(self).y + round(self.scroll_y)
        if not 0 <= index < self.count:
            return
        again = index == self.cursor and event.chain >= 2
        self.cursor = index
        if again:
            await self.screen.run_action("start_open")


def _words(choice: Choice) -> tuple[str, str]:
    match choice.kind:
        case "demo":
            return _("Demo"), _("an invented network that lives: no token, no internet")
        case "repository":
            return _("This repository"), _("{path}, read with git alone").format(path=choice.target)
    return pgettext("title", "Open"), choice.target
