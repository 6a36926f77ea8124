"""perceval's GitHub backend over repositories, one after the other, as its users run it.

Runs in an environment that has perceval and nothing of civitop. Reads its order as JSON on standard input
(`url`, `token`, `repositories`, and whether it is `trimmed`), writes counts of facts and seconds on standard output.

As it comes, perceval also fetches what civitop has no use for. Trimmed it fetches nothing that civitop does not
fetch too: of the last 400 days the lists, each change request for itself (only there stands who merged it), the
comments of what has any, and the reviews.
"""

import json
import sys
import time
from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Any

from perceval.backends.core.github import GitHub

CATEGORIES = ("repository", "issue", "pull_request")


class Patient(GitHub):  # type: ignore[misc]
    """perceval, which breaks off at a comment of a deleted account, mended so that it gets to the end."""

    def _GitHub__get_user_data(self, user: dict[str, Any] | None) -> Any:  # noqa: N802
        return super()._GitHub__get_user_data(user) if user else None


class Trimmed(Patient):
    """perceval without the requests whose answers civitop does not have: each method here would make some."""

    def _GitHub__get_issue_reactions(self, *_: Any) -> list[Any]:  # noqa: N802
        return []

    def _GitHub__get_issue_comment_reactions(self, *_: Any) -> list[Any]:  # noqa: N802
        return []

    def _GitHub__get_pull_review_comments(self, *_: Any) -> list[Any]:  # noqa: N802
        return []

    def _GitHub__get_pull_requested_reviewers(self, *_: Any) -> list[Any]:  # noqa: N802
        return []

    def _GitHub__get_pull_commits(self, *_: Any) -> list[Any]:  # noqa: N802
        return []

    def _GitHub__get_user_data(self, user: dict[str, Any] | None) -> None:  # noqa: N802
        return None


WINDOW = timedelta(days=400)
"""The time for which civitop asks in a first round."""


def main() -> None:
    """Read the order, fetch every category of every repository, print the outcome."""
    order: dict[str, Any] = json.load(sys.stdin)
    facts: Counter[str] = Counter()
    backend_of = Trimmed if order["trimmed"] else Patient
    since = datetime.now(UTC) - WINDOW if order["trimmed"] else None
    began = time.perf_counter()
    for name in order["repositories"]:
        owner, _, short = name.partition("/")
        for category in CATEGORIES:
            backend = backend_of(owner, short, [order["token"]], base_url=order["url"])
            for item in backend.fetch(category=category, from_date=since):
                data = item["data"]
                if category == "issue" and "pull_request" in data:
                    continue
                facts[category] += 1
                facts["answers"] += len(data.get("comments_data") or ()) + len(data.get("reviews_data") or ())
    print(json.dumps({"seconds": time.perf_counter() - began, "facts": facts}))


if __name__ == "__main__":
    main()
