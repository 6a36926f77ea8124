"""What a competent person writes with PyGithub in an afternoon: the facts of a network, in threads.

What civitop collects: repositories, the issues and pull requests of 400 days and all open ones, with their first
comments and reviews, releases, tags, the commits of 400 days, the files at the root and publiccode.yml, and what
people say about themselves. It asks a hundred to a page, does not wait between requests, and takes comments only
where there are some; it knows no increments: the next run is the same again. Reads its order as JSON on standard
input (`url`, `token`, `repositories`, `threads`), writes counts of facts and seconds on standard output.
"""

import json
import sys
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from itertools import chain
from threading import local
from typing import Any

import github
from github.Repository import Repository

ANSWERS = 3
"""First comments of an issue that are kept."""


WINDOW = timedelta(days=400)


def facts(hub: github.Github, name: str, since: datetime) -> tuple[Counter[str], set[str]]:
    """Ask for everything of one repository; return the counts and the accounts that were seen."""
    repository = hub.get_repo(name)
    count: Counter[str] = Counter(repositories=1)
    people: set[str] = set()
    for commit in repository.get_commits(since=since):
        count["commits"] += 1
        if commit.author:
            people.add(commit.author.login)
    count += threads(repository, since)
    count["releases"] = sum(1 for _ in repository.get_releases())
    count["tags"] = sum(1 for tag in repository.get_tags() if tag.name)
    count += files(repository)
    return count, people


def files(repository: Repository) -> Counter[str]:
    """Ask for what stands at the root, and for the text of publiccode.yml."""
    contents = repository.get_contents("")
    listed = contents if isinstance(contents, list) else [contents]
    if any(item.path == "publiccode.yml" for item in listed):
        repository.get_contents("publiccode.yml")
    return Counter(files=len(listed))


def threads(repository: Repository, since: datetime) -> Counter[str]:
    """Ask for issues and pull requests, each with its first answers."""
    count: Counter[str] = Counter()
    seen: set[int] = set()
    recent = repository.get_issues(state="all", since=since)
    for item in chain(recent, repository.get_issues(state="open")):
        if item.number in seen:
            continue
        seen.add(item.number)
        if item.comments:
            count["answers"] += len(list(item.get_comments()[:ANSWERS]))
        if "/pull/" not in item.html_url:  # asking for `pull_request` would cost a request an issue
            count["issues"] += 1
    for pull in repository.get_pulls(state="all", sort="updated", direction="desc"):
        if pull.updated_at < since and pull.state != "open":
            break
        count["change requests"] += 1
        count["answers"] += sum(1 for _ in pull.get_reviews())
    return count


def profile(hub: github.Github, login: str) -> Counter[str]:
    """Ask what an account says about itself, and for its public organisations."""
    user = hub.get_user(login)
    return Counter(people=1, organisations=sum(1 for _ in user.get_orgs()))


def main() -> None:
    """Read the order, ask, print the outcome."""
    order: dict[str, Any] = json.load(sys.stdin)
    own = local()

    def connect() -> None:
        # One for each thread: a connection keeps the address of the request that is under way.
        own.hub = github.Github(
            auth=github.Auth.Token(order["token"]),
            base_url=f"{order['url']}/api/v3",
            per_page=100,
            seconds_between_requests=None,
            seconds_between_writes=None,
        )

    since = datetime.now(UTC) - WINDOW
    began = time.perf_counter()
    with ThreadPoolExecutor(order["threads"], initializer=connect) as pool:
        found = list(pool.map(lambda name: facts(own.hub, name, since), order["repositories"]))
        people = sorted(set[str]().union(*(seen for _, seen in found)))
        profiles = list(pool.map(lambda login: profile(own.hub, login), people))
    took = time.perf_counter() - began
    total = sum([*(count for count, _ in found), *profiles], Counter[str]())
    print(json.dumps({"seconds": took, "facts": total}))


if __name__ == "__main__":
    main()
