"""Standard input, output and error as commands may rely on them, whatever the program was started with.

A terminal without Unicode, a reader that ended, a full device, a descriptor that was closed: none of them is a
traceback, and an output that is not there whole ends with a sentence and an exit code of its own.
"""

import io
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any, TextIO, cast

from civitop.cli.encoding import SIGNS, register


class Guarded:
    """A text stream that hands an error of the device to `failed` and goes on writing to nowhere."""

    def __init__(self, stream: TextIO, failed: Callable[[OSError], None]) -> None:
        self._stream = stream
        self._failed = failed

    def write(self, text: str) -> int:
        """Write a text; see `failed` for what becomes of an error."""
        try:
            return self._stream.write(text)
        except OSError as error:
            self._give_up(error)
            return len(text)

    def flush(self) -> None:
        """Let what was written go out; see `failed` for what becomes of an error."""
        try:
            self._stream.flush()
        except OSError as error:
            self._give_up(error)

    def _give_up(self, error: OSError) -> None:
        with suppress(OSError), open(os.devnull, "wb") as nowhere:
            # What waits in the buffer would fail again, in the interpreter's last moment.
            os.dup2(nowhere.fileno(), self._stream.fileno())
        self._failed(error)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)


class _Closed(io.TextIOBase):
    """Stands for a standard output that the program was started without."""

    def write(self, text: str) -> int:
        raise OSError(0, "it is closed")


@contextmanager
def standard_streams() -> Iterator[None]:
    """Make the three streams fit for commands until the end of the block.

    Inside it, printing raises `OutputError` where standard output cannot be written, except to a reader that
    has ended (`head`, `less`), which wants no more; standard error never fails: there is nobody left to tell.
    """
    held = sys.stdin, sys.stdout, sys.stderr
    _occupy()
    register()
    with open(os.devnull) as nothing, open(os.devnull, "w") as nowhere:
        sys.stdin = held[0] or nothing
        sys.stdout = cast("TextIO", Guarded(_fit(held[1]) or cast("TextIO", _Closed()), _lost))
        sys.stderr = cast("TextIO", Guarded(_fit(held[2]) or nowhere, lambda error: None))
        try:
            yield
        finally:
            sys.stdin, sys.stdout, sys.stderr = held


def _occupy() -> None:
    """Open descriptors 0 to 2 where they are closed: the next file to be opened must not become one of them."""
    while (descriptor := os.open(os.devnull, os.O_RDWR)) <= 2:
        os.set_inheritable(descriptor, True)
    os.close(descriptor)


def _lost(error: OSError) -> None:
    if isinstance(error, BrokenPipeError):
        return
    from civitop.errors import OutputError
    from civitop.i18n.message import say

    sentence = say("Standard output cannot be written: {why}.", why=error.strerror or type(error).__name__)
    raise OutputError(sentence) from error


def _fit(stream: TextIO | None) -> TextIO | None:
    """Let a stream replace what it cannot encode; in the locale C it is ASCII."""
    if isinstance(stream, io.TextIOWrapper):
        stream.reconfigure(encoding="ascii" if _is_c_locale() else None, errors=SIGNS)
    return stream


def _is_c_locale() -> bool:
    """Tell whether the person asked for the locale C; Python would write UTF-8 there."""
    asked = os.environ.get("LC_ALL") or os.environ.get("LC_CTYPE") or os.environ.get("LANG")
    overruled = os.environ.get("PYTHONIOENCODING") or os.environ.get("PYTHONUTF8") == "1"
    return asked in ("C", "POSIX") and not overruled


def let_escape(errors: str) -> None:
    """Let the handler `errors` write what the encoding of standard output has not.

    In the locale C the encoding becomes UTF-8, as that of a file: it is a machine that reads.
    """
    stream = getattr(sys.stdout, "_stream", sys.stdout)
    if isinstance(stream, io.TextIOWrapper):
        stream.reconfigure(encoding="utf-8" if _is_c_locale() else None, errors=errors)
