"""The people of a project, each with the organisation that it is known to work for."""

from collections.abc import Sequence
from datetime import datetime

from rich.cells import cell_len

from civitop.affiliation.base import CONFIDENCE, Affiliation
from civitop.feed import PersonRow
from tui.ages import ago
from tui.glyphs import Glyphs
from tui.text import Line, Span, fit, line, span
from tui.widgets.plot import bar

MOST = 12
"""Rows before the rest is counted."""
WIDE = 60
"""Cells from which the number of commits and a bar stand beside the share."""


def people_lines(people: Sequence[PersonRow], now: datetime, width: int, glyphs: Glyphs) -> list[Line]:
    """Return the people of the last 365 days by commits: share as a bar, organisation, last commit."""
    wide = width >= WIDE
    name = 22 if wide else 16
    organisation = max(0, width - name - (36 if wide else 18))
    lines: list[Line] = []
    head = [span("", "", name + 1), Span(fit("share", 6, "right"), "quiet")]
    if wide:
        head.insert(1, Span(fit("commits", 7, "right"), "quiet"))
    lines.append(tuple(head))
    for person in people[:MOST]:
        spans = [
            span(person.name, "", name),
            Span(" "),
            Span(fit(f"{person.share:.0%}", 6, "right"), "strong"),
        ]
        if wide:
            spans.insert(2, Span(fit(f"{person.commits:,}", 7, "right")))
            spans += [Span(" "), Span(bar(person.share, 1, 9, glyphs), "series")]
        works = works_for(person.affiliation)
        if cell_len(works) >= organisation:  # how sure it is gives way before the name
            works = works.removesuffix(")").rpartition(" (")[0] or works
        spans += [Span(" "), span(works, "muted", max(0, organisation - 1))]
        spans.append(Span(fit(ago(person.last, now), 10, "right"), "quiet"))
        lines.append(tuple(spans))
    if len(people) > MOST:
        lines.append(line(Span(f"and {len(people) - MOST} more", "quiet")))
    return lines


def works_for(affiliation: Affiliation) -> str:
    """Return an organisation with how sure that is, or what kind of person somebody is."""
    if affiliation.organisation is None:
        return {"individual": "individual", "unknown": "organisation unknown"}.get(
            affiliation.kind, affiliation.kind
        )
    sure = CONFIDENCE[affiliation.evidence]
    return affiliation.organisation.name + (f" ({sure})" if sure in ("inferred", "weak", "derived") else "")
