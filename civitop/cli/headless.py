"""One round without a terminal: progress on stderr, the outcome as an exit code."""

import sys
from datetime import timedelta

from civitop.cli.exit_codes import DONE, INCOMPLETE, NOTHING
from civitop.cli.loop import run_async
from civitop.cli.progress.choice import accompanied, face_for
from civitop.health import Snapshot
from civitop.library.rounds import one_round
from civitop.watch import Watch


def poll_once(watch: Watch, wait: timedelta | None = None, *, quiet: bool = False) -> bool:
    """Run one round to its end, telling on stderr what happens; return whether all was asked for.

    `wait` is how long the collectors may wait for limits, and what is beyond it was not asked for. With `quiet`
    only what failed is told.
    """
    face = face_for(sys.stderr, wait=wait, quiet=quiet)
    run_async(accompanied(face, one_round(watch, face.take)))
    return not face.put_off


def exit_code(snapshot: Snapshot, *, whole: bool = True) -> int:
    """Return 0, 3 where repositories or sources are missing or stale, 4 where there is nothing.

    `whole` says whether the round asked for everything.
    """
    failed = [h for h in snapshot.repositories if h.error]
    sources = any(network.failed_sources for network in snapshot.networks)
    if not any(h.signals for h in snapshot.repositories):
        return NOTHING if failed or sources or not snapshot.repositories else DONE
    return INCOMPLETE if failed or sources or not whole else DONE
