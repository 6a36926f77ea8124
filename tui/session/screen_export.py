"""What the screens hand to the exporter that the command line puts in: what is shown, not how to write it."""

from collections.abc import Callable
from datetime import datetime

from msgspec import Struct

Value = str | int | float | None


class Sheet(Struct, frozen=True):
    """A table that is on the screen, as an export writes it; text is data, the writer quotes it."""

    name: str
    """For the file's name: a word or two."""
    columns: tuple[str, ...]
    rows: tuple[tuple[Value, ...], ...]


class Shown(Struct, frozen=True, kw_only=True):
    """What is on the screen when a person asks for an export."""

    network: str | None
    repositories: tuple[str, ...]
    """Ids in the order of the screen, after the filter."""
    filter: str = ""
    """As it was typed; empty for none."""
    project: str | None = None
    """The project that is open, if one is."""
    sheet: Sheet | None = None
    """The table on the screen, where that is not the one of the projects: it is what to write."""
    asof: datetime | None = None
    """The past moment that is on the screen; `None`: now."""


Exporter = Callable[[Shown], str]
"""Writes what is shown to a file and returns its path; called in a thread, may raise `CivitopError`."""
