"""How progress is written: as lines, as JSON for machines; on a terminal with a bar (`bar.py`)."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from types import TracebackType
from typing import Protocol, Self, TextIO

from civitop.cli.logs import json_line
from civitop.cli.output import LONGEST_LINE
from civitop.cli.progress.telling import Said, Telling
from civitop.polling import events
from civitop.sanitise import plain


class Face(Protocol):
    """Shows the events of rounds; a context manager, because a terminal is to be left as it was."""

    @property
    def put_off(self) -> bool:
        """Whether a limit that outlasts the round kept something from being asked for."""

    def take(self, event: events.Event) -> None:
        """Show an event."""

    def minute(self) -> None:
        """Say how far the round is, where that is not seen anyway; called once a minute."""

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...


def now_utc() -> datetime:
    """Return the present moment."""
    return datetime.now(UTC)


class Lines:
    """A line for what matters, and each minute one for how far a round is."""

    def __init__(
        self,
        out: TextIO,
        now: Callable[[], datetime] = now_utc,
        *,
        wait: timedelta | None = None,
        quiet: bool = False,
    ) -> None:
        """`wait` as for `face_for`; with `quiet` only what failed is told."""
        self._out = out
        self._quiet = quiet
        self._telling = Telling(now, wait)

    @property
    def put_off(self) -> bool:
        """Whether a limit that outlasts the round kept something from being asked for."""
        return self._telling.put_off

    def take(self, event: events.Event) -> None:
        """Print what an event is worth."""
        for said in self._telling.take(event):
            if not self._quiet or said.failure:
                self._write(said)

    def minute(self) -> None:
        """Print how far the round is."""
        if not self._quiet and (said := self._telling.progress()):
            self._write(said)

    def _write(self, said: Said) -> None:
        print(line_of(said), file=self._out, flush=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Leave nothing: lines need no end."""


def line_of(said: Said) -> str:
    """Return what is told as a terminal may be given it: it names sources and folders, which others may have named."""
    return plain(said.text, LONGEST_LINE)


class JsonLines(Lines):
    """One JSON object per line, in the form of the log's own."""

    def __init__(self, out: TextIO, now: Callable[[], datetime] = now_utc, *, quiet: bool = False) -> None:
        super().__init__(out, now, quiet=quiet)
        self._now = now

    def _write(self, said: Said) -> None:
        level = "info" if said.kind in ("round-finished", "progress") else "warning"
        print(json_line(self._now(), level, said.kind, said.fields), file=self._out, flush=True)
