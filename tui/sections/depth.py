"""The whole history of a project: what it takes to read it, how far the reading is, why there is none."""

from collections.abc import Sequence

from msgspec import Struct

from civitop.i18n.language import _, day, ngettext, number
from civitop.i18n.message import Phrase, say
from civitop.polling.depth.progress import DepthProgress
from civitop.reading.feed import History
from tui.drawing.glyphs import Glyphs
from tui.drawing.plots import bar
from tui.drawing.text import Line, Span, wrap

WIDEST = 60
"""Cells of the bar."""


class Depth(Struct, frozen=True):
    """What there is to say of a project's whole history besides its figures."""

    key: str
    """What begins to read it, and stops that."""
    progress: DepthProgress | None = None
    """How far it is, or why the last reading brought nothing."""
    refused: Phrase | None = None
    """Why it is not read here."""


def unread(depth: Depth | None) -> Phrase:
    """Return why a whole history was not read, and which key reads it or stops that; `None` on a past day."""
    if depth is None:
        return say("The whole history is read from the present: go back to it first.")
    if depth.progress and (what := depth.progress.phrase):
        return say("The whole history is being read: {what}. {key} stops that.", what=what, key=depth.key)
    if depth.refused:
        return say("The whole history was not read. {why}", why=depth.refused)
    return say("The whole history was not read; {key} reads it.", key=depth.key)


def depth_lines(depth: Depth, history: History, width: int, glyphs: Glyphs) -> Sequence[Line]:
    """Return one sentence on the whole history, with a bar while it is read; nothing where all of it is known."""
    progress = depth.progress
    if progress and (what := progress.phrase):
        text = _("The whole history is being read: {what}. {key} stops that.")
        lines = wrap(text.format(what=what, key=depth.key), width, "lead")
        if progress.total:
            room = min(width, WIDEST)
            filled = bar(progress.done or 0, progress.total, room, glyphs).rstrip()
            lines.append((Span(filled, "lead"), Span(glyphs.rail * (room - len(filled)), "quiet")))
        return lines
    if progress and progress.why:
        text = _("The whole history was not read. {why} {key} tries again.")
        return wrap(text.format(why=progress.why, key=depth.key), width, "watch")
    if history.read_at and not history.behind:
        return ()
    if depth.refused:
        return wrap(_("The whole history was not read. {why}").format(why=depth.refused), width, "muted")
    if history.read_at:
        text = _("The whole history was read on {day}; newer commits are not in it. {key} adds them.")
        return wrap(text.format(day=day(history.read_at.date(), "date"), key=depth.key), width)
    words = (
        _(
            "{key} reads the whole history ({amount}), which tells who knows which file. Its clone is on this machine."
        )
        if history.local
        else _(
            "{key} reads the whole history ({amount}), which tells who knows which file. git clones it into the cache "
            "without the content of files; that spends no request of the forge's limit."
        )
    )
    return wrap(words.format(key=depth.key, amount=_amount(history)), width)


def _amount(history: History) -> str:
    """Return how long the history is, as far as that is known before it is read."""
    n = history.commits
    if history.whole:
        return ngettext("{n} commit", "{n} commits", n).format(n=number(n))
    if not n:
        return _("of unknown length")
    return ngettext("more than {n} commit", "more than {n} commits", n).format(n=number(n))
