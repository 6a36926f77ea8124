"""Which projects a source means: a group with its subgroups, one project, or an account's own."""

from collections.abc import AsyncIterator, Sequence
from functools import partial
from typing import TYPE_CHECKING

import msgspec

from civitop.config.sources import Source
from civitop.errors import CollectError, NotFound
from civitop.i18n.message import say
from civitop.polling.collector import Failure
from collectors.failures import MOST_PAGES, endless, of_source, unreadable
from collectors.gitlab import parse
from collectors.gitlab.batches import Asker
from collectors.gitlab.client import Refused
from collectors.gitlab.documents import Documents
from collectors.gitlab.failures import failure
from collectors.gitlab.history import PER_PAGE, once
from collectors.gitlab.parse import Json

if TYPE_CHECKING:
    import gitlab

PROJECT = "gid://gitlab/Project/{}"


async def discover(asker: Asker, source: Source) -> AsyncIterator[Json | Failure]:
    """Yield the projects of a source as GitLab describes them.

    GraphQL finds groups and projects; an account's own projects, and a project that has moved (REST
    answers 301), are asked for by REST.
    """
    try:
        async for node in _found(asker, source.path.strip("/"), source.forks):
            yield node
    except CollectError as error:
        yield failure(str(source), error)
    except Refused as refused:
        yield failure(str(source), asker.nonsense(refused))
    except Exception as error:  # of every kind: other sources go on
        yield unreadable(of_source(source), asker.client.forge.host, error)


async def _found(asker: Asker, path: str, forks: bool) -> AsyncIterator[Json]:
    after: str | None = None
    cursors: set[str | None] = {None}
    while True:
        answer = await asker.run(partial(Documents.discover, path=path, after=after))
        project, group = answer.get("project"), answer.get("group")
        if project:
            yield project
            return
        if not group:
            break
        for node in parse.nodes(group.get("projects")):
            if forks or not node.get("isForked"):
                yield node
        after = parse.more(group.get("projects"))
        if not after:
            return
        if after in cursors or len(cursors) >= MOST_PAGES:
            raise endless(asker.client.forge, path)
        cursors.add(after)
    for node in await _by_rest(asker, path):
        if forks or "/" in path or not node.get("isForked"):
            yield node


async def _by_rest(asker: Asker, path: str) -> Sequence[Json]:
    """Return what GraphQL did not find: a moved project, or the projects of an account."""
    try:
        if "/" in path:
            numbers = [await asker.client.rest(partial(_moved, path=path))]
        else:
            numbers = await asker.client.rest(partial(_of_account, username=path))
    except NotFound:
        numbers = []
    if not numbers:
        host = asker.client.forge.host
        if "/" in path:
            raise NotFound(
                say(
                    "The project or group {name} is not on {host}, or the token may not see it: check the name.",
                    name=path,
                    host=host,
                )
            )
        raise NotFound(
            say(
                "The group or account {name} is not on {host}, or the token may not see it: check the name.",
                name=path,
                host=host,
            )
        )
    ids = [PROJECT.format(number) for number in numbers]
    found = await asker.projects("pulse", ids, Documents.pulse)
    return [parse.load(node) for id in ids if isinstance(node := found.get(id), msgspec.Raw)]


def _moved(api: "gitlab.Gitlab", *, path: str) -> int:
    return int(api.projects.get(path).id)


def _of_account(api: "gitlab.Gitlab", *, username: str) -> list[int]:
    owner = api.users.get(username, lazy=True)
    found = owner.projects.list(iterator=True, per_page=PER_PAGE)
    return [int(project.id) for project in once(found, lambda project: str(project.id))[0]]
