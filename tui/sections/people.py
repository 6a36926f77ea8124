"""The people of a project: who writes how much of it, what else they do, for whom they are known to work."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from rich.cells import cell_len

from civitop.i18n.language import N_, _, ngettext, number, percent, pgettext
from civitop.people.affiliation.base import CONFIDENCE, KIND_NAMES, Affiliation
from civitop.people.identities import NO_NAME
from civitop.reading.feed import Doings, LeftOutRow, OtherRow, PersonRow
from civitop.reading.pages import Pages
from tui.drawing.glyphs import Glyphs
from tui.drawing.labels import sure_word
from tui.drawing.plots import bar
from tui.drawing.text import Line, Span, fit, hanging, length, line, linked, span, spread, wrap
from tui.drawing.time_format import ago, ago_width
from tui.organisations.matrix_words import evidence

MOST = 12
"""Rows before the rest is counted."""
MOST_NAME, LEAST_NAME = 26, 18
"""The widest that names become where there is room, and where there is little."""
SUMS, DEEDS, ROLE_WORDS, WORDS, BARS = 56, 72, 88, 100, 130
"""Cells from which there stands the running sum, what people do and since when, that in words, for whom, and a bar."""
HALF = 0.5
"""The share whose holders are counted by the bus factor."""
ROLES = (N_("answers"), N_("reviews"), N_("merges"), N_("releases"))
"""What people do beside writing, in the order of `Doings`."""


class _Widths(NamedTuple):
    """The columns of the table; 0 for one that there is no room for."""

    name: int
    commits: int
    share: int
    total: int
    bar: int
    did: tuple[int, ...]
    since: int
    when: int


def _widths(people: Sequence[PersonRow], width: int) -> _Widths:
    longest = max((cell_len(_name(each.name)) for each in people), default=0)
    deeds = width >= DEEDS
    did = deeds and any(each.did != Doings() for each in people)
    return _Widths(
        name=min(longest, MOST_NAME if width >= WORDS else LEAST_NAME),
        commits=max(7, cell_len(_("commits"))) + 1 if deeds else 0,
        share=max(6, cell_len(_("share")) + 1),
        total=max(6, cell_len(_("sum")) + 2) if width >= SUMS else 0,
        bar=10 if width >= BARS else 0,
        did=tuple(cell_len(each) + 1 for each in _role_heads(width)) if did else (),
        since=max(9, cell_len(_("since")) + 2) if deeds else 0,
        when=ago_width(),
    )


def _worded(width: int) -> bool:
    """Whether all figures and what they are called in words fit beside each other."""
    heads = (*ROLES, _("commits"), _("share"), _("sum"), _("since"))
    return width >= max(ROLE_WORDS, LEAST_NAME + ago_width() + sum(cell_len(_(each)) + 2 for each in heads))


def _role_heads(width: int) -> tuple[str, ...]:
    """Return the heads of what people do: words where there is room, else a letter each."""
    if _worded(width):
        return tuple(_(each) for each in ROLES)
    letters = (
        pgettext("letter", "a"),
        pgettext("letter", "r"),
        pgettext("letter", "m"),
        pgettext("letter", "p"),
    )
    return tuple(f" {letter}" for letter in letters)


def people_lines(
    people: Sequence[PersonRow], pages: Pages, now: datetime, width: int, glyphs: Glyphs
) -> list[Line]:
    """Return the people of the last 365 days by commits, with the running sum that the bus factor is read from."""
    if not people:
        return []
    shown = people[:MOST]
    at = _widths(shown, width)
    lines = [_head(at, width)]
    total = 0.0
    for person in shown:
        before, total = total, total + person.share
        row = _row(person, before, total, now, at, width, glyphs)
        lines += [_leading(row[0], pages.person(person.login)), *row[1:]]
        if before < HALF <= total:
            lines.append(_half(shown.index(person) + 1, width, glyphs))
    if len(people) > MOST:
        lines.append(line(Span(_("and {n} more").format(n=len(people) - MOST), "quiet")))
    if at.did and not _worded(width):
        legend = _("a: first answers, r: reviews, m: merges, p: published releases")
        lines += wrap(legend, width, "quiet")
    return lines


def _leading(row: Line, url: str) -> Line:
    """Return a row whose first piece, the name, leads to a page."""
    name = row[0].text.rstrip()
    blank = Span(row[0].text[len(name) :])
    return (linked(Span(name, row[0].role), url), blank, *row[1:]) if url else row


def _head(at: _Widths, width: int) -> Line:
    """Return what the columns are; the last one, at the right edge, says when somebody last wrote."""
    titles: list[tuple[str, int]] = [("", at.name), (_("commits"), at.commits), (_("share"), at.share)]
    titles += [(_("sum"), at.total), ("", at.bar)]
    titles += list(zip(_role_heads(width), at.did, strict=False))
    titles.append((_("since"), at.since))
    heads = tuple(Span(fit(title, size, "right"), "quiet") for title, size in titles if size)
    last = Span(_("last commit"), "quiet")
    return spread(heads, (last,), width) if length((*heads, last)) < width else heads


def _half(holders: int, width: int, glyphs: Glyphs) -> Line:
    """Return the line below those who made half of the commits."""
    words = ngettext("half of the commits: {n} person", "half of the commits: {n} people", holders)
    told = f"{glyphs.rail * 2} {words.format(n=number(holders))} "
    return (Span(told + glyphs.rail * max(0, width - cell_len(told)), "quiet"),)


def _row(
    person: PersonRow, before: float, total: float, now: datetime, at: _Widths, width: int, glyphs: Glyphs
) -> list[Line]:
    holds = before < HALF
    spans = [span(_name(person.name), "" if holds else "muted", at.name)]
    if at.commits:
        spans.append(Span(fit(number(person.commits), at.commits, "right")))
    spans.append(Span(fit(percent(person.share, brief=True), at.share, "right"), "strong"))
    if at.total:
        spans.append(Span(fit(percent(total, brief=True), at.total, "right"), "lead" if holds else "quiet"))
    if at.bar:
        spans += [Span(" "), Span(bar(person.share, 1, at.bar - 1, glyphs), "series" if holds else "quiet")]
    if at.did:
        spans += _did(person.did, at, glyphs)
    if at.since:
        spans.append(_since(person, at.since))
    drifting = person.standing == "drifting"
    last = Span(fit(ago(person.last, now), at.when, "right"), "watch" if drifting else "quiet")
    works = works_for(person.affiliation, told=bool(at.since))
    if at.since and width < WORDS:  # there is no room beside so many figures
        below = [(Span("  "), *each) for each in wrap(works, width - 2, "muted")]
        return [spread(tuple(spans), (last,), width), *below]
    return hanging((*spans, Span("  ")), works, "muted", width, (Span(" "), last))


def _did(did: Doings, at: _Widths, glyphs: Glyphs) -> list[Span]:
    """Return how often somebody did what only few can."""
    times = (did.answers, did.reviews, did.merges, did.releases)
    return [
        Span(fit(_times(each, glyphs), size, "right"), "" if each else "quiet")
        for each, size in zip(times, at.did, strict=True)
    ]


def _times(each: int | None, glyphs: Glyphs) -> str:
    return "–" if each is None else number(each) if each else glyphs.same


def _since(person: PersonRow, width: int) -> Span:
    """Return since when somebody writes, or that they are new."""
    if person.standing == "new":
        return Span(fit(pgettext("person", "new"), width, "right"), "good")
    month = person.since.strftime("%Y-%m") if person.since else ""
    return Span(fit(month, width, "right"), "muted")


def _name(name: str) -> str:
    return _(NO_NAME) if name == NO_NAME else name


def other_lines(
    others: Sequence[OtherRow], pages: Pages, now: datetime, width: int, glyphs: Glyphs
) -> list[Line]:
    """Return who wrote nothing in 365 days: what they do instead, and when they last wrote."""
    shown = others[:MOST]
    name = min(MOST_NAME, max((cell_len(_name(each.name)) for each in shown), default=0))
    lines: list[Line] = []
    for each in shown:
        did = each.did
        answers, reviews, merges, releases = (
            times or 0 for times in (did.answers, did.reviews, did.merges, did.releases)
        )
        done = (
            (answers, ngettext("{n} answer", "{n} answers", answers)),
            (reviews, ngettext("{n} review", "{n} reviews", reviews)),
            (merges, ngettext("{n} merge", "{n} merges", merges)),
            (releases, ngettext("{n} release", "{n} releases", releases)),
        )
        told = ", ".join(words.format(n=number(times)) for times, words in done if times)
        wrote = _("last commit {when}").format(when=ago(each.last, now)) if each.last else _("no commit held")
        words = f"{told}; {wrote}" if told else pgettext("person", "gone") + f", {wrote}"
        row = hanging((span(_name(each.name), "", name), Span("  ")), words, "muted", width)
        lines += [_leading(row[0], pages.person(each.login)), *row[1:]]
    if len(others) > MOST:
        lines.append(line(Span(_("and {n} more").format(n=number(len(others) - MOST)), "quiet")))
    return lines


def left_out_lines(rows: Sequence[LeftOutRow], width: int) -> list[Line]:
    """Return by name who was left out as a bot or as an AI agent, with their commits, so that anybody can object."""
    lines: list[Line] = []
    for title, agents in ((_("Left out as bots:"), False), (_("Left out as AI agents:"), True)):
        made = Counter[str]()  # one program has as many accounts and addresses as it likes
        for row in rows:
            if row.agent == agents:
                made[row.name] += row.commits
        names = [f"{name} ({number(commits)})" if commits else name for name, commits in made.items()]
        if names:
            lines += wrap(f"{title} {', '.join(names)}", width, "quiet")
    return lines


def works_for(affiliation: Affiliation, *, told: bool = False) -> str:
    """Return an organisation with how sure that is, or what kind of person somebody is; `told` by which evidence."""
    if affiliation.organisation is None:
        return _("organisation unknown") if affiliation.kind == "unknown" else _(KIND_NAMES[affiliation.kind])
    if told:
        return f"{affiliation.organisation.name}, {evidence((affiliation.evidence,))}"
    sure = CONFIDENCE[affiliation.evidence]
    words = f" ({sure_word(affiliation.evidence)})" if sure in ("inferred", "weak", "derived") else ""
    return affiliation.organisation.name + words
