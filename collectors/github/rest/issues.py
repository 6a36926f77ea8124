"""What GitHub's REST list of issues says of those that are open: issues, and change requests among them."""

from collections.abc import Mapping
from typing import Any

from msgspec.structs import replace

from civitop.model import ChangeRequest, Issue
from collectors.github.parse import Reader


def open_issue(reader: Reader, each: Mapping[str, Any]) -> Issue:
    """Return an open issue from REST's words; who answered it is not said."""
    found = reader.issue(_in_graphql(each), None)
    return replace(found, comments=each.get("comments"))


def open_request(reader: Reader, each: Mapping[str, Any]) -> ChangeRequest:
    """Return an open change request from REST's list of issues, which holds them too."""
    found = reader.change({**_in_graphql(each), "isDraft": each.get("draft")}, None)
    return replace(found, comments=each.get("comments"))


def _in_graphql(each: Mapping[str, Any]) -> dict[str, Any]:
    """Return what REST says of an issue in GraphQL's words."""
    user = each.get("user") or {}
    return {
        "number": each.get("number"),
        "title": each.get("title"),
        "author": {"login": str(user.get("login") or ""), "__typename": str(user.get("type") or "")},
        "createdAt": each.get("created_at"),
        "updatedAt": each.get("updated_at"),
    }
