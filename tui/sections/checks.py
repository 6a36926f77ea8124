"""The checks of the Standard for Public Code: what is not met with what to do, what is not known, what is met."""

from collections.abc import Mapping

from rich.cells import cell_len

from civitop.i18n.language import _
from civitop.signals.standard.detail import TITLES, Check, Standard, State
from tui.drawing.glyphs import Glyphs
from tui.drawing.text import Line, Span, columns, wrap

ORDER: tuple[State, ...] = ("not met", "unknown", "met")
ROLES: Mapping[State, str] = {"not met": "watch", "unknown": "muted", "met": "good"}
BESIDE = 70
"""Cells from which what was found and what to do stand beside the check."""


def check_lines(detail: Standard, width: int, glyphs: Glyphs) -> list[Line]:
    """Return each check: sign, what is checked, what was found; beside or below it what to do."""
    lines: list[Line] = []
    for state in ORDER:
        for check in detail.of(state):
            lines += _beside(check, width, glyphs) if width >= BESIDE else _below(check, width, glyphs)
    return lines


def _head(check: Check, glyphs: Glyphs) -> tuple[Span, Span]:
    sign = {"not met": glyphs.watch, "unknown": glyphs.unknown, "met": glyphs.good}[check.state]
    return (
        Span(f"{sign} ", ROLES[check.state]),
        Span(_(TITLES[check.name]), "muted" if check.state == "unknown" else ""),
    )


def _beside(check: Check, width: int, glyphs: Glyphs) -> list[Line]:
    title = max(cell_len(_(each)) for each in TITLES.values()) + 2
    room = max(1, width - title - 2)
    right = wrap(str(check.seen), room, "muted") if check.seen else []
    right += wrap(str(check.remedy), room) if check.remedy else []
    return columns([([_head(check, glyphs)], title), (right, room)], 2)


def _below(check: Check, width: int, glyphs: Glyphs) -> list[Line]:
    sign, title = _head(check, glyphs)
    seen = f" ({check.seen})" if check.seen else ""
    head = wrap(f"{title.text}{seen}", width - 2, title.role)
    below = [*head[1:], *(wrap(str(check.remedy), width - 2, "muted") if check.remedy else [])]
    return [(sign, *head[0]), *((Span("  "), *each) for each in below)]
