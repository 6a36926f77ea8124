"""The people of a project, each with the organisation that it is known to work for."""

from collections.abc import Sequence
from datetime import datetime

from civitop.affiliation.base import CONFIDENCE, Affiliation
from civitop.feed import PersonRow
from tui.ages import ago
from tui.glyphs import Glyphs
from tui.text import Line, Span, fit, line, span
from tui.widgets.plot import bar

MOST = 12
"""Rows before the rest is counted."""


def people_lines(people: Sequence[PersonRow], now: datetime, width: int, glyphs: Glyphs) -> list[Line]:
    """Return the people of the last 365 days by commits: share as a bar, organisation, last commit."""
    name = 16 if width < 60 else 22
    organisation = max(0, width - name - 2 - 6 - 6 - 11 - (10 if width >= 60 else 0))
    lines: list[Line] = []
    head = [
        span("", "", name + 1),
        Span(fit("commits", 7, "right"), "quiet"),
        Span(fit("share", 6, "right"), "quiet"),
    ]
    lines.append(tuple(head))
    for person in people[:MOST]:
        spans = [
            span(person.name, "", name),
            Span(" "),
            Span(fit(f"{person.commits:,}", 7, "right")),
            Span(fit(f"{person.share:.0%}", 6, "right"), "strong"),
        ]
        if width >= 60:
            spans += [Span(" "), Span(bar(person.share, 1, 9, glyphs), "series")]
        spans += [Span(" "), span(works_for(person.affiliation), "muted", max(0, organisation - 1))]
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
