"""Which projects a source means: a group with its subgroups, one project, or an account's own."""

import asyncio
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING

import msgspec
from msgspec import Struct

from civitop.config.sources import Source
from civitop.errors import CollectError, NotFound
from civitop.i18n.message import say
from civitop.polling.collector import Failure
from collectors.concurrency import Gathering
from collectors.failures import MOST_PAGES, endless, of_source, unreadable
from collectors.gitlab import parse
from collectors.gitlab.batches import Asker
from collectors.gitlab.client import Refused
from collectors.gitlab.documents import BATCH, Documents
from collectors.gitlab.failures import failure
from collectors.gitlab.history import PER_PAGE, once
from collectors.gitlab.parse import Json

if TYPE_CHECKING:
    import gitlab

PROJECT = "gid://gitlab/Project/{}"


class Found(Struct, frozen=True):
    """What a path leads to."""

    nodes: Sequence[Json] = ()
    """Projects as GitLab describes them."""
    problem: Exception | None = None
    """Why there are none, or not all of them."""
    itself: bool = False
    """Whether the path is that of a project, which is meant though it be a fork."""


class Listing:
    """Finds what sources mean; those that are asked for at the same time share their requests.

    GraphQL finds groups and projects; an account's own projects, and a project that has moved (REST
    answers 301), are asked for by REST, one by one.
    """

    def __init__(self, asker: Asker) -> None:
        self._asker = asker
        self._gathering: Gathering[str, Found] = Gathering(self._of_paths)

    async def discover(self, source: Source) -> AsyncIterator[Json | Failure]:
        """Yield the projects of a source as GitLab describes them."""
        try:
            found = await self._gathering.ask(source.path.strip("/"))
            for node in found.nodes:
                if source.forks or found.itself or not node.get("isForked"):
                    yield node
            if found.problem:
                raise found.problem
        except CollectError as error:
            yield failure(str(source), error)
        except Refused as refused:
            yield failure(str(source), self._asker.nonsense(refused))
        except Exception as error:  # of every kind: other sources go on
            yield unreadable(of_source(source), self._asker.client.forge.host, error)

    async def _of_paths(self, paths: Sequence[str]) -> Mapping[str, Found]:
        """Return what each path leads to: one in a request of its own, or many by what they can be.

        That is projects first, 50 to a request; then the groups' members by id, described 50 to a request. A
        group that has more members than that is listed by itself, where a request describes 100.
        """
        if len(paths) == 1:
            return {paths[0]: await self._alone(paths[0])}
        found = await self._projects([path for path in paths if "/" in path])
        members = await self._asker.members([path for path in paths if path not in found])
        small = {path: ids for path, ids in members.items() if ids is not None and len(ids) <= BATCH}
        described = await self._described([id for ids in small.values() for id in ids])
        for path, ids in small.items():
            found[path] = _sorted(described[id] for id in ids if id in described)
        for path in paths:
            if path not in found:
                found[path] = await self._alone(path, nobodys=path in members and members[path] is None)
        return found

    async def _projects(self, paths: Sequence[str]) -> dict[str, Found]:
        """Return the projects among the paths."""
        answers = await asyncio.gather(
            *(
                self._asker.projects("named", paths[start : start + BATCH], Documents.named, by="fullPath")
                for start in range(0, len(paths), BATCH)
            )
        )
        held = {name.casefold(): node for answer in answers for name, node in answer.items()}
        return {
            path: msgspec.structs.replace(_sorted([held[path.casefold()]]), itself=True)
            for path in paths
            if path.casefold() in held
        }

    async def _described(self, ids: Sequence[str]) -> Mapping[str, msgspec.Raw | CollectError]:
        answers = await asyncio.gather(
            *(
                self._asker.projects("pulse", ids[start : start + BATCH], Documents.pulse)
                for start in range(0, len(ids), BATCH)
            )
        )
        return {id: node for answer in answers for id, node in answer.items()}

    async def _alone(self, path: str, *, nobodys: bool = False) -> Found:
        """Return what one path leads to; `nobodys` says that it is neither project nor group."""
        nodes: list[Json] = []
        found = False
        try:
            if not nobodys:
                async for page in self._pages(path):
                    if page.itself:
                        return page
                    found = True
                    nodes += page.nodes
            if not found:
                return Found(await _by_rest(self._asker, path), itself="/" in path)
        except Exception as error:  # of every kind: `discover` tells them apart
            return Found(nodes, error)
        return Found(nodes)

    async def _pages(self, path: str) -> AsyncIterator[Found]:
        """Yield the project of that path, or those of the group page by page; nothing where it is neither."""
        after: str | None = None
        cursors: set[str | None] = {None}
        while True:
            answer = await self._asker.run(partial(Documents.discover, path=path, after=after))
            project, group = answer.get("project"), answer.get("group")
            if project:
                yield Found([project], itself=True)
            if project or not group:
                return
            yield Found(list(parse.nodes(group.get("projects"))))
            after = parse.more(group.get("projects"))
            if not after:
                return
            if after in cursors or len(cursors) >= MOST_PAGES:
                raise endless(self._asker.client.forge, path)
            cursors.add(after)


def _sorted(answers: Iterable[msgspec.Raw | CollectError]) -> Found:
    """Return what there is of several projects, and the first problem among them."""
    nodes: list[Json] = []
    problem: Exception | None = None
    for answer in answers:
        if isinstance(answer, CollectError):
            problem = problem or answer
            continue
        try:
            nodes.append(parse.load(answer))
        except Exception as error:  # of every kind: the others of the source go on
            problem = problem or error
    return Found(nodes, problem)


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
