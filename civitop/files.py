"""Files written whole or not at all, and read only where they are files: the one place that renames."""

import os
import stat
import tempfile
from contextlib import suppress
from pathlib import Path

PRIVATE = 0o600
"""The mode of what names people or says what is trusted."""
PIECE = 64 * 1024
"""Characters of a text that are written in one go."""
LARGEST_TEXT = 16 * 1024**2
"""Bytes of a file that a person wrote: a table of all municipalities of Europe has one or two million."""


def write_whole(path: Path, text: str, *, mode: int | None = None) -> None:
    """Write a text as UTF-8 to the file that `path` leads to; raises `OSError`.

    A regular file is there whole or as it was before, and keeps its owner and mode, unless another `mode` is given;
    a new one has `mode`, or what the umask leaves. A symbolic link stays and its target is written. What is no
    regular file (a pipe, a device) is written to and never replaced.
    """
    target = Path(os.path.realpath(path))
    try:
        there = target.stat()
    except FileNotFoundError:
        there = None
    if there is not None and not stat.S_ISREG(there.st_mode):
        with os.fdopen(os.open(target, os.O_WRONLY), "w", encoding="utf-8", newline="") as file:
            file.write(text)
        return
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name[:40]}.")  # made with mode 0600
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as file:
            # Piece by piece: Python encodes what is ASCII all through at once, and each character of all else.
            for start in range(0, len(text), PIECE):
                file.write(text[start : start + PIECE])
            file.flush()
            os.fsync(file.fileno())  # a disk that is full may say so only now
        _take_over(name, there, mode)
        os.replace(name, target)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _take_over(name: str, there: os.stat_result | None, mode: int | None) -> None:
    """Give a new file the owner and mode of the one that it replaces, or `mode`."""
    if there is not None:
        with suppress(PermissionError):  # only the superuser gives files away
            if hasattr(os, "chown"):
                os.chown(name, there.st_uid, there.st_gid)
    if mode is None:
        mode = 0o666 & ~_umask() if there is None else stat.S_IMODE(there.st_mode)
    os.chmod(name, mode)


def _umask() -> int:
    mask = os.umask(0o077)  # there is no other way to ask
    os.umask(mask)
    return mask


def write_new(path: Path, text: str) -> None:
    """Write a text as UTF-8 to a file that is not there yet; raises `OSError`, and leaves no part of it behind."""
    with path.open("x", encoding="utf-8", newline="") as file:
        try:
            file.write(text)
            file.flush()
        except BaseException:
            path.unlink(missing_ok=True)
            raise


def reason(error: OSError) -> str:
    """Return why a file could not be used, for a sentence that names the file itself."""
    return error.strerror or type(error).__name__


def private_folder(path: Path) -> None:
    """Make a folder and those above it that are missing, for nobody else to read; raises `OSError`."""
    missing = [each for each in (path, *path.parents) if not each.is_dir()]
    for each in reversed(missing):
        each.mkdir(mode=0o700, exist_ok=True)


def private_file(path: Path) -> None:
    """Make a file for nobody else to read, or take from others what they may do with it; raises `OSError`.

    What SQLite puts beside a file has the mode of that file.
    """
    with suppress(FileExistsError):
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, PRIVATE))
        return
    if path.stat().st_mode & 0o077:
        path.chmod(PRIVATE)


def read_regular(path: Path, most: int) -> bytes:
    """Return the content of a regular file; raises `OSError` for anything else, and for more than `most` bytes.

    A pipe would be waited for and an endless device read for ever.
    """
    # Opening must not wait either: a pipe has no writer, a device may be asleep.
    descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0))
    with os.fdopen(descriptor, "rb") as file:
        found = os.fstat(descriptor)
        if stat.S_ISDIR(found.st_mode):
            raise IsADirectoryError(21, "it is a folder")
        if not stat.S_ISREG(found.st_mode):
            raise OSError(22, "it is no regular file")
        content = file.read(most + 1)
    if len(content) > most:
        raise OSError(27, f"it is larger than {most // 1024} kB")
    return content
