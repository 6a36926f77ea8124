"""What GitHub's REST says of a repository, in the words of GraphQL that `Reader.repository` reads."""

import hashlib
from collections.abc import Mapping
from typing import Any

import msgspec


def in_graphql(node: Mapping[str, Any], branch: str) -> dict[str, Any]:
    """Return the description of a repository of which `branch`, or (empty) its default one, is read.

    `open_issues_count` holds issues and change requests together, so it says something exact about
    either of them only where it is 0, or where issues are switched off.
    """
    both = node.get("open_issues_count")
    enabled = node.get("has_issues") is not False
    branch = branch or node.get("default_branch") or ""
    return {
        "id": node.get("node_id"),
        "nameWithOwner": node.get("full_name"),
        "description": node.get("description"),
        "isArchived": node.get("archived"),
        "isFork": node.get("fork"),
        "hasIssuesEnabled": enabled,
        "createdAt": node.get("created_at"),
        "pushedAt": node.get("pushed_at"),
        "updatedAt": node.get("updated_at"),
        "stargazerCount": node.get("stargazers_count"),
        "forkCount": node.get("forks_count"),
        "licenseInfo": {"spdxId": (node.get("license") or {}).get("spdx_id")},
        "primaryLanguage": {"name": node.get("language")},
        "defaultBranchRef": {"name": branch} if branch else None,
        "repositoryTopics": {"nodes": [{"topic": {"name": name}} for name in node.get("topics") or ()]},
        "openIssueList": {"totalCount": 0 if both == 0 or not enabled else None},
        "openChangeList": {"totalCount": both if both == 0 or not enabled else None},
    }


def fingerprint(node: Mapping[str, Any]) -> str:
    """Return what changes with what REST's lists show."""
    keys = ("full_name", "pushed_at", "archived", "open_issues_count", "default_branch")
    seen = [node.get(key) for key in keys]
    return "gh0:" + hashlib.sha256(msgspec.json.encode(seen)).hexdigest()[:32]
