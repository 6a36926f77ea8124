"""From GitLab's JSON to facts; every string from outside passes `plain`, every address `identity`."""

import hashlib
import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, Literal, cast

import msgspec

from civitop.config.settings import Forge
from civitop.model import (
    ChangeRequest,
    Commit,
    Document,
    Identity,
    Issue,
    MailmapEntry,
    Profile,
    Release,
    Repository,
    Response,
    Tag,
    account,
    identity,
)
from civitop.people.mailmap import parse as parse_mailmap
from civitop.sanitise import document, plain
from civitop.signals.parts.versions import is_prerelease
from collectors.coauthors import coauthors
from collectors.failures import no_branch
from collectors.gitlab.documents import FOLDERS
from collectors.http.replies import decode

Json = Mapping[str, Any]
CiState = Literal["success", "failure", "pending"]

_PROJECT = re.compile(r"gid://gitlab/Project/[0-9]{1,15}")
GHOST = re.compile(r"ghost\d*")
"""GitLab gives what a deleted account left behind to an account of this name."""
CI_STATES: dict[str, CiState] = {"SUCCESS": "success", "FAILED": "failure"}
CI_NO_STATE = frozenset({"CANCELED", "CANCELING", "SKIPPED"})
"""Nobody knows what these would have said; everything else is still under way."""


def load(raw: msgspec.Raw) -> Json:
    """Decode a part of an answer; raises `Garbled` and `Unusable`."""
    return cast("Json", decode(raw, dict[str, Any]))


def moment(value: Any) -> datetime | None:
    """Read one of GitLab's times, in UTC; `None` for none or nonsense."""
    try:
        at = datetime.fromisoformat(value)
        return at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)
    except (TypeError, ValueError, OverflowError):
        return None


def nodes(connection: Any) -> Iterator[Json]:
    """Yield the nodes of a connection that are there; GitLab puts null for what may not be seen."""
    if isinstance(connection, Mapping):
        yield from (node for node in connection.get("nodes") or () if isinstance(node, Mapping))


def more(connection: Any) -> str | None:
    """Return the cursor of the next page, if there is one."""
    page = (connection or {}).get("pageInfo") or {}
    return page.get("endCursor") if page.get("hasNextPage") else None


def who(user: Json | None, host: str) -> Identity | None:
    """Return the account that GitLab names; `None` where it was deleted."""
    username = (user or {}).get("username") or ""
    if not user or not username:
        return None
    return _holder(username, user.get("name"), bool(user.get("bot")), host)


@lru_cache(maxsize=10_000)
def _holder(username: str, name: str | None, bot: bool, host: str) -> Identity | None:
    """Return an account's identity; the same few people come in every list."""
    return None if GHOST.fullmatch(username) else identity(name, None, account(host, username), bot=bot)


# ---------------------------------------------------------------- the project


def repository(node: Json, forge: Forge, branch: str = "") -> Repository:
    """Return what GitLab says of a project, of which `branch` or (empty) its default one was asked for.

    Raises `NotFound` where it lacks that branch.
    """
    path = plain(node["fullPath"])
    held = node.get("repository") or {}
    last = (held.get("tree") or {}).get("lastCommit") or {}
    if branch and held and not last:
        raise no_branch(path, forge.host, branch)
    languages = [item for item in node.get("languages") or () if item.get("name")]
    pushed = moment(last.get("committedDate")) or moment(last.get("authoredDate"))
    touched = [moment(node.get(key)) for key in ("lastActivityAt", "updatedAt")]
    return Repository(
        id=f"{forge.name}:{path}",
        forge=forge.name,
        name=path,
        url=f"{forge.url.rstrip('/')}/{path}",
        issue_page="-/issues/#",
        change_request_page="-/merge_requests/#",
        release_page="-/tags/#",
        file_page="-/blob/HEAD/#",
        node_id=_lasting(node["id"]),
        description=plain(node.get("description")),
        default_branch=plain(branch or held.get("rootRef")) or None,
        head=plain(last.get("sha")) or None,
        archived=bool(node.get("archived")),
        fork=bool(node.get("isForked")),
        created_at=moment(node.get("createdAt")),
        pushed_at=pushed,
        updated_at=max(filter(None, touched), default=None),
        stars=node.get("starCount"),
        forks=node.get("forksCount"),
        language=_largest(languages),
        topics=tuple(plain(topic) for topic in node.get("topics") or ()),
        open_issues=node.get("openIssuesCount"),
        open_change_requests=node.get("openMergeRequestsCount"),
        issues_enabled=node.get("issuesEnabled") is not False,
        ci_state=_ci_state(last),
    )


def _lasting(id: Any) -> str | None:
    """Return a project's global id; none where it is no such thing: the project is looked up by its path then.

    One that is none would spoil every request that it is part of.
    """
    return id if isinstance(id, str) and _PROJECT.fullmatch(id) else None


def _largest(languages: list[Json]) -> str | None:
    if not languages:
        return None
    return plain(max(languages, key=lambda item: item.get("share") or 0)["name"]) or None


def _ci_state(commit: Json) -> CiState | None:
    status = next((str(run.get("status")).upper() for run in nodes(commit.get("pipelines"))), None)
    if status is None or status in CI_NO_STATE:
        return None
    return CI_STATES.get(status, "pending")


PATCHY = "~"


def fingerprint(node: Json, found: Repository, *, patchy: bool = False) -> str:
    """Return what tells whether any fact of a project changed.

    `lastActivityAt` alone would not do: GitLab moves it at most once an hour. `patchy` marks facts that
    are incomplete for lack of a token, so that they are known as such once there is one.
    """
    newest = [
        next((str(item.get(field)) for item in nodes(node.get(alias))), "")
        for alias, field in (
            ("newestIssue", "updatedAt"),
            ("newestChange", "updatedAt"),
            ("newestRelease", "tagName"),
        )
    ]
    digest = hashlib.blake2b(repr((found, newest)).encode("utf-8", "replace"), digest_size=12).hexdigest()
    return digest + PATCHY * patchy


def releases(node: Json, now: datetime, host: str) -> tuple[Release, ...]:
    """Return the published releases, newest first; those announced for later are left out."""
    found = [
        # GitLab has no mark for a pre-release: its tag is all that says so
        Release(
            plain(item.get("tagName")),
            "",  # asked for by nobody, and each field of a hundred releases has its price
            at,
            is_prerelease(plain(item.get("tagName"))),
            who(item.get("author"), host),
        )
        for item in nodes(node.get("releases"))
        if (at := moment(item.get("releasedAt"))) and at <= now
    ]
    return tuple(sorted(found, key=lambda release: release.published_at, reverse=True))


def files(node: Json) -> tuple[str, ...]:
    """Return the paths at the root and in the folders that matter; directories end in `/`."""
    held = node.get("repository") or {}
    found = set(_entries(held.get("root"), ""))
    for alias, folder in FOLDERS.items():
        found.update(_entries(held.get(alias), f"{folder}/"))
    return tuple(sorted(found))


def _entries(tree: Json | None, prefix: str) -> Iterator[str]:
    for item in nodes((tree or {}).get("blobs")):
        yield prefix + plain(item.get("name"))
    for item in nodes((tree or {}).get("trees")):
        yield f"{prefix}{plain(item.get('name'))}/"


def documents(node: Json) -> tuple[tuple[Document, ...], tuple[MailmapEntry, ...]]:
    """Return publiccode.yml, in either spelling, and the `.mailmap`."""
    texts = {
        plain(item.get("path")): item.get("rawBlob") or ""
        for item in nodes((node.get("repository") or {}).get("blobs"))
    }
    mailmap = parse_mailmap(texts.pop(".mailmap", ""))
    return tuple(Document(path, document(text)) for path, text in sorted(texts.items())), mailmap


# ---------------------------------------------------------------- what happened in it


def issue(node: Json, host: str) -> Issue | None:
    """Return an issue; `None` where its times cannot be read."""
    opened, updated = moment(node.get("createdAt")), moment(node.get("updatedAt"))
    if not opened or not updated:
        return None
    return Issue(
        number=int(node["iid"]),
        title=plain(node.get("title")),
        author=who(node.get("author"), host),
        opened_at=opened,
        updated_at=updated,
        closed_at=moment(node.get("closedAt")) if node.get("state") == "closed" else None,
        comments=node.get("userNotesCount"),
        responses=_responses(node, host),
    )


def change_request(node: Json, host: str, path: str) -> ChangeRequest | None:
    """Return a merge request of the project at `path`; `None` where its times cannot be read."""
    opened, updated = moment(node.get("createdAt")), moment(node.get("updatedAt"))
    if not opened or not updated:
        return None
    merged, closed = moment(node.get("mergedAt")), moment(node.get("closedAt"))
    if node.get("state") not in {"opened", "locked"}:
        closed = merged or closed or updated  # an older GitLab does not say when it was closed
    elif not merged:
        closed = None  # opened again
    # An approval without a note was there at the latest when the request was merged, or last touched.
    reviews = (
        *_dated_reviews(node, host),
        *(Response(merged or updated, approver) for approver in undated(node, host)),
    )
    return ChangeRequest(
        number=int(node["iid"]),
        title=plain(node.get("title")),
        author=who(node.get("author"), host),
        opened_at=opened,
        updated_at=updated,
        closed_at=closed,
        merged_at=merged,
        draft=bool(node.get("draft")),
        comments=node.get("userNotesCount"),
        responses=_with_reviews(_responses(node, host), reviews),
        reviews=reviews,
        merged_by=who(node.get("mergeUser"), host),
        source_owner=_source_owner(node, host, path),
    )


REVIEWS = frozenset({"approved", "requested_changes"})
"""GitLab's actions of system notes that are reviews."""


def _dated_reviews(node: Json, host: str) -> tuple[Response, ...]:
    """Return the reviews whose system notes are held: GitLab dates an approval by nothing else."""
    return tuple(
        Response(at, who(note.get("author"), host))
        for note in nodes(node.get("notes"))
        if (note.get("systemNoteMetadata") or {}).get("action") in REVIEWS
        and (at := moment(note.get("createdAt")))
    )


def undated(node: Json, host: str) -> tuple[Identity | None, ...]:
    """Return who approved without a system note that is held."""
    dated = {review.author.login for review in _dated_reviews(node, host) if review.author}
    approvers = (who(user, host) for user in nodes(node.get("approvedBy")))
    return tuple(approver for approver in approvers if approver is None or approver.login not in dated)


def _with_reviews(
    comments: tuple[Response, ...] | None, reviews: tuple[Response, ...]
) -> tuple[Response, ...] | None:
    if comments is None:
        return None
    return tuple(sorted((*comments, *reviews), key=lambda response: response.at))


def _responses(node: Json, host: str) -> tuple[Response, ...] | None:
    """Return the earliest comments; `None` where system notes hid comments that there are."""
    found = [
        Response(at, who(note.get("author"), host))
        for note in nodes(node.get("notes"))
        if not note.get("system") and (at := moment(note.get("createdAt")))
    ]
    if not found and node.get("userNotesCount"):
        return None
    return tuple(sorted(found, key=lambda response: response.at))


def _source_owner(node: Json, host: str, path: str) -> str | None:
    source = plain((node.get("sourceProject") or {}).get("fullPath"))
    if not source or source == path:
        return None
    return account(host, source.rpartition("/")[0])


def commit(item: Json) -> Commit | None:
    """Return a commit of the REST list; `None` where its date cannot be read."""
    at = moment(item.get("committed_date"))
    if not at:
        return None
    author = identity(item.get("author_name"), item.get("author_email"))
    return Commit(
        oid=plain(item.get("id")),
        committed_at=at,
        author=author,
        coauthors=coauthors(item.get("message") or "", author, identity),
        parents=len(item.get("parent_ids") or ()),
    )


def tag(item: Json) -> Tag | None:
    """Return a tag of the REST list, dated by its tagger or else by its commit."""
    commit = item.get("commit") or {}
    committed_at = moment(commit.get("committed_date"))
    at = moment(item.get("created_at")) or committed_at
    return Tag(plain(item.get("name")), at, committed_at, commit.get("id")) if at else None


def profile(node: Json, host: str, now: datetime) -> Profile:
    """Return what an account publishes about where its owner works."""
    return Profile(
        login=account(host, node["username"]),
        name=plain(node.get("name")),
        company=plain(node.get("organization")),
        bot=bool(node.get("bot")),
        fetched_at=now,
    )
