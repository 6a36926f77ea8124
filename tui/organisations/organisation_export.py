"""What the screens about organisations show, as tables for an export: a row for each body in each project.

In English for every reader: machines read them, and people of several languages compare them.
"""

from collections.abc import Sequence

from civitop.people.affiliation.base import CONFIDENCE, Evidence
from tui.organisations.matrix import SCOPES, Body, Cell, Matrix, MatrixProject
from tui.session.screen_export import Sheet, Value

COLUMNS = (
    "organisation_code",
    "organisation",
    "kind",
    "repository",
    "level",
    "relation",
    "uses",
    "contributes",
    "commits",
    "issues",
    "change_requests",
    "reviews",
    "people",
    "first",
    "last",
    "evidence",
    "confidence",
    "unknown_share",
)
"""`unknown_share` is that of the whole repository: without it a list of organisations reads as complete."""


def matrix_sheet(found: Matrix) -> Sheet:
    """Return the matrix by body, then project, in the order of the screen."""
    cells = (
        (body, project, cell)
        for body in found.bodies
        for project in found.projects
        if (cell := body.cells.get(project.health.id)) is not None
    )
    alone = (
        project for project in found.projects if not (project.contributing or project.using or project.weight)
    )
    rows = [_row(body, project, cell) for body, project, cell in cells]
    rows += [_nobody(project) for project in alone]
    name = "organisations" if found.scope == "all" else SCOPES[found.scope].casefold().replace(" ", "-")
    return Sheet(name, COLUMNS, tuple(rows))


def body_sheet(body: Body, found: Matrix) -> Sheet:
    """Return one body by project."""
    rows = (
        _row(body, project, cell)
        for project in found.projects
        if (cell := body.cells.get(project.health.id)) is not None
    )
    return Sheet(f"organisation-{body.code}", COLUMNS, tuple(rows))


def project_sheet(found: Matrix) -> Sheet:
    """Return everybody behind the only project of a matrix."""
    return Sheet("organisations", COLUMNS, matrix_sheet(found).rows)


def relation(cell: Cell) -> str:
    """Return what somebody is to a project, in words: `writes, takes part, uses`."""
    if cell.idle and not cell.takes_part:
        return "uses without contributing"
    words = ((cell.writes, "writes"), (cell.takes_part, "takes part"), (cell.uses, "uses"))
    return ", ".join(word for amount, word in words if amount)


def _row(body: Body, project: MatrixProject, cell: Cell) -> tuple[Value, ...]:
    made = cell.made
    return (
        body.code,
        body.name,
        body.kind or "unknown",
        project.health.id,
        project.health.worst[0],
        relation(cell),
        _yes(cell.uses),
        _yes(cell.weight > 0),
        *((made.commits, made.issues, made.change_requests, made.reviews, made.people) if made else (0,) * 5),
        f"{made.first:%Y-%m-%d}" if made else None,
        f"{made.last:%Y-%m-%d}" if made else None,
        " ".join(made.evidence) if made else "publiccode.yml",
        _confidence(made.evidence) if made else "",
        None if project.unknown is None else round(project.unknown, 4),
    )


def _nobody(project: MatrixProject) -> tuple[Value, ...]:
    """Return the row of a project that nobody in the rows has to do with: it must not disappear."""
    unknown = None if project.unknown is None else round(project.unknown, 4)
    return (
        *("",) * 3,
        project.health.id,
        project.health.worst[0],
        "nobody",
        *(None,) * (len(COLUMNS) - 7),
        unknown,
    )


def _confidence(found: Sequence[Evidence]) -> str:
    return ", ".join(dict.fromkeys(CONFIDENCE[each] for each in found if CONFIDENCE[each]))


def _yes(value: bool) -> str:
    return "yes" if value else "no"
