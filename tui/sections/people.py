"""The people of a project, each with the organisation that it is known to work for."""

from collections.abc import Sequence
from datetime import datetime

from rich.cells import cell_len

from civitop.i18n.language import _, number
from civitop.people.affiliation.base import CONFIDENCE, KIND_NAMES, Affiliation
from civitop.people.identities import NO_NAME
from civitop.reading.feed import LeftOutRow, PersonRow
from tui.drawing.glyphs import Glyphs
from tui.drawing.labels import sure_word
from tui.drawing.plots import bar
from tui.drawing.text import Line, Span, fit, hanging, line, span, wrap
from tui.drawing.time_format import ago, ago_width

MOST = 12
"""Rows before the rest is counted."""
MOST_NAME, LEAST_NAME = 26, 20
"""The widest that names become where there is room, and where there is little."""
WIDE = 60
"""Cells from which the number of commits and a bar stand beside the share."""


def people_lines(people: Sequence[PersonRow], now: datetime, width: int, glyphs: Glyphs) -> list[Line]:
    """Return the people of the last 365 days by commits: share as a bar, organisation, last commit."""
    if not people:
        return []
    shown = people[:MOST]
    wide = width >= WIDE
    longest = max((cell_len(each.name) for each in shown), default=0)
    name = min(longest, MOST_NAME if wide else LEAST_NAME)
    made, part, when = max(7, cell_len(_("commits"))), max(6, cell_len(_("share")) + 1), ago_width()
    lines: list[Line] = []
    head = [span("", "", name + 1), Span(fit(_("share"), part, "right"), "quiet")]
    if wide:
        head.insert(1, Span(fit(_("commits"), made, "right"), "quiet"))
    lines.append(tuple(head))
    for person in shown:
        spans = [
            span(_(NO_NAME) if person.name == NO_NAME else person.name, "", name),
            Span(" "),
            Span(fit(f"{person.share:.0%}", part, "right"), "strong"),
        ]
        if wide:
            spans.insert(2, Span(fit(number(person.commits), made, "right")))
            spans += [Span(" "), Span(bar(person.share, 1, 9, glyphs), "series")]
        last = Span(fit(ago(person.last, now), when, "right"), "quiet")
        lines += hanging(
            (*spans, Span(" ")), works_for(person.affiliation), "muted", width, (Span(" "), last)
        )
    if len(people) > MOST:
        lines.append(line(Span(_("and {n} more").format(n=len(people) - MOST), "quiet")))
    return lines


def left_out_lines(rows: Sequence[LeftOutRow], width: int) -> list[Line]:
    """Return by name who was left out as a bot or as an AI agent, with their commits, so that anybody can object."""
    lines: list[Line] = []
    for title, agents in ((_("Left out as bots:"), False), (_("Left out as AI agents:"), True)):
        names = [
            f"{row.name} ({number(row.commits)})" if row.commits else row.name
            for row in rows
            if row.agent == agents
        ]
        if names:
            lines += wrap(f"{title} {', '.join(names)}", width, "quiet")
    return lines


def works_for(affiliation: Affiliation) -> str:
    """Return an organisation with how sure that is, or what kind of person somebody is."""
    if affiliation.organisation is None:
        return _("organisation unknown") if affiliation.kind == "unknown" else _(KIND_NAMES[affiliation.kind])
    sure = CONFIDENCE[affiliation.evidence]
    words = f" ({sure_word(affiliation.evidence)})" if sure in ("inferred", "weak", "derived") else ""
    return affiliation.organisation.name + words
