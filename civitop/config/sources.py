"""What a network watches: one entry of its `watch` list."""

from msgspec import Struct


class Source(Struct, frozen=True):
    """One entry of a network's `watch` list: `forge:path`."""

    forge: str
    path: str
    """An owner, a group, a group with subgroups, a repository, an address or a local path."""
    forks: bool = False
    """Whether forks among an owner's repositories are taken too."""

    def __str__(self) -> str:
        """Return it as it stands in the configuration."""
        return f"{self.forge}:{self.path}"
