"""Facts over time: an increment joins what is held, and old facts leave by a stated rule."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import TypeVar

from msgspec.structs import replace

from civitop.model import ChangeRequest, Commit, Extent, FactKind, Facts, Issue

KEEP_DAYS = 1500
"""Facts of a forge older than this leave the store: closed issues and change requests by their closing
date, commits by committer date. Open ones stay whatever their age, releases and tags always stay, and
what a clone gave stays whole, since it can be had again at no cost to anyone."""

T = TypeVar("T", Issue, ChangeRequest)


def merge(held: Facts | None, new: Facts) -> Facts:
    """Return the whole of what is known: `new` by itself, or added to `held` where it is an increment.

    What was read in depth stays until it is read anew: it says itself of which head it is.

    An increment on another head than the one held is refused with `ValueError`: facts that do not
    fit together must be collected again, not guessed at.
    """
    if held is not None and held.deep is not None and new.deep is None:
        new = replace(new, deep=held.deep, file_authors=held.file_authors, file_histories=held.file_histories)
    if new.base is None:
        return new
    if held is None or held.repository.head != new.base:
        raise ValueError(f"an increment on {new.base} does not fit the facts held of {new.repository.id}")
    extents = {**held.extents, **{kind: _extent(held, new, kind) for kind in new.extents}}
    return Facts(
        repository=new.repository,
        collected_at=new.collected_at,
        source=new.source,
        commits=_commits(held.commits, new.commits),
        issues=_by_number(held.issues, new.issues),
        change_requests=_by_number(held.change_requests, new.change_requests),
        releases=new.releases if "releases" in new.extents else held.releases,
        tags=new.tags if "tags" in new.extents else held.tags,
        files=new.files if "files" in new.extents else held.files,
        documents=new.documents if "files" in new.extents else held.documents,
        mailmap=new.mailmap if "files" in new.extents else held.mailmap,
        extents=extents,
        deep=new.deep,
        file_authors=new.file_authors,
        file_histories=new.file_histories,
    )


def _extent(held: Facts, new: Facts, kind: FactKind) -> Extent:
    """Return the extent of both: an increment says from when on, what was held reaches further back."""
    fresh = new.extents[kind]
    if kind in ("commits", "issues", "change_requests") and fresh.held:
        return Extent(held.extent(kind).since, fresh.missing or held.extent(kind).missing)
    return fresh


def _commits(held: Iterable[Commit], new: Iterable[Commit]) -> tuple[Commit, ...]:
    merged = {commit.oid: commit for commit in held}
    merged.update((commit.oid, commit) for commit in new)
    return tuple(sorted(merged.values(), key=lambda c: (c.committed_at, c.oid), reverse=True))


def _by_number(held: Iterable[T], new: Iterable[T]) -> tuple[T, ...]:
    merged = {item.number: item for item in held}
    for item in new:
        old = merged.get(item.number)
        if old is not None and item.responses is None and old.responses is not None:
            item = replace(item, responses=old.responses)
        merged[item.number] = item
    return tuple(merged[number] for number in sorted(merged))


def thin(facts: Facts, now: datetime) -> Facts:
    """Return the facts without those that `KEEP_DAYS` lets go, their extents moved up accordingly."""
    if facts.source.startswith("git/"):
        return facts
    limit = now - timedelta(days=KEEP_DAYS)
    kept: dict[FactKind, bool] = {}

    def keep(kind: FactKind, items: tuple[T, ...]) -> tuple[T, ...]:
        left = tuple(i for i in items if i.closed_at is None or i.closed_at >= limit)
        kept[kind] = len(left) == len(items)
        return left

    commits = tuple(c for c in facts.commits if c.committed_at >= limit)
    kept["commits"] = len(commits) == len(facts.commits)
    issues = keep("issues", facts.issues)
    change_requests = keep("change_requests", facts.change_requests)
    if all(kept.values()):
        return facts
    extents = dict(facts.extents)
    for kind, whole in kept.items():
        extent = facts.extent(kind)
        if not whole and extent.held:
            extents[kind] = Extent(max(extent.since or limit, limit), extent.missing)
    return replace(facts, commits=commits, issues=issues, change_requests=change_requests, extents=extents)
