"""What stands on the screen of one body: its totals, its projects, its people with what ties them to it."""

from collections.abc import Sequence
from typing import NamedTuple

from rich.cells import cell_len

from civitop.i18n.language import _, ngettext, number, pgettext
from civitop.people.affiliation.base import KIND_NAMES, Evidence
from tui.drawing.glyphs import Glyphs
from tui.drawing.text import Line, Span, fit, line, span, wrap
from tui.drawing.time_format import day
from tui.organisations.body_sentence import body_sentence
from tui.organisations.matrix import Body, Cell, Matrix, MatrixProject
from tui.organisations.matrix_cells import share
from tui.organisations.matrix_words import amounts, confidence, evidence
from tui.organisations.workers import Worker, workers
from tui.widgets.row_list import ListRow, Made

MOST_AMOUNT = 11
"""The widest that a column of amounts becomes for its head."""
DAY, MONTH = 12, 9
"""Widths of a date: whole, or its year and month."""
LEAST_NAME = 16
LEAST_EVIDENCE = 8


def heads() -> tuple[tuple[str, int], ...]:
    """Return the columns of amounts with their widths."""
    columns = (
        (_("commits"), 8),
        (_("issues"), 7),
        (pgettext("change requests", "changes"), 8),
        (_("reviews"), 8),
    )
    return tuple((word, max(least, min(MOST_AMOUNT, cell_len(word) + 1))) for word, least in columns)


def head_lines(body: Body, found: Matrix, width: int, glyphs: Glyphs) -> list[Line]:
    """Return who it is, what it does in a sentence, its totals, what it only uses, and how sure all of it is."""
    kind = _(KIND_NAMES[body.kind]) if body.kind else _("not in the registry")
    code = f"  {body.code}" if body.code != body.name else ""
    lines: list[Line] = [line(span(body.name, "title"), span(f"  {kind}{code}", "muted"))]
    lines += wrap(body_sentence(body), width)
    made = [cell.made for cell in body.cells.values() if cell.made]
    people = len(workers(body.cells.values())) or max((each.people for each in made), default=0)
    commits = sum(each.commits or 0 for each in made)
    parts = amounts(
        None,  # the sentence has them
        sum(each.issues or 0 for each in made),
        sum(each.change_requests or 0 for each in made),
        sum(each.reviews or 0 for each in made),
    )
    if parts:
        who = ngettext("{n} person", "{n} people", people).format(n=number(people))
        reached = sum(cell.relation in ("writes", "takes part") for cell in body.cells.values())
        where = ngettext("{n} project", "{n} projects", reached).format(n=number(reached))
        text = _("{people} in {projects}, all of it in 365 days: {amounts}.")
        if commits:
            text = _("It also took part: {amounts}. In all {people} in {projects}, over 365 days.")
        lines += wrap(text.format(people=who, projects=where, amounts=", ".join(parts)), width, "muted")
    if body.idle:
        names = {project.health.id: project.name for project in found.projects}
        text = ", ".join(names.get(id, id) for id in body.idle)
        idle = _("Uses without contributing: {projects}.").format(projects=text)
        lines += wrap(f"{glyphs.offline} {idle}", width, "watch")
    if found.unknown is not None:
        note = _(
            "Behind {share} of the contributions to the network no organisation is known: "
            "some of them may be from here."
        )
        lines += wrap(note.format(share=share(found.unknown)), width, "muted")
    return lines


def project_rows(body: Body, found: Matrix, width: int, glyphs: Glyphs) -> Made:
    """Return a row for each project it has to do with: amounts, first and last contribution, evidence."""
    projects = [project for project in found.projects if project.health.id in body.cells]
    projects.sort(key=lambda p: (-body.cells[p.health.id].weight, p.health.name))
    longest = max((cell_len(p.name) for p in projects), default=0)
    layout = _layout(width, longest)
    head = [Span(fit("  " + _("project"), layout.name + 2), "quiet")]
    head += [Span(fit(word, size, "right"), "quiet") for word, size in heads()[: layout.amounts]]
    ends = pgettext("contribution", "first"), pgettext("contribution", "last")
    head += [Span(fit(word, layout.date, "right"), "quiet") for word in ends]
    head.append(Span(fit(_("uses") if layout.uses > 4 else "", layout.uses, "centre"), "quiet"))
    head.append(Span(pgettext("evidence", "known by"), "quiet"))
    rows: list[ListRow] = [
        (_project(p, body.cells[p.health.id], layout, glyphs), p.health.id) for p in projects
    ]
    return tuple(head), rows


def marks(body: Body, glyphs: Glyphs) -> Line:
    """Return what the signs of using mean, those that stand in the rows of projects."""
    cells = body.cells.values()
    spans: list[Span] = []
    if any(cell.uses and not cell.idle for cell in cells):
        spans += [Span(f"{glyphs.bullet} ", "lead"), Span(_("uses it"), "muted")]
    if any(cell.idle for cell in cells):
        spans += [
            Span("  " if spans else ""),
            Span(f"{glyphs.offline} ", "watch"),
            Span(_("only uses"), "muted"),
        ]
    return tuple(spans)


class _Layout(NamedTuple):
    name: int
    amounts: int
    """How many of them stand there."""
    date: int
    uses: int
    evidence: int

    @property
    def middle(self) -> int:
        """Return the cells of amounts and dates."""
        return sum(size for _word, size in heads()[: self.amounts]) + 2 * self.date


def _layout(width: int, longest: int) -> _Layout:
    """Return the columns for a width: days give way to months first, then the reviews."""
    layout = _Layout(longest, 4, DAY, 8, LEAST_EVIDENCE)
    for columns, date, uses in ((4, DAY, 8), (4, MONTH, 8), (3, MONTH, 3)):
        layout = layout._replace(amounts=columns, date=date, uses=uses)
        if width >= 2 + longest + layout.middle + uses + LEAST_EVIDENCE:
            break
    fixed = 2 + layout.middle + layout.uses
    name = max(LEAST_NAME, min(longest, width - fixed - LEAST_EVIDENCE))
    return layout._replace(name=name, evidence=max(0, width - fixed - name))


def _project(project: MatrixProject, cell: Cell, layout: _Layout, glyphs: Glyphs) -> Line:
    level = project.health.worst[0]
    spans = [
        Span(f"{glyphs.level(level)} ", level),
        span(project.name, "" if cell.weight else "muted", layout.name),
    ]
    made = cell.made
    if made is None:
        role = "watch" if cell.idle else "muted"
        said = _("uses it, contributes nothing") if cell.idle else _("uses it")
        words = Span(fit(said, layout.middle, "right"), role)
        sign = Span(fit(glyphs.offline if cell.idle else glyphs.bullet, layout.uses, "centre"), role)
        return (*spans, words, sign, Span("publiccode.yml" if layout.evidence >= 14 else "", "muted"))
    figures = (made.commits, made.issues, made.change_requests, made.reviews)
    spans += [
        Span(fit(number(n) if n else glyphs.same, size, "right"), "" if n else "quiet")
        for n, (_word, size) in zip(figures, heads()[: layout.amounts], strict=False)
    ]
    for moment in (made.first, made.last):
        text = day(moment) if layout.date == DAY else f"{moment:%Y-%m}"
        spans.append(Span(fit(text, layout.date, "right"), "muted"))
    uses = glyphs.offline if cell.idle else glyphs.bullet if cell.uses else ""
    spans.append(Span(fit(uses, layout.uses, "centre"), "watch" if cell.idle else "lead"))
    return (*spans, *_reasons(made.evidence, layout.evidence))


def _reasons(found: Sequence[Evidence], room: int) -> Line:
    """Return what ties people to a body as fully as it fits whole: with words, or how sure it is alone."""
    strongest = found[:1]
    choices = (evidence(found), confidence(found, room), evidence(strongest), confidence(strongest))
    return (Span(next((text for text in choices if cell_len(text) <= room), ""), "muted"),)


def people_rows(body: Body, width: int, glyphs: Glyphs) -> Made:
    """Return a row for each of its people: projects, contributions, evidence with how sure it is."""
    found = workers(body.cells.values())
    longest = max((len(_called(each)) for each in found), default=0)
    name = max(LEAST_NAME, min(longest, 34, width - 9 - 14 - 17))
    head = [Span(fit(_("person"), name), "quiet")]
    made = max(9, cell_len(_("contributions")) + 1)
    head += [
        Span(fit(_("projects"), 9, "right"), "quiet"),
        Span(fit(_("contributions"), made, "right"), "quiet"),
    ]
    head.append(Span("  " + pgettext("evidence", "known by"), "quiet"))
    room = width - name - 9 - made - 2
    rows: list[ListRow] = []
    for each in found:
        spans = (
            span(_called(each) if len(_called(each)) <= name else each.name, "", name),
            Span(fit(str(each.projects), 9, "right")),
            Span(fit(number(each.contributions), made, "right"), "strong"),
            Span("  "),
            *_reasons(each.evidence, room),
        )
        rows.append((spans, None))
    return tuple(head), rows


def _called(worker: Worker) -> str:
    """Return a person's name with the account, where it says more."""
    login = (worker.login or "").partition("/")[2]
    if not worker.name:
        return login or _("without a name")
    return f"{worker.name} ({login})" if login and login != worker.name.casefold() else worker.name
