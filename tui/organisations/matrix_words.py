"""The matrix in words: a cell, a project and a body as sentences, and what ties people to a body."""

from collections.abc import Sequence

from rich.cells import cell_len

from civitop.i18n.language import _, ngettext, number, percent
from civitop.people.affiliation.base import EVIDENCE_NAMES, Evidence
from civitop.signals.credit.organisations import Contributor
from tui.drawing.labels import sure_word
from tui.organisations.matrix import Body, Cell, MatrixProject, Scope


def amounts(
    commits: int | None, issues: int | None, change_requests: int | None, reviews: int | None
) -> list[str]:
    """Return what there is any of: `41 commits`, `2 issues`."""
    words = (
        (commits, ngettext("{n} commit", "{n} commits", commits or 0)),
        (issues, ngettext("{n} issue", "{n} issues", issues or 0)),
        (change_requests, ngettext("{n} change request", "{n} change requests", change_requests or 0)),
        (reviews, ngettext("{n} review", "{n} reviews", reviews or 0)),
    )
    return [each.format(n=number(n)) for n, each in words if n]


def evidence(found: Sequence[Evidence], *, sure: bool = True) -> str:
    """Return what ties people to a body: `e-mail domain (listed), another project (inferred)`."""
    parts = [
        _(EVIDENCE_NAMES[each]) + (f" ({sure_word(each)})" if sure and sure_word(each) else "")
        for each in found
    ]
    return ", ".join(dict.fromkeys(parts))


def confidence(found: Sequence[Evidence], room: int | None = None) -> str:
    """Return how sure it is that people belong to a body: `listed, inferred`; `listed to weak` for less room."""
    words = list(dict.fromkeys(sure_word(each) for each in found if sure_word(each)))
    text = ", ".join(words)
    if room is None or cell_len(text) <= room or len(words) < 2:
        return text
    short = _("{most} to {least}").format(most=words[0], least=words[-1])
    return short if cell_len(short) <= room else words[0]


def done(made: Contributor) -> str:
    """Return what a body's people did: `41 commits by 3 people, 2 issues`."""
    people = ngettext("{n} person", "{n} people", made.people).format(n=number(made.people))
    parts = amounts(made.commits, made.issues, made.change_requests, made.reviews)
    if not parts:
        return _("nothing counted, by {people}").format(people=people)
    return ", ".join([_("{amount} by {people}").format(amount=parts[0], people=people), *parts[1:]])


def explained(body: Body, cell: Cell, project: str) -> tuple[str, ...]:
    """Return one cell as a sentence without its full stop, the fullest form first, for less and less room."""
    if cell.made is None:
        if cell.uses:
            words = _("{body} uses {project}")
            if cell.known:
                words = _("{body} uses {project} and contributed nothing in 365 days")
            return (words.format(body=body.name, project=project),)
        return (_("{body} in {project}: nothing in 365 days").format(body=body.name, project=project),)
    words = _("{body} in {project}, 365 days: {done}")
    if cell.uses:
        words = _("{body} in {project}, 365 days: {done}; uses it")
    sentence = words.format(body=body.name, project=project, done=done(cell.made))
    found = cell.made.evidence
    full = _("{sentence}; known by {evidence}")
    return (
        full.format(sentence=sentence, evidence=evidence(found)),
        full.format(sentence=sentence, evidence=evidence(found, sure=False)),
        sentence,
    )


def explained_project(project: MatrixProject, scope: Scope) -> tuple[str, ...]:
    """Return a project's name as a sentence without its full stop, the fullest form first."""
    parts = [
        f"{project.name}: {_contributing(project.contributing, scope).format(n=number(project.contributing))}"
    ]
    if project.using:
        parts.append(ngettext("{n} uses it", "{n} use it", project.using).format(n=number(project.using)))
    if project.idle:
        words = ngettext("{n} of them without contributing", "{n} of them without contributing", project.idle)
        parts.append(words.format(n=number(project.idle)))
    sentence = ", ".join(parts)
    if project.unknown is None:
        return (_("{sentence}; how much is unknown is not known").format(sentence=sentence), sentence)
    share = percent(project.unknown)
    full = _("{sentence}; behind {share} of the contributions no organisation is known")
    return (
        full.format(sentence=sentence, share=share),
        _("{sentence}; {share} unknown").format(sentence=sentence, share=share),
    )


def _contributing(n: int, scope: Scope) -> str:
    """Return how many bodies of a sort contribute, the number as `{n}`."""
    match scope:
        case "municipality":
            return ngettext("{n} municipality contributes", "{n} municipalities contribute", n)
        case "public body":
            return ngettext("{n} public body contributes", "{n} public bodies contribute", n)
        case "vendor":
            return ngettext("{n} vendor contributes", "{n} vendors contribute", n)
        case "all":
            return ngettext("{n} body contributes", "{n} bodies contribute", n)
