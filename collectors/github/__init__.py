"""GitHub as a collector: bulk polling over GraphQL, and REST where there is no token."""
