"""What a command ends with; the contract stands in the README."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from civitop.health import Snapshot

DONE = 0
THRESHOLD_CROSSED = 1
USAGE = 2
INCOMPLETE = 3
NOTHING = 4
OUTPUT = 5
FAULT = 70
"""A mistake of civitop's own: EX_SOFTWARE of sysexits.h."""
INTERRUPTED = 130


def exit_code(snapshot: "Snapshot", *, whole: bool = True) -> int:
    """Return 0, 3 where repositories or sources are missing or stale, 4 where there is nothing.

    `whole` says whether the round asked for everything.
    """
    failed = [h for h in snapshot.repositories if h.error]
    sources = any(network.failed_sources for network in snapshot.networks)
    if not any(h.signals for h in snapshot.repositories):
        return NOTHING if failed or sources or not snapshot.repositories else DONE
    return INCOMPLETE if failed or sources or not whole else DONE
