"""How much of a project's history is held, and how far it was read in depth."""

from civitop.reading.feed import History
from civitop.signals.base import Project


def history_of(project: Project) -> History:
    """Return what is held of the history now."""
    facts = project.facts
    extent, deep, head = facts.extent("commits"), facts.deep, facts.repository.head
    read_at = deep.read_at if deep else None
    # A head that the forge told before the history was read is the older one of the two.
    newer = read_at is not None and read_at < facts.collected_at and head is not None
    return History(
        commits=len(facts.commits),
        whole=extent.held and extent.since is None and extent.missing is None,
        local=facts.source.startswith("git/"),
        read_at=read_at,
        behind=bool(newer and deep and deep.head != head),
    )
