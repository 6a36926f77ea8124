"""The GraphQL documents, and what GitLab charges for them.

GitLab's price of a query (its *complexity*, `app/graphql/types/base_field.rb` and
`resolvers/base_resolver.rb`): a field is 1 and what is below it, 2 where it reads the git repository;
a list that a resolver makes is its content and 1 (2 when sorted), times 1 + 0.01 × `first`, where
`first` counts as 100 if it is not given. Without a token a query may cost 200, with one 250, and its
text may have 10,000 characters. The prices below are for 50 projects; a test computes them.

Fields that only newer GitLabs know are *optional*: when a forge refuses one it is left out from then on.
"""

import json
import math
import re
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Literal, TypeVar

from msgspec import Struct

BATCH = 50
"""Projects in one request: GitLab takes no more paths than that."""
DISCOVERY_PAGE = 100
GROUPS = 40
"""Groups in one request of `Documents.members`: costs 200."""
LIMIT_ANONYMOUS = 200
LIMIT_AUTHENTICATED = 250
PAGE_ANONYMOUS = 50
"""Issues and merge requests each, of each of 50 projects: costs 174."""
PAGE_AUTHENTICATED = 100
"""The same: costs 232."""
PAGE_TOGETHER = 40
"""The smallest first page for which lists come with the details of a few projects in one request."""
SMALLEST_PAGE = 5
DETAILS_PRICE, LISTS_PRICE = 113, 77
"""What `Documents.together` costs by the project: the first once, the second times 1 + 0.01 × page size;
all of it times 1 + 0.01 × number of projects."""
RELEASES = 100
"""In a page; GitLab gives no more."""
NOTES = 5
"""Comments of an issue: nearly always the first one by somebody else is among them."""
REQUEST_NOTES = 10
"""Notes of a merge request, those of the system too: nothing else dates its approvals."""
NOTES_WITH_SYSTEM = 20
"""Notes where the forge cannot leave out those of the system."""
ALL_NOTES = 100
"""Notes of the few that nobody answered among the first."""
RELEASED = "nodes { tagName releasedAt author { username } } pageInfo { endCursor }"
"""A full page has a next one, if only an empty one: `hasNextPage` would cost room for issues."""
FILES = ("publiccode.yml", "publiccode.yaml", ".mailmap")
FOLDERS = {"gitlabFolder": ".gitlab", "githubFolder": ".github", "docsFolder": "docs"}

OPTIONAL = (
    "Project.openMergeRequestsCount",
    "Project.isForked",
    "Project.updatedAt",
    "Commit.committedDate",
    "MergeRequest.closedAt",
    "notes.filter",
    "projects.fullPaths",
    "Note.systemNoteMetadata",
)

Kind = Literal["issues", "mergeRequests"]
KINDS: tuple[Kind, Kind] = ("issues", "mergeRequests")


class Window(Struct, frozen=True):
    """Which issues and merge requests are meant: those updated since, or those open and untouched since."""

    updated_after: datetime | None = None
    opened_before: datetime | None = None

    def arguments(self, first: int, cursor: str | None = None) -> str:
        """Return the list's arguments, the last updated first."""
        parts = [f"first: {first}, sort: UPDATED_DESC"]
        if self.updated_after:
            parts.append(f"updatedAfter: {quoted(self.updated_after.isoformat())}")
        if self.opened_before:
            parts.append(f"state: opened, updatedBefore: {quoted(self.opened_before.isoformat())}")
        if cursor:
            parts.append(f"after: {quoted(cursor)}")
        return ", ".join(parts)


class Page(Struct, frozen=True):
    """One more page of a list of one project."""

    project: str
    """Full path."""
    kind: Kind
    window: Window
    cursor: str


class ReleasePage(Struct, frozen=True):
    """One more page of the releases of one project, the newest first."""

    project: str
    """Full path."""
    cursor: str
    kind: Literal["releases"] = "releases"


class Conversation(Struct, frozen=True):
    """The notes of one issue or merge request, from its first on."""

    project: str
    """Full path."""
    kind: Literal["issue", "mergeRequest"]
    number: int


def lacking(errors: Iterable[str]) -> frozenset[str]:
    """Return the optional fields that a refusal names, in GitLab's words or those of others."""
    said = [frozenset(re.findall(r"\w+", error)) for error in errors]
    return frozenset(name for name in OPTIONAL if any(set(name.split(".")) <= words for words in said))


class Documents:
    """The queries in the form that one forge understands: without the optional fields it lacks.

    They are about one `branch` of projects or (empty) their default ones.
    """

    def __init__(self, lacks: frozenset[str] = frozenset(), branch: str = "") -> None:
        self.lacks = lacks
        self.branch = branch

    def _tree(self, path: str = "") -> str:
        """Return the field for a folder, or the root, of the branch."""
        named = (("path", path), ("ref", self.branch))
        arguments = ", ".join(f"{name}: {quoted(value)}" for name, value in named if value)
        return f"tree({arguments})" if arguments else "tree"

    def _known(self, name: str, text: str | None = None) -> str:
        """Return the field (or `text`) where the forge knows it."""
        return "" if name in self.lacks else text or name.rpartition(".")[2]

    @property
    def described(self) -> str:
        """What describes a project and says whether anything in it changed."""
        return f"""
          id fullPath description archived createdAt lastActivityAt {self._known("Project.updatedAt")}
          starCount forksCount openIssuesCount {self._known("Project.openMergeRequestsCount")}
          issuesEnabled mergeRequestsEnabled {self._known("Project.isForked")} topics languages {{ name share }}
          repository {{
            empty rootRef
            {self._tree()} {{ lastCommit {{
              sha authoredDate {self._known("Commit.committedDate")}
              pipelines(first: 1) {{ nodes {{ status }} }}
            }} }}
          }}
          newestIssue: issues(first: 1, sort: UPDATED_DESC) {{ nodes {{ updatedAt }} }}
          newestChange: mergeRequests(first: 1, sort: UPDATED_DESC) {{ nodes {{ updatedAt }} }}
          newestRelease: releases(first: 1, sort: RELEASED_AT_DESC) {{ nodes {{ tagName }} }}
        """

    @property
    def _details(self) -> str:
        entries = "blobs(first: 100) { nodes { name } } trees(first: 100) { nodes { name } }"
        folders = " ".join(f"{alias}: {self._tree(path)} {{ {entries} }}" for alias, path in FOLDERS.items())
        ref = f", ref: {quoted(self.branch)}" if self.branch else ""
        return f"""
          releases(first: {RELEASES}, sort: RELEASED_AT_DESC) {{
            {RELEASED}
          }}
          repository {{
            root: {self._tree()} {{ {entries} }} {folders}
            blobs(paths: {json.dumps(FILES)}, first: {len(FILES)}{ref}) {{ nodes {{ path rawBlob }} }}
          }}
        """

    def _notes(self, kind: str, first: int | None = None) -> str:
        """Return the notes of an issue or a merge request: an approval is dated by its system note alone."""
        metadata = "" if kind in ("issues", "issue") else self._known("Note.systemNoteMetadata")
        wanted = "" if metadata else self._known("notes.filter", "filter: ONLY_COMMENTS")
        few = REQUEST_NOTES if metadata else NOTES if wanted else NOTES_WITH_SYSTEM
        arguments = f"first: {first or few}, {wanted}".rstrip(", ")
        action = f"{metadata} {{ action }}" if metadata else ""
        return (
            f"notes({arguments}) {{ nodes {{ system {action} createdAt author {{ username name bot }} }} }}"
        )

    def _list(self, kind: Kind) -> str:
        closed = "closedAt" if kind == "issues" else self._known("MergeRequest.closedAt")
        both = f"""
          iid title state createdAt updatedAt {closed}
          userNotesCount author {{ username name bot }} {self._notes(kind)}
        """
        if kind == "mergeRequests":
            both += """
              draft mergedAt mergeUser { username name bot } sourceProject { fullPath }
              approvedBy(first: 10) { nodes { username } }
            """
        return f"{{ nodes {{ {both} }} pageInfo {{ hasNextPage endCursor }} }}"

    # ------------------------------------------------------------ whole documents

    def discover(self, path: str, after: str | None) -> str:
        """Ask for the projects of a group and its subgroups, 100 a page, and the project of that path."""
        cursor = f", after: {quoted(after)}" if after else ""
        project = (
            f"project(fullPath: {quoted(path)}) {{ {self.described} }}" if "/" in path and not after else ""
        )
        return f"""{{
          group(fullPath: {quoted(path)}) {{
            projects(includeSubgroups: true, first: {DISCOVERY_PAGE}{cursor}) {{
              nodes {{ {self.described} }} pageInfo {{ hasNextPage endCursor }}
            }}
          }}
          {project}
        }}"""

    def named(self, ids: Sequence[str]) -> str:
        """Ask for the projects of these paths; costs 85, or 56 each where the forge takes no list of paths."""
        if self._known("projects.fullPaths"):
            return _projects(ids, self.described, by="fullPaths")
        selection = re.sub(r"\s+", " ", self.described)
        parts = (f"p{n}: project(fullPath: {quoted(path)}) {{ ...D }}" for n, path in enumerate(ids))
        return f"{{ {' '.join(parts)} }} fragment D on Project {{ {selection} }}"

    def members(self, paths: Sequence[str]) -> str:
        """Ask for the ids of each group's projects with those of its subgroups; costs 5 a group."""
        listed = f"projects(includeSubgroups: true, first: {BATCH + 1}) {{ nodes {{ id }} }}"
        parts = (f"g{n}: group(fullPath: {quoted(path)}) {{ {listed} }}" for n, path in enumerate(paths))
        return f"{{ {' '.join(parts)} }}"

    def pulse(self, ids: Sequence[str]) -> str:
        """Ask for what a change would show in; costs 85."""
        return _projects(ids, self.described)

    def details(self, ids: Sequence[str]) -> str:
        """Ask for description, releases and files; costs 171."""
        return _projects(ids, self.described + self._details)

    def lists(self, ids: Sequence[str], page: int, window: Window) -> str:
        """Ask for the first page of issues and merge requests."""
        arguments = window.arguments(page)
        return _projects(ids, "id " + " ".join(f"{kind}({arguments}) {self._list(kind)}" for kind in KINDS))

    def together(self, ids: Sequence[str], page: int, window: Window) -> str:
        """Ask for `details` and `lists` of a few projects in one request; costs what `page_beside` keeps to."""
        arguments = window.arguments(page)
        lists = " ".join(f"{kind}({arguments}) {self._list(kind)}" for kind in KINDS)
        return _projects(ids, self.described + self._details + lists)

    def pages(self, pages: Sequence[Page | Conversation | ReleasePage], size: int) -> str:
        """Ask for one more page each, as `p0`, `p1`, …; `PRICES` says what each costs."""
        parts = [
            f"p{number}: project(fullPath: {quoted(page.project)}) {{ {self._page(page, size)} }}"
            for number, page in enumerate(pages)
        ]
        types = {"issues": "IssueConnection", "mergeRequests": "MergeRequestConnection"}
        fragments = [
            f"fragment {kind} on {types[kind]} {self._list(kind)}"
            for kind in KINDS
            if any(page.kind == kind for page in pages)
        ]
        return "{ " + "\n".join(parts) + " }\n" + "\n".join(fragments)

    def _page(self, page: Page | Conversation | ReleasePage, size: int) -> str:
        if isinstance(page, ReleasePage):
            arguments = f"first: {size}, sort: RELEASED_AT_DESC, after: {quoted(page.cursor)}"
            return f"releases({arguments}) {{ {RELEASED} }}"
        if isinstance(page, Page):
            return f"{page.kind}({page.window.arguments(size, page.cursor)}) {{ ...{page.kind} }}"
        return f'{page.kind}(iid: "{page.number}") {{ {self._notes(page.kind, ALL_NOTES)} }}'

    def users(self, usernames: Sequence[str]) -> str:
        """Ask what accounts publish about themselves."""
        return f"""{{ users(usernames: {json.dumps(usernames)}, first: {len(usernames)}) {{
          nodes {{ username name bot organization }}
        }} }}"""


def quoted(text: str) -> str:
    """Return `text` as a GraphQL string."""
    return json.dumps(text, ensure_ascii=False)


def _projects(ids: Sequence[str], selection: str, by: Literal["ids", "fullPaths"] = "ids") -> str:
    squeezed = re.sub(r"\s+", " ", selection)
    return f"{{ projects({by}: {json.dumps(ids)}, first: {len(ids)}) {{ nodes {{ {squeezed} }} }} }}"


def page_beside(projects: int, limit: int) -> int:
    """Return the largest page of the lists that fits beside the details of so many projects; 0: none does."""
    left = limit / (1 + 0.01 * projects) - DETAILS_PRICE
    page = min(PAGE_AUTHENTICATED, math.floor(100 * (left / LISTS_PRICE - 1)))
    return page if page >= SMALLEST_PAGE else 0


PRICES: dict[str, int] = {"issues": 60, "mergeRequests": 95, "issue": 20, "mergeRequest": 25, "releases": 20}
"""What one more page of 100 costs (`Documents.pages`), or the notes of one issue or merge request."""

Wanted = TypeVar("Wanted", bound=Page | Conversation | ReleasePage)


def packed(pages: Sequence[Wanted], limit: int) -> list[list[Wanted]]:
    """Put pages together into as few requests as the `limit` on complexity allows."""
    packs: list[list[Wanted]] = []
    spent = limit
    for page in sorted(pages, key=lambda page: page.kind):
        price = PRICES[page.kind]
        if not packs or spent + price > limit:
            packs.append([])
            spent = 0
        packs[-1].append(page)
        spent += price
    return packs
