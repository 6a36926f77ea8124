"""The GraphQL documents, what they cost, and how several of them become one request.

Each `documents/*.graphql` is a whole, static operation (fragments live in `fragments.graphql`) that
CI validates against GitHub's published schema. `assemble` puts many of them into one request:

- an operation over `$ids` takes up to 100 node ids under one alias;
- any other is repeated under an alias of its own, its variables numbered, so that pages of
  different repositories, each with its own cursor, share a request.

What a request costs (GitHub's "rate limits and query limits for the GraphQL API"): count how often
each connection would be opened if all its ancestors were full, add up, divide by 100, round, at
least 1. An alias or an id more is one opening more; a connection inside a page of 100 is 100. So
nothing in here nests a connection in a page, except `increment`, whose pages are small:

    first round, a repository of 105 commits, 30 issues and 30 change requests in the window
      repositories         10 openings                                        0.10 points
      further pages         1 opening, for one repository in two              0.01
      parents by id         1 opening for each commit that is there           1.05
      answers by id         1 for each issue, 2 for each change request
                            that is open or new (about 15 and 10)             0.35
    pulse                   2 openings                                        0.02
    increment             121 openings                                        1.21
"""

import json
import re
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any

from msgspec import Struct

IDS = 100
"""GitHub takes at most so many ids in one `nodes(ids:)`."""

OPENINGS: Mapping[str, int] = {
    "pulse": 2,
    "repositories": 10,
    "commits": 1,
    "issues": 1,
    "changes": 1,
    "releases": 1,
    "tags": 1,
    "commit_details": 1,
    "issue_details": 1,
    "change_details": 2,
    "more_comments": 2,
    "more_reviews": 1,
    "increment": 121,
    "owner": 1,
    "repository": 0,
    "profile": 1,
}
"""Connections that one item of each document opens; a test computes them from the documents."""


class Item(Struct, frozen=True):
    """One thing to ask: a document, and the id or the variables it is about."""

    document: str
    id: str = ""
    variables: tuple[tuple[str, Any], ...] = ()


class Operation(Struct, frozen=True):
    """A document, taken apart."""

    name: str
    variables: Mapping[str, str]
    """Name → type, as declared."""
    body: str
    fragments: Mapping[str, str]
    """All that the body needs, by name."""

    @property
    def by_ids(self) -> bool:
        """Whether one selection serves many node ids."""
        return "ids" in self.variables


class Request(Struct, frozen=True):
    """Several items as one request."""

    text: str
    variables: Mapping[str, Any]
    paths: tuple[tuple[str | int, ...], ...]
    """Where the answer to each item is found, in the order of the items."""
    points: int
    """What it costs by GitHub's formula."""


def points(openings: int) -> int:
    """Return the points of a request with so many openings of connections."""
    return max(1, (openings + 50) // 100)


_FRAGMENT = re.compile(r"^fragment (\w+) on \w+ \{\n.*?^\}\n", re.MULTILINE | re.DOTALL)
_SPREAD = re.compile(r"\.\.\.\s*(?!on\b)(\w+)")
_OPERATION = re.compile(r"^query (\w+)\((.*?)\) \{\n(.*?)^\}\n", re.MULTILINE | re.DOTALL)
_DECLARED = re.compile(r"\$(\w+): ([\[\]!\w]+)")
_USED = re.compile(r"\$(\w+)")
_DEFAULT = re.compile(r"(\b\w+: )?\bdefaultBranchRef\b")
_AT_HEAD = re.compile(r'expression: "HEAD:([^"]*)"')
_COMMENT = re.compile(r"^[ \t]*#.*\n", re.MULTILINE)
_RATE = "rateLimit { ...Budget }"


def _read(name: str) -> str:
    text = files("collectors.github").joinpath("documents", f"{name}.graphql").read_text("utf-8")
    return _COMMENT.sub("", text)


@cache
def _shared() -> dict[str, str]:
    return {match[1]: match[0] for match in _FRAGMENT.finditer(_read("fragments"))}


@cache
def operation(name: str, branch: str = "") -> Operation:
    """Return a document by the name of its file, about one `branch` or (empty) the default one.

    Raises `ValueError` for an operation that no document has.
    """
    text = _about(_read(name), branch)
    shared = {key: _about(fragment, branch) for key, fragment in _shared().items()}
    known = shared | {match[1]: match[0] for match in _FRAGMENT.finditer(text)}
    match = _OPERATION.search(text)
    if match is None:
        sentence = f"{name}.graphql holds no operation with variables"
        raise ValueError(sentence)
    needed: dict[str, str] = {}
    queue = ["Budget", *_SPREAD.findall(match[3])]
    while queue:
        fragment = queue.pop()
        if fragment not in needed:
            needed[fragment] = known[fragment]
            queue += _SPREAD.findall(known[fragment])
    return Operation(match[1], dict(_DECLARED.findall(match[2])), match[3], needed)


def _about(text: str, branch: str) -> str:
    """Return a document's text with the branch in place of the default one; the answer has the same names."""
    if not branch:
        return text
    ref = f"refs/heads/{branch}"
    text = _DEFAULT.sub(
        lambda match: f"{match[1] or 'defaultBranchRef: '}ref(qualifiedName: {quoted(ref)})", text
    )
    return _AT_HEAD.sub(lambda match: f"expression: {quoted(f'{ref}:{match[1]}')}", text)


def quoted(text: str) -> str:
    """Return `text` as a GraphQL string."""
    return json.dumps(text)


def document(name: str, branch: str = "") -> str:
    """Return one document as it is sent when it stands alone: with its fragments."""
    found = operation(name, branch)
    declared = ", ".join(f"${key}: {kind}" for key, kind in found.variables.items())
    body = found.body + "  " + _RATE + "\n"
    return f"query {found.name}({declared}) {{\n{body}}}\n" + "".join(found.fragments.values())


def assemble(items: Sequence[Item], common: Mapping[str, Any], branch: str = "") -> Request:
    """Make one request of `items`, about one `branch` or (empty) the default ones.

    `common` holds the variables that are the same for all of them.
    """
    declared: dict[str, str] = {}
    bodies: list[str] = []
    variables: dict[str, Any] = {}
    fragments: dict[str, str] = {}
    paths: list[tuple[str | int, ...]] = []
    place: dict[str, int] = {}
    openings = 0
    for item in items:
        found = operation(item.document, branch)
        openings += OPENINGS[item.document]
        group = place.get(item.document)
        if found.by_ids and group is not None and len(variables[f"ids_{group}"]) < IDS:
            variables[f"ids_{group}"].append(item.id)
            paths.append((f"a{group}", len(variables[f"ids_{group}"]) - 1))
            continue
        group = place[item.document] = len(bodies)
        own = {"ids": [item.id]} if found.by_ids else dict(item.variables)
        named = {key: key if key in common else f"{key}_{group}" for key in found.variables}
        for key, kind in found.variables.items():
            declared[named[key]] = kind
            if key in own:
                variables[named[key]] = own[key]
            elif key in common:
                variables[key] = common[key]
        fragments |= found.fragments
        bodies.append(_renamed(found.body, group, named))
        paths.append((f"a{group}", 0) if found.by_ids else (f"a{group}",))
    header = ", ".join(f"${key}: {kind}" for key, kind in declared.items())
    text = f"query({header}) {{\n{''.join(bodies)}  {_RATE}\n}}\n" + "".join(fragments.values())
    return Request(text, variables, tuple(paths), points(openings))


def _renamed(body: str, group: int, named: Mapping[str, str]) -> str:
    """Return an operation's body under the alias `a{group}`, with its variables' new names."""
    return f"  a{group}: " + _USED.sub(lambda match: "$" + named[match[1]], body.lstrip())
