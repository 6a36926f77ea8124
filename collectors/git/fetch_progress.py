"""How far a fetch is, out of what git says on standard error with `--progress`."""

import re
from collections.abc import Callable

from civitop.polling.depth.progress import Phase

Heard = Callable[[Phase, int, int], None]
"""Is told of a fetch: `cloning` or `unpacking`, objects so far and in all."""

_STEP = re.compile(
    rb"(Receiving objects|Unpacking objects|Resolving deltas):[ ]{1,3}\d{1,3}% \((\d{1,12})/(\d{1,12})\)"
)
_PHASES: dict[bytes, Phase] = {
    b"Receiving objects": "cloning",
    b"Unpacking objects": "cloning",  # a small fetch is received and unpacked in one
    b"Resolving deltas": "unpacking",
}
_LONGEST = 80
"""Bytes of the longest step: what is cut off at the end of a piece may be one that has begun."""


class FetchProgress:
    """Takes what a fetch says, piece by piece, and tells the steps in it."""

    def __init__(self, heard: Heard) -> None:
        self._heard = heard
        self._left = b""

    def __call__(self, piece: bytes) -> None:
        """Tell the last step of each phase in a piece; the others are history by now."""
        said = self._left + piece
        steps = {step[1]: step for step in _STEP.finditer(said)}
        end = max((step.end() for step in steps.values()), default=0)
        self._left = said[max(end, len(said) - _LONGEST) :]
        for name, step in steps.items():
            self._heard(_PHASES[name], int(step[2]), int(step[3]))
