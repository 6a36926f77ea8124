"""GitHub's search, as far as collectors use it to ask what changed."""

import re
from collections.abc import Mapping
from typing import Any

from civitop.demo.server.render import moment_number
from civitop.demo.world.contents import Contents
from civitop.demo.world.model import Thread
from civitop.demo.world.world import World


def search_issues(world: World, kind: str, query: str) -> list[Any]:
    """Return what a search finds: `org:`, `user:`, `repo:`, `is:`, `updated:`, `pushed:` are understood."""
    words = re.findall(r"\b(\w+):(\S+)", query)
    owners = {value.casefold() for word, value in words if word in ("org", "user")}
    named = {value.casefold() for word, value in words if word == "repo"}
    since = {
        word: moment_number(value.lstrip(">=")) for word, value in words if word in ("updated", "pushed")
    }
    states = {value for word, value in words if word in ("is", "state")}
    found: list[Any] = []
    for project in world.projects:
        if project.forge != "github" or project.key in world.deleted | world.forbidden:
            continue
        known = project.owner.casefold() in owners or project.path.casefold() in named
        if known or not owners | named:
            found += _within(world.contents(project.key), kind, since, states)
    return found if kind == "REPOSITORY" else sorted(found, key=lambda thread: -thread.updated)


def _within(contents: Contents, kind: str, since: Mapping[str, int], states: set[str]) -> list[Any]:
    """Return what of one repository a search finds: itself, or its issues and pull requests."""
    if kind == "REPOSITORY":
        return [contents] if (contents.pushed or 0) >= since.get("pushed", 0) else []
    threads: list[Thread] = []
    if "pr" not in states:
        threads += contents.issues
    if "issue" not in states:
        threads += contents.change_requests
    if states & {"open", "closed"}:
        threads = [thread for thread in threads if (thread.closed is None) == ("open" in states)]
    return [thread for thread in threads if thread.updated >= since.get("updated", 0)]
