"""Files of a clone that are none: reading a pipe waits for ever, reading a device never ends."""

import stat
from pathlib import Path

_READ_FIRST = (
    "HEAD", "config", "config.worktree", "packed-refs", "shallow", "commondir", "gitdir",
    "info/attributes", "info/exclude", "info/grafts", "objects/info/alternates",
)  # fmt: skip
"""What git opens before it has looked at a single commit, whatever it is asked. Sockets may lie beside them."""


def waiting_file(place: Path) -> Path | None:
    """Return what git would read as a file and is neither one nor a folder; `None` where there is no such thing.

    `place` lies in a working tree, or is a git folder itself.
    """
    for folder in (place, *(above / ".git" for above in (place, *place.parents))):
        for file in (folder, *(folder / name for name in _READ_FIRST)):
            try:
                mode = file.stat().st_mode
            except OSError:
                continue  # not there, or git will say why not
            if not stat.S_ISREG(mode) and not stat.S_ISDIR(mode):
                return file
    return None
