"""Writes what is on the screen as CSV into the present folder; text is data, quoted by the format's rules."""

import csv
import io
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from msgspec.structs import replace

from civitop.errors import OutputError, UsageError
from civitop.export.csv_export import cell, write
from civitop.files import reason, write_new
from civitop.i18n.message import say
from civitop.reading.feed import Feed
from tui.session.screen_export import Exporter, Sheet, Shown


def exporter(feed: Feed, now: Callable[[], datetime], folder: Path) -> Exporter:
    """Return what the key for exports calls: it writes a new file into `folder` and returns its path."""

    def export(shown: Shown) -> str:
        if shown.sheet is not None:
            return _sheet(shown.sheet, _stem(shown, shown.sheet.name, now()), folder)
        return _projects(feed, shown, _stem(shown, "projects", now()), folder)

    return export


def _stem(shown: Shown, what: str, now: datetime) -> str:
    subject = shown.project.partition(":")[2] if shown.project else shown.network or "all"
    return f"civitop-{_safe(subject)}-{_safe(what)}-{now:%Y%m%dT%H%M%S}"


def _safe(name: str) -> str:
    """Return a name of the outside world as part of a file's name: it leads to no other folder."""
    return "".join(c if c.isascii() and (c.isalnum() or c in "-_") else "-" for c in name)[:80]


def _sheet(sheet: Sheet, stem: str, folder: Path) -> str:
    out = io.StringIO(newline="")
    rows = csv.writer(out, lineterminator="\r\n")
    rows.writerow(sheet.columns)
    rows.writerows([cell("" if value is None else value) for value in row] for row in sheet.rows)
    return _written(out.getvalue(), stem, folder)


def _projects(feed: Feed, shown: Shown, stem: str, folder: Path) -> str:
    """Write the projects that the filter leaves, in the order of the screen."""
    snapshot = feed.snapshot(shown.asof)
    held = {health.id: health for health in snapshot.repositories}
    healths = tuple(held[id] for id in shown.repositories if id in held)
    return _written(write(replace(snapshot, repositories=healths)), stem, folder)


def _written(text: str, stem: str, folder: Path) -> str:
    """Write a new file and return its path; raises `OutputError`."""
    path = _free(folder, stem)
    try:
        write_new(path, text)
    except OSError as error:
        sentence = say("{file} cannot be written: {why}.", file=str(path), why=reason(error))
        raise OutputError(sentence) from error
    return str(path)


def _free(folder: Path, stem: str) -> Path:
    """Return a path that is not taken: an export never writes over another."""
    for number in range(1, 1000):
        path = folder / f"{stem}{'' if number == 1 else f'-{number}'}.csv"
        if not path.exists():
            return path
    raise UsageError(say("There are too many exports named {name}; move some of them away.", name=stem))
