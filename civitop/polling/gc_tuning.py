"""How the process collects garbage while it polls.

Python looks through everything that is alive now and then, and nothing else runs meanwhile: with all
libraries loaded that takes a tenth of a second, for which the screen would stand still. So it does that seldom,
and the poll loop looks after each round through what that round made, which takes some milliseconds.
"""

import gc

THRESHOLDS = (10_000, 20, 50)
"""Some hundred times less often than Python's default looks through everything: nearly all that a round
makes ends by counting references, and what does not is small."""


AT_FIRST = 500_000
"""Values after which it is looked for garbage while a program starts; nearly all of them are there to stay."""


def start() -> None:
    """Hardly look for garbage until things settle: modules and a first snapshot are made of half a million values."""
    gc.set_threshold(AT_FIRST, *THRESHOLDS[1:])


def settle() -> None:
    """Look for garbage seldom from now on, and leave out what is alive now, which is mostly libraries.

    To be called after something large was loaded for good.
    """
    gc.set_threshold(*THRESHOLDS)
    gc.freeze()


def tidy() -> None:
    """Give back what a round made and left in circles: connections, tasks, exceptions with their frames.

    Without it they would stay until enough of them had come together for Python to look, which is days.
    """
    gc.collect(1)
