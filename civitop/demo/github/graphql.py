"""GitHub's GraphQL types, as far as the demo speaks them: `Query`, owners and accounts.

Names, arguments and nullability follow GitHub's published schema; `.ci/check_schemas.py` compares.
"""

from bisect import bisect_left
from collections.abc import Callable, Mapping
from typing import Any

from msgspec import Struct

from civitop.demo.github.repository import REPOSITORY_TYPES
from civitop.demo.github.search import search_issues
from civitop.demo.github.things import THING_TYPES
from civitop.demo.graphql.execute import Run
from civitop.demo.graphql.lazy_list import Listed
from civitop.demo.graphql.schema import (
    PAGE_INFO,
    Args,
    ConnectionPage,
    Fault,
    Schema,
    Type,
    connection,
    leaf,
    many,
    one,
    page,
    paged,
)
from civitop.demo.server.render import moment, node_id, read_node_id
from civitop.demo.world.contents import Contents
from civitop.demo.world.model import Account, ChangeRequest, Commit, Issue, Project, Release
from civitop.demo.world.owners import Owner, owner
from civitop.demo.world.world import World


class Rate(Struct, frozen=True):
    """What `rateLimit` tells."""

    limit: int
    cost: int
    remaining: int
    used: int
    reset_at: int
    node_count: int


def _owner(value: Any, run: Run, args: Args) -> Any:
    login = args["login"]
    found = owner(run.world, login) or run.world.accounts.get(login.casefold())
    if found is None:
        msg = f"Could not resolve to a User or Organization with the login of '{login}'."
        raise Fault(msg, "NOT_FOUND")
    return found


def _organisation(value: Any, run: Run, args: Args) -> Owner:
    found = owner(run.world, args["login"])
    if found is None:
        msg = f"Could not resolve to an Organization with the login of '{args['login']}'."
        raise Fault(msg, "NOT_FOUND")
    return found


def _user(value: Any, run: Run, args: Args) -> Account:
    found = run.world.accounts.get(args["login"].casefold())
    if found is None or found.bot:
        msg = f"Could not resolve to a User with the login of '{args['login']}'."
        raise Fault(msg, "NOT_FOUND")
    return found


def _repository(value: Any, run: Run, args: Args) -> Contents:
    path = f"{args['owner']}/{args['name']}"
    project = run.world.find("github", path)
    if project is None and args.get("followRenames", True) is not False:
        project = run.world.find_moved("github", path)
    if project is None:
        msg = f"Could not resolve to a Repository with the name '{path}'."
        raise Fault(msg, "NOT_FOUND")
    return allowed(run.world, project)


def allowed(world: World, project: Project) -> Contents:
    """Return a project's contents; raise `Fault` where the token may not see it."""
    if project.key in world.forbidden:
        msg = (
            "Resource protected by organization SAML enforcement. "
            "You must grant your Personal Access token access to this organization."
        )
        raise Fault(
            msg,
            "FORBIDDEN",
        )
    return world.contents(project.key)


def _by_id(world: World, text: str) -> Any:
    """Return the thing behind a node id; a `Fault` (not raised) where there is none."""
    missing = Fault(f"Could not resolve to a node with the global id of '{text}'", "NOT_FOUND")
    read = read_node_id(text)
    if read is None:
        return missing
    kind, parts = read
    try:
        if kind == "U":
            return world.account_numbers.get(int(parts[0]), missing)
        if kind == "O":
            return owner(world, parts[0]) or missing
        project = world.numbered("github", int(parts[0]))
        if project is None:
            return missing
        contents = allowed(world, project)
        if kind == "R":
            return contents
        things: dict[str, Any] = {"I": contents.issues, "PR": contents.change_requests}
        if kind in things:
            # numbers only ever grow, so the list is in their order
            place = bisect_left(things[kind], int(parts[1]), key=lambda t: t.number)
            found = things[kind][place : place + 1]
            return found[0] if found and found[0].number == int(parts[1]) else missing
        if kind == "C":
            return contents.commit(parts[1]) or missing
    except Fault as fault:
        return fault
    except (ValueError, IndexError):
        return missing
    return missing


def _node(value: Any, run: Run, args: Args) -> Any:
    found = _by_id(run.world, args["id"])
    if isinstance(found, Fault):
        raise found
    return found


def _repositories(value: Any, run: Run, args: Args) -> ConnectionPage:
    projects = list(run.world.owned("github", value.login))
    for wanted, has in (("isFork", "fork"), ("isArchived", "archived")):
        if args.get(wanted) is not None:
            projects = [p for p in projects if getattr(p, has) is args[wanted]]
    projects = [p for p in projects if p.key not in run.world.forbidden]
    order = args.get("orderBy") or {"field": "NAME", "direction": "ASC"}
    ways: dict[str, Callable[[Project], Any]] = {
        "NAME": lambda p: p.name,
        "PUSHED_AT": lambda p: run.world.contents(p.key).pushed or 0,
        "UPDATED_AT": lambda p: run.world.contents(p.key).updated,
        "CREATED_AT": lambda p: p.created,
        "STARGAZERS": lambda p: p.stars,
    }
    projects.sort(key=ways[order["field"]], reverse=order["direction"] == "DESC")
    # an owner may have thousands: only the page that is asked for is made
    return page(Listed(projects, lambda p: run.world.contents(p.key)), args)


def _memberships(value: Account, run: Run, args: Args) -> ConnectionPage:
    found = [owner(run.world, login) for login in value.memberships]
    return page([o for o in found if o], args)


def _search(value: Any, run: Run, args: Args) -> ConnectionPage:
    return page(search_issues(run.world, args["type"], args["query"])[:1000], args)


_OWNER = {
    "login": leaf(lambda o: o.login),
    "id": leaf(lambda o: node_id("O", o.login)),
    "databaseId": leaf(lambda o: o.number),
    "name": leaf(lambda o: o.name),
    "url": leaf(lambda o: f"https://github.example/{o.login}"),
    "repositories": paged("RepositoryConnection", _repositories, "isFork", "isArchived", "orderBy", "privacy",
    "ownerAffiliations"),
}  # fmt: skip
_USER = {
    **_OWNER,
    "id": leaf(lambda a: node_id("U", a.number)),
    "company": leaf(lambda a: a.company or None),
    "email": leaf(lambda a: ""),
    "createdAt": leaf(lambda a: moment(1_500_000_000 + a.number)),
    "organizations": paged("OrganizationConnection", _memberships),
}
_BOT = {
    "login": leaf(lambda a: a.login.removesuffix("[bot]")),
    "id": leaf(lambda a: node_id("BOT", a.number)),
    "databaseId": leaf(lambda a: a.number),
    "url": leaf(lambda a: f"https://github.example/apps/{a.login.removesuffix('[bot]')}"),
}

TYPES: Mapping[str, Type] = {
    "Query": Type(
        "Query",
        {
            "repository": one("Repository", _repository, "owner", "name", "followRenames", catches=True),
            "organization": one("Organization", _organisation, "login", catches=True),
            "repositoryOwner": one("RepositoryOwner", _owner, "login", catches=True),
            "user": one("User", _user, "login", catches=True),
            "viewer": one("User", lambda v, run, args: run.viewer),
            "rateLimit": one("RateLimit", lambda v, run, args: run.rate),
            "node": one("Node", _node, "id", catches=True),
            "nodes": many("Node", lambda v, run, args: [_by_id(run.world, i) for i in args["ids"]], "ids",
            catches=True),
            "search": paged("SearchResultItemConnection", _search, "query", "type"),
        },
    ),
    "RateLimit": Type(
        "RateLimit",
        {
            "limit": leaf(lambda r: r.limit),
            "cost": leaf(lambda r: r.cost),
            "remaining": leaf(lambda r: r.remaining),
            "used": leaf(lambda r: r.used),
            "resetAt": leaf(lambda r: moment(r.reset_at)),
            "nodeCount": leaf(lambda r: r.node_count),
        },
    ),
    "PageInfo": PAGE_INFO,
    "Organization": Type("Organization", {**_OWNER, "description": leaf(lambda o: None),
    "createdAt": leaf(lambda o: moment(1_400_000_000))}),
    "User": Type("User", _USER),
    "Bot": Type("Bot", _BOT),
    "Actor": Type("Actor", {k: _BOT[k] for k in ("login", "url")}, ("User", "Bot", "Organization")),
    "RepositoryOwner": Type("RepositoryOwner", {k: _OWNER[k] for k in ("login", "id", "url", "repositories")},
    ("User", "Organization")),
    "Node": Type("Node", {"id": leaf(lambda v: "")}, ("Repository", "User", "Organization", "Issue",
    "PullRequest", "Commit", "Release")),
    "SearchResultItem": Type("SearchResultItem", {}, ("Repository", "Issue", "PullRequest")),
    **connection("RepositoryConnection", "Repository", ("totalCount",), totalDiskUsage=leaf(lambda p: 0)),
    **connection("OrganizationConnection", "Organization", ("totalCount",)),
    **connection(
        "SearchResultItemConnection", "SearchResultItem", (),
        issueCount=leaf(lambda p: len(p.items)), repositoryCount=leaf(lambda p: len(p.items)),
    ),
    **REPOSITORY_TYPES,
    **THING_TYPES,
}  # fmt: skip
_NAMES = {
    Contents: "Repository",
    Issue: "Issue",
    ChangeRequest: "PullRequest",
    Commit: "Commit",
    Release: "Release",
    Owner: "Organization",
}


def type_of(value: Any) -> str:
    """Return the concrete type of a value that stands behind an interface."""
    if isinstance(value, Account):
        return "Bot" if value.bot else "User"
    return _NAMES.get(type(value)) or value.graphql


def schema() -> Schema:
    """Return GitHub's schema as far as the demo speaks it."""
    return Schema(TYPES, type_of)
