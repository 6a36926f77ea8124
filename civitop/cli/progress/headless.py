"""One round without a terminal: what happens is told on stderr."""

import sys
from datetime import timedelta

from civitop.cli.loop import run_async
from civitop.cli.progress.choice import accompanied, face_for
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
