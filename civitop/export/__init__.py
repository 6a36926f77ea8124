"""What a snapshot can be written as: one file per format, listed once in `FORMATS`.

Text that came from a forge is data in every one of them: it is quoted by the format's own rules, and
no cell, heading or link is made of it.
"""

from collections.abc import Callable, Mapping
from importlib import import_module

from civitop.health import Snapshot
from civitop.reading.feed import ProjectReport

Writer = Callable[[Snapshot], str]

FORMATS: Mapping[str, str] = {
    "json": "the whole snapshot, by the published JSON Schema",
    "csv": "one row per repository, one column per figure, for a spreadsheet",
    "md": "tables for a report or a wiki",
    "txt": "plain text in sentences, for screen readers and mail",
    "html": "a page for people: self-contained, prints on A4, with the snapshot as JSON in it",
    "openmetrics": "gauges for Prometheus, or for the textfile collector of its node exporter",
}
"""Formats that need no screen; `svg`, the dashboard as a picture, is drawn by the screens."""


def report_writer(name: str) -> Callable[[ProjectReport], str]:
    """Return the function that writes one repository in depth as `txt`, `md` or `json`; only its module is imported."""
    return import_module(f"civitop.export.{name}_export").report_text  # type: ignore[no-any-return]


def writer(name: str) -> Writer:
    """Return the function that writes a snapshot as `name`; only its module is imported.

    Raises `KeyError` for a format that does not exist.
    """
    if name not in FORMATS:
        raise KeyError(name)
    return import_module(f"civitop.export.{name}_export").write  # type: ignore[no-any-return]
