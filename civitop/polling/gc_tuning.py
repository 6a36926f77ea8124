"""How the process collects garbage while it polls.

Python looks through everything that is alive now and then, and nothing else runs meanwhile: with all
libraries loaded that takes a tenth of a second, for which the screen would stand still.
"""

import gc

THRESHOLDS = (10_000, 20, 50)
"""Some hundred times less often than Python's default looks through everything: nearly all that a round
makes ends by counting references, and what does not is small."""


def settle() -> None:
    """Leave what is alive now, which is mostly libraries, out of all further searches for garbage.

    To be called after something large was loaded for good.
    """
    gc.set_threshold(*THRESHOLDS)
    gc.freeze()
