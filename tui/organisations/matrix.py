"""Bodies × projects: who writes, who takes part and who uses, as one immutable value.

Pure: made of the `municipalities` signals of a network's projects; the matrix on screen, an opened body and
the exported table are drawn from it. Everything is over the 365 days of that signal.
"""

from collections.abc import Mapping, Sequence
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace
from rich.cells import cell_len

from civitop.filter.grammar import folded
from civitop.health import Health
from civitop.i18n.language import N_, _, ngettext, number
from civitop.people.affiliation.base import EVIDENCE_NAMES, Evidence, Kind
from civitop.signals.credit.organisations import Contributor
from civitop.signals.municipalities import MUNICIPALITIES
from civitop.signals.municipalities.detail import Municipalities
from tui.drawing.labels import sure_word

Scope = Literal["municipality", "public body", "vendor", "all"]
SCOPES: Mapping[Scope, str] = {
    "municipality": N_("Municipalities"),
    "public body": N_("Public bodies"),
    "vendor": N_("Vendors"),
    "all": N_("All"),
}
"""Which bodies are shown, with what the choice is called; `all` has the networks' secretariats too."""


class Cell(Struct, frozen=True):
    """What one body has to do with one project."""

    made: Contributor | None = None
    """What its people did, as the signal counted it."""
    uses: bool = False
    """Whether the project's publiccode.yml names it in `usedBy`."""
    known: bool = True
    """Whether all its contributions are known: else nobody can say that there are none."""

    @property
    def writes(self) -> int:
        """Return the commits that its people authored or co-authored."""
        return (self.made.commits or 0) if self.made else 0

    @property
    def takes_part(self) -> int:
        """Return the issues and change requests that its people opened, and their reviews."""
        made = self.made
        return (made.issues or 0) + (made.change_requests or 0) + (made.reviews or 0) if made else 0

    @property
    def weight(self) -> int:
        """Return commits, issues and change requests together: what makes a body a contributing one."""
        return self.made.weight if self.made else 0

    @property
    def idle(self) -> bool:
        """Return whether the body uses the project and contributes nothing to it."""
        return self.uses and self.known and not self.weight


class Body(Struct, frozen=True, kw_only=True):
    """A municipality, another public body, a vendor: a row."""

    code: str
    """Official code or id; the name as it is written where the registry does not know it."""
    name: str
    kind: Kind | None
    """`None`: only named in `usedBy`, and unknown to the registry."""
    cells: Mapping[str, Cell]
    """By repository id, only where there is anything."""

    @property
    def weight(self) -> int:
        """Return all its contributions."""
        return sum(cell.weight for cell in self.cells.values())

    @property
    def reach(self) -> int:
        """Return to how many projects it contributes."""
        return sum(1 for cell in self.cells.values() if cell.weight)

    @property
    def idle(self) -> tuple[str, ...]:
        """Return the repositories that it uses and does not contribute to."""
        return tuple(id for id, cell in self.cells.items() if cell.idle)


class MatrixProject(Struct, frozen=True, kw_only=True):
    """A project: a column."""

    health: Health
    unknown: float | None
    """Share of its contributions that no known organisation stands behind, 0 to 1."""
    contributing: int
    """How many of the bodies in the rows contribute."""
    using: int
    idle: int
    """How many use it and do not contribute."""
    weight: int


class Matrix(Struct, frozen=True, kw_only=True):
    """Rows and columns, each with the heaviest first."""

    scope: Scope = "municipality"
    bodies: tuple[Body, ...] = ()
    projects: tuple[MatrixProject, ...] = ()
    unknown: float | None = None
    """The unknown share over all projects, each by its number of contributions."""
    most_written: int = 0
    most_taken_part: int = 0
    counts: Mapping[Scope, int] = {}
    """Bodies in each scope before names were filtered."""
    total_projects: int = 0

    def cell(self, body: Body, project: MatrixProject) -> Cell:
        """Return what a body has to do with a project."""
        return body.cells.get(project.health.id, NOTHING)


NOTHING = Cell()
Measured = tuple[Health, Municipalities, int]


def matrix(projects: Sequence[Health], scope: Scope = "municipality", names: str = "") -> Matrix:
    """Return the matrix of a network's projects for one sort of bodies.

    Archived projects without any contribution are left out. `names` filters by words, any case and accents: a
    word that is in the name of a body leaves such bodies, any other one leaves projects with it in their name.
    """
    measured = [_measured(health) for health in projects]
    everybody = _bodies([each for each in measured if each])
    shown = [body for body in everybody if scope in ("all", body.kind)]
    kept = [health for health in projects if not health.archived or _touched(health, everybody)]
    counts = {each: sum(each in ("all", body.kind) for body in everybody) for each in SCOPES}
    total = len(kept)
    for word in folded(names).split():
        rows = [body for body in shown if word in folded(body.name)]
        if rows:
            shown = rows
        else:
            kept = [health for health in kept if word in folded(health.name)]
    ids = {health.id for health in kept}
    if len(kept) < total:
        cut = (replace(b, cells={i: c for i, c in b.cells.items() if i in ids}) for b in shown)
        shown = [body for body in cut if body.cells]
    shown.sort(key=lambda body: (-body.weight, -len(body.cells), body.name, body.code))
    columns = [_column(health, shown) for health in kept]
    columns.sort(key=lambda column: (-column.weight, -column.using, column.health.name))
    cells = [cell for body in shown for cell in body.cells.values()]
    return Matrix(
        scope=scope,
        bodies=tuple(shown),
        projects=tuple(columns),
        unknown=_unknown([each for each in measured if each and each[0].id in ids]),
        most_written=max((cell.writes for cell in cells), default=0),
        most_taken_part=max((cell.takes_part for cell in cells), default=0),
        counts=counts,
        total_projects=total,
    )


def body_of(projects: Sequence[Health], code: str) -> Body | None:
    """Return one body by its code, with everything it has to do with these projects."""
    measured = [each for each in map(_measured, projects) if each]
    return next((body for body in _bodies(measured) if body.code == code), None)


def _measured(health: Health) -> Measured | None:
    signal = MUNICIPALITIES.of(health.signals)
    return (health, signal.detail, signal.coverage.sample or 0) if signal else None


def _touched(health: Health, bodies: Sequence[Body]) -> bool:
    return any(health.id in body.cells for body in bodies)


def _bodies(measured: Sequence[Measured]) -> list[Body]:
    """Return every body that contributes or is named as a user, in the order they are met."""
    found: dict[str, tuple[str, Kind | None, dict[str, Cell]]] = {}
    for health, detail, _made in measured:
        for made in detail.organisations:
            found.setdefault(made.code, (made.name, made.kind, {}))[2][health.id] = Cell(made)
    codes = {folded(name): code for code, (name, _, _) in found.items()}
    for health, detail, _made in measured:
        users: list[tuple[str, str, Kind | None]] = [(u.code, u.name, "municipality") for u in detail.using]
        users += [(codes.get(folded(name), name), name, None) for name in detail.used_by_others]
        for code, name, kind in users:
            cells = found.setdefault(code, (name, kind, {}))[2]
            known = detail.using_not_contributing is not None
            cells[health.id] = replace(cells.get(health.id, NOTHING), uses=True, known=known)
    return [Body(code=code, name=n, kind=kind, cells=cells) for code, (n, kind, cells) in found.items()]


def _column(health: Health, bodies: Sequence[Body]) -> MatrixProject:
    signal = MUNICIPALITIES.of(health.signals)
    cells = [body.cells[health.id] for body in bodies if health.id in body.cells]
    return MatrixProject(
        health=health,
        unknown=signal.detail.unknown_share if signal else None,
        contributing=sum(1 for cell in cells if cell.weight),
        using=sum(cell.uses for cell in cells),
        idle=sum(cell.idle for cell in cells),
        weight=sum(cell.weight for cell in cells),
    )


def _unknown(measured: Sequence[Measured]) -> float | None:
    known = [(made, detail.unknown_share) for _, detail, made in measured if detail.unknown_share is not None]
    total = sum(made for made, _ in known)
    return sum(made * share for made, share in known) / total if total else None


# ---------------------------------------------------------------- in words


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
    """Return what ties people to a body: `e-mail domain (listed), seen elsewhere (inferred)`."""
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
    words = _("{body} in {project}: {done}; uses it") if cell.uses else _("{body} in {project}: {done}")
    sentence = words.format(body=body.name, project=project, done=done(cell.made))
    found = cell.made.evidence
    full = _("{sentence}; evidence {evidence}")
    return (
        full.format(sentence=sentence, evidence=evidence(found)),
        full.format(sentence=sentence, evidence=evidence(found, sure=False)),
        f"{sentence}; {confidence(found)}",
        sentence,
    )


def explained_project(project: MatrixProject, name: str, scope: Scope) -> tuple[str, ...]:
    """Return a column's head as a sentence without its full stop, the fullest form first."""
    parts = [f"{name}: {_contributing(project.contributing, scope).format(n=number(project.contributing))}"]
    if project.using:
        parts.append(ngettext("{n} uses it", "{n} use it", project.using).format(n=number(project.using)))
    if project.idle:
        words = ngettext("{n} of them without contributing", "{n} of them without contributing", project.idle)
        parts.append(words.format(n=number(project.idle)))
    sentence = ", ".join(parts)
    if project.unknown is None:
        return (_("{sentence}; how much is unknown is not known").format(sentence=sentence), sentence)
    share = f"{project.unknown:.0%}"
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
