"""The ids of the repositories, one in a line."""

from civitop.health import Snapshot


def write(snapshot: Snapshot) -> str:
    """Return the ids."""
    return "".join(f"id {health.id}\n" for health in snapshot.repositories)
