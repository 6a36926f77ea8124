"""What can go wrong on the way to the forge, drawn from a seed so that a test can repeat it."""

import random
from typing import Literal

from msgspec import Struct

Trouble = Literal["", "502", "504", "reset", "truncated", "slow"]


class Faults(Struct, frozen=True, kw_only=True):
    """How badly the forge behaves; shares are between 0 and 1, of all requests."""

    seed: int = 0
    bad_gateway: float = 0.0
    gateway_timeout: float = 0.0
    reset: float = 0.0
    """The connection is cut before an answer."""
    truncated: float = 0.0
    """The connection is cut in the middle of the body."""
    slow: float = 0.0
    slow_seconds: float = 2.0
    secondary_after: int | None = None
    """After each so many requests a secondary limit asks for a pause of `retry_after` seconds."""
    retry_after: int = 1
    points: int = 5000
    """GraphQL points a window."""
    requests: int = 5000
    """REST requests a window."""
    window: float = 3600.0
    """Seconds until the primary limits reset."""
    work_limit: int = 15_000
    """Nodes and connections an answer may give before `RESOURCE_LIMITS_EXCEEDED`."""
    max_repositories: int | None = None
    """Repositories with lists a query may give before `RESOURCE_LIMITS_EXCEEDED`."""
    anonymous_requests: int = 60
    """GitHub's REST requests a window without a token."""
    gitlab_anonymous_requests: int | None = None
    """The same for GitLab: 60 an hour at gitlab.com, no limit where the operator set none."""
    per_minute: int | None = None
    """GitLab: requests a minute with a token before a 429."""

    def trouble(self, count: int) -> Trouble:
        """Return what happens to the `count`th request."""
        draw = random.Random(f"{self.seed}/{count}").random()
        for share, name in (
            (self.bad_gateway, "502"),
            (self.gateway_timeout, "504"),
            (self.reset, "reset"),
            (self.truncated, "truncated"),
            (self.slow, "slow"),
        ):
            if draw < share:
                return name  # type: ignore[return-value]
            draw -= share
        return ""
