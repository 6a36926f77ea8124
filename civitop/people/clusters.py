"""Clusters of things that are the same, found by uniting pairs (union-find with path compression)."""


class Clusters:
    """A partition of words that starts with each alone; the root of a cluster is its smallest word."""

    def __init__(self) -> None:
        self._above: dict[str, str] = {}

    def root(self, node: str) -> str:
        """Return the word that stands for the cluster of `node`."""
        path = []
        while (above := self._above.setdefault(node, node)) != node:
            path.append(node)
            node = above
        for passed in path:
            self._above[passed] = node
        return node

    def unite(self, one: str, other: str) -> None:
        """Make one cluster of two."""
        one, other = self.root(one), self.root(other)
        if one != other:
            self._above[max(one, other)] = min(one, other)
