"""What a competent person writes with PyGithub in an afternoon: the facts of a network, in threads.

Repositories, their issues with the first comments, pull requests with their reviews, releases, tags and the
commits of a year. It asks a hundred to a page, does not wait between requests, and takes comments only where
there are some; it knows no increments: the next run is the same again. Reads its order as JSON on standard
input (`url`, `token`, `repositories`, `threads`), writes counts of facts and seconds on standard output.
"""

import json
import sys
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import github
from github.Repository import Repository

ANSWERS = 3
"""First comments of an issue that are kept."""


def facts(hub: github.Github, name: str, since: datetime) -> Counter[str]:
    """Ask for everything of one repository and count it."""
    repository = hub.get_repo(name)
    count: Counter[str] = Counter(repositories=1)
    count["commits"] = sum(1 for _ in repository.get_commits(since=since))
    count += threads(repository, since)
    count["releases"] = sum(1 for _ in repository.get_releases())
    count["tags"] = sum(1 for tag in repository.get_tags() if tag.name)
    return count


def threads(repository: Repository, since: datetime) -> Counter[str]:
    """Ask for issues and pull requests, each with its first answers."""
    count: Counter[str] = Counter()
    for issue in repository.get_issues(state="all", since=since):
        if "/pull/" in issue.html_url:  # asking for `pull_request` would cost a request an issue
            continue
        count["issues"] += 1
        if issue.comments:
            count["answers"] += len(list(issue.get_comments()[:ANSWERS]))
    for pull in repository.get_pulls(state="all", sort="updated", direction="desc"):
        if pull.updated_at < since:
            break
        count["change requests"] += 1
        count["answers"] += sum(1 for _ in pull.get_reviews())
    return count


def main() -> None:
    """Read the order, ask, print the outcome."""
    order: dict[str, Any] = json.load(sys.stdin)
    hub = github.Github(
        auth=github.Auth.Token(order["token"]),
        base_url=f"{order['url']}/api/v3",
        per_page=100,
        seconds_between_requests=None,
        seconds_between_writes=None,
    )
    since = datetime.now(UTC) - timedelta(days=365)
    began = time.perf_counter()
    with ThreadPoolExecutor(order["threads"]) as pool:
        counts = list(pool.map(lambda name: facts(hub, name, since), order["repositories"]))
    took = time.perf_counter() - began
    total = sum(counts, Counter[str]())
    print(json.dumps({"seconds": took, "facts": total}))


if __name__ == "__main__":
    main()
