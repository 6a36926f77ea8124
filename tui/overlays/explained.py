"""How the figures of one signal come about and what was left out of them: the first part of the help."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from civitop.health import Health
from civitop.i18n.language import _, ngettext
from civitop.reading.method import paragraphs
from civitop.signals.base import Definition
from civitop.signals.parts.units import not_counted
from tui.drawing.text import Line, Span, number, span, wrap

HelpEntry = tuple[str, Sequence[Line], str]
"""Group, lines, and what a search looks at."""
KEY_WIDTH = 18


class Explained(NamedTuple):
    """What is said about a signal over these projects."""

    definition: Definition[Any]
    projects: Sequence[Health]

    def entries(self, width: int) -> Iterator[HelpEntry]:
        """Yield the signal's question, what was left out, and the paragraphs of its own file, which are English."""
        group = _("How it comes about: {signal}").format(signal=_(self.definition.title))
        told = [(_("Question"), _(self.definition.question)), *self._left_out()]
        method = (
            (title, text.replace("asof", "the moment on screen"))
            for title, text in paragraphs(self.definition)
        )
        for title, text in (*told, *method):
            yield group, row(title, text, "strong", width), f"{title} {text}"

    def _left_out(self) -> Iterator[tuple[str, str]]:
        signals = [self.definition.of(health.signals) for health in self.projects if not health.archived]
        unknown = sum(signal is None or signal.value is None for signal in signals)
        if unknown:
            yield (
                _("Not known"),
                ngettext("of {n} project", "of {n} projects", unknown).format(n=number(unknown)),
            )
        counts: Counter[str] = Counter()
        for signal in signals:
            counts.update(signal.coverage.left_out if signal else {})
        if counts:
            yield _("Left out"), not_counted(self.definition.not_counted, counts)


def row(left: str, right: str, role: str, width: int, room: int = KEY_WIDTH) -> list[Line]:
    """Return an entry of the help: its name, and its explanation wrapped beside it."""
    wrapped = wrap(right, max(20, width - room - 3)) or [()]
    lines: list[Line] = [(Span("  "), span(left, role, room), Span(" "), *wrapped[0])]
    lines += [(Span(" " * (room + 3)), *each) for each in wrapped[1:]]
    return lines
