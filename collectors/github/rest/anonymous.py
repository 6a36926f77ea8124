"""GitHub without a token: 60 requests an hour, so one request for a hundred repositories and no more."""

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from copy import copy
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from urllib.parse import quote

import msgspec

from civitop.config.settings import Forge
from civitop.config.sources import Source
from civitop.errors import CollectError, NotFound, Unreachable
from civitop.i18n.message import Phrase, say
from civitop.model import FACT_KINDS, Extent, FactKind, Facts, Repository
from civitop.polling.collector import Collected, Failure, Known, Pulse
from collectors.failures import MOST_PAGES, endless, no_branch, of_source
from collectors.github.failures import from_error, guarded
from collectors.github.parse import Reader
from collectors.github.rest.described import fingerprint, in_graphql
from collectors.github.rest.issues import open_issue, open_request
from collectors.github.rest.owner_turns import Notes, OwnerTurns
from collectors.github.rest.requests import PAGE, POOL, Requests, goes_on
from collectors.http.replies import Garbled, Reply, ResponseCache, Unusable, decode
from collectors.http.transport import Transport

SOURCE = "github/rest"
PAGES = 3
"""Requests that a repository may have for its open issues and change requests."""
FOR_LISTS = 5
"""Requests of the hour that are kept for descriptions; open issues are asked for with the others."""
SAME_ROUND = timedelta(minutes=1)
"""A list that is younger is not asked for again: discovery, pulse and collecting of a round need the same one."""
LACKING = ":issues"
"""Behind a fingerprint: the open issues were not asked for, so that the next round does."""


class Anonymous:
    """Discovery, pulse and what can be collected, over REST."""

    def __init__(
        self,
        forge: Forge,
        base: str,
        transport: Transport,
        cache: ResponseCache,
        clock: Callable[[], datetime],
        notes: Notes | None = None,
    ) -> None:
        """`cache` keeps answers, `notes` whose turn it was, both for longer than a process lives."""
        self._forge = forge
        self._transport = transport
        self._clock = clock
        self._reader = Reader(forge)
        self._branch = ""
        self._requests = Requests(base, transport, cache)
        self._lists: dict[str, tuple[datetime, Sequence[Mapping[str, Any]]]] = {}
        """The last list of each owner, and when it was whole."""
        self._turns = OwnerTurns(notes, forge.name, clock)

    def on(self, branch: str) -> "Anonymous":
        """Return one that is about this branch of repositories in place of their default one."""
        other = copy(self)
        other._branch = branch  # noqa: SLF001 - another of this class
        other._turns = self._turns.on(branch)  # noqa: SLF001
        return other

    # ------------------------------------------------------------ what the collector offers

    async def discover(self, source: Source) -> AsyncIterator[Repository | Failure]:
        """Yield an owner's repositories, or the one that is named."""
        if "/" in source.path:
            node = await self._one(source.path)
            if self._branch:
                await self._look_for_branch(source.path)
            yield self._repository(node)
            return
        unseen = of_source(source)
        async for node in self._owned(source.path):
            if source.forks or not node.get("fork"):
                yield guarded(unseen, self._forge, partial(self._repository, node))

    async def pulse(self, known: Sequence[Known]) -> AsyncIterator[Pulse | Failure]:
        """Yield what a list of repositories tells about change.

        Owners that were asked before take turns (`OwnerTurns`); of the others nothing is yielded, so that they
        keep the time at which they were last looked at.
        """
        async for each, node in self._described(self._in_turn(known)):
            if isinstance(node, Failure):
                yield node
            else:
                yield guarded(each.repository, self._forge, partial(self._seen, node, each))

    async def collect(self, known: Sequence[Known]) -> AsyncIterator[Collected | Failure]:
        """Yield what there is without a token, the most active repositories first.

        That is the repository itself and, while requests of the hour are left, its open issues: one request
        each. The other kinds say what is missing; histories are git's.
        """
        began = self._clock()
        described = []
        async for each, node in self._described(known):
            if isinstance(node, Failure):
                yield node
            else:
                described.append((each, node))
        described.sort(key=lambda item: str(item[1].get("pushed_at") or ""), reverse=True)
        for each, node in described:
            listed = await self._open_issues(node)
            yield guarded(each.repository, self._forge, partial(self._facts, node, each, began, listed))

    async def _open_issues(self, node: Mapping[str, Any]) -> Sequence[Mapping[str, Any]] | Phrase:
        """Return the open issues and change requests, or a sentence on why they are not known.

        A hundred come with a request; of a repository with more than three hundred the newest are returned.
        """
        found: list[dict[str, Any]] = []
        name = str(node.get("full_name") or "")
        waiting = node.get("open_issues_count")
        for page in range(1, PAGES + 1 if waiting else 1):
            if self._is_spent():
                return say(
                    "Without a token {host} gives {limit} requests an hour, and they are spent; "
                    "the next hour brings more.",
                    host=self._forge.host,
                    limit=self._transport.budget(POOL).limit or 60,
                )
            try:
                asked = {"state": "open", "per_page": PAGE, "page": page}
                reply = await self._requests.get(f"/repos/{quote(name)}/issues", asked)
                listed: list[dict[str, Any]] = self._good(reply, name, list[dict[str, Any]])
            except CollectError as error:
                return error.phrase
            found += listed
            if not goes_on(reply, listed):
                break
        return found

    def _facts(
        self,
        node: Mapping[str, Any],
        known: Known,
        began: datetime,
        listed: Sequence[Mapping[str, Any]] | Phrase,
    ) -> Collected:
        """Return the facts out of a description and what is listed as open."""
        why = say(
            "{host} gives this only with a token: set one for {forge}.",
            host=self._forge.host,
            forge=self._forge.name,
        )
        extents: dict[FactKind, Extent] = {kind: Extent.absent(why) for kind in FACT_KINDS}
        repository = self._repository(node, known.repository)
        if isinstance(listed, Phrase):
            extents["issues"] = extents["change_requests"] = Extent.absent(listed)
            facts = Facts(repository=repository, collected_at=began, source=SOURCE, extents=extents)
            return Collected(facts, fingerprint(node) + LACKING)
        issues = tuple(open_issue(self._reader, each) for each in listed if "pull_request" not in each)
        requests = tuple(open_request(self._reader, each) for each in listed if "pull_request" in each)
        whole = len(listed) < PAGE * PAGES
        counted = msgspec.structs.replace(
            repository,
            open_issues=len(issues) if whole else repository.open_issues,
            open_change_requests=len(requests) if whole else repository.open_change_requests,
        )
        # Closed ones are not asked for: they would cost a request a hundred, and sixty an hour are all there is.
        extents["issues"] = extents["change_requests"] = Extent(began, why)
        facts = Facts(
            repository=counted,
            collected_at=began,
            source=SOURCE,
            issues=tuple(sorted(issues, key=lambda issue: issue.number)),
            change_requests=tuple(sorted(requests, key=lambda request: request.number)),
            extents=extents,
        )
        return Collected(facts, fingerprint(node))

    def _seen(self, node: Mapping[str, Any], known: Known) -> Pulse:
        """Return the pulse; what lacks its open issues has changed once there are requests for them again."""
        seen = fingerprint(node)
        waits = known.fingerprint == seen + LACKING and self._is_spent()
        return Pulse(self._repository(node, known.repository), seen + LACKING * waits)

    def _is_spent(self) -> bool:
        """Whether the hour has no requests left for open issues."""
        budget = self._transport.budget(POOL)
        over = budget.resets_at is not None and budget.resets_at <= self._clock()
        return budget.remaining is not None and budget.remaining <= FOR_LISTS and not over

    # ------------------------------------------------------------ lists

    def _in_turn(self, known: Sequence[Known]) -> Sequence[Known]:
        """Return the repositories of the owners whose turn it is: new ones, then who waits for the longest."""
        members = _by_owner(known)
        chosen = self._turns.take(members, [owner for owner in members if self._just_listed(owner)])
        return [each for owner in members if owner in chosen for each in members[owner]]

    async def _described(
        self, known: Sequence[Known]
    ) -> AsyncIterator[tuple[Known, Mapping[str, Any] | Failure]]:
        """Yield each repository with its description: by owner where that is cheaper, else one by one."""
        for owner, members in _by_owner(known).items():
            found: dict[str, Mapping[str, Any]] = {}
            try:
                if len(members) > 1:
                    for node in self._just_listed(owner) or [each async for each in self._owned(owner)]:
                        found[str(node.get("node_id"))] = found[str(node.get("full_name")).casefold()] = node
            except NotFound:
                found = {}  # the owner was renamed or is gone; each repository is asked for by itself
            except CollectError as error:
                for each in members:
                    yield each, from_error(each.repository.id, error)
                continue
            for each in members:
                held = found.get(each.repository.node_id or "") or found.get(each.repository.name.casefold())
                try:
                    yield each, held or await self._one(each.repository.name)
                except CollectError as error:
                    yield each, from_error(each.repository.id, error)

    async def _owned(self, owner: str) -> AsyncIterator[Mapping[str, Any]]:
        """Yield an owner's repositories, a hundred to a request; an organisation is tried first."""
        for kind in ("orgs", "users"):
            seen: set[str] = set()
            listed: list[Mapping[str, Any]] = []
            for page in range(1, MOST_PAGES + 1):
                path = f"/{kind}/{quote(owner, safe='')}/repos"
                # Newest first: what is new changes the first page, so that a 304 for it vouches for its `Link` too.
                asked = {"per_page": PAGE, "page": page, "sort": "created", "direction": "desc"}
                reply = await self._requests.get(path, asked)
                if reply.status == 404:
                    break
                nodes = self._good(reply, owner, list[dict[str, Any]])
                for node in nodes:
                    yield node
                listed += nodes
                if not goes_on(reply, nodes):
                    self._lists[owner] = self._clock(), listed
                    self._turns.listed(owner, page)
                    return
                held = len(seen)
                seen.update(str(node.get("node_id")) for node in nodes)
                if len(seen) == held:
                    raise endless(self._forge, owner)
            else:
                raise endless(self._forge, owner)
        sentence = say(
            "{host} knows no owner named {name}: check the name.", host=self._forge.host, name=owner
        )
        raise NotFound(sentence)

    def _just_listed(self, owner: str) -> Sequence[Mapping[str, Any]]:
        """Return what discovery or the pulse of this round was told of an owner's repositories, if they were."""
        at, listed = self._lists.get(owner, (None, ()))
        return listed if at is not None and timedelta() <= self._clock() - at < SAME_ROUND else ()

    async def _one(self, path: str) -> Mapping[str, Any]:
        reply = await self._requests.get(f"/repos/{quote(path)}", {})
        if reply.status in (404, 451):
            sentence = say(
                "{name} is not on {host}, or needs a token to be seen: check the name.",
                name=path,
                host=self._forge.host,
            )
            raise NotFound(sentence)
        node: Mapping[str, Any] = self._good(reply, path, dict[str, Any])
        return node

    async def _look_for_branch(self, path: str) -> None:
        """Raise `NotFound` where a repository lacks the branch; asked when it is listed, git asks from then on."""
        reply = await self._requests.get(f"/repos/{quote(path)}/branches/{quote(self._branch, safe='')}", {})
        if reply.status == 404:
            raise no_branch(path, self._forge.host, self._branch)

    def _good(self, reply: Reply, what: str, shape: Any) -> Any:
        try:
            if reply.status == 200:
                return decode(reply.body, shape)
        except (Garbled, Unusable) as error:
            sentence = say(
                "{host} gave an answer that makes no sense for {what}.", host=self._forge.host, what=what
            )
            raise Unreachable(sentence) from error
        sentence = say(
            "{host} answered {status} for {what}.",
            host=self._forge.host,
            status=str(reply.status),
            what=what,
        )
        raise Unreachable(sentence)

    def close(self) -> None:
        """Close PyGithub's connections."""
        self._requests.close()

    def _repository(self, node: Mapping[str, Any], before: Repository | None = None) -> Repository:
        """Return a repository from REST's words."""
        return self._reader.repository(in_graphql(node, self._branch), before)


def _by_owner(known: Sequence[Known]) -> dict[str, list[Known]]:
    """Return the repositories of each owner, in their order."""
    owners: dict[str, list[Known]] = {}
    for each in known:
        owners.setdefault(each.repository.name.partition("/")[0], []).append(each)
    return owners
