"""Spellings that REST and GraphQL of both forges share: times, node ids, messages."""

import base64
import time
from datetime import UTC, datetime

from civitop.demo.world.model import Commit


def moment(at: int | None) -> str | None:
    """Return a time as both forges write it: `2026-11-22T10:00:00Z`."""
    return None if at is None else time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(at))


def moment_number(text: str) -> int:
    """Return a time of a query, in ISO 8601 or a date, as whole seconds since 1970."""
    at = datetime.fromisoformat(text)
    return int((at if at.tzinfo else at.replace(tzinfo=UTC)).timestamp())


def node_id(kind: str, *parts: int | str) -> str:
    """Return an opaque id, stable for the life of the thing: it outlives a rename."""
    return f"{kind}_" + base64.urlsafe_b64encode(":".join(map(str, parts)).encode()).decode().rstrip("=")


def read_node_id(text: str) -> tuple[str, list[str]] | None:
    """Return kind and parts of an id made by `node_id`, or `None`."""
    kind, _, coded = text.partition("_")
    try:
        plain = base64.urlsafe_b64decode(coded + "=" * (-len(coded) % 4)).decode()
    except ValueError:
        return None
    return (kind, plain.split(":")) if coded else None


def message(commit: Commit) -> str:
    """Return a commit's whole message: co-authors stand in its trailers."""
    trailers = [f"Co-authored-by: {s.name} <{s.email}>" for s in commit.coauthors]
    return "\n\n".join([commit.headline, "\n".join(trailers)]) if trailers else commit.headline
