"""Any clone, local or remote → facts, by the git command."""

from collectors.git.collector import GitCollector

__all__ = ["GitCollector"]
