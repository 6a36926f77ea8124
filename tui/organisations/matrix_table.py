"""The matrix as a table: which of bodies and projects are its rows and which its columns, with the totals."""

from collections.abc import Sequence
from typing import Literal

from msgspec import Struct

from civitop.sanitise import plain
from tui.organisations.bare_names import bare
from tui.organisations.matrix import NOTHING, Body, Cell, Matrix, MatrixProject

LONGEST = 200
"""Letters of a name that are kept."""
Side = Literal["bodies", "projects"]


class MatrixEntry(Struct, frozen=True):
    """A row or a column: a body or a project."""

    id: str
    """The body's code or the repository's id."""
    name: str
    short: str
    """The name without the word for what it is, for a heading."""
    total: int
    """All contributions in it: commits, issues and change requests."""


class MatrixTable(Struct, frozen=True, kw_only=True):
    """Rows and columns, each in the order of the matrix."""

    matrix: Matrix = Matrix()
    columns_are: Side = "projects"
    rows: tuple[MatrixEntry, ...] = ()
    columns: tuple[MatrixEntry, ...] = ()

    def body(self, row: int, column: int) -> Body:
        """Return the body of a cell."""
        return self.matrix.bodies[row if self.columns_are == "projects" else column]

    def project(self, row: int, column: int) -> MatrixProject:
        """Return the project of a cell."""
        return self.matrix.projects[column if self.columns_are == "projects" else row]

    def cells(self, row: int, first: int, behind: int) -> Sequence[Cell]:
        """Return the cells of a row from the column `first` up to the one before `behind`."""
        columns = self.columns[first:behind]
        if self.columns_are == "projects":
            mine = self.matrix.bodies[row].cells
            return [mine.get(each.id, NOTHING) for each in columns]
        id = self.rows[row].id
        return [body.cells.get(id, NOTHING) for body in self.matrix.bodies[first:behind]]

    @property
    def total(self) -> int:
        """Return all contributions."""
        return sum(row.total for row in self.rows)


def matrix_table(matrix: Matrix, *, swapped: bool = False) -> MatrixTable:
    """Return the table with the fewer of bodies and projects as its columns, or `swapped` the other way round.

    What counts is how many there are before names are filtered, so that typing does not turn the table over.
    Where there is no body at all, the projects stand as columns above the reason.
    """
    bodies = tuple(_entry(each.code, each.name, each.weight) for each in matrix.bodies)
    projects = tuple(_entry(each.health.id, each.name, each.weight) for each in matrix.projects)
    fewer_bodies = matrix.counts.get(matrix.scope, 0) < matrix.total_projects
    if matrix.bodies and fewer_bodies != swapped:
        return MatrixTable(matrix=matrix, columns_are="bodies", rows=projects, columns=bodies)
    return MatrixTable(matrix=matrix, columns_are="projects", rows=bodies, columns=projects)


def _entry(id: str, name: str, total: int) -> MatrixEntry:
    harmless = plain(name, LONGEST) or id
    return MatrixEntry(id, harmless, bare(harmless), total)
