"""How progress is written: a line that is rewritten on a terminal, lines where there is none, JSON for machines."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Protocol, TextIO

from civitop.cli.logs import json_line
from civitop.cli.output import LONGEST_LINE, is_screen
from civitop.cli.progress.telling import Telling
from civitop.polling import events
from civitop.sanitise import plain


class Face(Protocol):
    """Shows the events of rounds."""

    def take(self, event: events.Event) -> None:
        """Show an event."""


def now_utc() -> datetime:
    """Return the present moment."""
    return datetime.now(UTC)


class Progress:
    """One line that is rewritten where stderr is a terminal; only what matters where it is not."""

    def __init__(
        self, out: TextIO, now: Callable[[], datetime] = now_utc, *, wait: timedelta | None = None
    ) -> None:
        """`wait` is how long limits are waited for; `None`: as long as they take."""
        self._out = out
        self._telling = Telling(now, wait)
        self._live = is_screen(out)

    @property
    def put_off(self) -> bool:
        """Whether a limit that outlasts the round kept something from being asked for."""
        return self._telling.put_off

    def take(self, event: events.Event) -> None:
        """Show an event."""
        for said in self._telling.take(event):
            line = plain(said.text, LONGEST_LINE)  # it names sources and folders, which others may have named
            print(f"\r\x1b[K{line}" if self._live else line, file=self._out)
        if not isinstance(event, events.RoundFinished):
            self._line()

    def _line(self) -> None:
        if self._live and self._telling.wanted:
            bar = "━" * (20 * self._telling.done // self._telling.wanted)
            counts = f"{self._telling.done}/{self._telling.wanted}"
            print(f"\r\x1b[K{bar:<20} {counts}", end="", file=self._out, flush=True)


class JsonLines:
    """One JSON object per line, in the form of the log's own."""

    def __init__(self, out: TextIO, now: Callable[[], datetime] = now_utc) -> None:
        self._out = out
        self._now = now
        self._telling = Telling(now, None)

    def take(self, event: events.Event) -> None:
        """Write an event, where it is worth a line."""
        for said in self._telling.take(event):
            level = "info" if said.kind == "round-finished" else "warning"
            line = json_line(self._now(), level, said.kind, said.fields)
            print(line, file=self._out, flush=True)
