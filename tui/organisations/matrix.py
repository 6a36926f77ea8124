"""Bodies × projects: who writes, who takes part and who uses, as one immutable value.

Pure: made of the `municipalities` signals of a network's projects; the matrix on screen, an opened body and
the exported table are drawn from it. Everything is over the 365 days of that signal.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Literal

from msgspec import Struct
from msgspec.structs import replace

from civitop.filter.grammar import folded
from civitop.health import Health
from civitop.i18n.language import N_
from civitop.people.affiliation.base import KINDS, Kind
from civitop.reading.telling_names import telling_names
from civitop.signals.credit.organisations import Contributor
from civitop.signals.municipalities import MUNICIPALITIES
from civitop.signals.municipalities.detail import Municipalities

Scope = Literal["municipality", "public body", "vendor", "all"]
SCOPES: Mapping[Scope, str] = {
    "municipality": N_("Municipalities"),
    "public body": N_("Public bodies"),
    "vendor": N_("Vendors"),
    "all": N_("All"),
}
"""Which bodies are shown, with what the choice is called; `all` has the networks' secretariats too."""

Order = Literal["total", "name", "kind"]
ORDERS: Mapping[Order, str] = {
    "total": N_("most contributions first"),
    "name": N_("by name"),
    "kind": N_("by kind"),
}
"""In which order bodies and projects stand, with what the order is called."""
Relation = Literal["writes", "takes part", "only uses", "uses"]
"""`uses`: nobody can say whether the body contributes too."""


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

    @property
    def relation(self) -> Relation | None:
        """Return the strongest that the body has to the project: writing, taking part, using."""
        if self.writes:
            return "writes"
        if self.takes_part:
            return "takes part"
        return None if not self.uses else "only uses" if self.known else "uses"


class Body(Struct, frozen=True, kw_only=True):
    """A municipality, another public body, a vendor."""

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
    """A project."""

    health: Health
    name: str
    """Its short name, with what tells it from another project of the network that is called so."""
    unknown: float | None
    """Share of its contributions that no known organisation stands behind, 0 to 1."""
    contributing: int
    """How many of the bodies that are shown contribute."""
    using: int
    idle: int
    """How many use it and do not contribute."""
    weight: int


class Matrix(Struct, frozen=True, kw_only=True):
    """Bodies and projects in one order, and what they have to do with each other."""

    scope: Scope = "municipality"
    order: Order = "total"
    bodies: tuple[Body, ...] = ()
    projects: tuple[MatrixProject, ...] = ()
    unknown: float | None = None
    """The unknown share over all projects, each by its number of contributions."""
    unsure: bool = False
    """Whether a body uses a project of which nobody can say whether it contributes too."""
    counts: Mapping[Scope, int] = {}
    """Bodies in each scope before names were filtered."""
    total_projects: int = 0

    def cell(self, body: Body, project: MatrixProject) -> Cell:
        """Return what a body has to do with a project."""
        return body.cells.get(project.health.id, NOTHING)


NOTHING = Cell()
Measured = tuple[Health, Municipalities, int]


def matrix(
    projects: Sequence[Health], scope: Scope = "municipality", names: str = "", order: Order = "total"
) -> Matrix:
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
    called = telling_names((health.id, health.name) for health in projects)
    columns = [_column(health, called[health.id].text, shown) for health in kept]
    return Matrix(
        scope=scope,
        order=order,
        bodies=tuple(sorted(shown, key=_ORDERS_OF_BODIES[order])),
        projects=tuple(sorted(columns, key=_ORDERS_OF_PROJECTS[order])),
        unknown=_unknown([each for each in measured if each and each[0].id in ids]),
        unsure=any(cell.relation == "uses" for body in shown for cell in body.cells.values()),
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


def _heaviest_body(body: Body) -> tuple[Any, ...]:
    return -body.weight, -len(body.cells), body.name, body.code


def _heaviest_project(project: MatrixProject) -> tuple[Any, ...]:
    return -project.weight, -project.using, project.health.name


_ORDERS_OF_BODIES: Mapping[Order, Callable[[Body], tuple[Any, ...]]] = {
    "total": _heaviest_body,
    "name": lambda body: (folded(body.name), body.code),
    "kind": lambda body: (KINDS.index(body.kind) if body.kind else len(KINDS), *_heaviest_body(body)),
}
_ORDERS_OF_PROJECTS: Mapping[Order, Callable[[MatrixProject], tuple[Any, ...]]] = {
    "total": _heaviest_project,
    "name": lambda project: (folded(project.name), project.health.id),
    "kind": _heaviest_project,
}
"""Projects are all of one kind: those of the order by kind stand as in the order by total."""


def _column(health: Health, name: str, bodies: Sequence[Body]) -> MatrixProject:
    signal = MUNICIPALITIES.of(health.signals)
    cells = [body.cells[health.id] for body in bodies if health.id in body.cells]
    return MatrixProject(
        health=health,
        name=name,
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
