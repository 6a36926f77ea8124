"""perceval's GitHub backend over repositories, one after the other, as its users run it.

Runs in an environment that has perceval and nothing of civitop. Reads its order as JSON on standard input
(`url`, `token`, `repositories`), writes counts of facts and seconds on standard output.
"""

import json
import sys
import time
from collections import Counter
from typing import Any

from perceval.backends.core.github import GitHub

CATEGORIES = ("repository", "issue", "pull_request")


class Patient(GitHub):  # type: ignore[misc]
    """perceval, which breaks off at a comment of a deleted account, mended so that it gets to the end."""

    def _GitHub__get_user_data(self, user: dict[str, Any] | None) -> Any:  # noqa: N802
        return super()._GitHub__get_user_data(user) if user else None


def main() -> None:
    """Read the order, fetch every category of every repository, print the outcome."""
    order: dict[str, Any] = json.load(sys.stdin)
    facts: Counter[str] = Counter()
    began = time.perf_counter()
    for name in order["repositories"]:
        owner, _, short = name.partition("/")
        for category in CATEGORIES:
            backend = Patient(owner, short, [order["token"]], base_url=order["url"])
            for item in backend.fetch(category=category):
                data = item["data"]
                if category == "issue" and "pull_request" in data:
                    continue
                facts[category] += 1
                facts["answers"] += len(data.get("comments_data") or ()) + len(data.get("reviews_data") or ())
    print(json.dumps({"seconds": time.perf_counter() - began, "facts": facts}))


if __name__ == "__main__":
    main()
