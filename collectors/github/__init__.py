"""GitHub as a collector: bulk polling over GraphQL, and REST where there is no token."""

from collectors.github.collector import GitHubCollector

__all__ = ["GitHubCollector"]
