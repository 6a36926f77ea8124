"""Commits and tags, which GitLab lists by REST only, page by page.

Commits stand before the figures of every project: their pages are asked for over the loop, without waiting
for a library. Tags are asked for of projects without releases only, by python-gitlab in a worker's thread.
"""

from collections.abc import Callable, Iterable
from contextlib import aclosing
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from civitop.errors import NotFound
from civitop.model import Commit, Repository, Tag
from collectors.failures import MOST_PAGES
from collectors.gitlab import parse
from collectors.gitlab.client import Client, Endless

if TYPE_CHECKING:
    import gitlab

T = TypeVar("T")
PER_PAGE = 100
"""GitLab gives no more."""


class Rewritten(Exception):
    """The history was rewritten: the stored head is no ancestor of the present one."""


async def commits(client: Client, repository: Repository, since: datetime) -> tuple[tuple[Commit, ...], bool]:
    """Return the commits of the default branch since then, and whether the list came to an end."""
    moment = since.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    found, _, whole = await _listed(client, repository, ref_name=repository.head or "", since=moment)
    return found, whole


async def between(client: Client, repository: Repository, head: str) -> tuple[Commit, ...]:
    """Return the commits that the present head has and the stored `head` had not, whatever their date.

    One of them has the stored head as a parent, or else that head is no ancestor: the history was
    rewritten (`Rewritten`).
    """
    reference = f"{head}..{repository.head}"
    try:
        found, parents, whole = await _listed(client, repository, stop=head, ref_name=reference)
    except NotFound as error:
        raise Rewritten from error
    if head not in parents or not whole:
        raise Rewritten
    return found


async def tags(client: Client, repository: Repository) -> tuple[tuple[Tag, ...], bool]:
    """Return all tags, dated, and whether the list came to an end."""
    return await client.rest(partial(_tags, project=numeric(repository)))


def numeric(repository: Repository) -> int:
    """Return the number behind `gid://gitlab/Project/17`: it outlives a move, so REST never redirects."""
    return int((repository.node_id or "").rpartition("/")[2])


async def _listed(
    client: Client, repository: Repository, *, stop: str | None = None, **query: str
) -> tuple[tuple[Commit, ...], frozenset[str], bool]:
    """Return commits, the ids of all their parents, and whether the list came to an end.

    `stop` ends the list and counts as a parent.

    It only turns up where a forge makes nothing of a range of revisions and lists everything.
    """
    found: list[Commit] = []
    parents: set[str] = set()
    path = f"projects/{numeric(repository)}/repository/commits"
    try:
        async with aclosing(client.pages(path, {**query, "per_page": str(PER_PAGE)})) as pages:
            async for page in pages:
                for item in page:
                    if stop and item.get("id") == stop:
                        return tuple(found), frozenset((*parents, stop)), True
                    parents.update(item.get("parent_ids") or ())
                    if commit := parse.commit(item):
                        found.append(commit)
    except Endless:
        return tuple({commit.oid: commit for commit in found}.values()), frozenset(parents), False
    return tuple(found), frozenset(parents), True


def _tags(api: "gitlab.Gitlab", *, project: int) -> tuple[tuple[Tag, ...], bool]:
    # As they came: python-gitlab's objects would copy each of them several times.
    items = api.http_list(f"/projects/{project}/repository/tags", iterator=True, per_page=PER_PAGE)
    found, whole = once(items, lambda item: str(item.get("name")))
    return tuple(tag for item in found if (tag := parse.tag(item))), whole


def once(items: Iterable[T], key: Callable[[T], str]) -> tuple[list[T], bool]:
    """Return each item of a list once, and whether it came to an end.

    A page without news says that it leads in a circle; python-gitlab would follow it for ever.
    """
    found: dict[str, T] = {}
    stale = 0
    for item in items:
        held = len(found)
        found.setdefault(key(item), item)
        stale = stale + 1 if len(found) == held else 0
        if 0 < min(PER_PAGE, held) <= stale or len(found) >= MOST_PAGES * PER_PAGE:
            return list(found.values()), False
    return list(found.values()), True
