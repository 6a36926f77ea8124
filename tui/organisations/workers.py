"""The people of a body over several projects, with what ties them to it."""

from collections.abc import Iterable

from msgspec import Struct

from civitop.people.affiliation.base import CONFIDENCE, Evidence
from tui.organisations.matrix import Cell


class Worker(Struct, frozen=True, kw_only=True):
    """A person of a body, over several projects."""

    name: str
    login: str | None
    projects: int
    contributions: int
    evidence: tuple[Evidence, ...]
    """Strongest first."""


def workers(cells: Iterable[Cell]) -> tuple[Worker, ...]:
    """Return the people of a body's cells, by contributions; one account is one person."""
    grouped: dict[str, list[tuple[str, str | None, int, tuple[Evidence, ...]]]] = {}
    for cell in cells:
        for tie in cell.made.who if cell.made else ():
            key = tie.login or f"name {tie.name}"
            grouped.setdefault(key, []).append((tie.name, tie.login, tie.contributions, tie.evidence))
    order = tuple(CONFIDENCE)
    found = [
        Worker(
            name=rows[0][0],
            login=rows[0][1],
            projects=len(rows),
            contributions=sum(row[2] for row in rows),
            evidence=tuple(sorted({each for row in rows for each in row[3]}, key=order.index)),
        )
        for rows in grouped.values()
    ]
    return tuple(sorted(found, key=lambda each: (-each.contributions, each.name)))
