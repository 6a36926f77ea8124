"""Where a snapshot is written: standard output, one file, or a folder with a file for each format."""

import os
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from msgspec import Struct

from civitop.cli.output import put
from civitop.errors import OutputError, UsageError
from civitop.export import FORMATS
from civitop.files import reason, write_whole
from civitop.i18n.message import say

DEFAULT = "json"
BOM = "\ufeff"
"""Tells Excel that a CSV file is UTF-8."""
_ENDINGS = {"openmetrics": "prom"}
"""Endings that are not the name of the format; the textfile collector reads `.prom` alone."""


class Target(Struct, frozen=True):
    """What is written, and where."""

    formats: tuple[str, ...]
    output: str | None
    """A file or a folder; `None` or `-`: standard output."""
    folder: bool


def target(formats: Sequence[str] | None, output: str | None) -> Target:
    """Return what the options ask for; raises `UsageError` where several formats have one place.

    A folder is one that is there, or has a `/` at its end; without a format it gets all that need no screen.
    """
    named = tuple(dict.fromkeys(formats or ()))
    folder = output not in (None, "-") and (str(output).endswith("/") or os.path.isdir(str(output)))
    if folder:
        return Target(named or tuple(FORMATS), output, folder=True)
    if len(named) < 2:
        return Target(named or (DEFAULT,), output, folder=False)
    if output in (None, "-"):
        raise UsageError(say("Several formats need a folder: --output FOLDER."))
    if os.path.exists(str(output)):
        raise UsageError(say("Several formats need a folder, and {file} is a file.", file=str(output)))
    return Target(named, output, folder=True)


def write_target(
    to: Target, written: Callable[[str], str], tables: Callable[[], Mapping[str, str]], *, bom: bool
) -> None:
    """Write every format; `written` makes one, `tables` the files of `csv` in a folder. Raises `OutputError`."""
    if not to.folder:
        (format,) = to.formats
        write_text(_marked(written(format), format, bom=bom), to.output, format)
        return
    folder = Path(str(to.output))
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        sentence = say("{file} cannot be written: {why}.", file=str(folder), why=reason(error))
        raise OutputError(sentence) from error
    for format in to.formats:
        name = f"snapshot.{_ENDINGS.get(format, format)}"
        files = tables() if format == "csv" else {name: written(format)}
        for name, text in files.items():
            write_text(_marked(text, Path(name).suffix[1:], bom=bom), str(folder / name), format)


def write_text(text: str, output: str | None, format: str) -> None:
    """Write to standard output, or to what a path leads to (see `write_whole`); raises `OutputError`."""
    if output is None or output == "-":
        put(text, format)
        return
    try:
        write_whole(Path(output), text)
    except OSError as error:
        sentence = say("{file} cannot be written: {why}.", file=output, why=reason(error))
        raise OutputError(sentence) from error


def _marked(text: str, ending: str, *, bom: bool) -> str:
    return BOM + text if bom and ending == "csv" else text
