"""A thing to do about a project: why, what, and the address to open."""

from datetime import datetime
from math import inf
from typing import Literal

from msgspec import Struct

from civitop.i18n.language import N_
from civitop.i18n.message import Phrase

TaskKind = Literal[
    "ci",
    "licence",
    "contract_ended",
    "unanswered",
    "merge",
    "review",
    "steward",
    "release",
    "contract",
    "public_code",
    "missing",
]
KIND_TITLES: dict[TaskKind, str] = {
    "ci": N_("CI fails"),
    "licence": N_("no licence"),
    "contract_ended": N_("contract ended"),
    "unanswered": N_("unanswered"),
    "merge": N_("reviewed, not merged"),
    "review": N_("not reviewed"),
    "steward": N_("one steward"),
    "release": N_("release overdue"),
    "contract": N_("contract ends"),
    "public_code": N_("publiccode.yml"),
    "missing": N_("missing"),
}
"""What a task is about, most urgent kind first: what is broken, who waits, what may break, what lacks."""
_ORDER = {kind: place for place, kind in enumerate(KIND_TITLES)}


class Task(Struct, frozen=True, gc=False, kw_only=True):
    """One thing to do."""

    repository: str
    kind: TaskKind
    why: Phrase
    """What is the case."""
    do: Phrase
    """What to do about it."""
    url: str = ""
    """Where to do it; empty where the forge's address is not known."""
    since: datetime | None = None
    """How long it has been so, where that is known."""
    weight: int = 1
    """How many things it stands for."""
    expected: str | None = None
    """The reason by which the configuration expects it: then it is told apart, and calls for nobody."""


def by_urgency(task: Task) -> tuple[bool, int, int, float, str, str]:
    """Return what tasks are sorted by: expected ones last, then kind, number of things, the oldest first."""
    since = task.since.timestamp() if task.since else inf
    return (
        task.expected is not None,
        _ORDER[task.kind],
        -task.weight,
        since,
        task.repository,
        task.why.english,
    )
