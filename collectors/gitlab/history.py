"""Commits and tags, which GitLab lists by REST only, page by page.

Commits stand before the figures of every project: their pages are asked for over the loop, without waiting
for a library. Tags are asked for of projects without releases only, by python-gitlab in a worker's thread.
"""

from contextlib import aclosing
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING

from civitop.errors import NotFound
from civitop.model import Commit, Repository, Tag
from collectors.gitlab import parse
from collectors.gitlab.client import Client

if TYPE_CHECKING:
    import gitlab

PER_PAGE = 100
"""GitLab gives no more."""


class Rewritten(Exception):
    """The history was rewritten: the stored head is no ancestor of the present one."""


async def commits(client: Client, repository: Repository, since: datetime) -> tuple[Commit, ...]:
    """Return the commits of the default branch that were committed since then."""
    moment = since.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return (await _listed(client, repository, ref_name=repository.head or "", since=moment))[0]


async def between(client: Client, repository: Repository, head: str) -> tuple[Commit, ...]:
    """Return the commits that the present head has and the stored `head` had not, whatever their date.

    One of them has the stored head as a parent, or else that head is no ancestor: the history was
    rewritten (`Rewritten`).
    """
    reference = f"{head}..{repository.head}"
    try:
        found, parents = await _listed(client, repository, stop=head, ref_name=reference)
    except NotFound as error:
        raise Rewritten from error
    if head not in parents:
        raise Rewritten
    return found


async def tags(client: Client, repository: Repository) -> tuple[Tag, ...]:
    """Return all tags, dated."""
    return await client.rest(partial(_tags, project=numeric(repository)))


def numeric(repository: Repository) -> int:
    """Return the number behind `gid://gitlab/Project/17`: it outlives a move, so REST never redirects."""
    return int((repository.node_id or "").rpartition("/")[2])


async def _listed(
    client: Client, repository: Repository, *, stop: str | None = None, **query: str
) -> tuple[tuple[Commit, ...], frozenset[str]]:
    """Return commits, and the ids of all their parents; `stop` ends the list and counts as a parent.

    It only turns up where a forge makes nothing of a range of revisions and lists everything.
    """
    found: list[Commit] = []
    parents: set[str] = set()
    path = f"projects/{numeric(repository)}/repository/commits"
    async with aclosing(client.pages(path, {**query, "per_page": str(PER_PAGE)})) as pages:
        async for page in pages:
            for item in page:
                if stop and item.get("id") == stop:
                    return tuple(found), frozenset((*parents, stop))
                parents.update(item.get("parent_ids") or ())
                if commit := parse.commit(item):
                    found.append(commit)
    return tuple(found), frozenset(parents)


def _tags(api: "gitlab.Gitlab", *, project: int) -> tuple[Tag, ...]:
    # As they came: python-gitlab's objects would copy each of them several times.
    items = api.http_list(f"/projects/{project}/repository/tags", iterator=True, per_page=PER_PAGE)
    return tuple(tag for item in items if (tag := parse.tag(item)))
