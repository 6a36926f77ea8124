"""From GitHub's GraphQL answers to facts: the only place that knows their shape.

Everything that is text passes `plain`; addresses end in `identity`.
"""

import hashlib
import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any, Literal
from urllib.parse import quote

import msgspec

from civitop.config.settings import Forge
from civitop.i18n.message import say
from civitop.model import (
    ChangeRequest,
    Commit,
    Document,
    Extent,
    Identity,
    Issue,
    Release,
    Repository,
    Response,
    Tag,
    account,
    identity,
)
from civitop.sanitise import document, plain
from collectors.coauthors import coauthors
from collectors.failures import no_branch
from collectors.http.replies import Unusable

Node = Mapping[str, Any]
"""An object of an answer; it goes no further than this module and its callers in this package."""

_CI: dict[str, Literal["success", "failure", "pending"]] = {
    "SUCCESS": "success",
    "FAILURE": "failure",
    "ERROR": "failure",
    "PENDING": "pending",
    "EXPECTED": "pending",
}
_PATH = re.compile(r"[\w.-]+/[\w.-]+")
FOLDERS = (("root", ""), ("github", ".github/"), ("docs", "docs/"))
DOCUMENTS = (("publiccodeYml", "publiccode.yml"), ("publiccodeYaml", "publiccode.yaml"))


def moment(text: str | None) -> datetime | None:
    """Return a time of an answer in UTC."""
    return datetime.fromisoformat(text).astimezone(UTC) if text else None


def known_moment(text: str | None, otherwise: datetime | None = None) -> datetime:
    """Return a time that must be there; `otherwise`, or the epoch, where the forge left it out."""
    return moment(text) or otherwise or datetime.fromtimestamp(0, UTC)


def stamp(at: datetime) -> str:
    """Return a time as GitHub's arguments take it: whole seconds, UTC."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def nodes(connection: Node | None) -> Iterable[Node]:
    """Return what a connection holds; GitHub puts null where something may not be seen."""
    return (node for node in (connection or {}).get("nodes") or () if node)


def more(connection: Node | None) -> bool:
    """Whether there is a further page."""
    return bool(((connection or {}).get("pageInfo") or {}).get("hasNextPage"))


def tip(node: Node) -> Node:
    """Return the commit at the tip of the default branch; empty in an empty repository."""
    return ((node.get("defaultBranchRef") or {}).get("target")) or {}


def asked_for(node: Node, known: Repository) -> Node:
    """Return the answer to a question by id; raises `Unusable` where it is about something else.

    An id that was believed would be asked by from then on, and nobody would come back to the right one.
    """
    if node.get("id") != known.node_id:
        raise Unusable(say("it is about something else"))
    return node


def fingerprint(node: Node) -> str:
    """Return what changes whenever a fact of this repository changed (the fields of `Pulsed`)."""
    latest = node.get("latestRelease") or {}
    seen: list[Any] = [
        node.get("nameWithOwner"),
        node.get("pushedAt"),
        tip(node).get("oid"),
        (tip(node).get("statusCheckRollup") or {}).get("state"),
        node.get("isArchived"),
        latest.get("tagName"),
        latest.get("publishedAt"),
    ]
    for kind in ("lastIssue", "lastChange"):
        connection = node.get(kind) or {}
        seen += [connection.get("totalCount"), [each.get("updatedAt") for each in nodes(connection)]]
    return "gh1:" + hashlib.sha256(msgspec.json.encode(seen)).hexdigest()[:32]


class Reader:
    """Reads the answers of one forge; people who occur again and again are made once.

    The answers are about one `branch` or (empty) the default ones.
    """

    def __init__(self, forge: Forge, branch: str = "") -> None:
        self.forge = forge
        self._branch = branch
        self._host = forge.host
        self._authors: dict[tuple[str | None, str | None, str | None], Identity] = {}

    # ------------------------------------------------------------ people

    def author(self, name: str | None, email: str | None, login: str | None = None) -> Identity:
        """Return who made a commit."""
        key = (name, email, login)
        if (found := self._authors.get(key)) is None:
            found = identity(name, email, account(self._host, login) if login else None)
            if found.login and found.login.endswith("[bot]"):
                found = msgspec.structs.replace(found, bot=True)
            if len(self._authors) > 50_000:
                self._authors.clear()
            self._authors[key] = found
        return found

    def actor(self, node: Node | None) -> Identity | None:
        """Return the account behind an issue or a comment; `None` where it was deleted.

        GraphQL calls a bot `dependabot`, everything else `dependabot[bot]`: the latter is kept.
        """
        if not node or not node.get("login"):
            return None
        bot = node.get("__typename") == "Bot"
        login = str(node["login"])
        if bot and not login.endswith("[bot]"):
            login += "[bot]"
        return Identity(login=account(self._host, login), bot=bot)

    # ------------------------------------------------------------ the repository

    def repository(self, node: Node, before: Repository | None = None) -> Repository:
        """Return the repository; what this answer does not hold is taken from `before`.

        Raises `NotFound` where it lacks the branch that is asked for.
        """
        name = plain(node.get("nameWithOwner"))
        branch = node.get("defaultBranchRef") or {}
        if self._branch and not branch:
            raise no_branch(name, self._host, self._branch)
        ci = (tip(node).get("statusCheckRollup") or {}).get("state")
        licence = (node.get("licenseInfo") or {}).get("spdxId")
        open_issues, open_changes = node.get("openIssueList"), node.get("openChangeList")
        return Repository(
            id=f"{self.forge.name}:{name}",
            forge=self.forge.name,
            name=name,
            url=f"{self.forge.url.rstrip('/')}/{quote(name)}" if _PATH.fullmatch(name) else "",
            issue_page="issues/#",
            change_request_page="pull/#",
            release_page="releases/tag/#",
            file_page="blob/HEAD/#",
            node_id=node.get("id"),
            description=plain(node.get("description")),
            default_branch=plain(branch.get("name")) or None,
            head=tip(node).get("oid"),
            archived=bool(node.get("isArchived")),
            fork=bool(node.get("isFork")),
            created_at=moment(node.get("createdAt")),
            pushed_at=moment(node.get("pushedAt")),
            updated_at=moment(node.get("updatedAt")),
            stars=node.get("stargazerCount"),
            forks=node.get("forkCount"),
            licence=plain(licence) if licence and licence != "NOASSERTION" else None,
            language=plain((node.get("primaryLanguage") or {}).get("name")) or None,
            topics=self._topics(node, before),
            open_issues=open_issues["totalCount"]
            if open_issues
            else (before.open_issues if before else None),
            open_change_requests=open_changes["totalCount"]
            if open_changes
            else (before.open_change_requests if before else None),
            issues_enabled=node.get("hasIssuesEnabled") is not False,
            ci_state=_CI.get(ci) if ci else None,
        )

    @staticmethod
    def _topics(node: Node, before: Repository | None) -> tuple[str, ...]:
        if "repositoryTopics" not in node:
            return before.topics if before else ()
        found = nodes(node["repositoryTopics"])
        return tuple(plain((each.get("topic") or {}).get("name")) for each in found)

    # ------------------------------------------------------------ what happened in it

    def commit(self, node: Node, parents: int) -> Commit:
        """Return a commit; its co-authors are the trailers of the message."""
        by = node.get("author") or {}
        author = self.author(by.get("name"), by.get("email"), (by.get("user") or {}).get("login"))
        return Commit(
            str(node["oid"]),
            known_moment(node.get("committedDate")),
            author,
            coauthors(node.get("message") or "", author, self.author),
            parents,
        )

    def issue(self, node: Node, details: Node | None) -> Issue:
        """Return an issue; `details` holds its first comments, `None` where they were not asked for."""
        opened = known_moment(node.get("createdAt"))
        comments = (details or {}).get("comments") or {}
        return Issue(
            int(node["number"]),
            plain(node.get("title")),
            self.actor(node.get("author")),
            opened,
            known_moment(node.get("updatedAt"), opened),
            moment(node.get("closedAt")),
            comments.get("totalCount"),
            None if details is None else self._responses(comments),
        )

    def change(self, node: Node, details: Node | None) -> ChangeRequest:
        """Return a change request; `details` as with `issue`, reviews included."""
        opened = known_moment(node.get("createdAt"))
        responses = reviews = None
        of_comments, of_reviews = ((details or {}).get(kind) or {} for kind in ("comments", "reviews"))
        if details is not None:
            reviews = self._responses(of_reviews)
            both = (*self._responses(of_comments), *reviews)
            responses = tuple(sorted(both, key=lambda response: response.at))
        owner = (node.get("headRepositoryOwner") or {}).get("login")
        return ChangeRequest(
            int(node["number"]),
            plain(node.get("title")),
            self.actor(node.get("author")),
            opened,
            known_moment(node.get("updatedAt"), opened),
            moment(node.get("closedAt")),
            moment(node.get("mergedAt")),
            bool(node.get("isDraft")),
            of_comments.get("totalCount"),
            responses,
            reviews,
            self.actor(node.get("mergedBy")),
            account(self._host, owner) if owner and node.get("isCrossRepository") else None,
            of_reviews.get("totalCount"),
        )

    def releases(self, node: Node) -> tuple[tuple[Release, ...], Extent]:
        """Return the published releases, newest first, and how far back they are held."""
        connection = node.get("releases")
        found = [
            Release(
                plain(each.get("tagName")),
                plain(each.get("name")),
                at,
                bool(each.get("isPrerelease")),
                self.actor(each.get("author")),
            )
            for each in nodes(connection)
            if not each.get("isDraft") and (at := moment(each.get("publishedAt")))
        ]
        found.sort(key=lambda release: (release.published_at, release.tag), reverse=True)
        since = found[-1].published_at if found and more(connection) else None
        return tuple(found), Extent(since)

    def _responses(self, connection: Node | None) -> tuple[Response, ...]:
        found = (
            (moment(each.get("submittedAt") or each.get("createdAt")), each) for each in nodes(connection)
        )
        return tuple(Response(at, self.actor(each.get("author"))) for at, each in found if at)


# ---------------------------------------------------------------- releases, tags, files


def tag_committed(node: Node) -> datetime | None:
    """Return when the commit of a tag was made, by which GitHub sorts tags; `None`: it is no commit's."""
    target = node.get("target") or {}
    return moment(target.get("committedDate") or (target.get("target") or {}).get("committedDate"))


def tag_commit(node: Node) -> str | None:
    """Return the id of the commit that a tag names; `None`: it names none."""
    target = node.get("target") or {}
    commit = target if target.get("committedDate") else target.get("target") or {}
    return commit.get("oid")


def tag_written(node: Node) -> datetime | None:
    """Return when an annotated tag was written."""
    return moment(((node.get("target") or {}).get("tagger") or {}).get("date"))


def tags(node: Node) -> tuple[tuple[Tag, ...], Extent]:
    """Return the tags of commits, newest first, and how far back they are held."""
    connection = node.get("tags")
    if connection is None:
        return (), Extent.absent(say("The forge does not show this token the tags."))
    found = []
    for each in nodes(connection):
        committed = tag_committed(each)
        if at := tag_written(each) or committed:
            found.append(Tag(plain(each.get("name")), at, committed, tag_commit(each)))
    found.sort(key=lambda tag: (tag.at, tag.name), reverse=True)
    since = found[-1].at if found and more(connection) else None
    return tuple(found), Extent(since)


def paths(node: Node) -> tuple[str, ...]:
    """Return the paths at the root, in `.github/` and in `docs/`; directories end in `/`."""
    found = (
        plain(folder + entry["name"]) + ("/" if entry.get("type") == "tree" else "")
        for key, folder in FOLDERS
        for entry in (node.get(key) or {}).get("entries") or ()
    )
    return tuple(sorted(found))


def documents(node: Node) -> tuple[Document, ...]:
    """Return the text of publiccode.yml, under whichever of its names it is there."""
    texts = ((path, (node.get(key) or {}).get("text")) for key, path in DOCUMENTS)
    return tuple(Document(path, document(text)) for path, text in texts if text)


def mailmap_text(node: Node) -> str:
    """Return the text of `.mailmap`."""
    return document((node.get("mailmap") or {}).get("text"))
