"""Commits and tags, which GitLab lists by REST only; read page by page in a worker's thread."""

from collections.abc import Iterator
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
    work = partial(_listed, project=numeric(repository), ref_name=repository.head or "", since=moment)
    return (await client.rest(work))[0]


async def between(client: Client, repository: Repository, head: str) -> tuple[Commit, ...]:
    """Return the commits that the present head has and the stored `head` had not, whatever their date.

    One of them has the stored head as a parent, or else that head is no ancestor: the history was
    rewritten (`Rewritten`).
    """
    reference = f"{head}..{repository.head}"
    work = partial(_listed, project=numeric(repository), stop=head, ref_name=reference)
    try:
        found, parents = await client.rest(work)
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


def _listed(
    api: "gitlab.Gitlab", *, project: int, stop: str | None = None, **query: str
) -> tuple[tuple[Commit, ...], frozenset[str]]:
    """Return commits, and the ids of all their parents; `stop` ends the list and counts as a parent.

    It only turns up where a forge makes nothing of a range of revisions and lists everything.
    """
    found: list[Commit] = []
    parents: set[str] = set()
    for item in _items(api, project, "commits", **query):
        if stop and item.get("id") == stop:
            parents.add(stop)
            break
        parents.update(item.get("parent_ids") or ())
        if commit := parse.commit(item):
            found.append(commit)
    return tuple(found), frozenset(parents)


def _tags(api: "gitlab.Gitlab", *, project: int) -> tuple[Tag, ...]:
    return tuple(tag for item in _items(api, project, "tags") if (tag := parse.tag(item)))


def _items(api: "gitlab.Gitlab", project: int, what: str, **query: str) -> Iterator[parse.Json]:
    """Yield a list's items as they came: python-gitlab's objects would copy each of them several times."""
    path = f"/projects/{project}/repository/{what}"
    yield from api.http_list(path, query, iterator=True, per_page=PER_PAGE)
